"""Limits: how much the playground takes in, and how much it shows at once."""

from typing import Final

BODY: Final = 1024 * 1024
"""Bytes of a request; five long answers in Japanese, percent-encoded, are a fifth of it."""
LINE: Final = 2_000
"""Characters of one message, as on Discord."""
NAME: Final = 24
"""Characters of a person's name."""
PEOPLE: Final = 24
"""People in one space: as many as a menu holds without scrolling for long."""
SHOWN: Final = 80
"""Messages of a channel on the page; older ones are kept, and said to be there."""
COMPLETIONS: Final = 8
"""Completions offered at once."""
REMEMBERED_MOVES: Final = 32
"""Presses on the clock that are known again when they arrive twice."""
STEP_OF_PEOPLE: Final = 2
"""Introductions that the guide asks for."""
STEP_OF_HANDS: Final = 3
"""Sign-ups that the guide asks for: one more than its call has places."""
