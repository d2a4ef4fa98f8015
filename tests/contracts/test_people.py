"""Spaces, communities and members, as a platform's names lead to them."""

import pytest

from bot.vocabulary.people import Account, AccountRef, CommunityId, Member, MemberId, Space, SpaceAddress
from tests.stores import Town

SLACK = SpaceAddress("slack", "T1", "つくば")
DISCORD = SpaceAddress("discord", "9001", "Tsukuba")
HANA = AccountRef("U1", "花")


async def space_in(town: Town, address: SpaceAddress = SLACK) -> Space:
    async with town.store.transaction() as work:
        return await work.directory.space(address)


async def act(town: Town, space: Space, account: AccountRef = HANA, language=None) -> Member:
    async with town.store.transaction() as work:
        return await work.of(space.community).members.of_account(space.id, account, language)


async def test_a_new_space_comes_with_a_community_of_its_own(town: Town):
    space = await space_in(town)

    async with town.store.transaction() as work:
        community = await work.directory.community(space.community)
        again = await work.directory.space(SLACK)
        other = await work.directory.space(DISCORD)
    assert (community.name, community.language, community.timezone) == ("つくば", "ja", "Asia/Tokyo")
    assert again == space
    assert other.community != space.community


async def test_a_further_space_joins_a_community_and_no_second_one(town: Town):
    space = await space_in(town)

    async with town.store.transaction() as work:
        further = await work.directory.attach(DISCORD, space.community)
        again = await work.directory.space(DISCORD)
        spaces = await work.of(space.community).communities.spaces()
        stranger = await work.directory.space(SpaceAddress("slack", "T2"))
        with pytest.raises(ValueError, match="another community"):
            await work.directory.attach(DISCORD, stranger.community)
    assert again == further
    assert spaces == (space, further)


async def test_a_space_takes_over_its_new_name(town: Town):
    await space_in(town)

    renamed = await space_in(town, SpaceAddress("slack", "T1", "つくば市"))

    assert renamed.address.name == "つくば市"
    assert (await space_in(town, SpaceAddress("slack", "T1"))).address.name == "つくば市"


async def test_a_login_leads_to_the_same_member_each_time(town: Town):
    space = await space_in(town)

    first = await act(town, space)

    assert await act(town, space) == first
    assert first.name == "花"
    assert (await act(town, space, AccountRef("U2", "健"))).id != first.id


async def test_a_changed_name_is_taken_over_and_an_empty_one_is_not(town: Town):
    space = await space_in(town)
    hana = await act(town, space)

    await act(town, space, AccountRef("U1", "はな"))
    await act(town, space, AccountRef("U1"))

    async with town.store.transaction() as work:
        members = work.of(space.community).members
        named = await members.named([hana.id])
        accounts = await members.accounts([hana.id])
    assert named == {hana.id: "はな"}
    assert accounts == (Account(space.id, "U1", hana.id, "はな"),)


async def test_a_name_chosen_here_stays_until_the_platforms_changes(town: Town):
    space = await space_in(town)
    hana = await act(town, space)

    async with town.store.transaction() as work:
        chosen = Member(hana.id, hana.community, "花さん", "en", "Asia/Seoul")
        await work.of(space.community).members.save(chosen)

    assert await act(town, space) == chosen


async def test_somebody_who_is_only_named_is_made_and_left_as_they_are(town: Town):
    space = await space_in(town)
    hana = await act(town, space)

    async with town.store.transaction() as work:
        members = work.of(space.community).members
        named = await members.mentioned(space.id, AccountRef("U1", "someone's nickname"))
        unknown = await members.mentioned(space.id, AccountRef("U7"))

    assert named == hana
    assert unknown.name == "U7"


async def test_the_login_used_last_comes_first_and_one_that_left_comes_last(town: Town):
    space = await space_in(town)
    hana = await act(town, space)
    async with town.store.transaction() as work:
        further = await work.directory.attach(DISCORD, space.community)
    ken = await act(town, further, AccountRef("42", "Ken"))
    town.clock.move(minutes=1)
    await act(town, space)
    town.clock.move(minutes=1)

    async with town.store.transaction() as work:
        members = work.of(space.community).members
        before = await members.accounts([hana.id, ken.id])
        await members.left(space.id, HANA)
        after = await members.accounts([hana.id, ken.id])

    assert [account.external_id for account in before] == ["U1", "42"]
    assert [account.external_id for account in after] == ["42", "U1"]


async def test_a_member_of_another_community_is_not_there(town: Town):
    hana = await act(town, await space_in(town))
    stranger = await space_in(town, SpaceAddress("slack", "T2"))

    async with town.store.transaction() as work:
        members = work.of(stranger.community).members
        with pytest.raises(LookupError):
            await members.get(hana.id)
        assert await members.named([hana.id]) == {}
        assert await members.accounts([hana.id]) == ()
        with pytest.raises(LookupError):
            await work.of(CommunityId("nowhere")).members.get(MemberId("nobody"))


async def test_the_place_chosen_for_a_topic_wins_over_where_machi_was_first_spoken_to(town: Town):
    space = await space_in(town)
    async with town.store.transaction() as work:
        communities = work.of(space.community).communities
        nowhere = await communities.place(space.id, "pitches")
        await communities.spoken_to_in(space.id, "C1")
        await communities.spoken_to_in(space.id, "C2")
        await communities.choose_place(space.id, "meetups", "C3")
        await communities.choose_place(space.id, "meetups", "C4")

    async with town.store.transaction() as work:
        communities = work.of(space.community).communities
        assert nowhere is None
        assert await communities.place(space.id, "pitches") == "C1"
        assert await communities.place(space.id, "meetups") == "C4"


async def test_a_community_keeps_what_was_set_up(town: Town):
    space = await space_in(town)
    async with town.store.transaction() as work:
        community = await work.directory.community(space.community)
        set_up = type(community)(community.id, "町", "顔の見える町", "つくば", "en", "Asia/Seoul")
        await work.of(space.community).communities.save(set_up)

    async with town.store.transaction() as work:
        assert await work.directory.community(space.community) == set_up


async def test_a_login_that_goes_by_another_name_is_called_so_and_nobody_is_made_by_it(town: Town):
    space = await space_in(town)
    hana = await act(town, space)

    async with town.store.transaction() as work:
        members = work.of(space.community).members
        await members.renamed(space.id, AccountRef("U1", "はな"))
        await members.renamed(space.id, AccountRef("U9", "だれか"))
        named, nobody = await members.named([hana.id]), await members.called("だれか")
    assert named == {hana.id: "はな"}
    assert nobody is None


async def test_a_space_that_nobody_spoke_in_is_not_known(town: Town):
    async with town.store.transaction() as work:
        assert await work.directory.known(SLACK) is None

    space = await space_in(town)

    async with town.store.transaction() as work:
        assert await work.directory.known(SLACK) == space


async def test_what_is_kept_of_somebody_is_found_by_what_points_at_them(town: Town):
    space = await space_in(town)
    hana = await act(town, space)
    await act(town, space, AccountRef("U2", "陽"))

    async with town.store.transaction() as work:
        kept = await work.of(space.community).records.of(hana.id)

    assert [member["name"] for member in kept["members"]] == ["花"]
    assert [account["external_id"] for account in kept["accounts"]] == ["U1"]


async def test_the_logins_of_a_space_are_those_that_did_not_leave_it(town: Town):
    space, other = await space_in(town), await space_in(town, DISCORD)
    ken = AccountRef("U2", "健")
    for account in (ken, HANA, AccountRef("U3", "Left")):
        await act(town, space, account)
    await act(town, other, AccountRef("77", "Else"))

    async with town.store.transaction() as work:
        members = work.of(space.community).members
        await members.left(space.id, AccountRef("U3"))
        await members.renamed(space.id, AccountRef("U2", "けん"))
        logins = await members.logins(space.id)

    assert logins == (HANA, AccountRef("U2", "けん"))
