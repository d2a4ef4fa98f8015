"""Stories of somebody who would like to find out what is none of their business: who hides, and who said no."""

import inspect
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import product

import pytest
from sqlalchemy import event

from bot.features import FEATURES
from bot.vocabulary.action import Action
from bot.vocabulary.card import mentioned
from bot.vocabulary.effect import Reply
from bot.vocabulary.people import AccountRef, MemberId
from bot.vocabulary.request import Asking, ButtonPress, Command, Gesture, Place
from tests.people import Resident, Town, living_town, shown

HANA = AccountRef("hana", "Hana")
TAGS = "clown × diver"
PLAZA = Place("#plaza")
DRAWN = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
"""The code to link two logins by: another one each time."""
NEIGHBOURS = ("Ada", "Cora", "Dora", "Emil", "Finn")


async def introduces(person: Resident, tags: str, visibility: str = "everyone") -> None:
    await person.runs("/intro write")
    await person.posts(positioning=tags, tie="live", phase="2", words="I juggle.", visibility=visibility)


async def never_writes(hana: Resident) -> None:
    """She looks at the form, and leaves it at that."""
    await hana.runs("/intro write")
    hana.form = None


async def just_watches(hana: Resident) -> None:
    await introduces(hana, TAGS, "watching")


async def hides(hana: Resident) -> None:
    await introduces(hana, TAGS, "space")


@asynccontextmanager
async def town_of_hana(does: Callable, on: str) -> AsyncIterator[tuple[Town, Resident, Resident]]:
    """Zed's town, where he has introduced himself, asks for hands, and pitches something; and where Hana does so."""
    async with living_town() as town:
        olga = town.person("Olga", organizer=True)
        hana, zed = town.person("Hana", on=on), town.person("Zed")
        await zed.runs("/help")
        await hana.runs("/help")
        await does(hana)
        for name in NEIGHBOURS:
            await introduces(town.person(name), f"clown × {name}ology")
        await introduces(zed, TAGS)
        await zed.runs("/volunteer call")
        await zed.posts(title="Chairs", places="2")
        await zed.runs("/meetup new")
        await zed.posts(title="Juggling", when="来週土曜 15時")
        await zed.runs("/pitch new")
        await zed.presses("Go on with mine") if zed.card and "Go on" in zed.reads else None
        if zed.form:
            await zed.posts(title="Circus", why="Fun", step="Find a tent", when="来週土曜 15時")
        await zed.runs("/connect offer")
        await zed.fills(topics="circus", contact="zed@example.org")
        yield town, zed, olga


def arguments(handle: Callable) -> int:
    """How many values a button may carry."""
    return len(inspect.signature(handle).parameters) - 1


async def id_of(town: Town, account: AccountRef, chat: str) -> MemberId:
    [space] = [space for space in await town.spaces() if space.address.platform == chat]
    async with town.store.transaction() as work:
        return (await work.of(space.community).members.mentioned(space.id, account)).id


async def subjects(town: Town) -> list[str]:
    """The ids that the buttons of every card in every channel carry."""
    cards = [message.card for messages in town.couriers.values() for message in messages.messages.values()]
    found = {value for card in cards for action in actions_of(card) for value in action.arguments}
    return sorted(found)


def actions_of(card) -> Sequence[Action]:
    return [button.action for block in card.blocks for button in getattr(block, "buttons", ())]


async def asks_everything(person: Resident, hana: AccountRef | str) -> list[str]:
    """Every command there is, with Hana wherever somebody may be named, and her words wherever a word fits."""
    heard = []
    for (name, subcommand), command in FEATURES.commands.items():
        options: dict[str, str | AccountRef] = {}
        for option in command.options:
            match option.kind:
                case "member":
                    options[option.name] = hana
                case "choice":
                    options[option.name] = option.choices[0].value
                case "number":
                    options[option.name] = "1"
                case "text":
                    options[option.name] = "clown"
                case _:
                    pass  # what is picked is left to be asked for
        for given in ({}, options) if options else ({},):
            if (name, subcommand) == ("mydata", "language"):
                continue
            asked = Command(person.new_key(), person.space, person.actor, PLAZA, name, subcommand, given)
            heard.append(await answer_to(person, asked))
    return heard


async def answer_to(person: Resident, gesture: Gesture) -> str:
    """What somebody is answered at once; what it causes is carried out later."""
    engine = person.town.engine
    match await engine.handle(gesture):
        case Reply(card):
            return DRAWN.sub("a code", shown(card, await engine.reader(gesture, mentioned(card))))
        case answer:
            return str(answer)


async def everything_heard(does: Callable, on: str) -> list[str]:
    """All that Zed and an organizer hear, are written and are offered, whatever they ask, type, press and forge."""
    async with town_of_hana(does, on) as (town, zed, olga):
        hana = await id_of(town, HANA, on)
        named = HANA if on == "discord" else "Hana"
        heard = [*await asks_everything(zed, named), *await asks_everything(olga, named)]
        for tags in ("clown", "diver", "clown × diver", "Hana"):
            await zed.runs_with("people", "find", words=tags)
        await zed.runs_with("intro", "rarity")
        forged = [hana, "0", *await subjects(town)] if on == "discord" else []
        for name, button in FEATURES.buttons.items():
            for values in product(forged, repeat=min(arguments(button.handle), 2)):
                if hana in values:
                    press = ButtonPress(zed.new_key(), zed.space, zed.actor, PLAZA, Action(name, values))
                    heard.append(await answer_to(zed, press))
        offered = [str(await suggested(zed, words)) for words in ("Hana", "clown", "")]
        await town.passes(days=3)
        cards = [shown(card.card, card.reader) for topic in ("pitches", "volunteering") for card in town.cards(topic)]
        return [*heard, *zed.heard, *zed.mail, *olga.heard, *olga.mail, *offered, *cards, await zed.opens_home()]


async def suggested(zed: Resident, begun: str) -> list[tuple[tuple[str, str], ...]]:
    """What is offered for every option there is while it is being typed."""
    found = []
    for (name, subcommand), command in FEATURES.commands.items():
        for option in command.options:
            asked = Command(zed.new_key(), zed.space, zed.actor, PLAZA, name, subcommand, {})
            found.append(await zed.town.engine.suggestions(Asking(asked, option.name, begun)))
    return found


@pytest.mark.parametrize(("does", "on"), [(just_watches, "discord"), (hides, "slack")])
async def test_whatever_one_asks_or_forges_somebody_who_hides_reads_like_somebody_who_never_wrote(does, on):
    hidden, nobody = await everything_heard(does, on), await everything_heard(never_writes, on)

    assert len(hidden) == len(nobody)
    assert [pair for pair in zip(hidden, nobody, strict=True) if pair[0] != pair[1]] == []
    assert [heard for heard in hidden if "That didn't work" in heard] == []


async def test_a_hidden_name_of_the_other_chat_reads_like_a_name_that_nobody_bears(town):
    zed = town.person("Zed")
    await just_watches(town.person("Hana", on="slack"))

    await zed.runs("/people who Hana")
    await zed.runs("/people who Nobody")

    assert zed.heard[0] == zed.heard[1]


async def statements_of(does: Callable, question: Callable) -> list[str]:
    """What is asked of the store to answer a question of Zed's about Hana."""
    async with town_of_hana(does, "discord") as (town, zed, _):
        hana = await id_of(town, HANA, "discord")
        asked: list[str] = []
        engine = town.store._database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", lambda _c, _x, statement, *_: asked.append(statement))
        await question(zed, hana)
        return asked


async def who(zed: Resident, hana: MemberId) -> None:
    await zed.runs("/people who @Hana")


async def would_like_to_meet(zed: Resident, hana: MemberId) -> None:
    await zed.presses_action(Action("connections.wish", (hana,)))


async def looks_for_a_clown(zed: Resident, hana: MemberId) -> None:
    await zed.runs("/people find clown")


async def asks_what_is_rare(zed: Resident, hana: MemberId) -> None:
    await zed.runs("/intro rarity")


async def looks_for_peers(zed: Resident, hana: MemberId) -> None:
    await zed.runs("/people peers")


@pytest.mark.parametrize(
    "question",
    [who, would_like_to_meet, looks_for_a_clown, asks_what_is_rare, looks_for_peers],
    ids=lambda q: q.__name__,
)
async def test_the_store_is_asked_the_same_of_somebody_who_hides_and_of_somebody_who_never_wrote(question):
    asked = await statements_of(just_watches, question)

    assert asked
    assert asked == await statements_of(never_writes, question)


# --- who said no ----------------------------------------------------------------------------------------------------


async def what_is_heard_of(answer: str) -> list[str]:
    """All that who asked and who thought of somebody hear, press and forge, whatever Dan answers, or does not."""
    async with living_town() as town:
        ada, cora, dan = (town.person(name) for name in ("Ada", "Cora", "Dan"))
        for person in (ada, cora, dan):
            await introduces(person, f"{person.name}ology")
        await cora.runs("/connect offer")
        await cora.fills(topics="music", contact="")
        await ada.runs("/connect ask music")
        [request] = [action for action in actions_of(ada.card) if action.name == "connections.request"]
        proposal = request.arguments[0]
        await ada.presses_action(request)
        await forges(ada, proposal)
        await thinks_of(cora, dan)
        await forges(ada, proposal)
        if answer == "never":
            await dan.runs("/connect never @Ada")
        elif answer:
            await dan.presses(answer, on=dan.letters[-1])
        for _ in range(3):
            await forges(ada, proposal)
            await forges(cora, proposal)
            await ada.runs("/people peers")
            await town.passes(days=3)
        return [*ada.heard, *ada.mail, *cora.heard, *cora.mail]


async def thinks_of(connector: Resident, other: Resident) -> None:
    """Press the button of that person in the letter that asks whether somebody comes to mind."""
    whom = await id_of(connector.town, other.actor.account, other.chat)
    [pick] = [one for one in actions_of(connector.letters[-1].card) if one.arguments[1:] == (whom,)]
    await connector.presses_action(pick)


async def forges(person: Resident, proposal: str) -> None:
    """Press what is somebody else's to press."""
    for name in ("yes", "no"):
        await person.presses_action(Action(f"connections.{name}", (proposal,)))


async def test_neither_who_asked_nor_who_thought_of_somebody_learns_of_a_no():
    silent = await what_is_heard_of("")

    assert await what_is_heard_of("Not this time") == silent


async def test_who_asked_learns_by_no_forged_button_whether_somebody_was_thought_of(town):
    ada, cora, dan = (town.person(name) for name in ("Ada", "Cora", "Dan"))
    for person in (ada, cora, dan):
        await introduces(person, f"{person.name}ology")
    await cora.runs("/connect offer")
    await cora.fills(topics="music", contact="")
    await ada.runs("/connect ask music")
    [request] = [action for action in actions_of(ada.card) if action.name == "connections.request"]
    await ada.presses_action(request)
    await forges(ada, request.arguments[0])
    before = ada.heard[-2:]

    await thinks_of(cora, dan)
    await forges(ada, request.arguments[0])

    assert ada.heard[-2:] == before
    await dan.presses("Yes, gladly", on=dan.letters[-1])
    await ada.presses("Yes, gladly", on=ada.letters[-1])
    assert town.couriers["discord"].in_channel("@ada&@dan")


async def test_who_asked_never_to_meet_meanwhile_is_not_brought_together(town):
    ada, dan = town.person("Ada"), town.person("Dan")
    for person in (ada, dan):
        await introduces(person, f"{person.name}ology")
    await ada.presses_action(Action("connections.wish", (await id_of(town, dan.actor.account, "discord"),)))
    await ada.runs("/connect never @Dan")

    await dan.presses("Yes, gladly", on=dan.letters[-1])

    assert "Otherwise nobody is told anything" in dan.reads
    assert not town.couriers["discord"].in_channel("@ada&@dan")
    assert ada.mail == []


async def test_a_connector_who_asked_never_to_meet_somebody_is_asked_nothing_by_them(town):
    ada, cora = town.person("Ada"), town.person("Cora")
    for person in (ada, cora):
        await introduces(person, f"{person.name}ology")
    await cora.runs("/connect offer")
    await cora.fills(topics="music", contact="")
    await ada.runs("/connect ask music")
    await cora.runs("/connect never @Ada")

    await ada.presses("Ask them")

    assert "They have a few requests already" in ada.reads  # as of any connector who is not free
    assert cora.mail == []


async def test_who_just_watches_is_asked_nothing_even_if_somebody_thinks_of_them(town):
    ada, cora, hana = (town.person(name) for name in ("Ada", "Cora", "Hana"))
    for person in (ada, cora):
        await introduces(person, f"{person.name}ology")
    await just_watches(hana)
    await cora.runs("/connect offer")
    await cora.fills(topics="music", contact="")
    await ada.runs("/connect ask music")
    await ada.presses("Ask them")

    await cora.presses("Somebody else", on=cora.letters[-1])
    await cora.fills(name="Hana")

    assert cora.reads.startswith("Thank you\n")
    assert hana.mail == []


async def test_who_asked_never_to_meet_somebody_is_not_asked_into_their_pitch(town):
    ada, dan = town.person("Ada"), town.person("Dan")
    for person in (ada, dan):
        await introduces(person, "baker")
    heard = []
    for title in ("Shelf", "Stage"):
        await ada.runs("/pitch new")
        await ada.posts(title=title, why="Fun", step="Look", when="来週土曜 15時")
        [pitch] = [values.arguments[0] for values in actions_of(ada.card) if values.name == "pitches.suggest"][:1]
        await ada.presses_action(Action("pitches.invite", (pitch, await id_of(town, dan.actor.account, "discord"))))
        heard.append(ada.reads.replace(title, ""))
        await ada.runs("/pitch rest")
        await ada.presses("Let rest")
        await dan.runs("/connect never @Ada")

    assert heard[0] == heard[1]
    assert [letter.splitlines()[0] for letter in dan.mail] == ["Would you like to join in?"]


async def all_the_caller_hears(answers: str) -> list[str]:
    """What whoever asks for hands and gives a meetup can learn, whether Dan says that he cannot, or says nothing."""
    async with living_town() as town:
        ada, dan, ben = town.person("Ada"), town.person("Dan"), town.person("Ben", on="slack")
        await ada.runs("/volunteer call")
        await ada.posts(title="Chairs", places="2", when="来週土曜 15時")
        await ada.runs("/meetup new")
        await ada.posts(title="Choir", when="来週土曜 19時")
        for topic in ("volunteering", "meetups"):
            card = town.cards(topic)[-1]
            await ben.presses(
                "手伝います" if topic == "volunteering" else "参加します", on=town.cards(topic, "slack")[-1]
            )
            if answers:
                await dan.presses("今回は難しい", on=card)
        for line in ("/volunteer list", "/volunteer list which:mine", "/meetup list"):
            await ada.runs(line)
            await ada.presses_nth(0)
        await ada.runs("/volunteer edit")
        await town.passes(days=20)
        for line in ("/meetup attendance", "/meetup list", "/volunteer done"):
            await ada.runs(line)
        cards = [shown(card.card, card.reader) for topic in ("volunteering", "meetups") for card in town.cards(topic)]
        return [*ada.heard, *ada.mail, *cards]


async def test_who_cannot_come_is_told_to_nobody():
    assert await all_the_caller_hears("cant") == await all_the_caller_hears("")
