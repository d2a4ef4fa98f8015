"""What a modal carries in its ``private_metadata``: what its submission is for, and the place it was opened from."""

import json
from dataclasses import dataclass

from bot.vocabulary.request import Place


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes back with every gesture in a modal; a modal by itself knows no channel.

    Args:
        place: where it was opened from.
        action: what the form is for; empty for a card.
        draft: under which id the answers are kept; empty where there are none.
    """

    place: Place
    action: str = ""
    draft: str = ""

    def encode(self) -> str:
        """All of it as one string."""
        place = [self.place.channel, self.place.thread, self.place.direct]
        return json.dumps([place, self.action, self.draft], separators=(",", ":"))


def decode(encoded: str) -> Carried:
    """What :meth:`Carried.encode` wrote; anything else raises ``ValueError`` or ``TypeError``."""
    place, action, draft = json.loads(encoded)
    channel, thread, direct = place
    return Carried(Place(channel, thread, direct), action, draft)
