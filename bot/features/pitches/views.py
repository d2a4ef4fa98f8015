"""What is shown of pitches."""

from collections.abc import Sequence

from bot.features.pitches.model import Pitch, Step
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import names
from bot.vocabulary.text import Mention, Say, Text, WallTime, say, text


def button(name: str, pitch: Pitch, label: Say | None = None, style: ButtonStyle = "plain") -> Button:
    """A button that acts on a pitch."""
    return Button(label or say(f"pitch-button-{name}"), Action(f"pitches.{name}", (pitch.id,)), style)


def pitch_card(pitch: Pitch) -> Card:
    """The pitch as everybody sees it."""
    return Card(
        text(pitch.title), (*_described(pitch), *_team(pitch), *_doors(pitch)), say(f"pitch-state-{pitch.state}")
    )


def preview(pitch: Pitch) -> Card:
    """The pitch as it will look, before it is posted."""
    return Card(text(pitch.title), _described(pitch), say("pitch-state-preview"))


def posted(pitch: Pitch) -> Card:
    """To the owner: it is out, and when they will be asked about the first step."""
    sentence = say("pitch-posted", title=pitch.title, when=WallTime(pitch.step.at, pitch.step.zone))
    return Card(text(say("pitch-posted-title")), (Paragraph(text(sentence)),))


def joined_in(pitch: Pitch) -> Card:
    """To somebody who is in."""
    leave = button("leave", pitch)
    sentence = say("pitch-joined", title=pitch.title, owner=Mention(pitch.owner))
    return Card(text(say("pitch-joined-title")), (Paragraph(text(sentence)), Buttons((leave,))))


def said(message: str, pitch: Pitch) -> Card:
    """A short confirmation by the message ids ``<message>-title`` and ``<message>``."""
    return Card(text(say(f"{message}-title")), (Paragraph(text(say(message, title=pitch.title))),))


def somebody_is_in(pitch: Pitch, teammate: MemberId) -> Card:
    """To the owner: somebody joined."""
    sentence = say("pitch-somebody-is-in", teammate=Mention(teammate), title=pitch.title)
    return Card(text(say("pitch-somebody-is-in-title")), (Paragraph(text(sentence)),))


def step_question(pitch: Pitch, *, again: bool = False) -> Card:
    """To the owner, on the day of the step, and again some days later: asks how it went."""
    return Card(
        text(say("pitch-question-title", title=pitch.title)),
        (
            Paragraph(text(_was_the_day(pitch.step) if again else say("pitch-question", step=pitch.step.words))),
            Buttons(
                (
                    button("step", pitch, style="primary"),
                    button("later", pitch),
                    button("smaller", pitch),
                    button("rest", pitch),
                )
            ),
            Note(text(say("pitch-question-note"))),
        ),
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
    return Card(
        text(say("pitch-resting-title")), (sentence, Buttons((button("next", pitch, say("pitch-button-wake")),)))
    )


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
    return (Paragraph(text(say("pitch-corner"))), *(Paragraph(_line(pitch)) for pitch in pitches))


def _line(pitch: Pitch) -> Text:
    return text(
        say("pitch-line", title=pitch.title, teammates=len(pitch.teammates)), " — ", say(f"pitch-state-{pitch.state}")
    )


def _described(pitch: Pitch) -> tuple[Block, ...]:
    looking = (Fact(say("pitch-looking-for"), text(pitch.looking_for)),) if pitch.looking_for else ()
    return (
        Paragraph(text(pitch.why)),
        Facts((*looking, Fact(say("pitch-owner"), text(Mention(pitch.owner))))),
        *_step(pitch.step),
    )


def _step(step: Step) -> tuple[Block, ...]:
    if not step.words:
        return ()
    when = text(WallTime(step.at, step.zone))
    return (Facts((Fact(say("pitch-step"), text(step.words)), Fact(say("pitch-step-when"), when))),)


def _team(pitch: Pitch) -> tuple[Block, ...]:
    followers = (("pitch-teammates", pitch.teammates), ("pitch-sparks", pitch.sparks))
    facts = tuple(Fact(say(label), names(members)) for label, members in followers if members)
    return (Facts(facts),) if facts else ()


def _doors(pitch: Pitch) -> tuple[Block, ...]:
    if pitch.state == "done":
        return (Note(text(say("pitch-done-note"))),)
    doors = Buttons((button("join", pitch, style="primary"), button("spark", pitch), button("leave", pitch)))
    return (doors, Note(text(say("pitch-how"))))
