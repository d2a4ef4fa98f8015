"""What people do who have a login in each chat of a community."""

from collections.abc import Sequence

from bot.feature import Context, Feature, Option
from bot.features.linking import views
from bot.features.linking.model import MOST_TRIES, VALID, Link, Links, digest_of, new_code
from bot.vocabulary.effect import Effect, Notify, Reply, Separate, Unite
from bot.vocabulary.people import Account, MemberId, Space, SpaceId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say

feature = Feature("linking")


@feature.command("mydata link", options=[Option("code", say("option-link-code"))])
async def link(context: Context, code: str = "") -> Sequence[Effect]:
    """A code for the other chat; or the code that I got there."""
    return await type_code(context, code) if code.strip() else await ask_for_code(context)


async def ask_for_code(context: Context) -> Sequence[Effect]:
    """A code that is valid for ten minutes, shown once."""
    spaces = await context.scope.communities.spaces()
    if len(spaces) == 1:
        raise Refused(say("link-one-chat"))
    if len(await _present(context, context.member.id)) == len(spaces):
        raise Refused(say("link-already"))
    code, space = new_code(), context.person.space.id
    await context[Links].keep(Link(context.new_id(), digest_of(code), context.member.id, space, context.now + VALID))
    return [Reply(views.code(code), once=True)]


async def type_code(context: Context, code: str) -> Sequence[Effect]:
    """The code from the other side; whoever asked for it is asked whether it was them."""
    links, me = context[Links], context.member.id
    if await links.tries(me, context.now - VALID) >= MOST_TRIES:
        return [Reply(views.said("link-too-often"))]
    link = await links.by_code(digest_of(code))
    if link is None or link.typed_by is not None or context.now >= link.until:
        await links.tried(me, context.now)  # kept, so it is no refusal
        return [Reply(views.said("link-wrong-code"))]
    if link.member == me:
        raise Refused(say("link-same-side"))
    if {space.id for _, space in await _present(context, link.member)} & {
        space.id for _, space in await _present(context, me)
    }:
        raise Refused(say("link-two-in-one-chat"))
    typed = link.typed(me, context.now)
    await links.keep(typed)
    both = await _introduced(context, link.member) and await _introduced(context, me)
    question = views.is_it_you(typed, me, both_introduced=both)
    asked = Notify(link.member, question, f"link:{link.id}", typed.until, weight="asked")
    return [Reply(views.said("link-typed")), asked]


@feature.button("yes")
async def confirm(context: Context, link_id: str, introduction: str) -> Sequence[Effect]:
    """It was me: from now on I am one person here."""
    link = await context[Links].get(link_id)
    if link is None:
        raise Refused(say("link-over"))
    me = context.member.id
    other = link.confirmed(me, context.now)
    await context[Links].forget(link.id)
    return [Reply(views.said("link-done"), replaces=True), Unite(me, other, other if introduction == "there" else me)]


@feature.button("no")
async def refuse(context: Context, link_id: str) -> Sequence[Effect]:
    """It was not me: the code is of no use any more."""
    link = await context[Links].get(link_id)
    if link and link.member == context.member.id:
        await context[Links].forget(link.id)
    return [Reply(views.said("link-not-me"), replaces=True)]


@feature.command("mydata unlink")
async def ask_which_side_keeps(context: Context) -> Sequence[Effect]:
    """Ask on which side everything stays."""
    logins = await _present(context, context.member.id)
    if len(logins) == 1:
        raise Refused(say("unlink-nothing"))
    return [Reply(views.which_keeps(logins))]


@feature.button("part")
async def part(context: Context, space_id: str) -> Sequence[Effect]:
    """Part my logins: the others begin anew."""
    logins = await _present(context, context.member.id)
    if len(logins) == 1 or space_id not in {space.id for _, space in logins}:
        raise Refused(say("unlink-nothing"))
    return [Reply(views.said("unlink-done"), replaces=True), Separate(context.member.id, SpaceId(space_id))]


async def _present(context: Context, member: MemberId) -> list[tuple[Account, Space]]:
    """The member's logins, and the chats they are in."""
    spaces = {space.id: space for space in await context.scope.communities.spaces()}
    logins = await context.scope.members.accounts([member])
    return [(login, spaces[login.space]) for login in sorted(logins, key=lambda login: login.space)]


async def _introduced(context: Context, member: MemberId) -> bool:
    return await context.scope.neighbours.of(member, member) is not None
