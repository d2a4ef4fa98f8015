"""The rules of a community's settings."""

from typing import Final, get_args

from bot.vocabulary.effect import Topic

TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
