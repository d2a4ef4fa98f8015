"""The goals people come with, and the command that serves each."""

from dataclasses import dataclass
from typing import Final

from bot.vocabulary.text import Say, say


@dataclass(frozen=True, slots=True)
class Goal:
    """What somebody would like to do, and the command to begin with."""

    label: Say
    command: str
    subcommand: str
    organizer: bool = False


GOALS: Final = (
    Goal(say("help-introduce"), "intro", "write"),
    Goal(say("help-people"), "people", "find"),
    Goal(say("help-lend"), "volunteer", "list"),
    Goal(say("help-ask"), "volunteer", "call"),
    Goal(say("help-connect"), "connect", "ask"),
    Goal(say("help-pitch"), "pitch", "new"),
    Goal(say("help-teammates"), "pitch", "list"),
    Goal(say("help-meetups"), "meetup", "list"),
    Goal(say("help-gather"), "meetup", "new"),
    Goal(say("help-set-up"), "settings", "setup", organizer=True),
    Goal(say("help-check"), "settings", "check", organizer=True),
    Goal(say("help-digest"), "settings", "digest", organizer=True),
    Goal(say("help-approvals"), "settings", "approvals", organizer=True),
    Goal(say("help-report"), "settings", "report", organizer=True),
    Goal(say("help-pause"), "settings", "pause", organizer=True),
)


def goals_of(*, organizer: bool) -> tuple[Goal, ...]:
    """The goals open to a member, or to an organizer."""
    return tuple(goal for goal in GOALS if organizer or not goal.organizer)
