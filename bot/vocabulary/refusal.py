"""Refused: how the core says no to a person."""

from bot.vocabulary.text import Span, Text


class Refused(Exception):  # noqa: N818 - the word the whole project uses; it is an answer, not a fault
    """A kind no with its reason, in words that say what to do next.

    Anything else that is raised is a bug: it is logged and answered with a reference.
    """

    def __init__(self, *reason: Span) -> None:
        """Keep the reason as a text."""
        super().__init__(reason)
        self.reason: Text = reason
