"""What people do with introductions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.introductions import views
from bot.features.introductions.model import (
    Introduction,
    Introductions,
    Phase,
    Tie,
    Visibility,
    folded,
    read_tags,
)
from bot.vocabulary.card import Block, Card
from bot.vocabulary.effect import Effect, PublishCard, Reply
from bot.vocabulary.form import Choice, Paragraph, ShortText, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import say

feature = Feature("introductions")

PAGE: Final = 15


def _choices(kind: str, *values: str) -> Choice:
    return Choice(tuple(Choosable(value, say(f"introduction-{kind}-{value}")) for value in values))


@dataclass(frozen=True, slots=True)
class IntroductionForm:
    """Five questions to a neighbour."""

    positioning: tuple[str, ...] = ask("introduction-ask-positioning", ShortText(90), hint=True, reads=read_tags)
    tie: Tie = ask("introduction-ask-tie", _choices("tie", "live", "work", "from", "want", "other"))
    phase: Phase = ask("introduction-ask-phase", _choices("phase", "1", "2", "3", "4", "5"))
    words: str = ask("introduction-ask-words", Paragraph(800), hint=True)
    visibility: Visibility = ask("introduction-ask-visibility", _choices("visibility", "everyone", "space", "watching"))


@feature.command("intro edit")
@feature.command("intro write")
@feature.button("edit")
async def write(context: Context) -> Sequence[Effect]:
    """Open the form, filled in with what one said before."""
    before = await context[Introductions].of(context.member.id)
    return [feature.opens("introduction", context, answers=views.as_typed(before) if before else None)]


async def show_preview(context: Context, form: IntroductionForm) -> Card:
    """The introduction as it will look."""
    return views.preview(_introduction(context, form), context.community.area)


@feature.form("introduction", IntroductionForm, preview=show_preview)
async def introduce(context: Context, form: IntroductionForm) -> Sequence[Effect]:
    """Keep the introduction, and show it to those it is meant for."""
    introduction = _introduction(context, form)
    await context[Introductions].save(introduction)
    area = context.community.area
    return [Reply(views.posted(introduction, area)), *_published(introduction, area)]


def _introduction(context: Context, form: IntroductionForm) -> Introduction:
    return Introduction(
        context.member.id,
        form.positioning,
        form.tie,
        form.phase,
        form.words,
        form.visibility,
        context.person.space.id,
        context.now,
    )


def _published(introduction: Introduction, area: str) -> list[Effect]:
    subject, card = introduction.subject, views.introduction_card(introduction, area)
    if introduction.visibility == "everyone":
        return [PublishCard(subject, card, "introductions")]
    gone = PublishCard(subject, views.withdrawn(introduction.member), "introductions", standing=True)
    if introduction.visibility == "watching":
        return [gone]
    return [gone, PublishCard(subject, card, "introductions", space=introduction.space)]


@feature.command("intro show")
async def show_own(context: Context) -> Sequence[Effect]:
    """One's own introduction."""
    mine = await context[Introductions].of(context.member.id)
    return [Reply(views.own(mine, context.community.area) if mine else views.none_yet())]


@feature.command("people find", options=[Option("words", say("option-find-words"))])
async def find(context: Context, words: str = "") -> Sequence[Effect]:
    """The people with those words in their introduction."""
    found = await context[Introductions].find(folded(words).split(), context.person.space.id, PAGE + 1)
    return [Reply(views.found(words, found[:PAGE], context.community.area, more=len(found) > PAGE))]


@feature.command("people who", options=[Option("member", say("option-who"), "member", required=True)])
@feature.on_member("see")
async def show(context: Context, member: MemberId) -> Sequence[Effect]:
    """Somebody's introduction, as far as one may see it."""
    theirs = await context[Introductions].of(member)
    visible = theirs and (theirs.member == context.member.id or theirs.visible_in(context.person.space.id))
    if not theirs or not visible:
        return [Reply(views.nothing_to_see(member))]
    return [Reply(views.introduction_card(theirs, context.community.area))]


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """My introduction."""
    return views.corner(await context[Introductions].of(context.member.id), context.community.area)
