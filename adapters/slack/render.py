"""Rendering: cards and forms as Block Kit, by pure functions.

Nothing that a person typed stands in ``mrkdwn``: blocks are made of ``plain_text`` and ``rich_text`` alone, where
``<!channel>``, ``*bold*`` and ``:tada:`` are letters. Only the ``text`` beside the blocks, which notifications and
screen readers use, knows markup; there everything is neutralised.

A ``user`` element in a message rings that person's bell, and Slack has no switch against it. So messages name people
in plain words, except those whom the delivery says it shall ring; what only one person sees rings nobody.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from adapters.slack import limits
from adapters.slack.carried import Carried
from adapters.slack.limits import characters, clean, shortened, weight
from bot.locales import moment, person, plain, worded
from bot.vocabulary import form as asked
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Facts, Note, Paragraph
from bot.vocabulary.form import Answers, FormView, Question
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.text import Bold, Code, InChannel, Link, Mention, Moment, Style, Text, say, text

Json: TypeAlias = dict[str, Any]
Rung: TypeAlias = Collection[str] | None
"""The accounts that mentioning may ring; ``None`` where a mention rings nobody."""

FORM: Final = "machi-form"
CARD: Final = "machi-card"
_ID: Final = re.compile("[A-Z0-9]+")
HOME: Final = "machi-home"
ANSWER: Final = "answer"
DATE: Final = "-date"
TIME: Final = "-time"
"""What the names of a question's pickers end in; no question's own name holds a hyphen."""
DELIVERY: Final = "machi_delivery"
NAME: Final = "Machi"

_DATES: Final[Mapping[Style, str]] = {
    "full": "{date_long} {time}",
    "date": "{date_long}",
    "time": "{time}",
    "relative": "{ago}",
}
_STYLES: Final[Mapping[ButtonStyle, Json]] = {
    "plain": {},
    "primary": {"style": "primary"},
    "danger": {"style": "danger"},
}
# A name or a date beside the text it stands in, in characters.
_ELEMENT: Final = 30
_CHANNEL: Final = re.compile("[CG][A-Z0-9]{2,}")


# --- messages -------------------------------------------------------------------------------------------------------


def blocks(card: Card, reader: Reader, *, rung: Rung = None, marker: str = "") -> list[Json]:
    """The card as blocks.

    Its mentions ring the accounts in ``rung``; by default it is shown where nobody is rung. The marker becomes the id
    of the first block, as a witness of which delivery this was.
    """
    shown = _fitting(lambda limit: list(_card(card, reader, rung, limit)))
    if marker and shown:
        shown[0]["block_id"] = marker
    return shown


def fallback(card: Card, reader: Reader) -> str:
    """The card as words, for notifications and screen readers."""
    lines = (line for line in _lines(card, reader) if line.strip())
    return neutral(shortened("\n".join(lines), limits.FALLBACK))


def message(card: Card, reader: Reader, *, rung: Rung = None, marker: str = "") -> Json:
    """What a message shows: the card, and the same as words."""
    return {"text": fallback(card, reader), "blocks": blocks(card, reader, rung=rung, marker=marker)}


def payload(card: Card, reader: Reader, *, marker: str = "", rung: Rung = None) -> Json:
    """What ``chat.postMessage`` gets besides the place; the marker tells later which delivery a message came from."""
    posted = message(card, reader, rung=rung, marker=marker) | {"unfurl_links": False, "unfurl_media": False}
    if marker:
        posted["metadata"] = {"event_type": DELIVERY, "event_payload": {"m": marker}}
    return posted


def _fitting(render: Callable[[int], list[Json]]) -> list[Json]:
    """Cut every block a little shorter until all of them fit together."""
    limit = limits.BLOCK
    shown = render(limit)
    while characters(shown) > limits.MESSAGE and limit > 1:
        limit //= 2
        shown = render(limit)
    return _counted(shown)


def _counted(shown: list[Json]) -> list[Json]:
    """Number all buttons through: an ``action_id`` is nobody else's in one message or view."""
    buttons = (element for block in shown if block["type"] == "actions" for element in block["elements"])
    for number, button in enumerate(buttons):
        button["action_id"] = f"button-{number}"
    return shown


def _card(card: Card, reader: Reader, rung: Rung, limit: int) -> Iterator[Json]:
    title = _one_line(plain(card.title, reader))
    if title:
        yield {"type": "header", "text": _plain(title, limits.HEADER)}
    if card.state:
        yield _small(plain(text(card.state), reader), limit)
    for block in card.blocks:
        yield from _block(block, reader, rung, limit, title)


def _block(block: Block, reader: Reader, rung: Rung, limit: int, title: str = "") -> Iterator[Json]:
    match block:
        case Paragraph(value):
            yield from _rich([value], reader, rung, limit)
        case Facts(facts):
            lines = [(Bold(plain(text(fact.label), reader)), "  ", *fact.value) for fact in facts]
            yield from _rich(lines, reader, rung, limit)
        case Note(value):
            yield from _note(value, reader, rung, limit)
        case Buttons(buttons):
            elements = [_button(button, reader, title) for button in buttons]
            yield {"type": "actions", "elements": elements}


def _rich(lines: Iterable[Text], reader: Reader, rung: Rung, limit: int) -> Iterator[Json]:
    sections = [
        {"type": "rich_text_section", "elements": elements}
        for line in lines
        if (elements := list(_cut(_elements(line, reader, rung), limit)))
    ]
    if sections:
        yield {"type": "rich_text", "elements": sections}


def _note(value: Text, reader: Reader, rung: Rung, limit: int) -> Iterator[Json]:
    # Small print can hold no live elements without markup: what acts is shown in the normal size instead.
    elements = list(_elements(value, reader, rung))
    if any(element["type"] != "text" for element in elements):
        yield from _rich([value], reader, rung, limit)
    elif words := "".join(element["text"] for element in elements):
        yield _small(words, limit)


def _small(words: str, limit: int) -> Json:
    return {"type": "context", "elements": [_plain(words, limit)]}


def _elements(value: Text, reader: Reader, rung: Rung) -> Iterator[Json]:
    for span in worded(value, reader):
        match span:
            case str():
                yield _words(span)
            case Bold(words):
                yield _words(words) | {"style": {"bold": True}}
            case Code(words):
                yield _words(words) | {"style": {"code": True}}
            case Link(words, address):
                yield {"type": "link", "url": address, "text": clean(words)}
            case Mention(member):
                yield _mention(member, reader, rung)
            case InChannel(channel):
                yield {"type": "channel", "channel_id": channel} if _ID.fullmatch(channel) else _words(f"#{channel}")
            case Moment(at, style):
                words = moment(span, reader)
                yield {"type": "date", "timestamp": int(at.timestamp()), "format": _DATES[style], "fallback": words}


def _words(words: str) -> Json:
    return {"type": "text", "text": clean(words)}


def _mention(member: MemberId, reader: Reader, rung: Rung) -> Json:
    who = person(member, reader)
    if who.account and (rung is None or who.account in rung):
        return {"type": "user", "user_id": who.account}
    return _words(who.name)


def _cut(elements: Iterable[Json], limit: int) -> Iterator[Json]:
    left = limit
    for element in elements:
        if left <= 0:
            return
        words = element.get("text")
        if words is None:
            left -= _ELEMENT
            yield element
        elif words:
            left -= weight(words)
            yield element | {"text": shortened(words, left + weight(words))}


def _button(button: Button, reader: Reader, title: str) -> Json:
    label = plain(text(button.label), reader)
    described = {"accessibility_label": shortened(f"{label}: {title}", limits.BUTTON)} if title else {}
    return {
        "type": "button",
        "text": _plain(label, limits.BUTTON),
        "action_id": "button",
        "value": button.action.encode(),
        **_STYLES[button.style],
        **described,
    }


def _plain(words: str, limit: int) -> Json:
    # With emoji on, Slack would turn a typed :tada: into a picture.
    return {"type": "plain_text", "text": shortened(clean(words), limit), "emoji": False}


def _one_line(words: str) -> str:
    return " ".join(clean(words).split())


# --- words ----------------------------------------------------------------------------------------------------------

# The signs that format have twins that look alike and do not; the three that begin markup have entities.
_NEUTRAL: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "＊", "_": "＿", "~": "～", "`": "｀"})
_QUOTE: Final = re.compile(r"^(\s*)>", re.MULTILINE)


def neutral(words: str) -> str:
    """Words for a field that knows markup, so that they stay words."""
    return _QUOTE.sub(r"\1＞", clean(words)).translate(_NEUTRAL)


def _lines(card: Card, reader: Reader) -> Iterator[str]:
    yield _one_line(plain(card.title, reader))
    if card.state:
        yield plain(text(card.state), reader)
    for block in card.blocks:
        match block:
            case Paragraph(value) | Note(value):
                yield plain(value, reader)
            case Facts(facts):
                yield from (plain((fact.label, ": ", *fact.value), reader) for fact in facts)
            case Buttons():
                pass


# --- modals and the Home tab ----------------------------------------------------------------------------------------


def modal(form: FormView, reader: Reader, carried: Carried) -> Json:
    """The form as a modal; what was wrong with earlier answers stands beneath its question."""
    problems = errors(form.problems, reader)
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(plain(text(form.title), reader), limits.MODAL_TITLE),
        "submit": _plain(plain(text(say("slack-submit")), reader), limits.MODAL_TITLE),
        "close": _plain(plain(text(say("slack-close")), reader), limits.MODAL_TITLE),
        "private_metadata": carried.encode(),
        "notify_on_close": True,
        "blocks": [
            *([_small(plain(text(say("draft-problems")), reader), limits.BLOCK)] if problems else []),
            *(
                block
                for question in form.questions
                for block in _question(question, form.answers, problems.get(question.name, ""), reader)
            ),
        ],
    }


def errors(problems: Mapping[str, Text], reader: Reader) -> dict[str, str]:
    """What to mend, by block id, as the answer to a submission."""
    return {name: shortened(clean(plain(reason, reader)), limits.ERROR) for name, reason in problems.items()}


def card_modal(card: Card, reader: Reader, carried: Carried, title: str = NAME) -> Json:
    """The card in a modal, in place of the form that led to it; its buttons work there."""
    return {
        "type": "modal",
        "callback_id": CARD,
        "title": _plain(title, limits.MODAL_TITLE),
        "close": _plain(plain(text(say("slack-close")), reader), limits.MODAL_TITLE),
        "private_metadata": carried.encode(),
        "notify_on_close": True,
        "blocks": blocks(card, reader),
    }


def home(shown: Sequence[Block], reader: Reader) -> Json:
    """A member's Home tab."""
    rendered = _fitting(lambda limit: [block for part in shown for block in _block(part, reader, None, limit)])
    return {"type": "home", "callback_id": HOME, "blocks": rendered[: limits.VIEW_BLOCKS]}


def _question(question: Question, answers: Answers, problem: str, reader: Reader) -> Iterator[Json]:
    block: Json = {
        "type": "input",
        "block_id": question.name,
        "label": _plain(plain(text(question.label), reader), limits.LABEL),
        # A date that is asked for may be picked instead: that it is there is checked once it was sent.
        "optional": not question.required or isinstance(question.field, asked.When),
        "element": {"action_id": ANSWER} | _element(question, answers.get(question.name, ""), reader),
    }
    if question.hint:
        block["hint"] = _plain(plain(text(question.hint), reader), limits.HINT)
    yield block
    if problem:
        yield _small(problem, limits.BLOCK)
    if isinstance(question.field, asked.When):
        yield from _pickers(question, reader)


def _pickers(question: Question, reader: Reader) -> Iterator[Json]:
    """A calendar and a clock beside a date phrase; empty each time, so that whatever is picked was meant."""
    for suffix, kind in ((DATE, "datepicker"), (TIME, "timepicker")):
        yield {
            "type": "input",
            "block_id": question.name + suffix,
            "label": _plain(plain(text(say(f"slack-pick{suffix}")), reader), limits.LABEL),
            "optional": True,
            "element": {"type": kind, "action_id": ANSWER},
        }


def _element(question: Question, answer: str | tuple[str, ...], reader: Reader) -> Json:
    match question.field:
        case asked.ShortText(longest):
            return _typed(answer, longest)
        case asked.Paragraph(longest):
            return _typed(answer, longest) | {"multiline": True}
        case asked.Number() | asked.When():
            # Slack's own number field takes no full-width digits, its own date field no "every second Saturday".
            return _typed(answer, limits.INPUT)
        case asked.Choice(options):
            return _choice(options, answer, reader)
        case asked.Choices(options):
            return _choices(options, answer, reader)
        case asked.Channel():
            known = isinstance(answer, str) and _CHANNEL.fullmatch(answer)
            return {"type": "channels_select"} | ({"initial_channel": answer} if known else {})


def _typed(answer: str | tuple[str, ...], longest: int) -> Json:
    words = shortened(clean(answer), limits.INPUT) if isinstance(answer, str) else ""
    # What somebody wrote before is never refused for its length by the field that shows it again.
    most = min(max(longest, len(words)), limits.INPUT)
    return {"type": "plain_text_input", "max_length": most} | ({"initial_value": words} if words else {})


def _choice(options: Sequence[asked.Option], answer: str | tuple[str, ...], reader: Reader) -> Json:
    offered = _options(options, reader)
    chosen = [option for option in offered if option["value"] == answer]
    kind = "radio_buttons" if len(offered) <= limits.CHECKBOXES else "static_select"
    return {"type": kind, "options": offered} | ({"initial_option": chosen[0]} if chosen else {})


def _choices(options: Sequence[asked.Option], answer: str | tuple[str, ...], reader: Reader) -> Json:
    offered = _options(options, reader)
    values = {answer} if isinstance(answer, str) else set(answer)
    chosen = [option for option in offered if option["value"] in values]
    kind = "checkboxes" if len(offered) <= limits.CHECKBOXES else "multi_static_select"
    return {"type": kind, "options": offered} | ({"initial_options": chosen} if chosen else {})


def _options(options: Sequence[asked.Option], reader: Reader) -> list[Json]:
    return [
        {"text": _plain(plain(text(option.label), reader), limits.OPTION), "value": option.value} for option in options
    ]
