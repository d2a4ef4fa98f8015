"""The view: what one page shows at the moment, all of it in its address.

So a page can be reloaded, kept as a bookmark and opened twice, and the way back is the browser's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from adapters.web.chat import MANNERS, SPACES, Chat, UnknownPlace, direct
from bot.vocabulary.people import LANGUAGES, Language

DIRECT: Final = "dm"
"""How the address names somebody's own direct messages, so that they follow when another person is chosen."""
HOME: Final = "home"
"""How the address names somebody's Home with Machi, which only Slack has: a tab beside their direct messages."""
CLOSED: Final = "off"
"""How the address says that the guide is closed."""


@dataclass(frozen=True, slots=True)
class Pane:
    """What one pane shows.

    Args:
        person: who is looking.
        channel: a channel, ``DIRECT``, or ``HOME``.
        thread: the message whose thread is open.
        json: the message whose JSON is shown.
    """

    person: str
    channel: str = "plaza"
    thread: str = ""
    json: str = ""

    @property
    def place(self) -> str:
        """The channel as the chat names it."""
        return direct(self.person) if self.channel in (DIRECT, HOME) else self.channel


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows.

    Args:
        language: of the page itself; what is said in the chat keeps its own.
        tab: the pane that is shown where there is room for one only.
        step: the guide's step that is open: a number from 1, nothing for the first one left, or ``CLOSED``.
    """

    language: Language
    panes: Mapping[str, Pane]
    tab: str
    step: str = ""

    def showing(self, space: str, **changes: str) -> "View":
        """The same page with something else in one pane, which comes to the front."""
        panes = {**self.panes, space: replace(self.panes[space], **changes)}
        return replace(self, panes=panes, tab=space)

    @property
    def address(self) -> str:
        """The address of this very view."""
        words = {"lang": self.language, "tab": self.tab, "step": self.step}
        for space, pane in self.panes.items():
            words[space] = pane.person
            words[f"{space}-in"] = pane.channel
            words[f"{space}-thread"] = pane.thread
            words[f"{space}-json"] = pane.json
        return "/?" + urlencode({name: value for name, value in words.items() if value})


def read_view(query: Mapping[str, str], chat: Chat, default: Language) -> View:
    """The view of an address; whatever is not there (any more) gives way to what is."""
    language = next((known for known in LANGUAGES if known == query.get("lang")), default)
    panes = {space.external_id: _read_pane(query, chat, space.external_id) for space in SPACES}
    tab = query.get("tab", "")
    step = query.get("step", "")
    return View(
        language,
        panes,
        tab if tab in panes else SPACES[0].external_id,
        step if step == CLOSED or (step.isdecimal() and step.isascii() and len(step) == 1) else "",
    )


def _read_pane(query: Mapping[str, str], chat: Chat, space: str) -> Pane:
    try:
        person = chat.resident(space, query.get(space, ""))
    except UnknownPlace:
        person = chat.people(space)[0]
    channel = query.get(f"{space}-in", "")
    own = (DIRECT, HOME) if MANNERS[space] == "slack" else (DIRECT,)
    if channel not in (*own, *chat.channels(person), *chat.groups(person)):
        channel = "plaza"
    pane = Pane(person.id, channel)
    return replace(
        pane,
        thread=_seen(chat, space, pane, query.get(f"{space}-thread", "")),
        json=_seen(chat, space, pane, query.get(f"{space}-json", "")),
    )


def _seen(chat: Chat, space: str, pane: Pane, message: str) -> str:
    try:
        found = chat.message(space, message)
    except UnknownPlace:
        return ""
    return message if found.channel == pane.place and found.seen_by(pane.person) else ""
