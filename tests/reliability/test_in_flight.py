"""Dates that move, are skipped and come back while reminders are on their way: nothing untrue is left standing."""

from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import InDoubt, NotSent
from bot.vocabulary.card import Facts
from bot.vocabulary.text import WallTime
from tests.fakes.courier import Message
from tests.people import Resident, Town, living_town, shown

START = datetime(2026, 11, 27, 10, tzinfo=UTC)  # a Friday, seven in the evening in Japan
Act: TypeAlias = Literal["move", "call off", "bring back", "lose a reply", "refuse"]
acts = st.tuples(
    st.sampled_from(["move", "call off", "bring back", "lose a reply", "refuse"]),
    st.integers(-90, 90),  # seconds around the instant of a reminder
    st.integers(1, 9),
)


async def acts_on(town: Town, ada: Resident, act: Act, days: int) -> None:
    """Something happens to the only date there is, or to the way a message takes."""
    match act:
        case "move":
            await ada.runs("/meetup move Book club")
            if ada.form:
                await ada.posts(when=f"12月{days + 3}日 {days + 10}時")
        case "call off":
            await ada.runs("/meetup cancel Book club")
            if ada.reads.startswith("Call it off?"):
                await ada.presses("Call it off")
        case "bring back":
            await ada.runs("/meetup restore Book club")
        case "lose a reply":
            for chat in town.couriers.values():
                chat.will(InDoubt("lost"), stored=days % 2 == 0)
        case "refuse":
            for chat in town.couriers.values():
                chat.will(NotSent("not now", float(days)))


def says_to_go(message: Message) -> bool:
    return "まで、あと" in shown(message.card, message.reader)


def date_of(message: Message) -> datetime:
    """The wall time a message names."""
    times = [
        span.start
        for block in message.card.blocks
        if isinstance(block, Facts)
        for fact in block.facts
        for span in fact.value
        if isinstance(span, WallTime)
    ]
    return times[0]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(acts, min_size=1, max_size=4))
async def test_a_minute_after_anything_happened_no_reminder_of_another_date_stands(happening):
    async with living_town() as town:
        ada = town.person("Ada")
        await ada.runs("/meetup new")
        await ada.posts(title="Book club", when="11/27 19時")
        reminder = START - timedelta(days=1)
        for act, seconds, days in sorted(happening, key=lambda one: one[1]):
            await town.goes_to(max(town.clock.now(), reminder + timedelta(seconds=seconds)))
            await acts_on(town, ada, act, days)
        await town.passes(minutes=2)

        [card] = town.cards("meetups", "slack")
        off = "[取りやめ]" in shown(card.card, card.reader)
        for chat in town.couriers:
            [card] = town.cards("meetups", chat)
            for message in town.thread(card, chat):
                assert not (says_to_go(message) and off)
                assert date_of(message) == date_of(card) or not says_to_go(message)
                if "取りやめ" in shown(message.card, message.reader):
                    assert off
