"""The sample town, settled through the engine."""

from bot import town as sample
from bot.vocabulary.effect import Reply
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.request import Actor, Command, Place
from tests.people import Reader, living_town, shown


async def test_the_sample_town_is_settled_once_however_often_it_is_sown():
    async with living_town() as town:
        async with town.store.transaction() as work:
            plaza = await work.directory.space(sample.PLAZA)
            await work.directory.attach(sample.OFFICE, plaza.community)
        await sample.settle(town.engine)
        await sample.settle(town.engine)

        visitor = Actor(sample.AccountRef("visitor", "Visitor"), "en")
        lists = {}
        for name, subcommand in (("people", "find"), ("volunteer", "list"), ("pitch", "list"), ("meetup", "list")):
            command = Command(f"look-{name}", sample.PLAZA, visitor, Place("plaza"), name, subcommand)
            answer = await town.engine.handle(command)
            assert isinstance(answer, Reply)
            lists[name] = shown(answer.card, Reader("en", "Asia/Tokyo", await town.people(answer.card)))

    assert lists["people"].count(" × ") >= 5
    assert lists["volunteer"].count("“公民館の椅子運び” full") == 1
    assert lists["pitch"].count("1 teammate") == 1
    assert lists["meetup"].count("持ち寄りごはん会") >= 1


def test_the_sample_town_lives_in_the_playground():
    assert sample.SPACES.keys() == {"plaza", "office"}
    assert all(isinstance(space, SpaceAddress) for space in sample.SPACES.values())
