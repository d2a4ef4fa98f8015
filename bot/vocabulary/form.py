"""Forms: what is asked. One dataclass gives the questions, the checks and the typed answer.

A form's questions are its fields, each declared with :func:`ask`. :func:`questions` gives what a platform shows,
:func:`read` gives the filled-in dataclass or one :class:`Misfilled` that names *every* problem.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias, TypeVar

from bot.timing import NotUnderstood, Reading, Reason
from bot.timing import read as read_phrase
from bot.vocabulary.action import Action
from bot.vocabulary.people import Language
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import Say, Text, say

MAX_QUESTIONS: Final = 5
"""Discord's limit on the labels of a modal."""
MAX_OPTIONS: Final = 25
_MOST_DIGITS: Final = 9
# "From … until …" is a stretch of time and no deadline.
_UNTIL: Final = re.compile(
    r"(?P<ja>(?:(?!から|~|〜|-\s*\d+時).)+)まで(?:に)?|(?:by|until|before)\s+(?P<en>.+)", re.IGNORECASE
)

Answers: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""What was filled in, by question: text as typed, or the values chosen."""

Form = TypeVar("Form")


@dataclass(frozen=True, slots=True)
class ShortText:
    """One line."""

    max_length: int = 100
    kind: Literal["short_text"] = "short_text"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Several lines."""

    max_length: int = 1_500
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; full-width digits and a counter behind it (3人) are understood."""

    least: int = 0
    most: int = 9_999
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values to choose from."""

    value: str
    label: Say


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of a few."""

    options: tuple[Option, ...]
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class Choices:
    """Any of a few."""

    options: tuple[Option, ...]
    kind: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class When:
    """A date as people type it; the answer is the reading of it.

    Args:
        once: whether it may not repeat.
        deadline: whether it may be the latest moment (「金曜まで」, "by Friday"), read as a :class:`Deadline`.
    """

    once: bool = False
    deadline: bool = False
    kind: Literal["when"] = "when"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The latest moment for something; without a time of day it is the end of that day."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the space the form is filled in; the answer is the platform's id of it."""

    kind: Literal["channel"] = "channel"


Field: TypeAlias = ShortText | Paragraph | Number | Choice | Choices | When | Channel


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form as a platform shows it."""

    name: str
    label: Say
    field: Field
    required: bool
    hint: Say | None = None


@dataclass(frozen=True, slots=True)
class FormView:
    """A form to be opened, whole as a value: what it asks, what is filled in already, and what was wrong with that.

    Args:
        title: at most 24 characters in each language (Slack's limit).
        action: what the submission is for.
        draft: the id under which the answers are kept from the first submission on; fresh for each opening.
        answers: what the fields hold when it opens.
        problems: what to mend, by question; the reasons for opening it again.
    """

    title: Say
    action: Action
    draft: str
    questions: tuple[Question, ...]
    answers: Answers = dataclasses.field(default_factory=dict)
    problems: Mapping[str, Text] = dataclasses.field(default_factory=dict)


class Misfilled(Exception):  # noqa: N818 - said to a person, not a fault
    """A form could not be read; names every problem by its question."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        """Keep the problems, by the question's name."""
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a typed answer is read in the light of: when and where it was typed, and in which language."""

    now: datetime
    timezone: str
    language: Language


def ask(
    label: str,
    field: Field,
    *,
    required: bool = True,
    hint: bool = False,
    reads: Callable[[str], Any] | None = None,
) -> Any:  # noqa: ANN401 - the value of a dataclass field, as dataclasses.field itself
    """Declare a question as a dataclass field.

    Args:
        label: the message id of the question; its hint, if any, is ``<label>-hint``.
        field: what kind of answer it takes.
        required: whether it may stay empty; an empty optional answer is read as ``None``.
        hint: whether the hint exists.
        reads: turns the typed words into a value; refuses by raising :class:`Refused`.
    """
    metadata = {"label": say(label), "field": field, "required": required, "reads": reads}
    metadata["hint"] = say(f"{label}-hint") if hint else None
    return dataclasses.field(metadata=metadata)


def questions(form: type) -> tuple[Question, ...]:
    """What a form asks, in the order of its fields."""
    asked = tuple(
        Question(
            field.name,
            field.metadata["label"],
            field.metadata["field"],
            field.metadata["required"],
            field.metadata["hint"],
        )
        for field in dataclasses.fields(form)
    )
    if not 1 <= len(asked) <= MAX_QUESTIONS:
        raise ValueError(f"{form.__name__} asks {len(asked)} questions; a form asks 1 to {MAX_QUESTIONS}")
    return asked


def read(form: type[Form], answers: Answers, circumstances: Circumstances) -> Form:
    """The filled-in form, or one :class:`Misfilled` with every problem."""
    values: dict[str, object] = {}
    problems: dict[str, Text] = {}
    for field in dataclasses.fields(form):  # type: ignore[arg-type]
        try:
            values[field.name] = _read_answer(field.metadata, answers.get(field.name, ""), circumstances)
        except Refused as refused:
            problems[field.name] = refused.reason
    if problems:
        raise Misfilled(problems)
    return form(**values)


def _read_answer(metadata: Mapping[str, Any], answer: str | tuple[str, ...], circumstances: Circumstances) -> object:
    if isinstance(answer, str):
        answer = answer.strip()
    if not answer:
        return _read_nothing(metadata)
    value = _read_field(metadata["field"], answer, circumstances)
    reads: Callable[[Any], object] | None = metadata["reads"]
    return reads(value) if reads else value


def _read_nothing(metadata: Mapping[str, Any]) -> object:
    if metadata["required"]:
        raise Refused(say("form-required"))
    return () if isinstance(metadata["field"], Choices) else None


def _read_field(field: Field, answer: str | tuple[str, ...], circumstances: Circumstances) -> object:
    match field:
        case ShortText(max_length) | Paragraph(max_length):
            return _read_text(_single(answer), max_length)
        case Number(least, most):
            return read_number(_single(answer), least, most)
        case Choice(options):
            return _read_choices(options, (_single(answer),))[0]
        case Choices(options):
            return _read_choices(options, (answer,) if isinstance(answer, str) else answer)
        case When(deadline=True):
            return _read_until(_single(answer), circumstances)
        case When(once=once):
            return _read_when(_single(answer), circumstances, once=once)
        case Channel():
            return _single(answer)


def _single(answer: str | tuple[str, ...]) -> str:
    return answer if isinstance(answer, str) else answer[0]


def _read_text(answer: str, max_length: int) -> str:
    if len(answer) > max_length:
        raise Refused(say("form-too-long", limit=max_length, length=len(answer)))
    return answer


def read_number(answer: str, least: int, most: int) -> int:
    """A whole number as people type it, full-width or with a counter behind it; refused outside of its bounds."""
    digits = unicodedata.normalize("NFKC", answer).strip().removesuffix("人").removesuffix("名").strip()
    # Longer than any number that is asked for, and short enough for int() to take.
    number = int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
    if number is None or not least <= number <= most:
        raise Refused(say("form-number", least=least, most=most))
    return number


def _read_choices(options: tuple[Option, ...], chosen: tuple[str, ...]) -> tuple[str, ...]:
    if not set(chosen) <= {option.value for option in options}:
        raise Refused(say("form-choice"))
    return chosen


def _read_until(answer: str, circumstances: Circumstances) -> Reading | Deadline:
    said = _UNTIL.fullmatch(unicodedata.normalize("NFKC", answer).strip())
    if said is None:
        return _read_when(answer, circumstances, once=True)
    phrase = (said["ja"] or said["en"]).strip()
    try:
        return Deadline(_read_when(phrase, circumstances, once=True))
    except Refused as refused:
        if refused.reason[0] != say("when-no-time-of-day", phrase=phrase):
            raise
    return Deadline(_read_when(f"{phrase} 23:59", circumstances, once=True))


def _read_when(answer: str, circumstances: Circumstances, *, once: bool) -> Reading:
    now, zone, language = circumstances.now, circumstances.timezone, circumstances.language
    try:
        reading = read_phrase(answer, now=now, zone=zone, language=language)
    except NotUnderstood as refused:
        raise Refused(why_not_understood(refused, answer)) from refused
    if once and reading.rrule:
        raise Refused(say("when-once"))
    return reading


def why_not_understood(refused: NotUnderstood, phrase: str) -> Say:
    """Why a date phrase was refused, and how to say it instead."""
    match refused.reason, refused.details:
        case Reason.WRONG_WEEKDAY, {"date": date() as day, "weekday": int() as weekday}:
            return say("when-wrong-weekday", month=day.month, day=day.day, weekday=weekday)
        case Reason.NOT_UNDERSTOOD, {"unknown": str() as unknown}:
            return say("when-not-understood", unknown=unknown)
        case reason, _:
            return say(f"when-{reason.value.replace(' ', '-')}", phrase=phrase)
