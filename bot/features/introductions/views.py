"""What is shown of introductions."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.features.introductions.model import TIMES, Introduction, Phase, Rarity, position
from bot.vocabulary.action import LIMIT, Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import HOURS, INTERESTS, TIES, Interest, Tie
from bot.vocabulary.text import Bold, Heading, Mention, Span, Text, joined, say, text

EDIT = Button(say("introduction-button-edit"), Action("introductions.edit"))
LEANINGS = Button(say("introduction-button-leanings"), Action("introductions.leanings"))
WATCH = Button(say("introduction-button-watch"), Action("introductions.watch"))
QUICK = Button(say("introduction-button-quick"), run("intro", "quick"), "primary")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the people a search found.

    Args:
        number: from 0.
        more: whether there is another after it.
        asked: what was asked for, as the arguments of the button to another page.
    """

    number: int
    more: bool
    asked: tuple[str, ...]


def introduction_card(introduction: Introduction, area: str) -> Card:
    """An introduction as others see it."""
    return Card(
        text(Mention(introduction.member)),
        (*_described(introduction, area), Note(text(say("introduction-how")))),
    )


def preview(introduction: Introduction, area: str, meant: Sequence[tuple[str, str]] = ()) -> Card:
    """An introduction before it is posted; ``meant`` are tags and those in use that they may be slips of."""
    seen_by = say(f"introduction-to-be-seen-{introduction.visibility}")
    hints = tuple(Note(text(say("introduction-tag-meant", tag=tag, known=known))) for tag, known in meant)
    return Card(
        text(Mention(introduction.member)),
        (*_described(introduction, area), *hints, Note(text(seen_by))),
        say("introduction-state-preview"),
    )


def posted(introduction: Introduction, area: str, rarity: Rarity | None = None) -> Card:
    """To the author: it is kept, who sees it, and what is rare about it."""
    found = _rarity(rarity, area) if rarity else ()
    return Card(
        text(say("introduction-posted-title")),
        (
            Paragraph(_bold(position(introduction, area))),
            *found,
            Paragraph(text(say(f"introduction-seen-{introduction.visibility}"))),
            Buttons((EDIT, LEANINGS, Button(say("help-people"), run("people", "find")))),
        ),
    )


def own(introduction: Introduction, area: str) -> Card:
    """One's own introduction, with the ways to change it."""
    if not introduction.says_something:
        return watching()
    other = run("intro", "publish") if introduction.visibility == "watching" else run("intro", "hide")
    label = "publish" if introduction.visibility == "watching" else "hide"
    doors = (EDIT, LEANINGS, Button(say(f"introduction-button-{label}"), other))
    return Card(
        text(say("introduction-own-title")),
        (
            *_described(introduction, area),
            Note(text(say(f"introduction-seen-{introduction.visibility}"))),
            Buttons((*doors, Button(say("introduction-button-delete"), run("intro", "delete")))),
        ),
    )


def watching() -> Card:
    """To somebody who just watches: that is fine, for as long as they like."""
    return Card(
        text(say("introduction-watching-title")),
        (Paragraph(text(say("introduction-watching"))), Buttons((QUICK,))),
    )


def shown_again(introduction: Introduction, area: str) -> Card:
    """To the author: others see it (again)."""
    seen = Paragraph(text(say(f"introduction-seen-{introduction.visibility}")))
    hide = Button(say("introduction-button-hide"), run("intro", "hide"))
    return Card(
        text(say("introduction-published-title")),
        (Paragraph(_bold(position(introduction, area))), seen, Buttons((hide,))),
    )


def hidden() -> Card:
    """To the author: nobody sees it from now on."""
    publish = Button(say("introduction-button-publish"), run("intro", "publish"))
    return Card(
        text(say("introduction-hidden-title")), (Paragraph(text(say("introduction-hidden"))), Buttons((publish,)))
    )


def really_delete() -> Card:
    """Before an introduction is deleted."""
    doors = (
        Button(say("introduction-button-really-delete"), Action("introductions.delete"), "danger"),
        Button(say("introduction-button-hide"), run("intro", "hide")),
    )
    return Card(text(say("introduction-delete-title")), (Paragraph(text(say("introduction-delete"))), Buttons(doors)))


def deleted() -> Card:
    """It is gone."""
    return Card(
        text(say("introduction-deleted-title")), (Paragraph(text(say("introduction-deleted"))), Buttons((QUICK,)))
    )


def withdrawn(member: MemberId) -> Card:
    """What stands where an introduction was that its author no longer shows."""
    return Card(text(Mention(member)), (Paragraph(text(say("introduction-withdrawn"))),))


def none_yet() -> Card:
    """To somebody who has not introduced themselves."""
    write = Button(say("help-introduce"), run("intro", "write"))
    return Card(
        text(say("introduction-none-title")), (Paragraph(text(say("introduction-none"))), Buttons((QUICK, write)))
    )


def nothing_to_see(member: MemberId) -> Card:
    """Of somebody without an introduction for the asker's eyes; the same words whether there is one or not."""
    return Card(text(Mention(member)), (Paragraph(text(say("introduction-nothing"))),))


# --- three taps -----------------------------------------------------------------------------------------------------


def choose_interest() -> Card:
    """The first tap: what one enjoys."""
    doors = tuple(Button(say(f"interest-{one}"), Action("introductions.enjoy", (one,))) for one in INTERESTS)
    write = Button(say("introduction-button-own-words"), run("intro", "write"))
    return Card(
        text(say("quick-title")),
        (
            Paragraph(text(say("quick-interest"))),
            Buttons(doors),
            Note(text(say("quick-note"))),
            Buttons((write, WATCH)),
        ),
    )


def choose_tie(interest: Interest) -> Card:
    """The second tap: what ties one to the area."""
    doors = tuple(Button(say(f"introduction-tie-{tie}"), Action("introductions.tied", (interest, tie))) for tie in TIES)
    return Card(text(say("quick-title")), (Paragraph(text(say("quick-tie"))), Buttons(doors)))


def choose_phase(interest: Interest, tie: Tie) -> Card:
    """The third tap: how far along one is."""
    phases: tuple[Phase, ...] = ("1", "2", "3", "4", "5")
    doors = tuple(
        Button(say(f"introduction-phase-{phase}"), Action("introductions.along", (interest, tie, phase)))
        for phase in phases
    )
    return Card(text(say("quick-title")), (Paragraph(text(say("quick-phase"))), Buttons(doors)))


def quick_preview(introduction: Introduction, area: str) -> Card:
    """What was composed from three taps, and who shall see it."""
    chosen = (introduction.interests[0], introduction.tie, introduction.phase)
    doors = (
        Button(say("quick-button-everyone"), Action("introductions.compose", (*chosen, "everyone")), "primary"),
        Button(say("quick-button-space"), Action("introductions.compose", (*chosen, "space"))),
        Button(say("quick-button-watching"), Action("introductions.compose", (*chosen, "watching"))),
    )
    return Card(
        text(Mention(introduction.member)),
        (*_described(introduction, area), Note(text(say("draft-preview-note"))), Buttons(doors)),
        say("introduction-state-preview"),
    )


def nudge() -> Card:
    """On the third day, once in a life, to somebody who has neither written nor said that they just watch."""
    return Card(text(say("nudge-title")), (Paragraph(text(say("nudge"))), Buttons((QUICK, WATCH))))


# --- what is rare ---------------------------------------------------------------------------------------------------


def rare(introduction: Introduction, rarity: Rarity, area: str) -> Card:
    """What is rare about one's own positioning."""
    doors = [EDIT]
    if rarity.shared:
        doors.append(Button(say("rarity-button-meet"), run("people", "peers"), "primary"))
    return Card(
        text(say("rarity-title")),
        (Paragraph(_bold(position(introduction, area))), *_rarity(rarity, area), Buttons(tuple(doors))),
    )


def _rarity(rarity: Rarity, area: str) -> tuple[Block, ...]:
    if not rarity.enough:
        return (Paragraph(text(say("rarity-few"))),)
    if rarity.alone:
        parts: list[Text] = [text(_tag(tag)) for tag in rarity.alone] + ([text(area)] if area else [])
        return (Paragraph((say("rarity-alone"), " ", *_bold(joined(parts, TIMES)))),)
    return (Paragraph(text(say("rarity-shared", others=rarity.shared))),)


def _tag(tag: str) -> Span:
    return say(tag) if tag.startswith("interest-") and tag.removeprefix("interest-") in INTERESTS else tag


def same_combination(other: Introduction, area: str) -> Card:
    """To one of two who position themselves in the same way: they might like to meet."""
    doors = (
        Button(say("same-button-meet"), Action("connections.wish", (other.member,)), "primary"),
        Button(say("same-button-read"), run("people", "who", member=other.member)),
    )
    return Card(
        text(say("same-title")),
        (
            Paragraph(text(say("same", name=Mention(other.member)))),
            Paragraph(_bold(position(other, area))),
            Buttons(doors),
            Note(text(say("same-note"))),
        ),
    )


# --- the directory --------------------------------------------------------------------------------------------------


def found(typed: Span | str, introductions: Sequence[Introduction], area: str, page: Page | None = None) -> Card:
    """The people a search found."""
    title = say("people-found-title", typed=typed) if typed else say("people-all-title")
    if not introductions:
        return Card(text(title), (Paragraph(text(say("people-none"))), Note(text(say("people-none-hint")))))
    lines = tuple(
        Paragraph(text(Mention(introduction.member), " — ", *position(introduction, area)))
        for introduction in introductions
    )
    hint = Note(text(say("people-found-hint")))
    return Card(text(title), (*lines, *_turning(page), hint))


def _turning(page: Page | None) -> tuple[Block, ...]:
    if page is None or not (page.more or page.number):
        return ()
    doors = []
    if page.number:
        doors.append(_door("people-button-back", page, page.number - 1))
    if page.more:
        doors.append(_door("people-button-on", page, page.number + 1))
    found = tuple(door for door in doors if door)
    return (Buttons(found),) if found else (Note(text(say("people-more-hint"))),)


def _door(label: str, page: Page, number: int) -> Button | None:
    arguments = (str(number), *page.asked)
    # What was looked for is more than a button can carry.
    if len(":".join(("introductions.page", *arguments))) > LIMIT:
        return None
    return Button(say(label), Action("introductions.page", arguments))


def corner(introduction: Introduction | None, area: str) -> tuple[Block, ...]:
    """What a home page says of one's introduction."""
    if introduction is None:
        return none_yet().blocks
    if not introduction.says_something:
        return watching().blocks
    return (Paragraph(text(Heading("introduction-corner"))), Paragraph(_bold(position(introduction, area))))


# --- words that mean the same ---------------------------------------------------------------------------------------


def same_words(words: Sequence[tuple[str, str]]) -> Card:
    """To organizers: which words mean the same in this town."""
    lines = tuple(Paragraph(text(Bold(word), " = ", means)) for word, means in words) or (
        Paragraph(text(say("words-none"))),
    )
    add = Button(say("words-button-add"), Action("introductions.words"), "primary")
    return Card(text(say("words-title")), (*lines, Note(text(say("words-note"))), Buttons((add,))))


def words_kept(word: str, means: str | None) -> Card:
    """To organizers: it is so from now on."""
    said = say("words-kept", word=word, means=means) if means else say("words-dropped", word=word)
    return Card(text(say("words-kept-title")), (Paragraph(text(said)),))


def leanings_kept(introduction: Introduction) -> Card:
    """To the author: what they enjoy, and when they have time, is kept."""
    return Card(text(say("leanings-kept-title")), (*_leanings(introduction), Note(text(say("leanings-note")))))


def _described(introduction: Introduction, area: str) -> tuple[Block, ...]:
    return (
        Paragraph(_bold(position(introduction, area))),
        *_said(introduction, area),
        Facts(
            (
                Fact(say("introduction-tie"), text(say(f"introduction-tie-{introduction.tie}"))),
                Fact(say("introduction-phase"), text(say(f"introduction-phase-{introduction.phase}"))),
            )
        ),
        *_leanings(introduction),
    )


def _said(introduction: Introduction, area: str) -> tuple[Block, ...]:
    if introduction.words:
        return (Paragraph(text(introduction.words)),)
    if not introduction.interests:
        return ()
    where = f"-{introduction.tie}" if area else f"-{introduction.tie}-here"
    tie = say(f"composed-tie{where}", area=area) if area else say(f"composed-tie{where}")
    enjoys = say(f"composed-{introduction.interests[0]}")
    along = say(f"composed-phase-{introduction.phase}")
    return (Paragraph(text(say("composed", tie=tie, enjoys=enjoys, along=along))),)


def _leanings(introduction: Introduction) -> tuple[Block, ...]:
    separator = say("list-separator")
    facts = []
    # Where all was chosen, the line above says what is enjoyed.
    if introduction.interests and introduction.tags:
        enjoyed = [text(say(f"interest-{one}")) for one in INTERESTS if one in introduction.interests]
        facts.append(Fact(say("introduction-interests"), joined(enjoyed, separator)))
    if introduction.hours:
        free = [text(say(f"hours-{one}")) for one in HOURS if one in introduction.hours]
        facts.append(Fact(say("introduction-hours"), joined(free, separator)))
    return (Facts(tuple(facts)),) if facts else ()


def _bold(words: Text) -> Text:
    return tuple(Bold(span) if isinstance(span, str) else span for span in words)


def as_typed(introduction: Introduction) -> dict[str, str | tuple[str, ...]]:
    """The answers that would give this introduction again."""
    return {
        "positioning": TIMES.join(introduction.tags),
        "tie": introduction.tie,
        "phase": introduction.phase,
        "words": introduction.words,
        "visibility": introduction.visibility,
    }


def leanings_as_chosen(introduction: Introduction) -> dict[str, str | tuple[str, ...]]:
    """The answers that would give these leanings again."""
    return {"interests": introduction.interests, "hours": introduction.hours}
