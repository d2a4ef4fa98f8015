"""What is shown of a community's settings."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.feature import Lacking
from bot.features.settings.model import Refusing, Undelivered
from bot.ports import Deed
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import MAX_BLOCKS, PAUSED, Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import Topic
from bot.vocabulary.people import LANGUAGES, Community, Pause, RoleUse, SpaceAddress
from bot.vocabulary.text import Code, InChannel, Mention, Moment, Span, Text, say, text

SHOWN: Final = 8
"""Things of one kind that a check names before it says that there are more."""
DOORS: Final = ("channels", "digest", "approvals", "check")
"""What else is chosen or looked at once a town is set up."""
KNOWN_PERMISSIONS: Final = frozenset(
    {
        "view_channel",
        "send_messages",
        "read_message_history",
        "create_public_threads",
        "send_messages_in_threads",
        "create_private_threads",
        "attach_files",
        "create_events",
    }
)
"""Permissions that have words of their own, as Discord's settings call them."""


def preview(community: Community) -> Card:
    """The settings as they will be."""
    return Card(text(say("settings-preview-title")), (_facts(community),))


def saved(community: Community) -> Card:
    """The settings as they now are, and what to do next."""
    ask = Button(say("help-introduce"), run("intro", "write"), "primary")
    doors = (ask, *(Button(say(f"settings-door-{each}"), run("settings", each)) for each in DOORS))
    return Card(
        text(say("settings-saved-title")),
        (_facts(community), Note(text(say("settings-saved-note"))), Buttons(doors)),
    )


def languages(community: Community) -> Card:
    """The language of the community, and the others to choose."""
    doors = tuple(
        Button(say(f"language-{language}"), Action("settings.language", (language,))) for language in LANGUAGES
    )
    now = Paragraph(text(say("settings-language-now", language=say(f"language-{community.language}"))))
    return Card(text(say("settings-language-title")), (now, Buttons(doors), Note(text(say("settings-language-note")))))


def role(use: RoleUse, *, chosen: bool) -> Card:
    """Whether a role is chosen for a use in this chat, and what that means."""
    sentence = Paragraph(text(say(f"settings-role-{use}" if chosen else f"settings-role-{use}-none")))
    doors = (Buttons((Button(say("settings-role-clear"), Action("settings.norole", (use,))),)),) if chosen else ()
    note = Note(text(say(f"settings-role-{use}-note")))
    return Card(text(say(f"settings-role-{use}-title")), (sentence, note, *doors))


def channels(chosen: Mapping[Topic, str | None], changed: Topic | None = None) -> Card:
    """Which channel is for what in one chat."""
    title = say("settings-saved-title") if changed else say("settings-channels-title")
    facts = tuple(Fact(say(f"topic-{topic}"), _channel(channel)) for topic, channel in chosen.items())
    return Card(text(title), (Facts(facts), Note(text(say("settings-channels-note")))))


def checked(
    lacks: Sequence[Lacking],
    refusing: Sequence[Refusing],
    undelivered: Sequence[Undelivered],
    missed: int,
    overview: Sequence[Block] = (),
) -> Card:
    """What organizers have to know, in few words where there is nothing, and how things stand."""
    blocks = (
        *(Paragraph(text(_refusal(each))) for each in refusing),
        *(Paragraph(_lack(each)) for each in lacks[:SHOWN]),
        *_more(len(lacks)),
        *_messages(undelivered),
        *([Paragraph(text(say("check-missed", missed=missed)))] if missed else []),
    )
    again = Buttons((Button(say("check-again"), run("settings", "check")),))
    if not blocks:
        return Card(text(say("check-well-title")), (Paragraph(text(say("check-well"))), *overview, again))
    found = (*blocks[: MAX_BLOCKS - len(overview) - 2], *overview)
    return Card(text(say("check-title")), (*found, again, Note(text(say("check-note")))))


def paused_meanwhile(checked: Card, pause: Pause, waiting: int) -> Card:
    """What was found, and before it that everything waits because an organizer wants it to."""
    well = checked.title == text(say("check-well-title"))
    blocks = (*_paused(pause, waiting), *checked.blocks[1 if well else 0 :])
    return Card(text(say("pause-title")), blocks[:MAX_BLOCKS], PAUSED)


def pause(pause: Pause | None, waiting: int) -> Card:
    """Whether everything stands still, what that means, and what may be done about it."""
    until = (
        Button(say("pause-until-morning"), Action("settings.pause", ("morning",))),
        Button(say("pause-until-then"), Action("settings.pause_until")),
    )
    if pause is None:
        now = Button(say("pause-now"), Action("settings.pause"), "danger")
        means = Note(text(say("pause-means")))
        return Card(text(say("pause-title")), (Paragraph(text(say("pause-none"))), Buttons((now, *until)), means))
    return Card(text(say("pause-title")), (*_paused(pause, waiting), Buttons(until)), PAUSED)


def resumed(waiting: int) -> Card:
    """It goes on."""
    return Card(text(say("pause-over-title")), (Paragraph(text(say("pause-over-words", waiting=waiting))),))


def corner(pause: Pause, *, organizer: bool) -> Sequence[Block]:
    """On a home page: that it is paused, and for an organizer the way to end it."""
    return (Paragraph(text(_lasts(pause))), *((Buttons((_go_on(),)),) if organizer else ()))


def _paused(pause: Pause, waiting: int) -> tuple[Block, ...]:
    since = Fact(say("pause-since"), text(Moment(pause.since)))
    held = Fact(say("pause-waiting"), text(say("pause-waiting-messages", waiting=waiting)))
    means = Note(text(say("pause-means")))
    return (Paragraph(text(_lasts(pause))), Facts((since, held)), Buttons((_go_on(),)), means)


def _lasts(pause: Pause) -> Span:
    return say("pause-lasts-until", until=Moment(pause.until)) if pause.until else say("pause-lasts")


def _go_on() -> Button:
    return Button(say("pause-end"), Action("settings.resume"), "primary")


def _refusal(refusing: Refusing) -> Span:
    return say("check-refusing", space=_named(refusing.space.address), why=Code(refusing.why or "?"))


def _named(address: SpaceAddress) -> str:
    return address.name or address.platform


def _lack(lacking: Lacking) -> Text:
    lack, space = lacking.lack, lacking.space.address
    name = _permission(lack.name) if lack.kind == "permission" else Code(lack.name or "?")
    where = "-here" if lack.channel and lack.kind == "permission" else ""
    channel = f"#{lack.channel_name}" if lack.channel_name else InChannel(lack.channel or "")
    return text(say(f"lack-{lack.kind}{where}", space=_named(space), name=name, channel=channel))


def _permission(name: str) -> Span:
    return say(f"permission-{name.replace('_', '-')}") if name in KNOWN_PERMISSIONS else Code(name)


def _more(found: int) -> tuple[Block, ...]:
    return (Paragraph(text(say("check-more", others=found - SHOWN))),) if found > SHOWN else ()


def _messages(undelivered: Sequence[Undelivered]) -> tuple[Block, ...]:
    if not undelivered:
        return ()
    facts = tuple(Fact(say(f"fate-{each.fate}"), _why(each)) for each in undelivered[:SHOWN])
    note = (Note(text(say("check-messages-more"))),) if len(undelivered) > SHOWN else ()
    return (Paragraph(text(say("check-messages"))), Facts(facts), *note)


def _why(undelivered: Undelivered) -> Text:
    about = (*undelivered.about, " · ", Moment(undelivered.due_at, "relative"))
    return (*about, " · ", Code(undelivered.why)) if undelivered.why else about


def _channel(channel: str | None) -> Text:
    return text(InChannel(channel) if channel else say("settings-channels-none"))


def _facts(community: Community) -> Facts:
    values = (
        ("settings-name", community.name),
        ("settings-purpose", community.purpose),
        ("settings-area", community.area),
        ("settings-zone", community.timezone),
    )
    language = Fact(say("settings-language"), text(say(f"language-{community.language}")))
    return Facts((*(Fact(say(label), text(value)) for label, value in values if value), language))


def audit(deeds: Sequence[Deed]) -> Card:
    """What organizers did for others, the latest first."""
    if not deeds:
        return Card(text(say("settings-audit-title")), (Paragraph(text(say("settings-audit-empty"))),))
    return Card(
        text(say("settings-audit-title")),
        (*(Paragraph(_deed(deed)) for deed in deeds), Note(text(say("settings-audit-note")))),
    )


def _deed(deed: Deed) -> Text:
    done = say("settings-audit-line", who=Mention(deed.by), what=say(f"audit-{deed.what}"))
    whom = (say("settings-audit-for", who=Mention(deed.member)),) if deed.member else ()
    return text(Moment(deed.at, "date"), " ", done, *whom)
