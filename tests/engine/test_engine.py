"""The engine: each gesture once, whole or not at all, and never without an answer.

A feature made for the purpose does what no real one should: it fails when it is told to.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.drafts import CANCEL, FIX, POST
from bot.feature import Context, Feature, Features, Option
from bot.locales import plain
from bot.vocabulary.action import RUN, Action, run
from bot.vocabulary.card import Block, Card, Paragraph, buttons_of
from bot.vocabulary.effect import Answer, Effect, Notify, OpenForm, Plan, Planned, Reply
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.form import ShortText, ask
from bot.vocabulary.people import AccountRef, Language, MemberId, Reader, SpaceAddress
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import (
    Actor,
    ButtonPress,
    Command,
    FormSubmission,
    Gesture,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MenuChoice,
    Place,
    Reaction,
)
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say, text
from tests.people import Town, living_town, shown

DISCORD, SLACK = SpaceAddress("discord", "discord"), SpaceAddress("slack", "slack")
PLAZA = Place("#plaza")
ADA = Actor(AccountRef("ada", "Ada"), "en")
CHOICES = tuple(Choosable(which, say(f"call-which-{which}")) for which in ("open", "mine"))
WHICH = Option("which", say("option-which"), "choice", choices=CHOICES)
SUBJECT = Subject("trial", "1")


@dataclass(frozen=True, slots=True)
class NoteForm:
    """One question."""

    words: str = ask("call-ask-title", ShortText(20))


@dataclass(slots=True)
class Trial:
    """A feature on trial, and whether it fails."""

    feature: Feature
    broken: bool = False


def on_trial() -> Trial:
    """A feature that writes letters, refuses, breaks, and plans."""
    trial = Trial(Feature("trial"))
    feature = trial.feature

    @feature.command("trial write")
    @feature.button("write")
    async def write(context: Context) -> Sequence[Effect]:
        letter = context.new_id()
        return [Reply(said(f"wrote {letter}")), Notify(context.member.id, said("A letter"), letter)]

    @feature.form("note", NoteForm)
    async def note(context: Context, form: NoteForm) -> Sequence[Effect]:
        return await write(context)

    async def preview(context: Context, form: NoteForm) -> Card:
        return said(form.words)

    @feature.form("page", NoteForm, preview=preview)
    async def page(context: Context, form: NoteForm) -> Sequence[Effect]:
        return await write(context)

    @feature.command("trial refuse")
    async def refuse(context: Context) -> Sequence[Effect]:
        await rename(context)
        raise Refused("Not on Mondays.")

    @feature.command("trial break")
    async def fail(context: Context) -> Sequence[Effect]:
        await rename(context)
        fail_if_broken()
        return [Reply(said("renamed"))]

    @feature.command("trial plan")
    async def plan(context: Context) -> Sequence[Effect]:
        rings = [Planned(context.now + timedelta(hours=hours), ring_for(context.member.id)) for hours in (1, 2)]
        return [Reply(said("planned")), Plan(SUBJECT, tuple(rings))]

    @feature.command("trial forget")
    async def forget(context: Context) -> Sequence[Effect]:
        return [Plan(SUBJECT)]

    @feature.due("ring")
    async def ring(context: Context, member: str) -> Sequence[Effect]:
        fail_if_broken()
        return [Notify(MemberId(member), said(f"rang at {context.now:%H:%M}"), context.new_id())]

    @feature.command("trial who", options=[WHICH, Option("member", say("option-who"), "member")])
    async def who(context: Context, which: str = "", member: str = "") -> Sequence[Effect]:
        return [Reply(said(f"{context.member.id} in {context.language}"))]

    @feature.on_member("greet")
    async def greet(context: Context, member: MemberId) -> Sequence[Effect]:
        return [Reply(said(f"greeted {member}"))]

    @feature.on_message("count", organizer=True)
    async def count(context: Context, words: str) -> Sequence[Effect]:
        return [Reply(said(f"{len(words)} letters"))]

    @feature.joined
    async def welcome(context: Context) -> Sequence[Effect]:
        fail_if_broken()
        return [Notify(context.member.id, said("Welcome"), context.new_id())]

    @feature.home
    async def corner(context: Context) -> Sequence[Block]:
        return [Paragraph(text(f"{context.member.name} at home"))]

    @feature.newcomer
    async def beginning(context: Context) -> Sequence[Block]:
        return [Paragraph(text(f"{context.member.name}, begin here"))]

    @feature.giving
    async def giving(context: Context) -> Sequence[Block]:
        return [Paragraph(text(f"{context.member.name}, lend a hand"))]

    @feature.portrait
    async def portrait(context: Context, member: MemberId) -> Sequence[Block]:
        return [Paragraph(text(f"{context.member.name} looks at {member}"))]

    @feature.command("trial pages")
    async def pages(context: Context) -> Sequence[Effect]:
        blocks = (*await context.for_newcomers(), *await context.portrait(MemberId("x")))
        return [Reply(Card(text("pages"), blocks))]

    @feature.command("trial ask")
    async def ask_for_something(context: Context) -> Sequence[Effect]:
        return await context.giving_first(run("trial", "write"))

    @feature.left
    async def remember(context: Context) -> Sequence[Effect]:
        present = await context.scope.members.present(context.member.id)
        return [Notify(context.member.id, said("still here" if present else "gone"), context.new_id())]

    async def rename(context: Context) -> None:
        await context.scope.communities.save(replace(context.community, name="renamed"))

    def fail_if_broken() -> None:
        if trial.broken:
            raise RuntimeError("a bug")

    return trial


def ring_for(member: MemberId) -> Action:
    return Action("trial.ring", (member,))


def said(words: str) -> Card:
    return Card(text(words))


@pytest.fixture
def trial() -> Trial:
    return on_trial()


@pytest.fixture
async def town(trial: Trial) -> AsyncIterator[Town]:
    """A town where that feature is all there is."""
    async with living_town(Features([trial.feature])) as town:
        yield town


def runs(subcommand: str, key: str = "key", actor: Actor = ADA, **options: str) -> Command:
    return Command(key, DISCORD, actor, PLAZA, "trial", subcommand, options)


def presses(action: Action, key: str = "key", actor: Actor = ADA) -> ButtonPress:
    return ButtonPress(key, DISCORD, actor, PLAZA, action)


def sends(form: str, key: str = "draft", words: str = "hello", actor: Actor = ADA) -> FormSubmission:
    return FormSubmission(key, DISCORD, actor, PLAZA, Action(form), key, {"words": words})


def read(answer: Answer | None) -> str:
    """An answer in English."""
    assert isinstance(answer, Reply)
    return shown(answer.card, Reader("en", "Asia/Tokyo"))


async def letters(town: Town) -> list[str]:
    """What Ada got by direct message."""
    await town.settles()
    return [plain(card.title, Reader("en", "UTC")) for card in town.couriers["discord"].to_account("ada")]


GESTURES: dict[str, Callable[[str], Gesture]] = {
    "a command": lambda key: runs("write", key),
    "a button": lambda key: presses(Action("trial.write"), key),
    "a form": lambda key: sends("trial.note", key),
}


@pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)
class TestOneGesture:
    """The same key is the same gesture, however often it is delivered."""

    async def test_delivered_again_gets_the_answer_it_got_and_does_nothing_more(self, town, gesture):
        first = await town.engine.handle(gesture("key"))

        again = [await town.engine.handle(gesture("key")) for _ in range(3)]

        assert read(first).startswith("wrote ")
        assert again == [first] * 3
        assert await letters(town) == ["A letter"]

    async def test_delivered_ten_times_at_once_is_done_once(self, town, gesture):
        answers = await asyncio.gather(*(town.engine.handle(gesture("key")) for _ in range(10)))

        assert answers == [answers[0]] * 10
        assert await letters(town) == ["A letter"]

    async def test_with_another_key_is_another_gesture(self, town, gesture):
        await town.engine.handle(gesture("key"))

        await town.engine.handle(gesture("another"))

        assert await letters(town) == ["A letter"] * 2


async def test_the_same_key_in_another_chat_is_another_gesture(town):
    first = await town.engine.handle(runs("write"))

    other = await town.engine.handle(replace(runs("write"), space=SLACK))

    assert read(other) != read(first)


async def test_an_opened_form_is_opened_again_under_the_same_draft(town):
    opened = await town.engine.handle(sends("trial.page", words=""))

    again = await town.engine.handle(sends("trial.page", words=""))

    assert isinstance(opened, OpenForm)
    assert again == opened


# --- whole or not at all --------------------------------------------------------------------------------------------


async def test_a_refusal_is_answered_with_its_reason_and_changes_nothing(town):
    before = await town.community()

    refused = await town.engine.handle(runs("refuse"))

    assert read(refused) == "Not quite\nNot on Mondays."
    assert await town.engine.handle(runs("refuse")) == refused
    assert await town.community() == before


async def test_a_bug_is_answered_with_a_reference_that_is_in_the_log_and_changes_nothing(town, trial):
    before, trial.broken = await town.community(), True

    with capture_logs() as logs:
        apology = read(await town.engine.handle(runs("break")))

    [entry] = logs
    assert entry["log_level"] == "error"
    assert entry["gesture"] == "Command"
    assert apology.startswith("That didn't work\n")
    assert apology.endswith(entry["reference"])
    assert await town.community() == before


async def test_after_a_bug_the_next_gesture_works_and_so_does_the_same_one_when_it_is_mended(town, trial):
    trial.broken = True
    with capture_logs():
        await town.engine.handle(runs("break"))

    assert read(await town.engine.handle(runs("write", "next"))).startswith("wrote")
    trial.broken = False

    assert read(await town.engine.handle(runs("break"))) == "renamed"
    assert (await town.community()).name == "renamed"


# --- menus ----------------------------------------------------------------------------------------------------------


def chooses(entry: str, on: AccountRef | str, actor: Actor = ADA) -> MenuChoice:
    return MenuChoice(f"{entry} {on}", DISCORD, actor, PLAZA, entry, on)


async def test_the_menu_on_a_person_names_the_member(town):
    greeted = read(await town.engine.handle(chooses("trial.greet", AccountRef("ben", "Ben"))))

    async with town.store.transaction() as work:
        space = await work.directory.space(DISCORD)
        ben = await work.of(space.community).members.mentioned(space.id, AccountRef("ben"))
    assert greeted == f"greeted {ben.id}"


async def test_the_menu_on_a_message_gives_its_words_and_asks_for_the_same_rights(town):
    refused = await town.engine.handle(chooses("trial.count", "four"))
    counted = await town.engine.handle(chooses("trial.count", "five!", replace(ADA, organizer=True)))

    assert read(refused).startswith("Not quite\n")
    assert read(counted) == "5 letters"


async def test_an_entry_that_is_no_more_is_said_to_be_of_another_version(town):
    assert "from another version" in read(await town.engine.handle(chooses("trial.gone", "words")))


async def test_a_gesture_that_nobody_waits_for_is_to_be_brought_again_after_a_bug(town, trial):
    came = MemberJoined("key", DISCORD, ADA)
    trial.broken = True
    with pytest.raises(RuntimeError):
        await town.engine.handle(came)
    trial.broken = False

    await town.engine.handle(came)
    await town.engine.handle(came)

    assert await letters(town) == ["Welcome"]


# --- what is not known ----------------------------------------------------------------------------------------------


async def test_an_unknown_command_is_answered_with_the_way_to_help(town):
    answer = await town.engine.handle(replace(runs("now"), name="dance"))

    assert read(answer).startswith("What would you like to do?\nThere's no “/dance now” here.")
    assert isinstance(answer, Reply)
    assert [button.action for button in buttons_of(answer.card)] == [Action(RUN, ("help",))]


UNKNOWN = [
    Action("trial.gone"),
    Action("trial"),
    Action("trial.write", ("too", "many")),
]


@pytest.mark.parametrize("action", UNKNOWN, ids=Action.encode)
async def test_a_button_that_nothing_answers_to_is_said_to_be_of_another_version(town, action):
    answer = await town.engine.handle(presses(action))

    assert read(answer) == "Not quite\nThis button is from another version of Machi. Please choose again from /help."


async def test_a_button_may_run_a_command_that_is_no_more(town):
    answer = await town.engine.handle(presses(Action(RUN, ("dance",))))

    assert read(answer).startswith("What would you like to do?\n")


@pytest.mark.parametrize("action", [Action("trial.gone"), Action("trial.note", ("surplus",))], ids=Action.encode)
async def test_a_form_that_nothing_answers_to_is_said_to_be_of_another_version(town, action):
    answer = await town.engine.handle(replace(sends("trial.note"), action=action))

    assert read(answer).startswith("Not quite\nThis button is from another version of Machi.")
    again = await town.engine.handle(presses(Action(FIX, ("draft",))))
    assert isinstance(again, OpenForm) or read(again).startswith("Not quite\n")


async def test_a_reaction_to_a_message_that_is_no_card_means_nothing(town):
    reaction = Reaction("key", DISCORD, ADA, PLAZA, "message", "✋", added=True)

    assert await town.engine.handle(reaction) is None


async def test_a_choice_that_is_not_offered_is_refused_with_those_that_are(town):
    refused = await town.engine.handle(runs("who", which="closed"))

    assert read(refused) == "Not quite\nThere's no “closed” here. You can choose: open, mine"


async def test_a_member_who_cannot_be_told_is_asked_for_again(town):
    refused = await town.engine.handle(runs("who", member="the baker"))

    assert read(refused) == "Not quite\nI couldn't tell who you mean. Type @ and pick their name."


# --- who, where, in which language ----------------------------------------------------------------------------------


async def test_ten_first_acts_at_once_make_one_member(town):
    gestures = [runs("who", f"key {number}") for number in range(10)]

    answers = await asyncio.gather(*(town.engine.handle(gesture) for gesture in gestures))

    assert len({read(answer) for answer in answers}) == 1


async def speaks(town: Town, language: Language | None) -> str:
    """The language an act is answered in, when the platform tells that locale."""
    gesture = runs("who", f"in {language}", replace(ADA, language=language))
    answered = read(await town.engine.handle(gesture))[-2:]
    assert (await town.engine.reader(gesture, frozenset())).language == answered
    return answered


async def test_a_person_is_answered_in_the_language_of_their_platform_else_of_their_community(town):
    assert [await speaks(town, language) for language in ("en", "ja", None)] == ["en", "ja", "ja"]


async def test_a_language_of_ones_own_goes_before_all_others(town):
    member = MemberId(read(await town.engine.handle(runs("who"))).split(" ")[0])
    async with town.store.transaction() as work:
        members = work.of((await work.directory.space(DISCORD)).community).members
        await members.save(replace(await members.get(member), language="en"))

    assert [await speaks(town, language) for language in ("en", "ja", None)] == ["en", "en", "en"]


async def test_cards_without_a_chosen_channel_go_where_machi_was_first_spoken_to_in_public(town):
    elsewhere = SpaceAddress("discord", "elsewhere")
    for key, place in [("a", Place("@ada", direct=True)), ("b", Place("#tea")), ("c", Place("#plaza"))]:
        await town.engine.handle(replace(runs("who", key), space=elsewhere, place=place))

    async with town.store.transaction() as work:
        space = await work.directory.space(elsewhere)
        assert await work.of(space.community).communities.place(space.id, "pitches") == "#tea"


async def test_pages_of_no_feature_are_filled_by_each(town):
    assert read(await town.engine.handle(runs("pages"))) == "pages\nAda, begin here\nAda looks at x"
    assert read(await town.engine.handle(runs("ask", "another key"))) == (
        "Lend a hand first?\nAda, lend a hand\n[Go on with mine]"
    )


async def test_a_feature_hears_that_somebody_left_and_whether_they_are_still_somewhere(town):
    await town.engine.handle(runs("write"))
    await town.engine.handle(MemberLeft("left", DISCORD, ADA))

    assert await letters(town) == ["A letter", "gone"]


async def test_a_home_page_shows_the_corner_of_each_feature(town):
    assert await town.engine.home(HomeOpened("key", DISCORD, ADA)) == (Paragraph(text("Ada at home")),)


# --- what comes due -------------------------------------------------------------------------------------------------


async def test_due_work_is_done_at_its_time(town):
    await town.engine.handle(runs("plan"))

    await town.passes(hours=3)

    assert await letters(town) == ["rang at 02:00", "rang at 03:00"]


async def test_due_work_that_is_looked_for_several_times_at_once_is_done_once(town):
    await town.engine.handle(runs("plan"))
    town.clock.set(town.clock.now() + timedelta(hours=1))

    await asyncio.gather(*(town.due.run_until_idle() for _ in range(5)))

    assert await letters(town) == ["rang at 02:00"]


async def test_due_work_that_is_forgotten_meanwhile_is_not_done(town):
    await town.engine.handle(runs("plan"))
    await town.engine.handle(runs("forget", "forget"))

    await town.passes(hours=3)

    assert await letters(town) == []


async def test_due_work_that_fails_changes_nothing_and_is_done_later(town, trial):
    await town.engine.handle(runs("plan"))
    trial.broken = True
    with capture_logs() as logs:
        await town.passes(hours=1, seconds=10)
    assert await letters(town) == []
    assert [entry["action"].split(":")[0] for entry in logs] == ["trial.ring"]

    trial.broken = False
    await town.passes(minutes=5)

    [letter] = await letters(town)
    assert letter == "rang at 02:00"


# --- drafts ---------------------------------------------------------------------------------------------------------


async def test_a_draft_is_its_writers_alone(town):
    await town.engine.handle(sends("trial.page"))
    ben = Actor(AccountRef("ben", "Ben"), "en")

    answers = [await town.engine.handle(presses(Action(name, ("draft",)), name, ben)) for name in (FIX, POST, CANCEL)]

    assert all("This draft has been posted already" in read(answer) for answer in answers)


async def test_what_stood_in_a_form_that_was_closed_is_kept_and_nothing_is_posted(town):
    closed = replace(sends("trial.page", words="half a"), sent=False)

    answer = await town.engine.handle(closed)
    again = await town.engine.handle(presses(Action(FIX, ("draft",)), "fix"))

    assert read(answer).startswith("Set aside\n")
    assert isinstance(again, OpenForm)
    assert again.form.answers == closed.answers
    assert again.form.problems == {}


async def test_a_draft_is_kept_for_seven_days(town):
    await town.engine.handle(sends("trial.page"))

    await town.passes(days=6, hours=23)
    assert isinstance(await town.engine.handle(presses(Action(FIX, ("draft",)), "fix")), OpenForm)
    await town.passes(hours=1)

    assert "its seven days are over" in read(await town.engine.handle(presses(Action(POST, ("draft",)), "post")))


@pytest.mark.parametrize("name", [FIX, POST, CANCEL])
@pytest.mark.parametrize("arguments", [(), ("nothing",), ("draft", "surplus")])
async def test_a_button_of_a_draft_that_is_not_there_is_said_so(town, name, arguments):
    await town.engine.handle(sends("trial.page"))

    answer = await town.engine.handle(presses(Action(name, arguments)))

    assert read(answer).startswith("Not quite\nThis draft has been posted already")


async def test_a_draft_whose_form_is_no_more_is_gone(town):
    await town.engine.handle(sends("trial.page"))
    town.engine.features = Features([])

    answer = await town.engine.handle(presses(Action(POST, ("draft",))))

    assert read(answer).startswith("Not quite\n")


async def test_ten_presses_at_once_post_a_draft_once(town):
    await town.engine.handle(sends("trial.page"))
    gestures = [presses(Action(POST, ("draft",)), f"key {number}") for number in range(10)]

    answers = [read(answer) for answer in await asyncio.gather(*map(town.engine.handle, gestures))]

    assert sum(answer.startswith("wrote") for answer in answers) == 1
    assert await letters(town) == ["A letter"]
