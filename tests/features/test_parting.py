"""Stories of people who have everything of theirs erased, and of those who had something with them."""

import json
from dataclasses import replace

from bot.vocabulary.card import buttons_of
from bot.vocabulary.request import MemberLeft
from tests.people import Resident, Town, shown


async def parts(person: Resident) -> None:
    """Have everything of one's own erased."""
    await person.runs("/mydata delete")
    await person.presses("Delete everything")


async def calls_for_hands(person: Resident, title: str = "Carrying chairs", **answers: str) -> None:
    await person.runs("/volunteer call")
    if person.form is None:
        await person.presses("Go on with mine")
    await person.posts(title=title, places="1", when="Saturday 3pm", **answers)


def everything_shown(town: Town) -> str:
    """Every message that stands anywhere, as its readers read it."""
    messages = [message for courier in town.couriers.values() for message in courier.messages.values()]
    return "\n".join(shown(message.card, message.reader) for message in messages)


async def test_it_is_said_first_what_goes_and_what_stays(town, ada):
    await calls_for_hands(ada)
    await ada.runs("/meetup new")
    await ada.posts(title="Book club", when="Saturday 3pm")
    await ada.runs("/pitch new")
    await ada.posts(title="A bookshelf", why="Why not.", step="Look", when="Sunday 10am")

    await ada.runs("/mydata delete")

    assert ada.reads == (
        "Delete everything of yours?\n"
        "What goes: your introduction, your offers, your answers to calls and meetups, thanks you gave and got, "
        "connections, reminders, drafts, messages that have not reached you yet, and your settings. Calls, pitches and "
        "meetups of yours go too, and whoever answered is told.\n"
        "Called off: Carrying chairs\n"
        "Pitches that go: A bookshelf\n"
        "Meetups called off: Book club\n"
        "What stays: whatever others began and you took part in, without your name. What you wrote in the chat "
        "yourself, and files I handed to you, stay with the chat.\n"
        "It can't be undone. Afterwards you're welcome to begin anew, as a newcomer.\n"
        "[Delete everything] [Get a copy first]"
    )


async def test_asking_alone_deletes_nothing(town, ada):
    await calls_for_hands(ada)

    await ada.runs("/mydata delete")

    await ada.runs("/volunteer list mine")
    assert "Carrying chairs" in ada.reads


async def test_who_waited_for_a_place_gets_it_and_the_caller_hears(town, ada, ben, chie):
    await calls_for_hands(chie)
    card = town.cards("volunteering")[0]
    await ada.reacts("✋", on=card)
    await ben.reacts("✋", on=town.cards("volunteering", "slack")[0])

    await parts(ada)

    assert ben.mail[-1].startswith("A place came free\n")
    assert "どなたか さんが「Carrying chairs」に来られなくなりました" in chie.mail[-1]
    assert "Ada" not in everything_shown(town)


async def test_a_call_of_theirs_is_called_off_and_whoever_answered_is_told_without_its_words(town, ada, ben):
    await calls_for_hands(ada)
    await ben.reacts("✋", on=town.cards("volunteering", "slack")[0])

    await parts(ada)

    assert ben.mail[-1].startswith(
        "Called off\nSomething you had answered won't take place: the person who asked has left Machi.\nWhen: "
    )
    assert "Carrying chairs" not in everything_shown(town)
    await ben.runs("/volunteer list")
    assert "Carrying chairs" not in ben.reads


async def test_a_meetup_with_a_co_host_goes_on_with_them(town, ada, chie):
    ben = town.person("Ben")
    await ben.runs("/help")
    await ada.runs("/meetup series")
    await ada.posts(title="Book club", when="every Saturday 3pm")
    await ada.runs("/meetup cohost Ben")
    await ada.presses_nth(0)
    await chie.reacts("✅", on=town.cards("meetups", "slack")[0])

    await parts(ada)

    assert ben.mail[-1].startswith("You're the host now\nThe host of “Book club” has left Machi")
    assert "千恵" in shown(town.cards("meetups")[0].card, replace(town.cards("meetups")[0].reader, language="en"))
    await town.passes(days=7)
    assert len(town.cards("meetups")) == 2


async def test_a_meetup_alone_is_called_off_and_stands_in_no_list(town, ada, ben, chie):
    await ada.runs("/meetup series")
    await ada.posts(title="Ada's book club", when="every Saturday 3pm")
    await ben.reacts("✅", on=town.cards("meetups", "slack")[0])

    await parts(ada)

    assert ben.mail[-1].startswith(
        "A meetup is called off\nA meetup you had answered won't take place: its host has left Machi.\nWhen: "
    )
    await town.passes(days=21)
    assert "book club" not in everything_shown(town)
    await chie.runs("/meetup list")
    assert "book club" not in chie.reads


async def test_a_place_at_a_meetup_goes_to_who_waits(town, ada, ben, chie):
    await chie.runs("/meetup new")
    await chie.posts(title="お茶会", when="来週土曜 15時", capacity="1")
    await ada.reacts("✅", on=town.cards("meetups")[0])
    await ben.reacts("✅", on=town.cards("meetups", "slack")[0])

    await parts(ada)

    assert "お茶会" in ben.mail[-1]
    card = town.cards("meetups")[0]
    assert ("Ben" in shown(card.card, card.reader), "Ada" in shown(card.card, card.reader)) == (True, False)


async def test_a_pitch_is_gone_and_its_team_is_told(town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/pitch new")
    await ada.posts(title="A bookshelf", why="Why not.", step="Look", when="Sunday 10am")
    await ben.reacts("🙌", on=town.cards("pitches", "slack")[0])

    await parts(ada)

    assert ben.mail[-1].startswith("A pitch is gone\n")
    assert "bookshelf" not in everything_shown(town)


async def test_a_pitch_goes_on_with_a_partner_who_agreed(town, ada):
    ben = town.person("Ben")
    await ben.runs("/help")
    await ada.runs("/pitch new Ben")
    await ada.posts(title="A bookshelf", why="Why not.", step="Look", when="Sunday 10am")
    await ben.presses_action(next(buttons_of(ben.letters[-1].card)).action)

    await parts(ada)

    assert ben.mail[-1] == (
        "It's yours now\n“A bookshelf” goes by your name alone from now on: the other of you has left Machi."
    )
    assert "A bookshelf" in everything_shown(town)


async def test_what_others_made_stays_without_the_name(town, ada, ben, chie):
    await calls_for_hands(chie)
    await ada.reacts("✋", on=town.cards("volunteering")[0])
    await town.passes(days=7)
    await chie.presses_action(next(buttons_of(chie.letters[-1].card)).action)
    done = shown(town.cards("volunteering")[0].card, town.cards("volunteering")[0].reader)

    await parts(ada)

    card = town.cards("volunteering")[0]
    assert "Ada" not in everything_shown(town)
    assert "どなたか" in shown(card.card, card.reader)
    assert len(done.splitlines()) == len(shown(card.card, card.reader).splitlines())


async def test_they_may_begin_anew_as_a_newcomer(town, ada):
    await ada.runs("/intro write")
    await ada.posts(positioning="translator", tie="live", phase="2", words="Hello.", visibility="everyone")
    await parts(ada)

    await ada.runs("/intro show")
    assert "translator" not in ada.reads
    await ada.comes_in()

    assert "Welcome to みどり町" in ada.mail[-1]


async def test_nothing_is_kept_of_them_by_showing_the_answer_or_by_leaving(town, ada):
    await ada.runs("/help")
    await parts(ada)

    await ada.does(MemberLeft(ada.new_key(), ada.space, ada.actor))

    async with town.store.transaction() as work:
        space = await work.directory.space(ada.space)
        assert await work.of(space.community).members.known(space.id, ada.actor.account) is None


async def test_a_second_press_of_the_same_button_finds_nothing_more(town, ada):
    await ada.runs("/mydata delete")
    card = ada.card
    await ada.presses("Delete everything")

    await ada.presses("Delete everything", on=card)

    assert ada.reads.startswith("Everything is deleted")


async def test_only_the_one_who_asks_is_erased(town, ada, ben):
    await calls_for_hands(ada, "Ada's call")
    await calls_for_hands(ben, "Ben's own call")

    await parts(ada)

    await ben.runs("/mydata export")
    kept = json.loads(ben.letters[-1].file.content)
    assert [call["title"] for call in kept["calls"]] == ["Ben's own call"]
    assert "Ben's own call" in everything_shown(town)


async def test_a_card_that_stood_nowhere_yet_is_never_posted(town, ada):
    town.couriers["discord"].open.clear()
    await ada.runs("/help")
    town.couriers["discord"].open.set()
    await parts(ada)

    assert everything_shown(town).count("Ada") == 0


async def test_who_is_gone_can_be_neither_thanked_nor_told(town, ada, ben, chie):
    await calls_for_hands(chie)
    await ada.reacts("✋", on=town.cards("volunteering")[0])
    await town.passes(days=7)
    await chie.presses_action(next(buttons_of(chie.letters[-1].card)).action)
    await parts(ada)

    await chie.reacts("🙏", on=town.cards("volunteering", "slack")[0])
    await ben.reacts("🙏", on=town.cards("volunteering", "slack")[0])
    await town.passes(days=400)

    assert "apology" not in chie.reads
    assert "Ada" not in everything_shown(town)
