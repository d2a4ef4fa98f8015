"""What must be said: queued with its cause, carried once, in order, and never quietly lost."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import get_args

import pytest
from sqlalchemy import select, update

from bot.locales import exists
from bot.ports import (
    Claimed,
    Doubtful,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Report,
    Sent,
    Stopped,
    TargetGone,
    ToAccount,
    ToChannel,
    ToMessage,
    ToThread,
    Unsent,
    Verifying,
)
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card, buttons_of
from bot.vocabulary.effect import File, Notify, Outdated, PostToThread, PublishCard, Topic
from bot.vocabulary.people import LANGUAGES, AccountRef, Language, Member, MemberId, Person, Reader, Space, SpaceAddress
from bot.vocabulary.preference import Notices, Preference, Quiet, Weight
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import Mention, say, text
from storage.deliveries import LEASE, LIFE, SqlDeliveries
from storage.notices import Reason
from storage.outbox import PARKED
from storage.tables import accounts, outbox, postings
from tests.stores import MONDAY, Town, town_in

SLACK = SpaceAddress("slack", "T1", "つくば")
DISCORD = SpaceAddress("discord", "9001", "Tsukuba")
CHAIRS = Subject("call", "chairs")
RICE = Subject("call", "rice")


def saying(words: str) -> Card:
    return Card(text(words))


def words(claimed: Claimed) -> object:
    return claimed.delivery.card.title[0]


@dataclass(slots=True)
class Hall:
    """A community with a space on Slack whose cards have a place, and the carrier's side of its outbox."""

    town: Town
    space: Space
    deliveries: SqlDeliveries

    async def spoken_to(self, space: Space | None = None, channel: str = "C1") -> None:
        space = space or self.space
        async with self.town.store.transaction() as work:
            await work.of(space.community).communities.spoken_to_in(space.id, channel)

    async def choose(self, topic: Topic, channel: str) -> None:
        async with self.town.store.transaction() as work:
            await work.of(self.space.community).communities.choose_place(self.space.id, topic, channel)

    async def closes(self, channel: str, reason: str) -> None:
        async with self.town.store.transaction() as work:
            at = self.town.clock.now()
            await work.of(self.space.community).communities.closed(self.space.id, channel, reason, at)

    async def opens(self, channel: str) -> None:
        async with self.town.store.transaction() as work:
            await work.of(self.space.community).communities.opened(self.space.id, channel)

    async def attach(self, address: SpaceAddress = DISCORD) -> Space:
        async with self.town.store.transaction() as work:
            return await work.directory.attach(address, self.space.community)

    async def member(self, account: str, name: str, language: Language | None = None, space=None) -> Member:
        async with self.town.store.transaction() as work:
            members = work.of(self.space.community).members
            return await members.of_account((space or self.space).id, AccountRef(account, name), language)

    async def publish(self, title: str | Card, subject: Subject = CHAIRS, topic: Topic = "volunteering") -> None:
        card = saying(title) if isinstance(title, str) else title
        async with self.town.store.transaction() as work:
            outbox = work.of(self.space.community).outbox
            await outbox.publish(PublishCard(subject, card, topic), self.town.clock.now())

    async def withdraw(self, title: str) -> None:
        effect = PublishCard(CHAIRS, saying(title), "volunteering", standing=True)
        async with self.town.store.transaction() as work:
            await work.of(self.space.community).outbox.publish(effect, self.town.clock.now())

    async def notify(self, member: Member, title: str | Card, key: str, until=None) -> None:
        card = saying(title) if isinstance(title, str) else title
        async with self.town.store.transaction() as work:
            outbox = work.of(self.space.community).outbox
            await outbox.notify(Notify(member.id, card, key, until), self.town.clock.now())

    async def post(self, title: str, key: str, rings=(), until=None) -> None:
        effect = PostToThread(CHAIRS, saying(title), key, tuple(member.id for member in rings), until)
        async with self.town.store.transaction() as work:
            await work.of(self.space.community).outbox.post(effect, self.town.clock.now())

    async def misses(self, message: str) -> bool:
        async with self.town.store.transaction() as work:
            removals = work.of(self.space.community).removals
            return await removals.noticed(self.space.id, "C1", message, self.town.clock.now())

    async def misses_the_card(self) -> bool:
        async with self.town.database.begin() as connection:
            message = await connection.scalar(select(postings.c.message))
        return await self.misses(message)

    async def put_back(self) -> bool:
        async with self.town.store.transaction() as work:
            removals = work.of(self.space.community).removals
            return await removals.put_back(self.space.id, CHAIRS, self.town.clock.now())

    async def claim(self, limit: int = 10) -> tuple[Claimed, ...]:
        return await self.deliveries.claim(self.town.clock.now(), limit)

    async def claim_one(self) -> Claimed:
        (claimed,) = await self.claim()
        return claimed

    async def mark(self, claimed: Claimed) -> bool:
        return bool(await self.deliveries.mark([claimed], self.town.clock.now()))

    async def finish(self, claimed: Claimed, outcome: Outcome) -> None:
        await self.deliveries.finish([Report(claimed, outcome)], self.town.clock.now())

    async def carry(self, claimed: Claimed, outcome: Outcome | None = None) -> None:
        assert await self.mark(claimed)
        match claimed.delivery.target:
            case ToMessage(ref):
                sent = Sent(ref)
            case ToChannel(channel):
                sent = Sent(MessageRef(channel, f"m{claimed.id}"))
            case target:
                sent = Sent(MessageRef(str(target), f"m{claimed.id}"))
        await self.finish(claimed, outcome or sent)

    async def carry_all(self) -> list[object]:
        carried: list[object] = []
        while claimed := await self.claim():
            for one in claimed:
                await self.carry(one)
            carried += map(words, claimed)
        return carried

    async def published(self, title: str = "chairs", subject: Subject = CHAIRS) -> None:
        await self.publish(title, subject)
        await self.carry_all()
        self.town.clock.move(minutes=1)

    async def next_in(self) -> float | None:
        at = await self.deliveries.next_at()
        return (at - self.town.clock.now()).total_seconds() if at else None

    async def states(self) -> list[str]:
        async with self.town.database.begin() as connection:
            return list(await connection.scalars(select(outbox.c.state).order_by(outbox.c.id)))

    async def errors(self) -> list[str | None]:
        async with self.town.database.begin() as connection:
            return list(await connection.scalars(select(outbox.c.error).order_by(outbox.c.id)))


@pytest.fixture
async def hall(town: Town) -> Hall:
    async with town.store.transaction() as work:
        space = await work.directory.space(SLACK)
    made = Hall(town, space, SqlDeliveries(town.database, {"slack", "discord"}))
    await made.spoken_to()
    return made


# --- cards ----------------------------------------------------------------------------------------------------------


async def test_what_comes_with_a_message_arrives_with_it(hall: Hall):
    ada = await hall.member("U1", "Ada")
    date = File("machi-picnic.ics", "text/calendar", b"\x00\xff BEGIN:VCALENDAR")

    async with hall.town.store.transaction() as work:
        said = Notify(ada.id, saying("picnic"), "picnic", file=date)
        await work.of(hall.space.community).outbox.notify(said, hall.town.clock.now())

    assert (await hall.claim_one()).delivery.file == date


async def test_a_card_is_created_in_its_place_and_edited_from_then_on(hall: Hall):
    await hall.publish("chairs 0/2")
    created = await hall.claim_one()
    await hall.carry(created)
    hall.town.clock.move(minutes=5)
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    edited = await hall.claim_one()
    await hall.carry(edited)

    assert (created.delivery.target, words(created)) == (ToChannel("C1"), "chairs 0/2")
    assert edited.delivery.target == ToMessage(MessageRef("C1", f"m{created.id}"))
    assert words(edited) == "chairs 1/2"
    assert await hall.states() == ["sent"]
    assert await hall.next_in() is None


async def test_several_changes_of_one_card_leave_as_one_a_moment_later(hall: Hall):
    await hall.published()

    for number in range(5):
        await hall.publish(f"chairs {number}")

    assert await hall.next_in() == pytest.approx(0.5)
    assert await hall.claim() == ()
    hall.town.clock.move(seconds=0.5)
    assert await hall.carry_all() == ["chairs 4"]


async def test_a_card_that_looks_as_it_did_is_not_sent_again(hall: Hall):
    await hall.published("chairs")

    await hall.publish("chairs")

    assert await hall.next_in() is None


async def test_a_card_that_changes_on_its_way_is_sent_again(hall: Hall):
    await hall.publish("first")
    claimed = await hall.claim_one()
    await hall.mark(claimed)
    await hall.publish("second")

    await hall.finish(claimed, Sent(MessageRef("C1", "m1")))

    assert await hall.states() == ["pending"]
    hall.town.clock.move(seconds=1)
    (again,) = await hall.claim()
    assert (again.delivery.target, words(again)) == (ToMessage(MessageRef("C1", "m1")), "second")


async def test_a_card_that_changes_before_it_is_marked_is_claimed_anew(hall: Hall):
    await hall.publish("first")
    claimed = await hall.claim_one()
    await hall.publish("second")

    marked = await hall.mark(claimed)

    assert not marked
    assert words(await hall.claim_one()) == "second"


async def test_a_card_goes_to_every_space_of_its_community_and_no_other(hall: Hall):
    further = await hall.attach()
    await hall.spoken_to(further, "42")
    async with hall.town.store.transaction() as work:
        stranger = await work.directory.space(SpaceAddress("slack", "T2"))
    await hall.spoken_to(stranger)

    await hall.publish("chairs")

    claimed = await hall.claim()
    assert {(one.delivery.space, one.delivery.target) for one in claimed} == {
        (SLACK, ToChannel("C1")),
        (DISCORD, ToChannel("42")),
    }
    assert len({one.delivery.marker for one in claimed}) == 2


async def test_a_card_without_a_place_waits_until_one_is_known(hall: Hall):
    further = await hall.attach()
    await hall.publish("chairs")
    await hall.carry_all()

    assert await hall.next_in() is None
    await hall.spoken_to(further, "42")

    assert (await hall.claim_one()).delivery.target == ToChannel("42")


async def test_a_card_that_was_not_posted_yet_goes_to_the_place_chosen_meanwhile(hall: Hall):
    await hall.publish("chairs")
    await hall.publish("a pitch", Subject("pitch", "p"), "pitches")

    await hall.choose("volunteering", "C7")

    targets = {words(one): one.delivery.target for one in await hall.claim()}
    assert targets == {"chairs": ToChannel("C7"), "a pitch": ToChannel("C1")}


async def test_a_card_that_was_deleted_is_posted_anew_under_another_marker(hall: Hall):
    await hall.published()
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    edit = await hall.claim_one()

    await hall.carry(edit, TargetGone("the message was deleted"))

    anew = await hall.claim_one()
    assert anew.delivery.target == ToChannel("C1")
    assert anew.delivery.marker != edit.delivery.marker
    await hall.carry(anew)
    assert await hall.states() == ["sent"]


async def test_a_card_that_somebody_took_away_comes_back_by_itself_once(hall: Hall):
    await hall.published()

    assert await hall.misses_the_card()
    assert not await hall.misses("m1"), "the same news again changes nothing"

    anew = await hall.claim_one()
    assert (anew.delivery.target, words(anew)) == (ToChannel("C1"), "chairs")
    await hall.carry(anew)
    assert await hall.states() == ["sent"]


async def test_a_card_that_is_taken_away_again_stays_away_and_the_organizers_are_told_once(hall: Hall):
    await hall.choose("organizers", "C9")
    await hall.published()
    await hall.misses_the_card()
    await hall.carry_all()
    await hall.misses_the_card()

    notice = await hall.claim_one()
    await hall.carry(notice)
    await hall.publish("chairs 1/2")
    hall.town.clock.move(days=1)

    assert notice.delivery.target == ToChannel("C9")
    assert [button.action for button in buttons_of(notice.delivery.card)] == [Action("card.back", ("call", "chairs"))]
    assert await hall.carry_all() == []
    assert await hall.put_back()
    assert not await hall.put_back()
    assert await hall.carry_all() == ["chairs 1/2"]
    assert await hall.states() == ["sent", "sent"]


async def test_what_is_over_does_not_come_back(hall: Hall):
    await hall.published()
    await hall.withdraw("chairs: done")
    hall.town.clock.move(seconds=1)
    await hall.carry_all()

    assert await hall.misses_the_card()

    assert await hall.carry_all() == []
    assert not await hall.put_back()


async def test_an_edit_that_finds_the_card_taken_away_counts_as_well(hall: Hall):
    await hall.published()
    for places in ("1/2", "2/2"):
        await hall.publish(f"chairs {places}")
        hall.town.clock.move(seconds=1)
        await hall.carry(await hall.claim_one(), TargetGone("10008 Unknown Message", removed=True))
        if places == "1/2":
            assert await hall.carry_all() == ["chairs 1/2"]
            hall.town.clock.move(minutes=1)

    assert len(await hall.carry_all()) == 1, "the organizers' notice and nothing else"
    assert await hall.states() == ["cancelled", "sent"]


async def test_a_card_that_is_taken_away_while_it_is_changed_is_missed_too(hall: Hall):
    await hall.published()
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    edit = await hall.claim_one()
    assert isinstance(edit.delivery.target, ToMessage)
    await hall.mark(edit)
    await hall.misses_the_card()
    await hall.finish(edit, Sent(edit.delivery.target.message))
    hall.town.clock.move(seconds=1)

    again = await hall.claim_one()
    await hall.carry(again, TargetGone("10008 Unknown Message", removed=True))

    assert again.delivery.target == edit.delivery.target
    assert await hall.carry_all() == ["chairs 1/2"]


async def test_a_word_beneath_a_card_that_was_taken_away_waits_for_it(hall: Hall):
    await hall.published()
    await hall.post("tomorrow!", "t")
    await hall.carry(await hall.claim_one(), TargetGone("10008 Unknown Message", removed=True))

    assert await hall.carry_all() == ["chairs", "tomorrow!"]


async def test_a_card_in_a_place_that_is_closed_for_a_while_still_stands_there(hall: Hall):
    await hall.choose("organizers", "C9")
    await hall.published()
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    edit = await hall.claim_one()

    await hall.carry(edit, TargetGone("403 50001: Missing Access", denied=True))
    notice = await hall.claim_one()
    await hall.carry(notice)
    hall.town.clock.move(seconds=PARKED[0].total_seconds())
    again = await hall.claim_one()

    assert notice.delivery.target == ToChannel("C9")
    assert (again.delivery.target, words(again)) == (edit.delivery.target, "chairs 1/2")


async def test_a_place_out_of_reach_is_tried_seldom_and_told_once(hall: Hall):
    await hall.choose("organizers", "C9")
    await hall.publish("chairs")
    await hall.publish("rice", RICE)
    tries, began = 0, hall.town.clock.now()

    while hall.town.clock.now() < began + timedelta(hours=23):
        for one in await hall.claim():
            gone = one.delivery.target == ToChannel("C1")
            tries += gone
            await hall.carry(one, TargetGone("50013 Missing Permissions") if gone else None)
        hall.town.clock.move(minutes=5)

    assert tries == 5
    assert await hall.states() == ["pending", "pending", "sent"]


async def test_what_is_for_a_channel_that_was_closed_waits_and_the_organizers_hear_of_it_once(hall: Hall):
    await hall.choose("organizers", "C9")
    await hall.choose("volunteering", "C3")
    await hall.publish("chairs")
    await hall.deliveries.next_at()  # which chooses its lane

    for _ in range(2):
        await hall.closes("C3", "is_archived")
    notice = await hall.claim_one()
    await hall.carry(notice)

    assert notice.delivery.target == ToChannel("C9")
    assert "is_archived" in str(notice.delivery.card)
    assert await hall.claim() == ()
    await hall.opens("C3")
    assert words(await hall.claim_one()) == "chairs"


async def test_of_a_channel_that_nothing_is_for_nobody_hears(hall: Hall):
    await hall.choose("organizers", "C9")

    await hall.closes("C404", "is_archived")

    assert await hall.claim() == ()


async def test_a_place_that_is_within_reach_again_gets_what_waited(hall: Hall):
    await hall.choose("organizers", "C9")
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), TargetGone("the channel was deleted"))
    await hall.carry(await hall.claim_one())
    assert await hall.next_in() == PARKED[0].total_seconds()

    await hall.choose("volunteering", "C7")

    assert {one.delivery.target: words(one) for one in await hall.claim()}[ToChannel("C7")] == "chairs"


async def test_where_the_organizers_channel_is_closed_somebody_who_may_act_is_written_to_once(hall: Hall):
    async with hall.town.store.transaction() as work:
        communities = work.of(hall.space.community).communities
        for owner in ("U-owner", "U-other"):
            await communities.kept_by(hall.space.id, owner, acting=False)
        await communities.kept_by(hall.space.id, "U-olga", acting=True)
    await hall.choose("pitches", "C2")
    closed = TargetGone("403 50013: Missing Permissions (missing: Send Messages)", denied=True)
    tried, said = list[str](), ""
    takes_none = TargetGone("50007: takes no direct messages", closed=True)

    for subject, topic in ((CHAIRS, "volunteering"), (Subject("pitch", "p"), "pitches")):
        await hall.publish("chairs", subject, topic)
        for _ in range(24):
            for one in await hall.claim():
                match one.delivery.target:
                    case ToAccount(account):
                        tried.append(account)
                        said = str(one.delivery.card)
                        await hall.carry(one, takes_none if account == "U-olga" else None)
                    case _:
                        await hall.carry(one, closed)
            hall.town.clock.move(hours=3)

    assert tried == ["U-olga", "U-owner"]
    assert "notice-directly" in said
    assert "Send Messages" in said


async def test_where_nobody_can_be_written_to_a_notice_waits_for_its_channel(hall: Hall):
    async with hall.town.store.transaction() as work:
        await work.of(hall.space.community).communities.kept_by(hall.space.id, "U-olga", acting=True)
    await hall.publish("chairs")
    for _ in range(8):
        for one in await hall.claim():
            await hall.carry(one, TargetGone("closed", closed=isinstance(one.delivery.target, ToAccount)))
        hall.town.clock.move(minutes=10)

    await hall.choose("organizers", "C9")
    hall.town.clock.move(hours=9)

    assert {one.delivery.target for one in await hall.claim()} == {ToChannel("C1"), ToChannel("C9")}


async def test_a_notice_is_repeated_after_a_day_and_about_each_place(hall: Hall):
    await hall.choose("organizers", "C9")
    await hall.choose("pitches", "C2")
    await hall.publish("chairs")
    await hall.publish("a pitch", Subject("pitch", "p"), "pitches")
    told = 0

    for _ in range(30):
        for one in await hall.claim():
            told += one.delivery.target == ToChannel("C9")
            await hall.carry(one, None if one.delivery.target == ToChannel("C9") else TargetGone("gone"))
        hall.town.clock.move(hours=1)

    assert told == 4


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_words(reason, language):
    assert exists(f"notice-{reason}", language)


async def test_what_goes_wrong_between_machi_and_one_person_is_told_to_nobody(hall: Hall):
    await hall.notify(await hall.member("U1", "花"), "hello", "k")

    await hall.carry(await hall.claim_one(), TargetGone("takes no direct messages"))

    assert await hall.states() == ["dead"]


async def test_nothing_is_tried_for_ever(hall: Hall):
    hana = await hall.member("U1", "花")
    await hall.notify(hana, "hello", "k")
    await hall.post("beneath a card that never comes", "t")
    hall.town.clock.instant += LIFE + timedelta(seconds=1)

    assert await hall.claim() == ()
    assert await hall.states() == ["dead", "dead", "pending"]


async def test_what_is_beneath_a_card_that_is_dead_is_dead(hall: Hall):
    await hall.publish("x" * 9_000)
    await hall.post("tomorrow!", "t")

    await hall.carry(await hall.claim_one(), Rejected("too long"))

    assert (await hall.states())[:2] == ["dead", "dead"]


async def test_what_is_in_doubt_beneath_a_card_that_is_gone_does_not_wait_for_ever(hall: Hall):
    await hall.published()
    await hall.post("tomorrow!", "t")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))
    async with hall.town.database.begin() as connection:
        await connection.execute(postings.delete())
        await connection.execute(update(outbox).where(outbox.c.kind == "thread").values(lane=None))
    assert await hall.claim() == ()
    hall.town.clock.instant += LIFE + timedelta(seconds=1)

    await hall.claim()

    assert (await hall.states())[:2] == ["sent", "dead"]


async def test_a_card_that_was_refused_is_tried_again_when_it_changes(hall: Hall):
    await hall.publish("x" * 9_000)
    await hall.carry(await hall.claim_one(), Rejected("too long"))
    assert await hall.carry_all() == [say("notice-title")]

    await hall.publish("chairs")

    assert await hall.carry_all() == ["chairs"]


async def test_a_card_that_was_refused_and_changed_meanwhile_is_sent_as_it_is_now(hall: Hall):
    await hall.publish("x" * 9_000)
    claimed = await hall.claim_one()
    await hall.mark(claimed)
    await hall.publish("chairs")

    await hall.finish(claimed, Rejected("too long"))

    assert await hall.carry_all() == ["chairs"]


async def test_a_card_that_nobody_has_seen_is_called_off_with_all_beneath_it(hall: Hall):
    await hall.publish("chairs")
    claimed = await hall.claim_one()
    await hall.post("tomorrow!", "t")

    await hall.withdraw("no call")
    await hall.withdraw("no call at all")

    assert not await hall.mark(claimed)
    assert await hall.states() == ["cancelled", "cancelled"]
    await hall.publish("chairs")
    assert await hall.carry_all() == ["chairs"]


async def test_a_card_that_may_have_been_seen_is_called_off_before_their_eyes(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    await hall.withdraw("no call")

    await hall.finish(await hall.claim_one(), Sent(MessageRef("C1", "m1")))
    hall.town.clock.move(seconds=1)
    assert await hall.carry_all() == ["no call"]


async def test_a_card_is_not_held_up_by_the_channel_it_was_taken_from(hall: Hall):
    await hall.publish("chairs")
    await hall.publish("a pitch", Subject("pitch", "p"), "pitches")
    await hall.carry(await hall.claim_one(), NotSent("busy", 60))

    await hall.choose("pitches", "C7")

    assert words(await hall.claim_one()) == "a pitch"


async def test_cards_of_one_channel_leave_in_their_order(hall: Hall):
    await hall.publish("chairs", CHAIRS)
    await hall.publish("rice", RICE)

    first = await hall.claim_one()
    await hall.carry(first, NotSent("busy", 30))

    assert words(first) == "chairs"
    assert await hall.claim() == ()
    assert await hall.next_in() == 30
    hall.town.clock.move(seconds=30)
    assert await hall.carry_all() == ["chairs", "rice"]


async def test_cards_of_two_channels_do_not_wait_for_each_other(hall: Hall):
    await hall.choose("pitches", "C2")
    await hall.publish("chairs")
    await hall.publish("a pitch", Subject("pitch", "p"), "pitches")

    assert len(await hall.claim()) == 2


async def test_the_message_of_a_card_leads_back_to_its_subject(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), Sent(MessageRef("C1", "m1")))

    async with hall.town.store.transaction() as work:
        postings = work.of(hall.space.community).postings
        assert await postings.subject_of(hall.space.id, "C1", "m1") == CHAIRS
        assert await postings.subject_of(hall.space.id, "C2", "m1") is None


# --- direct messages ------------------------------------------------------------------------------------------------


async def test_a_direct_message_goes_to_the_login_used_last_once_per_key(hall: Hall):
    hana = await hall.member("U1", "花")

    await hall.notify(hana, "you moved up", "promoted:1")
    await hall.notify(hana, "you moved up, again", "promoted:1")

    claimed = await hall.claim_one()
    assert (claimed.delivery.target, words(claimed)) == (ToAccount("U1"), "you moved up")


async def test_a_direct_message_does_not_go_to_a_login_that_left_or_was_used_before(hall: Hall):
    hana, further = await hall.member("U1", "花"), await hall.attach()
    old = {"community_id": hana.community, "member_id": hana.id, "name": "花", "used_at": MONDAY - timedelta(days=9)}
    gone = old | {"used_at": MONDAY + timedelta(days=9), "left_at": MONDAY}
    async with hall.town.database.begin() as connection:
        await connection.execute(accounts.insert().values(old | {"space_id": further.id, "external_id": "old"}))
        await connection.execute(accounts.insert().values(gone | {"space_id": further.id, "external_id": "gone"}))

    await hall.notify(hana, "hello", "k")

    assert (await hall.claim_one()).delivery.target == ToAccount("U1")


async def test_direct_messages_of_one_person_leave_in_their_order_and_others_do_not_wait(hall: Hall):
    hana, ken = await hall.member("U1", "花"), await hall.member("U2", "健")
    await hall.notify(hana, "first", "1")
    await hall.notify(hana, "second", "2")
    await hall.notify(ken, "third", "3")

    assert [words(one) for one in await hall.claim()] == ["first", "third"]


async def test_a_closed_mailbox_ends_one_message_and_holds_up_nothing(hall: Hall):
    hana = await hall.member("U1", "花")
    await hall.notify(hana, "first", "1")
    await hall.notify(hana, "second", "2")

    await hall.carry(await hall.claim_one(), TargetGone("takes no direct messages"))

    assert await hall.errors() == ["takes no direct messages", None]
    assert await hall.carry_all() == ["second"]
    assert await hall.states() == ["dead", "sent"]


async def test_what_is_not_useful_any_more_is_not_sent(hall: Hall):
    hana = await hall.member("U1", "花")
    until = hall.town.clock.now() + timedelta(hours=1)
    await hall.notify(hana, "in an hour", "1", until)
    await hall.notify(hana, "whenever", "2")
    hall.town.clock.move(hours=1, seconds=1)

    assert await hall.carry_all() == ["whenever"]
    assert await hall.states() == ["expired", "sent"]


# --- threads --------------------------------------------------------------------------------------------------------


async def test_a_thread_message_waits_for_its_card(hall: Hall):
    hana = await hall.member("U1", "花")
    await hall.publish("chairs")
    await hall.post("tomorrow!", "t-24h", rings=[hana])
    await hall.post("tomorrow!", "t-24h", rings=[hana])

    card = await hall.claim_one()
    await hall.carry(card, Sent(MessageRef("C1", "m1")))

    message = await hall.claim_one()
    assert words(message) == "tomorrow!"
    assert message.delivery.target == ToThread(MessageRef("C1", "m1"), ("U1",))


async def test_a_thread_that_was_opened_is_written_to_again(hall: Hall):
    await hall.published()
    await hall.post("first", "1")
    await hall.carry(await hall.claim_one(), Sent(MessageRef("T9", "m9", "T9")))
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    await hall.carry_all()

    await hall.post("second", "2")

    target = (await hall.claim_one()).delivery.target
    assert isinstance(target, ToThread)
    assert target.message.thread == "T9"


async def test_a_thread_message_rings_those_who_are_in_that_space(hall: Hall):
    hana, ken = await hall.member("U1", "花"), await hall.member("U2", "健")
    further = await hall.attach()
    await hall.spoken_to(further, "42")
    lou = await hall.member("77", "Lou", space=further)
    async with hall.town.store.transaction() as work:
        await work.of(hall.space.community).members.left(hall.space.id, AccountRef("U2"))
    await hall.published()

    await hall.post("tomorrow!", "t", rings=[lou, ken, hana])

    rings = {one.delivery.space: one.delivery.target for one in await hall.claim()}
    assert [target.rings for target in rings.values() if isinstance(target, ToThread)] == [("U1",), ("77",)]


async def test_a_thread_message_waits_again_when_the_card_was_deleted(hall: Hall):
    await hall.published()
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    edit = await hall.claim_one()
    await hall.post("tomorrow!", "t")
    assert await hall.next_in() == 0

    await hall.carry(edit, TargetGone("the message was deleted"))

    anew = await hall.claim_one()
    assert words(anew) == "chairs 1/2"
    await hall.carry(anew)
    assert await hall.carry_all() == ["tomorrow!"]


# --- readers --------------------------------------------------------------------------------------------------------


async def test_a_channel_reads_in_the_communitys_language_and_knows_whom_it_mentions(hall: Hall):
    further = await hall.attach()
    hana, lou = await hall.member("U1", "花", "en"), await hall.member("77", "Lou", space=further)
    ken = await hall.member("U2", "健")
    async with hall.town.store.transaction() as work:
        await work.of(hall.space.community).members.left(hall.space.id, AccountRef("U2"))

    await hall.publish(Card(text(Mention(hana.id), " ", Mention(lou.id), " ", Mention(ken.id))))

    claimed = await hall.claim_one()
    people = {hana.id: Person("花", "U1"), lou.id: Person("Lou", None), ken.id: Person("健", None)}
    assert claimed.delivery.reader == Reader("ja", "Asia/Tokyo", people)


async def test_a_person_reads_in_the_chosen_language_else_their_chats_else_the_communitys(hall: Hall):
    chosen, told = await hall.member("U1", "花", "ja"), await hall.member("U2", "健", "en")
    silent = await hall.member("U3", "ジョン")
    async with hall.town.store.transaction() as work:
        members = work.of(hall.space.community).members
        await members.save(Member(chosen.id, chosen.community, "花", "en"))
    for member in (chosen, told, silent):
        await hall.notify(member, "hello", "k")

    assert [one.delivery.reader.language for one in await hall.claim()] == ["en", "en", "ja"]


# --- when it does not work out --------------------------------------------------------------------------------------


async def test_what_was_not_sent_is_tried_again_after_longer_and_longer_waits(hall: Hall):
    await hall.publish("chairs")
    waits = []
    for _ in range(4):
        await hall.carry(await hall.claim_one(), NotSent("busy"))
        waits.append(await hall.next_in() or 0)
        hall.town.clock.move(seconds=waits[-1])
    await hall.carry(await hall.claim_one(), NotSent("very busy", 3_600))

    assert waits == [1, 2, 4, 8]
    assert await hall.next_in() == 3_600


async def test_what_is_in_doubt_is_claimed_again_under_the_same_marker_and_known_as_doubtful(hall: Hall):
    await hall.publish("chairs")
    first = await hall.claim_one()
    hall.town.clock.move(seconds=1)
    await hall.carry(first, InDoubt("no reply"))
    hall.town.clock.move(seconds=1)

    again = await hall.claim_one()

    assert await hall.states() == ["uncertain"]
    assert (again.delivery.marker, again.attempt) == (first.delivery.marker, 1)
    at = MONDAY + timedelta(seconds=1)
    assert (first.standing, again.standing) == (Unsent(), Doubtful(at, at))


async def test_doubt_outlasts_a_repetition_that_was_certainly_not_sent(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))
    hall.town.clock.move(seconds=30)

    await hall.carry(await hall.claim_one(), NotSent("busy", 5))

    assert await hall.states() == ["uncertain"]
    hall.town.clock.move(seconds=5)
    later = MONDAY + timedelta(seconds=30)
    assert (await hall.claim_one()).standing == Doubtful(MONDAY, later)


async def test_what_was_not_sent_was_never_in_doubt(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), NotSent("busy", 60))
    hall.town.clock.move(seconds=60)
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    at = MONDAY + timedelta(seconds=60)
    assert (await hall.claim_one()).standing == Doubtful(at, at)


async def test_absences_are_counted_until_it_is_sent_again(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    await hall.deliveries.put_off(await hall.claim_one(), MONDAY + timedelta(seconds=5), absences=1)

    assert await hall.claim() == ()
    hall.town.clock.move(seconds=5)
    looked = await hall.claim_one()
    assert looked.standing == Doubtful(MONDAY, MONDAY, absences=1)
    await hall.carry(looked, InDoubt("no reply"))
    hall.town.clock.move(seconds=60)
    assert (await hall.claim_one()).standing == Doubtful(MONDAY, MONDAY + timedelta(seconds=5))


async def test_what_a_look_up_found_is_sent(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    await hall.finish(await hall.claim_one(), Sent(MessageRef("C1", "m1")))

    assert await hall.states() == ["sent"]


async def test_a_card_in_doubt_is_looked_for_where_it_went(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    await hall.choose("volunteering", "C7")

    assert (await hall.claim_one()).delivery.target == ToChannel("C1")


async def test_what_nobody_will_ever_know_is_dead_and_told(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    await hall.deliveries.give_up(await hall.claim_one(), "no permission", hall.town.clock.now())

    assert await hall.states() == ["dead", "pending"]
    assert (await hall.errors())[0] == "may or may not have been posted: no permission"
    assert words(await hall.claim_one()) == say("notice-title")


async def test_what_was_sent_twice_perhaps_is_looked_over_until_its_time(hall: Hall):
    await hall.publish("chairs")
    hall.town.clock.move(minutes=1)
    claimed = await hall.claim_one()
    await hall.mark(claimed)
    message = MessageRef("C1", "m1")
    until = hall.town.clock.now() + timedelta(minutes=15)
    await hall.deliveries.finish([Report(claimed, Sent(message), until)], hall.town.clock.now())

    assert (await hall.states(), await hall.next_in()) == (["verify"], 60)
    hall.town.clock.move(seconds=60)
    first = await hall.claim_one()
    await hall.deliveries.verified(first, hall.town.clock.now())
    assert (await hall.states(), await hall.next_in()) == (["verify"], 840)
    hall.town.clock.move(seconds=840)
    await hall.deliveries.verified(await hall.claim_one(), hall.town.clock.now())
    assert first.standing == Verifying(message, MONDAY + timedelta(minutes=1), until)
    assert await hall.states() == ["sent"]


async def test_what_is_looked_over_holds_up_nothing_and_changes_as_ever(hall: Hall):
    await hall.publish("chairs")
    await hall.publish("rice", RICE)
    first = await hall.claim_one()
    await hall.mark(first)
    until = hall.town.clock.now() + timedelta(minutes=15)
    await hall.deliveries.finish([Report(first, Sent(MessageRef("C1", "m1")), until)], hall.town.clock.now())

    assert await hall.carry_all() == ["rice"]
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)
    assert await hall.carry_all() == ["chairs 1/2"]
    assert await hall.states() == ["verify", "sent"]


async def test_a_card_that_changed_while_in_doubt_is_edited_after_it_was_found(hall: Hall):
    await hall.publish("first")
    await hall.carry(await hall.claim_one(), InDoubt("no reply"))
    await hall.publish("second")
    hall.town.clock.move(seconds=1)

    await hall.carry(await hall.claim_one(), Sent(MessageRef("C1", "m1")))

    hall.town.clock.move(seconds=1)
    edit = await hall.claim_one()
    assert (edit.delivery.target, words(edit)) == (ToMessage(MessageRef("C1", "m1")), "second")


async def test_an_edit_in_doubt_is_simply_repeated(hall: Hall):
    await hall.published()
    await hall.publish("chairs 1/2")
    hall.town.clock.move(seconds=1)

    await hall.carry(await hall.claim_one(), InDoubt("no reply"))

    assert await hall.states() == ["pending"]
    hall.town.clock.move(seconds=1)
    assert isinstance((await hall.claim_one()).delivery.target, ToMessage)


async def test_a_space_that_refuses_everything_is_left_alone_and_others_are_not(hall: Hall):
    further = await hall.attach()
    await hall.spoken_to(further, "42")
    await hall.publish("chairs")
    on_slack, on_discord = await hall.claim()
    await hall.carry(on_slack, Stopped("the token was revoked"))
    await hall.carry(on_discord)

    await hall.publish("rice", RICE)

    other = await hall.claim_one()
    assert other.delivery.space == DISCORD
    await hall.carry(other)
    assert await hall.next_in() == 300
    hall.town.clock.move(minutes=5)
    assert await hall.carry_all() == ["chairs", "rice"]


async def test_a_space_that_refused_everything_is_tried_at_once_after_a_start(hall: Hall):
    await hall.publish("chairs")
    await hall.carry(await hall.claim_one(), Stopped("the token was revoked"))

    await hall.deliveries.recover(hall.town.clock.now())

    assert await hall.carry_all() == ["chairs"]


async def test_what_a_dead_worker_had_claimed_is_given_back_and_what_it_was_sending_is_in_doubt(hall: Hall):
    hana, ken = await hall.member("U1", "花"), await hall.member("U2", "健")
    await hall.published()
    await hall.publish("chairs 1/2")
    await hall.notify(hana, "claimed", "1")
    await hall.notify(ken, "being sent", "2")
    hall.town.clock.move(seconds=1)
    edit, claimed, sending = await hall.claim()
    await hall.mark(edit)
    await hall.mark(sending)
    at = hall.town.clock.now()
    hall.town.clock.move(seconds=LEASE.total_seconds())

    recovered = await hall.deliveries.recover(hall.town.clock.now())

    assert recovered == 3
    assert await hall.states() == ["pending", "pending", "uncertain"]
    again = {words(one): one.standing for one in await hall.claim()}
    assert again == {"chairs 1/2": Unsent(), "claimed": Unsent(), "being sent": Doubtful(at, at)}
    assert claimed.delivery.target == ToAccount("U1")


async def test_beside_an_embedded_database_a_start_takes_over_at_once(hall: Hall):
    await hall.publish("chairs")
    await hall.mark(await hall.claim_one())

    recovered = await hall.deliveries.recover(hall.town.clock.now())

    assert recovered == hall.town.database.embedded


async def test_what_a_worker_held_for_too_long_is_taken_over_without_a_start(hall: Hall):
    hana, ken = await hall.member("U1", "花"), await hall.member("U2", "健")
    await hall.notify(hana, "claimed", "1")
    await hall.notify(ken, "being sent", "2")
    _, sending = await hall.claim()
    await hall.mark(sending)
    assert await hall.claim() == ()
    hall.town.clock.move(seconds=LEASE.total_seconds())

    again = {words(one): one.standing for one in await hall.claim()}

    assert again == {"claimed": Unsent(), "being sent": Doubtful(MONDAY, MONDAY)}


async def test_one_message_finds_out_whether_a_space_still_refuses_everything(hall: Hall):
    for number in range(5):
        await hall.notify(await hall.member(f"U{number}", "花"), "hello", "k")
    await hall.carry((await hall.claim())[0], Stopped("the token was revoked"))
    hall.town.clock.move(minutes=5)

    probe = await hall.claim_one()

    assert await hall.claim() == ()
    await hall.carry(probe)
    assert len(await hall.claim()) == 4


async def test_the_report_of_a_worker_that_was_taken_for_dead_is_not_believed(hall: Hall):
    await hall.publish("chairs")
    late = await hall.claim_one()
    await hall.mark(late)
    hall.town.clock.move(seconds=LEASE.total_seconds())
    await hall.deliveries.recover(hall.town.clock.now())
    hall.town.clock.move(seconds=1)
    current = await hall.claim_one()

    await hall.finish(late, Rejected("an old story"))

    assert await hall.states() == ["uncertain"]
    assert not await hall.mark(late)
    await hall.carry(current)
    assert await hall.states() == ["sent"]


async def test_nobody_claims_what_somebody_has_claimed(hall: Hall):
    await hall.publish("chairs")

    first, second = await hall.claim(), await hall.claim()

    assert (len(first), len(second)) == (1, 0)
    assert await hall.next_in() == LEASE.total_seconds()


async def test_what_no_courier_carries_waits_for_one(hall: Hall):
    await hall.publish("chairs")
    discord_only = SqlDeliveries(hall.town.database, {"discord"})

    assert await discord_only.claim(hall.town.clock.now(), 10) == ()
    assert await discord_only.next_at() is None


async def test_a_card_that_cannot_be_read_any_more_holds_up_nothing(hall: Hall):
    await hall.publish("chairs")
    async with hall.town.database.begin() as connection:
        await connection.execute(update(outbox).values(payload='{"title": 5}'))
    await hall.publish("rice", RICE)

    assert await hall.claim() == ()
    assert await hall.carry_all() == ["rice"]
    assert await hall.states() == ["dead", "sent"]


async def test_markers_are_the_same_wherever_the_same_key_is_and_fit_a_nonce(hall: Hall):
    await hall.publish("chairs")
    marker = (await hall.claim_one()).delivery.marker
    async with hall.town.database.begin() as connection:
        await connection.execute(outbox.delete())

    await hall.publish("chairs")

    assert (await hall.claim_one()).delivery.marker == marker
    assert len(marker) == 22


async def test_whoever_carries_is_woken_only_when_there_is_something_to_carry(hall: Hall):
    woken: list[bool] = []
    store = town_in(hall.town.database, wake=lambda: woken.append(True)).store

    async with store.transaction() as work:
        await work.directory.space(SLACK)
    assert woken == []
    async with store.transaction() as work:
        outbox = work.of(hall.space.community).outbox
        await outbox.publish(PublishCard(CHAIRS, saying("chairs"), "volunteering"), hall.town.clock.now())
    assert woken == [True]


# --- what is not true any more --------------------------------------------------------------------------------------


async def outdate(hall: Hall, begins: str, title: str, *, beneath: bool = True) -> None:
    effect = Outdated(begins, saying(title), CHAIRS if beneath else None)
    async with hall.town.store.transaction() as work:
        await work.of(hall.space.community).outbox.outdate(effect, hall.town.clock.now())


async def test_what_is_not_sent_yet_is_never_sent_once_it_is_outdated(hall: Hall):
    await hall.published()
    await hall.post("one hour to go", "remind:60")
    await hall.post("thank you all", "thanks")

    await outdate(hall, "remind:", "moved")

    assert await hall.carry_all() == ["thank you all"]
    assert await hall.states() == ["sent", "cancelled", "sent"]


async def test_what_was_claimed_and_not_begun_is_not_sent_once_it_is_outdated(hall: Hall):
    await hall.published()
    await hall.post("one hour to go", "remind:60")
    claimed = await hall.claim_one()

    await outdate(hall, "remind:", "moved")

    assert not await hall.mark(claimed)
    assert await hall.carry_all() == []
    assert await hall.next_in() is None


async def test_what_was_sent_says_that_it_is_outdated_where_it_stands(hall: Hall):
    await hall.published()
    await hall.post("one hour to go", "remind:60")
    await hall.carry_all()

    await outdate(hall, "remind:", "moved")
    edit = await hall.claim_one()
    await hall.carry(edit)

    assert isinstance(edit.delivery.target, ToMessage)
    assert edit.delivery.target.beneath
    assert words(edit) == "moved"
    assert await hall.states() == ["sent", "sent"]
    assert await hall.next_in() is None


async def test_what_is_on_its_way_says_that_it_is_outdated_as_soon_as_it_has_arrived(hall: Hall):
    await hall.published()
    await hall.post("one hour to go", "remind:60")
    claimed = await hall.claim_one()
    assert await hall.mark(claimed)

    await outdate(hall, "remind:", "moved")
    await hall.finish(claimed, Sent(MessageRef("C1", "m9", "t1")))

    edit = await hall.claim_one()
    assert edit.delivery.target == ToMessage(MessageRef("C1", "m9", "t1"), beneath=True)
    assert words(edit) == "moved"


async def test_what_was_on_its_way_and_did_not_arrive_is_not_tried_again_once_it_is_outdated(hall: Hall):
    await hall.published()
    await hall.post("one hour to go", "remind:60")
    claimed = await hall.claim_one()
    assert await hall.mark(claimed)

    await outdate(hall, "remind:", "moved")
    await hall.finish(claimed, NotSent("not now", 5.0))
    hall.town.clock.move(minutes=1)

    assert await hall.claim() == ()
    assert (await hall.states())[:2] == ["sent", "expired"]


async def test_an_outdated_message_that_somebody_took_away_is_not_posted_anew(hall: Hall):
    await hall.published()
    await hall.post("one hour to go", "remind:60")
    await hall.carry_all()
    await outdate(hall, "remind:", "moved")
    edit = await hall.claim_one()
    assert await hall.mark(edit)

    await hall.finish(edit, TargetGone("message_not_found"))

    assert await hall.states() == ["sent", "cancelled"]
    assert await hall.next_in() is None


async def test_a_direct_message_that_is_outdated_says_so_too(hall: Hall):
    ben = await hall.member("U2", "Ben")
    await hall.notify(ben, "in two hours", "personal:books")
    await hall.carry_all()

    await outdate(hall, "personal:books", "called off", beneath=False)
    edit = await hall.claim_one()

    assert isinstance(edit.delivery.target, ToMessage)
    assert not edit.delivery.target.beneath
    assert words(edit) == "called off"


# --- what people would like to be told ------------------------------------------------------------------------------


async def prefer(hall: Hall, member: Member, preference: Preference) -> None:
    async with hall.town.store.transaction() as work:
        await work.of(hall.space.community).preferences.keep(member.id, preference)


async def test_quiet_hours_hold_a_direct_message_until_they_are_over(hall: Hall):
    ben = await hall.member("U2", "Ben")
    await prefer(hall, ben, Preference(quiet=Quiet(time(9), time(12))))  # it is ten in the morning there
    await hall.notify(ben, "thank you", "thanks:1")

    assert await hall.carry_all() == []
    assert await hall.next_in() == 2 * 3_600
    hall.town.clock.move(hours=2)

    assert await hall.carry_all() == ["thank you"]


async def test_what_would_be_of_no_use_after_quiet_hours_is_told_at_once_and_waits_for_nothing(hall: Hall):
    ben = await hall.member("U2", "Ben")
    await prefer(hall, ben, Preference(quiet=Quiet(time(22), time(11))))
    await hall.notify(ben, "thank you", "thanks:1")
    await hall.notify(ben, "called off", "off:1", hall.town.clock.now() + timedelta(minutes=30))

    assert await hall.carry_all() == ["called off"]


@pytest.mark.parametrize(
    ("notices", "told"),
    [
        ("all", ["asked", "needed", "mine", "news"]),
        ("mine", ["asked", "needed", "mine"]),
        ("needed", ["asked", "needed"]),
        ("none", ["asked"]),
    ],
)
async def test_people_are_told_in_private_only_what_they_would_like_to_hear(hall: Hall, notices: Notices, told):
    ben = await hall.member("U2", "Ben")
    await prefer(hall, ben, Preference(notices))
    async with hall.town.store.transaction() as work:
        for weight in get_args(Weight):
            effect = Notify(ben.id, saying(weight), f"{weight}:1", weight=weight)
            await work.of(hall.space.community).outbox.notify(effect, hall.town.clock.now())

    assert await hall.carry_all() == told


async def test_what_somebody_chose_is_kept(hall: Hall):
    ben = await hall.member("U2", "Ben")
    chosen = Preference("mine", Quiet(time(22, 30), time(7)), timedelta(hours=2))

    await prefer(hall, ben, chosen)

    async with hall.town.store.transaction() as work:
        preferences = work.of(hall.space.community).preferences
        assert await preferences.of(ben.id) == chosen
        assert await preferences.of(MemberId("nobody")) == Preference()
