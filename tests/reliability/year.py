"""A year in the life of a town: `python -m tests.reliability.year`.

People of four kinds live in it: some do whatever can be done, most answer now and then, some only watch, and some never
do anything at all. They are guided by chance alone: they run any command, press any button they have in front of them,
fill forms in with what people write, react to any card. What is looked for afterwards: a gesture or a piece of due work
that failed, a message that a platform would not take, and how often Machi wrote to whom never asked for it.
The last line is a JSON object; the status is 1 where anything is not as it must be.
"""

import argparse
import asyncio
import json
import random  # noqa: TID251 - seeded, so that a failure repeats itself
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, TypeAlias

from structlog.testing import capture_logs

from adapters.discord import render as discord
from adapters.slack import render as slack
from bot.feature import CommandHandler, Features, Option
from bot.features import FEATURES
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card, buttons_of
from bot.vocabulary.form import Answers, Channel, Choice, Choices, FormView, Number, Question, When
from bot.vocabulary.people import AccountRef, Reader
from bot.vocabulary.request import Asking, Command, MemberLeft, Place
from tests.fakes import openapi
from tests.fakes.slack.blocks import problems_in_message
from tests.people import CHATS, Resident, Town, living_town

Kind: TypeAlias = Literal["busy", "neighbour", "watcher", "silent"]

SHARES: Final[Mapping[Kind, float]] = {"busy": 0.1, "neighbour": 0.5, "watcher": 0.2, "silent": 0.2}
RESERVED: Final[frozenset[Kind]] = frozenset({"watcher", "silent"})
GESTURES_A_DAY: Final[Mapping[Kind, float]] = {"busy": 1.5, "neighbour": 0.12, "watcher": 0.0, "silent": 0.0}
WATCHING: Final = {
    "positioning": "大工 × 釣り",
    "tie": "live",
    "phase": "1",
    "words": "よろしくお願いします",
    "visibility": "watching",
}
PATIENCE: Final = 6
"""How far somebody follows what one command leads to."""
MOST_LETTERS: Final = 6
"""Messages in a year to somebody who never asked for one: a handful, and one for luck."""
EMOJI: Final = ("✋", "🙌", "✅", "🤔", "🙅", "✨", "👀", "🙏", "👋", "✋🏽", "🎉")
OVER_AND_OUT: Final = frozenset({"settings", "mydata"})
"""Commands by which a town or a person could be set up so that the rest of the year is of no use."""

PHRASES: Final = {
    "title": (
        "椅子を運ぶのを手伝ってください",
        "Carry the piano",
        "ボードゲームの夜 🎲",
        "@everyone *free* soup",
        "畑",
    ),
    "positioning": ("パン屋 × 元エンジニア", "Gardener x Nurse", "大工", "キャリコン × 元人事部長"),
    "places": ("2", "1", "３人", "運転1、運搬3", "driver 1, carry 2", "many"),
    "when": (
        "来週土曜 15時",
        "毎週金曜 19時",
        "tomorrow 7pm",
        "every other Tuesday 18:30",
        "毎月第2土曜 10時",
        "12/33 25時",
        "3日後の19時",
        "",
    ),
    "step": ("明日 10時", "3日後の19時", "tomorrow 10am", "1年後"),
    "until": ("1 week", "1か月"),
}
WORDS: Final = (
    "いつでも声をかけてください",
    "I like rivers, bread and old maps",
    "公民館",
    "https://example.org/map",
    "<!channel> & friends",
    "門の前で\n---\n鍵の番号 4711",
    "مرحبا بالجيران",
    "",
)


@dataclass(slots=True)
class Findings:
    """What became of a year."""

    people: int
    days: int
    seed: int
    gestures: int = 0
    failures: list[str] = field(default_factory=list)
    untakable: list[str] = field(default_factory=list)
    letters: Counter[str] = field(default_factory=Counter)
    unasked: dict[Kind, int] = field(default_factory=dict)
    cards: int = 0
    seconds: float = 0.0

    @property
    def convinces(self) -> bool:
        """Whether nothing failed, every platform took everything, and whoever wanted peace had it."""
        quiet = all(most <= MOST_LETTERS for most in self.unasked.values())
        return not self.failures and not self.untakable and quiet and self.gestures > 0

    def as_json(self) -> str:
        """One line for machines."""
        found = asdict(self) | {"failures": len(self.failures), "untakable": len(self.untakable)}
        found |= {"letters": self.letters.total(), "seconds": round(self.seconds, 1)}
        return json.dumps(found, ensure_ascii=False)


@dataclass(slots=True)
class Life:
    """One year of one town, guided by chance."""

    town: Town
    luck: random.Random
    people: list[tuple[Resident, Kind]]
    findings: Findings

    async def live(self, days: int, say: Callable[[str], None]) -> None:
        """Let the days go by, and people come in over the first quarter of them."""
        coming = {index: int(self.luck.random() * days / 4) for index in range(len(self.people))}
        for day in range(days):
            for index in [index for index, first in coming.items() if first == day]:
                await self._come_in(*self.people[index])
            for index, (person, kind) in enumerate(self.people):
                if coming[index] <= day:
                    await self._spend_day(person, kind)
            await self.town.passes(days=1)
            if day % 30 == 29:
                say(f"day {day + 1}: {self.findings.gestures} gestures, {len(self.findings.failures)} failures")

    async def _come_in(self, person: Resident, kind: Kind) -> None:
        await person.comes_in()
        if kind == "watcher":
            await person.runs("/intro write")
            await person.posts(**WATCHING)

    async def _spend_day(self, person: Resident, kind: Kind) -> None:
        for _ in range(_times(self.luck, GESTURES_A_DAY[kind])):
            self.findings.gestures += 1
            match self.luck.random():
                case chance if chance < 0.5:
                    await self._run(person)
                case chance if chance < 0.8:
                    await self._press_on_a_card(person)
                case chance if chance < 0.99:
                    await self._react(person)
                case _:
                    await person.does(MemberLeft(person.new_key(), person.space, person.actor))
            await self._follow(person)

    async def _run(self, person: Resident) -> None:
        commands = [each for each in self.town.engine.features.commands.values() if each.name not in OVER_AND_OUT]
        chosen = self.luck.choice(commands)
        command = Command(person.new_key(), person.space, person.actor, Place("#plaza"), chosen.name, chosen.subcommand)
        options = {option.name: await self._option(person, command, option) for option in _some(self.luck, chosen)}
        given = {name: value for name, value in options.items() if value}
        await person.does(
            Command(command.key, command.space, command.actor, command.place, chosen.name, chosen.subcommand, given)
        )

    async def _option(self, person: Resident, command: Command, option: Option) -> str | AccountRef | None:
        match option.kind:
            case "member":
                # Nobody knows who keeps to themselves, so whatever reaches those comes from Machi alone.
                known = [other for other, kind in self.people if other.chat == person.chat and kind not in RESERVED]
                return self.luck.choice(known).actor.account
            case "choice":
                return self.luck.choice(option.choices).value
            case "number":
                return str(self.luck.randint(option.least, min(option.most, option.least + 5)))
            case "pick":
                there = await self.town.engine.suggestions(Asking(command, option.name))
                return self.luck.choice(there)[0] if there else None
            case "channel":
                return "#plaza"
            case "role":
                return "helpers"
            case "text":
                return self.luck.choice(PHRASES.get(option.name, WORDS)) or None

    async def _press_on_a_card(self, person: Resident) -> None:
        messages = list(self.town.couriers[person.chat].messages.values())
        seen = [each for each in messages if each.ref.channel.startswith("#")][-40:] + person.letters[-3:]
        doors = [button.action for each in seen for button in buttons_of(each.card)]
        if doors:
            await person.presses_action(self.luck.choice(doors))

    async def _react(self, person: Resident) -> None:
        messages = [each for each in self.town.couriers[person.chat].messages.values() if each.ref.channel[0] == "#"]
        if messages:
            await person.reacts(self.luck.choice(EMOJI), on=self.luck.choice(messages[-40:]))

    async def _follow(self, person: Resident) -> None:
        """Go on with what came up: fill the form in, or press one of the buttons in front of one."""
        for _ in range(PATIENCE):
            if person.form is not None:
                await self._fill(person)
            elif (action := self._door(person.card)) and self.luck.random() < 0.7:
                person.card = None
                await person.presses_action(action)
            else:
                break
        person.form = person.card = None

    def _door(self, card: Card | None) -> Action | None:
        doors = [button.action for button in buttons_of(card)] if card else []
        return self.luck.choice(doors) if doors else None

    async def _fill(self, person: Resident, chosen: Mapping[str, str] | None = None) -> None:
        form = person.form
        if form is None:
            return
        await person.fills(**{**self._answers(form), **(chosen or {})})

    def _answers(self, form: FormView) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for question in form.questions:
            kept = form.answers.get(question.name)
            answers[question.name] = kept if kept and self.luck.random() < 0.5 else self._answer(question)
        return answers

    def _answer(self, question: Question) -> Answers | str | tuple[str, ...]:
        match question.field:
            case Choice(options):
                return self.luck.choice(options).value
            case Choices(options):
                return tuple(option.value for option in options if self.luck.random() < 0.4)
            case Number(least, most):
                return str(self.luck.randint(least, min(most, least + 5)))
            case When():
                return self.luck.choice(PHRASES["step" if "step" in question.name else "when"])
            case Channel():
                return "#plaza"
            case _:
                return self.luck.choice(PHRASES.get(question.name, WORDS))


async def lived(
    people: int, days: int, seed: int, say: Callable[[str], None], features: Features = FEATURES
) -> Findings:
    """A year, and what was found in it."""
    began, findings = time.monotonic(), Findings(people, days, seed)
    luck = random.Random(seed)
    async with living_town(features) as town:
        residents = [_resident(town, number, luck) for number in range(people)]
        life = Life(town, luck, list(zip(residents, _kinds(people), strict=True)), findings)
        with capture_logs() as logs:
            await life.live(days, say)
        findings.failures = [_failure(entry) for entry in logs if entry["log_level"] in ("error", "critical")]
        _count_letters(life)
        _hold_to_the_platforms(life)
    findings.seconds = time.monotonic() - began
    return findings


def _failure(entry: Mapping[str, Any]) -> str:
    told = {name: str(value) for name, value in entry.items() if name not in ("log_level", "timestamp", "exc_info")}
    error = entry.get("exc_info")
    return f"{told} {error!r}"


def _resident(town: Town, number: int, luck: random.Random) -> Resident:
    language: Literal["ja", "en"] = luck.choice(("ja", "en"))
    return town.person(f"P{number:03}", on=CHATS[number % 2], language=language, organizer=number < 2)


def _kinds(people: int) -> list[Kind]:
    """Of each kind its share, at least one, the busy ones first."""
    kinds: list[Kind] = [kind for kind, share in SHARES.items() for _ in range(max(1, round(share * people)))]
    rest: list[Kind] = ["neighbour"] * (people - len(kinds))
    return [*kinds, *rest][:people]


def _times(luck: random.Random, mean: float) -> int:
    return int(mean) + (luck.random() < mean % 1)


def _some(luck: random.Random, command: CommandHandler) -> Iterator[Option]:
    for option in command.options:
        if option.required or luck.random() < 0.5:
            yield option


def _count_letters(life: Life) -> None:
    for person, kind in life.people:
        count = len(person.letters)
        life.findings.letters[person.name] = count
        if kind in RESERVED:
            life.findings.unasked[kind] = max(count, life.findings.unasked.get(kind, 0))


def _hold_to_the_platforms(life: Life) -> None:
    """Render everything that stands in the chats for both platforms, by the rules of each."""
    for courier in life.town.couriers.values():
        for message in courier.messages.values():
            life.findings.cards += 1
            life.findings.untakable += _problems(message.card, message.reader)


def _problems(card: Card, reader: Reader) -> list[str]:
    found = [f"slack: {problem}" for problem in problems_in_message(slack.payload(card, reader, marker="m")["blocks"])]
    if openapi.available():
        problems = openapi.check_request("POST", "/channels/1/messages", discord.payload(card, reader))
        found += [f"discord: {problem}" for problem in problems]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Live a year, show progress, and end with a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.year", description=__doc__)
    parser.add_argument("--people", type=int, default=200, help="how many live in the town")
    parser.add_argument("--days", type=int, default=365, help="for how long")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same year")
    chosen = parser.parse_args(arguments)
    _say(f"seed {chosen.seed}: {chosen.people} people, {chosen.days} days")
    findings = asyncio.run(lived(chosen.people, chosen.days, chosen.seed, _say))
    for line in dict.fromkeys((*findings.failures, *findings.untakable)):
        _say(line[:2_000])
    _say(findings.as_json())
    return 0 if findings.convinces else 1


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command line prints


if __name__ == "__main__":
    sys.exit(main())
