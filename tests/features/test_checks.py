"""Stories of organizers who look what is not right."""

from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from bot.ports import InDoubt, Lack, Rejected, Stopped, TargetGone
from bot.vocabulary.people import SpaceAddress
from tests.people import Resident, Town

CALL = {"title": "Carrying chairs", "places": "2"}


@dataclass(slots=True)
class FakeInspector:
    """Finds what it was told to find, and remembers where it looked."""

    platform: str = "discord"
    finds: tuple[Lack, ...] = ()
    fails: bool = False
    looked: list[frozenset[str]] = field(default_factory=list)

    async def inspect(self, space: SpaceAddress, channels: Collection[str]) -> tuple[Lack, ...]:
        self.looked.append(frozenset(channels))
        if self.fails:
            raise OSError("away")
        return self.finds


@pytest.fixture
def inspector(town: Town) -> FakeInspector:
    town.engine.inspectors["discord"] = inspector = FakeInspector()
    return inspector


@pytest.fixture
def olga(town: Town) -> Resident:
    return town.person("Olga", organizer=True)


async def asks_for_hands(person: Resident) -> None:
    await person.runs("/volunteer call")
    await person.posts(**CALL)


async def test_where_nothing_is_wrong_few_words_say_so(town, olga, inspector):
    await olga.runs("/settings check")

    assert olga.reads.startswith("All is well\n")
    assert inspector.looked == [frozenset({"#introductions", "#volunteering", "#pitches", "#meetups", "#organizers"})]


async def test_what_is_lacking_is_named_with_the_way_to_grant_it(town, olga, inspector):
    inspector.finds = (Lack("permission", "send_messages", "42", "help"), Lack("permission", "use_soundboard"))

    await olga.runs("/運営設定 確認")

    assert "please allow Machi “Send Messages” in #help. Channel settings, Permissions." in olga.reads
    assert "please allow Machi “use_soundboard”. Server settings, Roles" in olga.reads


async def test_once_it_is_granted_another_look_is_content(town, olga, inspector):
    inspector.finds = (Lack("channel", "unknown_channel", "43"),)
    await olga.runs("/settings check")
    inspector.finds = ()

    await olga.presses("Look again")

    assert olga.reads.startswith("All is well\n")


async def test_a_platform_that_cannot_be_asked_is_said_to_be_silent(town, olga, inspector):
    inspector.fails = True

    await olga.runs("/settings check")

    assert "didn't answer in time" in olga.reads


async def test_members_are_refused_and_nothing_is_looked_up_for_them(town, inspector):
    ben = town.person("Ben")

    await ben.runs("/settings check")

    assert "organizers" in ben.reads.casefold()
    assert inspector.looked == []


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (TargetGone("50001"), "Waiting; Machi keeps trying: Carrying chairs"),
        (Rejected("50035"), "Not posted: Carrying chairs"),
        (InDoubt("no answer in 20 s"), "Being checked: Carrying chairs"),
        (Stopped("token_revoked"), "refuses everything from Machi (token_revoked)"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
async def test_what_did_not_arrive_is_listed_with_the_reason(town, olga, outcome, said):
    town.couriers["discord"].will(outcome)
    await asks_for_hands(town.person("Aoi"))

    await olga.runs("/settings check")

    assert said in olga.reads
    assert outcome.reason in olga.reads


async def test_what_arrived_after_all_is_listed_no_more(town, olga):
    town.couriers["discord"].will(TargetGone("50001"))
    await asks_for_hands(town.person("Aoi"))
    await town.passes(minutes=6)

    await olga.runs("/settings check")

    assert "Carrying chairs" not in olga.reads


async def test_a_weeks_troubles_are_told_and_older_ones_are_not(town, olga):
    town.couriers["discord"].will(Rejected("50035"))
    await asks_for_hands(town.person("Aoi"))
    await town.passes(days=6)
    await olga.runs("/settings check")
    recent = olga.reads
    await town.passes(days=2)

    await olga.runs("/settings check")

    assert "Carrying chairs" in recent
    assert olga.reads.startswith("All is well\n")
