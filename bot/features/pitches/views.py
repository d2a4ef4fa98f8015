"""What is shown of pitches."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.features.pitches.model import Change, Follower, Pitch, Step, Suggested
from bot.timing import wall_time
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import NAMES, names
from bot.vocabulary.text import Heading, Mention, Say, Text, WallTime, joined, say, text

NAMES_WITH_WORDS = 8
"""Teammates whose words a card shows."""


def button(name: str, pitch: Pitch, label: Say | None = None, style: ButtonStyle = "plain") -> Button:
    """A button that acts on a pitch."""
    return Button(label or say(f"pitch-button-{name}"), Action(f"pitches.{name}", (pitch.id,)), style)


def pitch_card(pitch: Pitch) -> Card:
    """The pitch as everybody sees it."""
    blocks = (*_described(pitch), *_team(pitch), *_dates(pitch), *_doors(pitch))
    return Card(text(pitch.title), blocks, say(f"pitch-state-{pitch.state}"))


def own_pitch(pitch: Pitch) -> Card:
    """The pitch as its owners see it: with all they may do."""
    chosen = pitch.meeting_at
    meets = tuple(
        Button(say("pitch-button-meet", when=_short(date)), Action("pitches.meet", (pitch.id, str(position))))
        for position, date in enumerate(pitch.dates)
        if date != chosen
    )
    sleep = button("wake", pitch, style="primary") if pitch.state == "resting" else button("rest", pitch)
    doors = (button("steps", pitch), button("suggest", pitch), button("edit", pitch), sleep, button("finish", pitch))
    blocks = (*_described(pitch), *_team(pitch), *_dates(pitch, asking=False), *((Buttons(meets),) if meets else ()))
    return Card(text(pitch.title), (*blocks, Buttons(doors)), say(f"pitch-state-{pitch.state}"))


def as_typed(pitch: Pitch) -> dict[str, str]:
    """The pitch as somebody could have typed it, to be changed."""
    return {
        "title": pitch.title,
        "why": pitch.why,
        "looking_for": pitch.looking_for,
        "step": pitch.step.words,
        "when": _typed(pitch.step.at, pitch.step.zone),
    }


def edit_preview(before: Pitch, after: Pitch) -> Card:
    """What will be different, and who will be told."""
    changes = after.changes(before)
    note = Note(text(say("pitch-edit-note" if changes else "pitch-unchanged")))
    return Card(text(after.title), (*_differences(before, after, changes), note))


def changed(before: Pitch, after: Pitch) -> Card:
    """To the team and who follows: what it said before, and what it says now."""
    sentence = Paragraph(text(say("pitch-changed", title=before.title)))
    return Card(text(say("pitch-changed-title")), (sentence, *_differences(before, after, after.changes(before))))


def partner_question(pitch: Pitch) -> Card:
    """To somebody whose name shall stand beside the owner's: whether it may."""
    yes = button("agree", pitch, style="primary")
    sentence = Paragraph(text(say("pitch-together", owner=Mention(pitch.owner), title=pitch.title)))
    doors = Buttons((yes, button("not_mine", pitch)))
    return Card(text(say("pitch-together-title")), (sentence, Paragraph(text(pitch.why)), doors))


def partner_agreed(pitch: Pitch) -> Card:
    """To the owner: it goes by both names now."""
    partner = pitch.partner.member if pitch.partner else pitch.owner
    sentence = say("pitch-partner-agreed", partner=Mention(partner), title=pitch.title)
    return Card(text(say("pitch-partner-agreed-title")), (Paragraph(text(sentence)),))


def allowed(most: str) -> Card:
    """To the organizer: how many may be open from now on."""
    sentence = say("pitch-allowed", most=say(f"pitch-most-{most}"))
    return Card(text(say("pitch-allowed-title")), (Paragraph(text(sentence)),))


def somebody_brings(pitch: Pitch, teammate: MemberId) -> Card:
    """To the owners: what a teammate brings."""
    mine = next(one for one in pitch.followers if (one.member, one.following) == (teammate, "teammate"))
    sentence = Paragraph(text(say("pitch-somebody-brings", teammate=Mention(teammate), title=pitch.title)))
    return Card(text(say("pitch-somebody-brings-title")), (sentence, Paragraph(_brings(mine))))


def enough_to_meet(pitch: Pitch) -> Card:
    """Beneath the card: there are three of them, and these are the dates to choose from."""
    sentence = Paragraph(text(say("pitch-enough", title=pitch.title)))
    return Card(text(say("pitch-enough-title")), (sentence, *_dates(pitch), Note(text(say("pitch-enough-note")))))


def voted(pitch: Pitch, member: MemberId) -> Card:
    """To somebody of the team: when they can meet, as they said."""
    mine = [text(WallTime(date, pitch.step.zone)) for date in pitch.dates if member in pitch.can_meet(date)]
    sentence = Paragraph(text(say("pitch-voted" if mine else "pitch-voted-none", title=pitch.title)))
    lines = tuple(Paragraph(date) for date in mine)
    return Card(text(say("pitch-voted-title")), (sentence, *lines, *_dates(pitch)))


def everybody_answered(pitch: Pitch) -> Card:
    """To the owner: all of the team have said when they can, and one press chooses."""
    meets = tuple(
        Button(say("pitch-button-meet", when=_short(date)), Action("pitches.meet", (pitch.id, str(position))))
        for position, date in enumerate(pitch.dates)
    )
    blocks = (Paragraph(text(say("pitch-everybody-answered", title=pitch.title))), *_dates(pitch, asking=False))
    return Card(text(say("pitch-everybody-answered-title")), (*blocks, Buttons(meets)))


def meeting_chosen(pitch: Pitch) -> Card:
    """Beneath the card, and to the owner: when the team meets."""
    when = (Fact(say("pitch-meeting"), text(WallTime(pitch.meeting_at, pitch.step.zone))),) if pitch.meeting_at else ()
    sentence = Paragraph(text(say("pitch-meeting-chosen", title=pitch.title)))
    return Card(text(say("pitch-meeting-chosen-title")), (sentence, *((Facts(when),) if when else ())))


def suggestions(pitch: Pitch, suggested: Sequence[Suggested]) -> Card:
    """To the owner: who might like to be in on it, and why; each is asked first."""
    title = text(say("pitch-suggested-title"))
    if not suggested:
        return Card(title, (Paragraph(text(say("pitch-suggested-nobody"))),))
    lines = tuple(Paragraph(_why(one)) for one in suggested)
    buttons = tuple(
        Button(
            say("pitch-button-invite", number=position),
            Action("pitches.invite", (pitch.id, one.profile.member)),
        )
        for position, one in enumerate(suggested, start=1)
    )
    numbered = tuple(Paragraph(text(f"{at}. ", *line.text)) for at, line in enumerate(lines, start=1))
    return Card(title, (*numbered, Buttons(buttons), Note(text(say("pitch-suggested-note")))))


def invitation(pitch: Pitch, owner: MemberId) -> Card:
    """To somebody who was suggested: would they be in? A no is told to nobody."""
    sentence = Paragraph(text(say("pitch-invitation", owner=Mention(owner), title=pitch.title)))
    doors = Buttons((button("join", pitch, style="primary"), button("decline", pitch)))
    note = Note(text(say("pitch-invitation-note")))
    return Card(text(say("pitch-invitation-title")), (sentence, *_described(pitch), doors, note))


def step_choices(pitch: Pitch) -> Card:
    """To the owner: what there is to say about the step."""
    return Card(text(pitch.title), (*_step(pitch.step), Buttons(_step_doors(pitch))))


def woken(pitch: Pitch) -> Card:
    """To the owner: it is open again, and when they will be asked."""
    when = WallTime(pitch.step.at, pitch.step.zone)
    sentence = Paragraph(text(say("pitch-woken", title=pitch.title, when=when)))
    return Card(text(say("pitch-woken-title")), (sentence, *_step(pitch.step), Buttons(_step_doors(pitch)[1:3])))


def quarter_of_an_hour(step: Step) -> Say:
    """A version of a step that takes fifteen minutes."""
    return say("pitch-quarter-of-an-hour", step=step.words) if step.words else say("pitch-quarter")


def tomorrow(pitch: Pitch, now: datetime) -> str:
    """Tomorrow at the step's time of day, as somebody could have typed it."""
    day = wall_time(now + timedelta(days=1), pitch.step.zone)
    return _typed(datetime.combine(day, pitch.step.at.time()), pitch.step.zone)


def preview(pitch: Pitch) -> Card:
    """The pitch as it will look, before it is posted."""
    return Card(text(pitch.title), _described(pitch), say("pitch-state-preview"))


def posted(pitch: Pitch) -> Card:
    """To the owner: it is out, and when they will be asked about the first step."""
    sentence = say("pitch-posted", title=pitch.title, when=WallTime(pitch.step.at, pitch.step.zone))
    doors = Buttons((button("suggest", pitch), button("edit", pitch)))
    return Card(text(say("pitch-posted-title")), (Paragraph(text(sentence)), doors))


def joined_in(pitch: Pitch) -> Card:
    """To somebody who is in."""
    doors = Buttons((button("bring", pitch, style="primary"), button("leave", pitch)))
    sentence = say("pitch-joined", title=pitch.title, owner=Mention(pitch.owner))
    return Card(text(say("pitch-joined-title")), (Paragraph(text(sentence)), doors))


def said(message: str, pitch: Pitch) -> Card:
    """A short confirmation by the message ids ``<message>-title`` and ``<message>``."""
    return Card(text(say(f"{message}-title")), (Paragraph(text(say(message, title=pitch.title))),))


def owner_erased() -> Card:
    """To the team and who follows: the pitch is gone. Nothing of what its owner typed is in it."""
    return Card(text(say("pitch-owner-erased-title")), (Paragraph(text(say("pitch-owner-erased"))),))


def yours_alone(pitch: Pitch) -> Card:
    """To a partner: the other of the two has had everything of theirs erased."""
    return Card(text(say("pitch-yours-alone-title")), (Paragraph(text(say("pitch-yours-alone", title=pitch.title))),))


def at_stake(pitches: Sequence[Pitch]) -> tuple[Block, ...]:
    """To somebody about to have everything erased: which of their pitches go."""
    titles = joined([text(pitch.title) for pitch in pitches[:NAMES]], say("list-separator"))
    return (Paragraph(text(say("pitch-at-stake"), " ", *titles)),) if pitches else ()


def somebody_is_in(pitch: Pitch, teammate: MemberId) -> Card:
    """To the owner: somebody joined."""
    sentence = say("pitch-somebody-is-in", teammate=Mention(teammate), title=pitch.title)
    return Card(text(say("pitch-somebody-is-in-title")), (Paragraph(text(sentence)),))


def step_question(pitch: Pitch, *, again: bool = False) -> Card:
    """To the owner, on the day of the step, and again some days later: asks how it went."""
    if not pitch.step.words:
        return _what_next(pitch)
    return Card(
        text(say("pitch-question-title", title=pitch.title)),
        (
            Paragraph(text(_was_the_day(pitch.step) if again else say("pitch-question", step=pitch.step.words))),
            Buttons(_step_doors(pitch)),
            Note(text(say("pitch-question-note"))),
        ),
    )


def _what_next(pitch: Pitch) -> Card:
    sentence = Paragraph(text(say("pitch-what-next", title=pitch.title)))
    doors = (button("next", pitch, style="primary"), button("smaller", pitch), button("rest", pitch))
    return Card(
        text(say("pitch-what-next-title")),
        (sentence, Buttons((*doors, button("finish", pitch))), Note(text(say("pitch-question-note")))),
    )


def _step_doors(pitch: Pitch) -> tuple[Button, ...]:
    if not pitch.step.words:
        return (button("next", pitch, style="primary"), button("smaller", pitch), button("rest", pitch))
    return (
        button("step", pitch, style="primary"),
        button("later", pitch),
        button("smaller", pitch),
        button("rest", pitch),
    )


def _was_the_day(step: Step) -> Say:
    return say("pitch-question-again", step=step.words, when=WallTime(step.at, step.zone))


def step_taken(pitch: Pitch) -> Card:
    """To the owner: asks what comes next."""
    return Card(
        text(say("pitch-step-taken-title")),
        (
            Paragraph(text(say("pitch-step-taken", title=pitch.title, steps=pitch.steps_taken))),
            Buttons(
                (button("next", pitch, style="primary"), button("rest", pitch), button("finish", pitch)),
            ),
        ),
    )


def next_step_set(pitch: Pitch) -> Card:
    """To the owner: the next step is known."""
    sentence = say("pitch-step-set", step=pitch.step.words, when=WallTime(pitch.step.at, pitch.step.zone))
    return Card(text(say("pitch-step-set-title")), (Paragraph(text(sentence)),))


def step_preview(pitch: Pitch) -> Card:
    """The next step before it is kept."""
    return Card(text(pitch.title), _step(pitch.step))


def resting(pitch: Pitch) -> Card:
    """To the owner: it rests, and how to wake it."""
    sentence = Paragraph(text(say("pitch-resting", title=pitch.title)))
    return Card(text(say("pitch-resting-title")), (sentence, Buttons((button("wake", pitch, style="primary"),))))


def board(title: Say, pitches: Sequence[Pitch], action: str) -> Card:
    """Pitches to choose from, each with one button."""
    if not pitches:
        return Card(
            text(title), _empty_board() if action == "show" else (Paragraph(text(say("pitch-none-to-choose"))),)
        )
    lines = tuple(Paragraph(_line(pitch)) for pitch in pitches)
    buttons = tuple(button(action, pitch, say(f"pitch-pick-{action}", title=pitch.title)) for pitch in pitches)
    return Card(text(title), (*lines, Buttons(buttons)))


def _empty_board() -> tuple[Block, ...]:
    new = Button(say("help-pitch"), run("pitch", "new"))
    return (Paragraph(text(say("pitch-board-empty"))), Buttons((new,)))


def corner(pitches: Sequence[Pitch]) -> tuple[Block, ...]:
    """What a home page says of one's pitches."""
    if not pitches:
        return ()
    return (Paragraph(text(Heading("pitch-corner"))), *(Paragraph(_line(pitch)) for pitch in pitches))


def _line(pitch: Pitch) -> Text:
    return text(
        say("pitch-line", title=pitch.title, teammates=len(pitch.teammates)), " — ", say(f"pitch-state-{pitch.state}")
    )


def _described(pitch: Pitch) -> tuple[Block, ...]:
    looking = (Fact(say("pitch-looking-for"), text(pitch.looking_for)),) if pitch.looking_for else ()
    return (
        Paragraph(text(pitch.why)),
        Facts((*looking, Fact(say("pitch-owner"), names(pitch.owners)))),
        *_step(pitch.step),
    )


def _step(step: Step) -> tuple[Block, ...]:
    if not step.words:
        return ()
    when = text(WallTime(step.at, step.zone))
    return (Facts((Fact(say("pitch-step"), text(step.words)), Fact(say("pitch-step-when"), when))),)


def _team(pitch: Pitch) -> tuple[Block, ...]:
    bringing = tuple(one for one in pitch.followers if one.following == "teammate" and one.brings)
    lines = joined([_brings(one) for one in bringing[:NAMES_WITH_WORDS]], say("pitch-brings-separator"))
    said = (
        ("pitch-teammates", names(pitch.teammates) if pitch.teammates else ()),
        ("pitch-brought-by", lines),
        ("pitch-sparks", names(pitch.sparks) if pitch.sparks else ()),
        ("pitch-curious", names(curious) if (curious := _who(pitch, "curious")) else ()),
    )
    facts = tuple(Fact(say(label), words) for label, words in said if words)
    return (Facts(facts),) if facts else ()


def _who(pitch: Pitch, following: str) -> tuple[MemberId, ...]:
    return tuple(one.member for one in pitch.followers if one.following == following)


def _brings(one: Follower) -> Text:
    if one.hours is None:
        return text(say("pitch-brings", teammate=Mention(one.member), brings=one.brings))
    return text(say("pitch-brings-hours", teammate=Mention(one.member), brings=one.brings, hours=one.hours))


def _dates(pitch: Pitch, *, asking: bool = True) -> tuple[Block, ...]:
    if pitch.meeting_at is not None:
        return (Facts((Fact(say("pitch-meeting"), text(WallTime(pitch.meeting_at, pitch.step.zone))),)),)
    if not pitch.dates or pitch.state != "open":
        return ()
    facts = tuple(
        Fact(say("pitch-date", number=position), text(WallTime(date, pitch.step.zone), *_can(pitch, date)))
        for position, date in enumerate(pitch.dates, start=1)
    )
    buttons = tuple(
        Button(say("pitch-button-vote", when=_short(date)), Action("pitches.vote", (pitch.id, str(position))))
        for position, date in enumerate(pitch.dates)
    )
    return (Facts(facts), *((Buttons(buttons),) if asking else ()))


def _can(pitch: Pitch, date: datetime) -> Text:
    can = pitch.can_meet(date)
    return (" — ", *names(can)) if can else ()


def _short(date: datetime) -> str:
    return f"{date.month}/{date.day} {date:%H:%M}"


def _typed(at: datetime, zone: str) -> str:
    return f"{at:%Y-%m-%d %H:%M} {zone}"


def _why(one: Suggested) -> Text:
    tags = joined([text(tag.shown) for tag in one.why.tags], say("list-separator"))
    interests = joined([text(say(f"interest-{interest}")) for interest in one.why.interests], say("list-separator"))
    return text(
        say("pitch-suggested", member=Mention(one.profile.member)), *tags, say("pitch-suggested-shared"), *interests
    )


def _differences(before: Pitch, after: Pitch, changes: Sequence[Change]) -> tuple[Block, ...]:
    lines = tuple(
        Fact(
            say("pitch-changed-title-of" if change == "title" else f"pitch-changed-{change}"),
            joined([_told(before, change), _told(after, change)], say("pitch-turned-into")),
        )
        for change in changes
    )
    return (Facts(lines),) if lines else ()


def _told(pitch: Pitch, change: Change) -> Text:
    match change:
        case "title":
            return text(pitch.title)
        case "why":
            return text(pitch.why)
        case "looking":
            return text(pitch.looking_for or say("pitch-nothing"))
        case "step":
            return text(pitch.step.words or say("pitch-nothing"), " ", WallTime(pitch.step.at, pitch.step.zone))


def _doors(pitch: Pitch) -> tuple[Block, ...]:
    if pitch.state == "done":
        return (Note(text(say("pitch-done-note"))),)
    doors = (
        button("join", pitch, style="primary"),
        button("spark", pitch),
        button("watch", pitch),
        button("leave", pitch),
    )
    return (Buttons(doors), Note(text(say("pitch-how"))))
