"""The sample town: what its residents say and do, so that a playground is not empty.

They do it the way everybody does: by commands, forms and buttons, through the engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from adapters.web.chat import OFFICE, PLAZA, SAMPLE, Resident
from bot.drafts import POST
from bot.engine import Engine
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import buttons_of
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, ButtonPress, Command, FormSubmission, Place

RESIDENTS: Final[Mapping[str, Resident]] = {resident.id: resident for resident in SAMPLE}
SPACES: Final[Mapping[str, SpaceAddress]] = {space.external_id: space for space in (PLAZA, OFFICE)}

INTRODUCTIONS: Final = {
    "aoi": (
        "キャリアコンサルタント × 元人事部長",
        "live",
        "4",
        "履歴書の相談に乗れます。川沿いの散歩と、古い喫茶店がすきです。",
    ),
    "ren": ("木工 × 小学校の先生", "live", "3", "本棚や椅子なら直せます。子どもと作る工作の会をひらきたいです。"),
    "emma": ("translator × baker", "live", "2", "I translate letters from the town hall, and bring bread when I can."),
    "sakura": ("看護師 × 編みもの", "work", "5", "健康の困りごとを聞けます。編みものは、いつでも教えます。"),
    "daichi": ("プログラマー × 畑", "want", "1", "ホームページを作れます。畑を借りて、夏に野菜を分けたいです。"),
}
"""Who introduces themselves: positioning, tie, phase, words."""


@dataclass(slots=True)
class Walk:
    """Goes through the town as one resident after the other."""

    engine: Engine
    _key: Iterator[int] = field(default_factory=lambda: iter(range(1_000)))

    async def posts(self, resident: str, command: str, subcommand: str, answers: Mapping[str, str]) -> None:
        """Run a command, fill in its form, and say yes to the preview."""
        asked = await self._runs(resident, command, subcommand)
        if isinstance(asked, Reply):  # before a first request they are shown where a hand is welcome, and go on
            asked = await self._presses(resident, run(command, subcommand))
        if not isinstance(asked, OpenForm):
            raise TypeError(f"/{command} {subcommand} asks nothing")
        space, actor, place = self._who(resident)
        form = asked.form
        await self.engine.handle(FormSubmission(self._new_key(), space, actor, place, form.action, form.draft, answers))
        await self._presses(resident, Action(POST, (form.draft,)))

    async def answers(self, resident: str, command: str, subcommand: str, *names: str) -> None:
        """Run a command that lists things, and press the first button of each name on what is then shown."""
        shown = await self._runs(resident, command, subcommand)
        for name in names:
            shown = await self._presses(resident, _first(shown, name))

    async def _runs(self, resident: str, command: str, subcommand: str) -> Answer | None:
        space, actor, place = self._who(resident)
        return await self.engine.handle(Command(self._new_key(), space, actor, place, command, subcommand))

    async def _presses(self, resident: str, action: Action) -> Answer | None:
        space, actor, place = self._who(resident)
        return await self.engine.handle(ButtonPress(self._new_key(), space, actor, place, action))

    def _who(self, resident: str) -> tuple[SpaceAddress, Actor, Place]:
        one = RESIDENTS[resident]
        actor = Actor(AccountRef(one.id, one.name), one.language, one.organizer)
        return SPACES[one.space], actor, Place("plaza")

    def _new_key(self) -> str:
        # Fixed keys: sowing the same town again changes nothing.
        return f"seed-{next(self._key)}"


def _first(shown: Answer | None, name: str) -> Action:
    buttons = buttons_of(shown.card) if isinstance(shown, Reply) else ()
    for button in buttons:
        if button.action.name == name:
            return button.action
    raise LookupError(f"nobody is shown a button {name}")


async def settle(engine: Engine) -> None:
    """Let the residents introduce themselves, ask for hands, pitch, and meet."""
    walk = Walk(engine)
    for resident, (positioning, tie, phase, words) in INTRODUCTIONS.items():
        answers = {"positioning": positioning, "tie": tie, "phase": phase, "words": words, "visibility": "everyone"}
        await walk.posts(resident, "intro", "write", answers)
    await _lend_hands(walk)
    await _pitch(walk)
    await _meet(walk)


async def _lend_hands(walk: Walk) -> None:
    chairs = {
        "title": "公民館の椅子運び",
        "when": "来週土曜 9時半",
        "where": "公民館",
        "places": "2",
        "details": "30脚くらいです。軍手はあります。\n---\n鍵は朝9時に事務室で受け取れます。",
    }
    await walk.posts("aoi", "volunteer", "call", chairs)
    for helper in ("ren", "sakura", "daichi"):
        await walk.answers(helper, "volunteer", "join", "volunteering.join")
    letters = {"title": "役場からの手紙をやさしい日本語に", "places": "1", "details": "1通、15分くらいです。"}
    await walk.posts("emma", "volunteer", "call", letters)


async def _pitch(walk: Walk) -> None:
    shelf = {
        "title": "川沿いの小さな本棚",
        "why": "散歩の途中で、だれかのすきな本に出会えたらうれしいからです。",
        "looking_for": "木材はあります。木工がすきな人、週に1時間くらい",
        "step": "置き場所を下見する",
        "when": "今週の日曜 10時",
    }
    await walk.posts("ren", "pitch", "new", shelf)
    await walk.answers("emma", "pitch", "join", "pitches.join")


async def _meet(walk: Walk) -> None:
    supper = {
        "title": "持ち寄りごはん会",
        "when": "毎週金曜 18時半から20時まで",
        "where": "みんなの台所",
        "capacity": "8",
        "details": "一品でも、手ぶらでも。はじめての方も歓迎です。",
    }
    await walk.posts("sakura", "meetup", "new", supper)
    for guest in ("aoi", "daichi"):
        await walk.answers(guest, "meetup", "rsvp", "meetups.show", "meetups.going")
