"""People and channels that changed while nobody told us: found out at the start and every hour, or not believed."""

import pytest

from adapters.slack import census, reactions, rounds
from bot.vocabulary.people import AccountRef
from bot.vocabulary.request import MemberJoined, MemberLeft
from tests.adapters.slack.conftest import running
from tests.fakes.slack import web_api


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    for module, pace in ((reactions, "PACE"), (census, "PACE"), (census, "LIST_PACE")):
        monkeypatch.setattr(module, pace, 0.0)
    monkeypatch.setattr(census, "PAGE", 2)
    monkeypatch.setattr(rounds, "EVERY", 0.1)


@pytest.fixture
def people(slack, engine):
    """Five people who are known, on three pages."""
    found = [slack.user(name=name, real_name=name.title()) for name in ("aoi", "ben", "chie", "dan", "emi")]
    engine.known = tuple(AccountRef(person.id, person.user.real_name) for person in found)
    return found


def left(engine) -> list[str]:
    return [gesture.actor.account.external_id for gesture in engine.gestures if isinstance(gesture, MemberLeft)]


async def went_round(slack, method: str = "users.list", times: int = 2) -> None:
    """Some whole rounds: what is called last in each is called once more afterwards."""
    known = len(slack.calls(method))
    await slack.until(lambda: len(slack.calls(method)) > known + times * 4)


async def test_whoever_was_deactivated_meanwhile_has_left_once(adapter, slack, engine, people):
    people[3].user.deleted = True

    async with running(adapter):
        await went_round(slack)

    assert left(engine) == [people[3].id]
    assert engine.renamings == []


async def test_whoever_goes_by_another_name_meanwhile_is_known_by_it(adapter, slack, engine, people):
    people[4].user.real_name = "笑"

    async with running(adapter):
        await slack.until(lambda: engine.renamings)

    assert {(account.external_id, account.name) for _, account in engine.renamings} == {(people[4].id, "笑")}
    assert left(engine) == []


async def test_a_list_that_breaks_off_says_nothing_of_anybody(adapter, slack, engine, people, monkeypatch):
    *gone, _ = people
    for person in gone:
        person.user.deleted = True
    whole = web_api.METHODS["users.list"]

    def broken_off(state, given):
        if given.has("cursor"):
            raise web_api.ApiError("fatal_error")
        return whole(state, given)

    monkeypatch.setitem(web_api.METHODS, "users.list", broken_off)
    async with running(adapter):
        await went_round(slack)
        believed = left(engine)
        monkeypatch.setitem(web_api.METHODS, "users.list", whole)
        await slack.until(lambda: left(engine))

    assert believed == []
    assert set(left(engine)) <= {person.id for person in gone}
    slack.refusals.clear()


async def test_a_list_that_cannot_be_had_is_asked_for_again(adapter, slack, engine, people):
    people[0].user.deleted = True
    slack.fail_next("users.list", drop_before=True)
    slack.fail_next("users.list", retry_after=0)

    async with running(adapter):
        await slack.until(lambda: left(engine))

    assert left(engine) == [people[0].id]


async def test_whoever_is_missing_on_the_list_is_looked_up_before_anything_is_believed(adapter, slack, engine, people):
    stranger = AccountRef("U0AFAR", "Far")
    engine.known += (stranger,)

    async with running(adapter):
        await slack.until(lambda: len([call for call in slack.calls("users.info") if "U0AFAR" in str(call)]) >= 2)

    assert left(engine) == []
    slack.refusals.clear()


async def test_a_list_without_machi_is_not_all_of_them(adapter, slack, engine, people):
    people[0].user.deleted = True
    del slack.state.users[slack.state.bot.id]

    async with running(adapter):
        await went_round(slack)

    assert left(engine) == []
    slack.refusals.clear()


async def test_who_was_there_all_along_is_no_newcomer(adapter, slack, engine, people):
    slack.user(name="fumi")

    async with running(adapter):
        await went_round(slack)

    assert [gesture for gesture in engine.gestures if isinstance(gesture, MemberJoined | MemberLeft)] == []


async def test_where_nobody_is_known_nobody_is_counted(adapter, slack, engine):
    engine.places = frozenset({slack.channel("general").id})

    async with running(adapter):
        await slack.until(lambda: len(slack.calls("conversations.info")) >= 2)

    assert slack.calls("users.list") == []


@pytest.mark.parametrize("how", ["archived", "deleted"])
async def test_a_channel_that_was_closed_meanwhile_is_told_of_once_and_opens_again(adapter, slack, engine, shelf, how):
    hall = slack.state.create_channel("hall")
    engine.places = frozenset({hall.id})
    if how == "archived":
        hall.is_archived, reason = True, "is_archived"
    else:
        del slack.state.channels[hall.id]
        reason = "channel_not_found"

    for _ in range(2):  # a restart is no reason to tell it again
        async with running(adapter):
            await went_round(slack, "conversations.info", times=1)
    told = list(engine.closed)
    hall.is_archived, slack.state.channels[hall.id] = False, hall
    async with running(adapter):
        await slack.until(lambda: engine.reachable)
        await went_round(slack, "conversations.info", times=1)

    assert told == engine.closed == [(hall.id, reason)]
    assert engine.reachable == [hall.id]
    assert not [key for key in shelf.kept if key.startswith("closed/")]
    slack.refusals.clear()


async def test_a_channel_that_cannot_be_looked_at_is_as_it_was(adapter, slack, engine):
    engine.places = frozenset({slack.channel("general").id})
    slack.fail_next("conversations.info", error="fatal_error")
    slack.fail_next("conversations.info", drop_before=True)

    async with running(adapter):
        await slack.until(lambda: len(slack.calls("conversations.info")) >= 4)

    assert (engine.closed, engine.reachable) == ([], [])
    slack.refusals.clear()
