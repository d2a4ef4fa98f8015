"""What is shown of calls and offers."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.features.volunteering.model import Call, Change, Offer, Team, typed_roles
from bot.timing import wall_time
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import NAMES, names, places_taken
from bot.vocabulary.text import Heading, Mention, Say, Text, WallTime, joined, located, say, text

NAMES_A_PAGE: Final = 8
"""Buttons with a name on one page of attendance: two more go with them."""


def button(name: str, call: Call, label: Say | None = None, *arguments: str, style: ButtonStyle = "plain") -> Button:
    """A button that acts on a call."""
    return Button(
        label or say(f"call-button-{name}"),
        Action(f"volunteering.{name}", (call.id, *arguments)),
        "primary" if name == "join" else style,
    )


def call_card(call: Call) -> Card:
    """The call as everybody sees it."""
    return Card(text(call.title), (*_described(call), *_rosters(call), *_doors(call)), _state(call))


def own_call(call: Call) -> Card:
    """The call as its caller sees it: with what only helpers read, and all they may do with it."""
    closing = (button("close", call),) if call.state == "open" else ()
    doors = (
        button("done", call, style="primary"),
        button("edit", call),
        *closing,
        button(
            "welcome", call, say("call-button-welcome-stop" if call.buddy == call.caller else "call-button-welcome")
        ),
        button("cancel", call, style="danger"),
    )
    return Card(text(call.title), (*_described(call), *_private(call), *_rosters(call), Buttons(doors)), _state(call))


def helpers_call(call: Call) -> Card:
    """The call as somebody with a place sees it: with what only helpers read."""
    doors = Buttons((button("leave", call), button("welcome", call, say("call-button-buddy"))))
    blocks = (*_described(call), *_private(call), *_rosters(call), *((doors,) if call.going_on else ()))
    return Card(text(call.title), blocks, _state(call))


def preview(call: Call) -> Card:
    """The call as it will look, before it is posted."""
    return Card(text(call.title), (*_described(call), *_private(call)), say("call-state-preview"))


def proposed(call: Call) -> Card:
    """The call as everybody will see it, before it is posted."""
    return Card(text(call.title), _described(call), say("call-state-preview"))


def as_call(words: str, title: int, details: int) -> dict[str, str]:
    """What somebody wrote, as a call's answers of at most so many characters: its first line names it."""
    whole = words.strip()
    named = whole.split("\n", 1)[0].strip()
    shortened = _first(named, title)
    return {"title": shortened, "details": "" if shortened == whole else _first(whole, details)}


def _first(words: str, limit: int) -> str:
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"


def posted(call: Call, *, rings: bool = False) -> Card:
    """To the caller: it is out, whether newcomers are welcome, and, to an organizer, whether a role is rung for it."""
    ring = (button("ring", call),) if rings else ()
    doors = Buttons((button("welcome", call), button("edit", call), button("done", call), *ring))
    blocks = (Paragraph(text(say("call-posted", title=call.title))), Note(text(say("call-posted-newcomers"))), doors)
    return Card(text(say("call-posted-title")), blocks)


def hands_wanted(call: Call) -> Card:
    """In the thread, to those whose role is rung."""
    return Card(text(say("call-hands-wanted-title")), (Paragraph(text(say("call-hands-wanted", title=call.title))),))


def rung(call: Call) -> Card:
    """To the organizer who rang."""
    return Card(text(say("call-rung-title")), (Paragraph(text(say("call-rung", title=call.title))),))


def as_typed(call: Call) -> dict[str, str]:
    """The call as somebody could have typed it, to be changed."""
    private = f"\n---\n{call.private_details}" if call.private_details else ""
    return {
        "title": call.title,
        "when": _typed_when(call),
        "where": call.where,
        "places": typed_roles(call.roles),
        "details": f"{call.details}{private}",
    }


def edit_preview(before: Call, after: Call) -> Card:
    """What will change, and that everybody who answered is told."""
    changes = after.changes(before)
    if not changes:
        return Card(text(after.title), (Paragraph(text(say("call-unchanged", title=after.title))),))
    note = "call-edit-note-moved" if "when" in changes else "call-edit-note"
    return Card(text(after.title), (*_differences(before, after, changes), Note(text(say(note)))))


def changed(before: Call, after: Call, member: MemberId, changes: Sequence[Change]) -> Card:
    """To somebody who answered: what it said before, and what it says now; a moved date asks who has a place again."""
    inside = member in before.inside
    asked = inside and "when" in changes
    sentence = Paragraph(text(say("call-changed-ask" if asked else "call-changed", title=before.title)))
    told = _differences(before, after, [change for change in changes if change != "private"])
    private = _private(after) if inside and "private" in changes else ()
    yes = button("join", after, say("call-button-still"))
    doors = (Buttons((yes, button("cant", after))),) if asked else ()
    return Card(text(say("call-changed-title")), (sentence, *told, *private, *doors))


def answered(call: Call, member: MemberId, guided_by: MemberId | None = None) -> Card:
    """To somebody who answered: where they stand now."""
    standing = call.standing_of(member) or "left"
    team = call.team_of(member)
    place = team.roster.waiting.index(member) + 1 if team and standing == "waiting" else 0
    sentence = Paragraph(text(say(f"call-{standing}", title=call.title, place=place)))
    inside = standing == "in"
    guide = (Note(text(say("call-guided", buddy=Mention(guided_by)))),) if inside and guided_by else ()
    blocks = (sentence, *_role_of(call, member), *(_private(call) if inside else ()), *guide)
    return Card(text(say(f"call-{standing}-title")), (*blocks, *_ways_on(call, member, standing)))


def overlap(call: Call, others: Sequence[Call], role: str) -> Card:
    """To somebody who has a place elsewhere at that time: a word about it, and the way on."""
    lines = tuple(Paragraph(_line(other)) for other in others[:3])
    anyway = button("join_anyway", call, None, *([role] if role else []), style="primary")
    sentence = Paragraph(text(say("call-overlap", title=call.title)))
    return Card(text(say("call-overlap-title")), (sentence, *lines, Buttons((anyway,))))


def promoted(call: Call, member: MemberId) -> Card:
    """To somebody from the queue: a place came free and it is yours."""
    blocks = (Paragraph(text(say("call-promoted", title=call.title))), *_when(call), *_role_of(call, member))
    return Card(text(say("call-promoted-title")), (*blocks, *_private(call), Buttons((button("leave", call),))))


def place_kept(call: Call, member: MemberId) -> Card:
    """To somebody from the queue: a place came free, and is kept until then."""
    team = call.team_of(member)
    until = next((entry.until for entry in team.roster.entries if entry.member == member), None) if team else None
    sentence = (
        say("call-kept", title=call.title, until=WallTime(wall_time(until, call.zone), call.zone)) if until else ""
    )
    yes = button("join", call, say("call-button-take"))
    doors = Buttons((yes, button("cant", call)))
    return Card(text(say("call-kept-title")), (Paragraph(text(sentence)), *_when(call), *_role_of(call, member), doors))


def somebody_joined(call: Call, helper: MemberId) -> Card:
    """To the caller: somebody lends a hand."""
    sentence = say("call-somebody-joined", helper=Mention(helper), title=call.title)
    blocks = (Paragraph(text(sentence)), *_role_of(call, helper), Facts(_places_facts(call)))
    return Card(text(say("call-somebody-joined-title")), blocks)


def somebody_left(call: Call, helper: MemberId) -> Card:
    """To the caller: somebody had to give their place back."""
    sentence = say("call-somebody-left", helper=Mention(helper), title=call.title)
    return Card(text(say("call-somebody-left-title")), (Paragraph(text(sentence)), Facts(_places_facts(call))))


def somebody_left_late(call: Call, helper: MemberId) -> Card:
    """To the caller, shortly before the start: somebody cannot come, and it begins soon."""
    sentence = say("call-somebody-left-late", helper=Mention(helper), title=call.title)
    blocks = (Paragraph(text(sentence)), *_when(call), Facts(_places_facts(call)))
    return Card(text(say("call-somebody-left-late-title")), (*blocks, Buttons((button("edit", call),))))


def newcomer_comes(call: Call, newcomer: MemberId) -> Card:
    """To whoever looks after newcomers: somebody comes for the first time."""
    sentence = say("call-newcomer-comes", newcomer=Mention(newcomer), title=call.title)
    return Card(text(say("call-newcomer-comes-title")), (Paragraph(text(sentence)), *_when(call)))


def signed_up_for_you(call: Call, member: MemberId) -> Card:
    """To somebody whom an organizer signed up, with the way out."""
    standing = call.standing_of(member) or "left"
    sentence = Paragraph(text(say("call-for-you", title=call.title)))
    private = _private(call) if standing == "in" else ()
    doors = Buttons((button("leave", call), button("cant", call)))
    return Card(text(say(f"call-{standing}-title")), (sentence, *_when(call), *private, doors))


def done_for(call: Call, member: MemberId) -> Card:
    """To the organizer: where the person stands now."""
    standing = "waiting" if call.standing_of(member) == "waiting" else "in"
    sentence = say(f"call-done-for-{standing}", member=Mention(member), title=call.title)
    return Card(text(say("call-done-for-title")), (Paragraph(text(sentence)), Facts(_places_facts(call))))


def attendance(call: Call, known: Mapping[MemberId, str], page: int) -> Card:
    """To the caller: who was there, with a button for each who could not come after all."""
    shown = call.inside[page * NAMES_A_PAGE : (page + 1) * NAMES_A_PAGE]
    absent = tuple(
        button("absent", call, say("call-button-absent", name=known.get(member, "")), member) for member in shown
    )
    more = len(call.inside) > (page + 1) * NAMES_A_PAGE
    further = (button("done", call, say("call-button-more"), str(page + 1)),) if more else ()
    return Card(
        text(say("call-attendance-title")),
        (
            Paragraph(text(say("call-attendance", title=call.title))),
            Facts((Fact(say("call-roster-in"), names(call.inside)),)),
            Buttons((button("came", call, style="primary"), *absent, *further)),
            Note(text(say("call-attendance-note"))),
        ),
    )


def how_it_went(call: Call) -> Card:
    """To the caller, when it is over: whether it took place, and who came."""
    doors = Buttons((button("came", call, style="primary"), button("done", call, say("call-button-some"))))
    off = Buttons((button("call_off", call, say("call-button-not-held")),))
    blocks = (Paragraph(text(say("call-how-it-went", title=call.title))), *_rosters(call), doors, off)
    return Card(text(say("call-how-it-went-title")), (*blocks, Note(text(say("call-how-it-went-note")))))


def nobody_this_time(call: Call) -> Card:
    """To the caller: its time went by, and how to ask again."""
    again = Buttons((Button(say("call-button-again"), run("volunteer", "call"), "primary"),))
    return Card(text(say("call-expired-title")), (Paragraph(text(say("call-expired", title=call.title))), again))


def finished(call: Call) -> Card:
    """To the caller: it is done, and the way to say thank you."""
    thanks = (Buttons((button("thank", call, style="primary"),)),) if call.inside else ()
    sentence = "call-finished" if call.inside else "call-finished-alone"
    return Card(text(say("call-finished-title")), (Paragraph(text(say(sentence, title=call.title))), *thanks))


def said(message: str, call: Call) -> Card:
    """A short word by the message ids ``<message>-title`` and ``<message>``."""
    return Card(text(say(f"{message}-title")), (Paragraph(text(say(message, title=call.title))),))


def cancel_question(call: Call) -> Card:
    """To the caller: once more before it is called off."""
    sure = button("call_off", call, style="danger")
    sentence = "call-cancel-question" if call.expecting else "call-cancel-question-nobody"
    return Card(text(say("call-cancel-title")), (Paragraph(text(say(sentence, title=call.title))), Buttons((sure,))))


def called_off(call: Call) -> Card:
    """To everybody who answered: it does not take place."""
    return Card(text(say("call-off-title")), (Paragraph(text(say("call-off", title=call.title))), *_when(call)))


def caller_erased(call: Call) -> Card:
    """To everybody who answered: it does not take place. Nothing of what the caller typed is in it."""
    return Card(text(say("call-off-title")), (Paragraph(text(say("call-caller-erased"))), *_when(call)))


def at_stake(calls: Sequence[Call]) -> tuple[Block, ...]:
    """To somebody about to have everything erased: which of their calls would be called off."""
    titles = joined([text(call.title) for call in calls[:NAMES]], say("list-separator"))
    return (Paragraph(text(say("call-at-stake"), " ", *titles)),) if calls else ()


def caller_left(call: Call) -> Card:
    """In the thread: who asked has left, and somebody with a place may take it over."""
    sentence = Paragraph(text(say("call-caller-left", title=call.title)))
    return Card(text(say("call-caller-left-title")), (sentence, Buttons((button("take_over", call, style="primary"),))))


def new_caller(call: Call) -> Card:
    """To the helpers: somebody has taken it over."""
    sentence = say("call-new-caller", title=call.title, caller=Mention(call.caller))
    return Card(text(say("call-new-caller-title")), (Paragraph(text(sentence)), *_when(call)))


def open_places(calls: Sequence[Call]) -> Card:
    """In the channel: the calls of the coming day where places are left, in one message."""
    if not calls:
        return Card(text(say("call-digest-title")), (Paragraph(text(say("call-digest-full"))),))
    lines = tuple(Paragraph(_line(call)) for call in calls)
    buttons = tuple(button("join", call, say("call-pick-join", title=call.title)) for call in calls)
    return Card(text(say("call-digest-title")), (*lines, Buttons(buttons)))


def listed(title: Say, calls: Sequence[Call], action: str, offers: Sequence[Offer] = (), *, own: bool = False) -> Card:
    """Calls to choose from, and offers to take up, each with one button."""
    held_out = _offers_listed(offers, own=own)
    if not calls and not offers:
        hint = (Note(text(say("call-list-empty-hint"))),) if action in ("show", "join") else ()
        return Card(text(title), (Paragraph(text(say("call-list-empty"))), *hint))
    if not calls:
        return Card(text(title), (Paragraph(text(say("call-list-empty"))), *held_out))
    lines = tuple(Paragraph(_line(call)) for call in calls)
    buttons = tuple(button(action, call, say(f"call-pick-{action}", title=call.title)) for call in calls)
    return Card(text(title), (*lines, Buttons(buttons), *held_out))


def listed_for(title: Say, calls: Sequence[Call], action: str, member: MemberId) -> Card:
    """Calls to choose from for somebody else."""
    if not calls:
        return Card(text(title), (Paragraph(text(say("call-list-empty"))),))
    whom = Note(text(say("call-acting-for", member=Mention(member))))
    lines = tuple(Paragraph(_line(call)) for call in calls)
    pick = "call-pick-join" if action == "join_for" else "call-pick-leave"
    buttons = tuple(button(action, call, say(pick, title=call.title), member) for call in calls)
    return Card(text(title), (whom, *lines, Buttons(buttons)))


def corner(calls: Sequence[Call], offers: Sequence[Offer]) -> tuple[Block, ...]:
    """What a home page says of a member's calls and offers."""
    if not calls and not offers:
        return ()
    lines = [*map(_line, calls[:5]), *map(_offer_line, offers[:2])]
    return (Paragraph(text(Heading("call-corner"))), Paragraph(joined(lines, "\n")))


def open_corner(calls: Sequence[Call]) -> tuple[Block, ...]:
    """What a home page says of where a hand is welcome."""
    if not calls:
        return ()
    lines = Paragraph(joined([_line(call) for call in calls], "\n"))
    buttons = tuple(button("show", call, say("call-pick-show", title=call.title)) for call in calls)
    return (Paragraph(text(Heading("call-corner-open"))), lines, Buttons(buttons))


def newcomers_welcome(call: Call) -> tuple[Block, ...]:
    """Beneath a newcomer's welcome: the next call where somebody looks after newcomers."""
    if call.buddy is None:
        return ()
    sentence = say("call-newcomers-welcome", title=call.title, buddy=Mention(call.buddy))
    return (Paragraph(text(sentence)), Buttons((button("show", call, say("call-pick-show", title=call.title)),)))


def lend_a_hand_first(calls: Sequence[Call]) -> tuple[Block, ...]:
    """Before somebody asks for the first time: where a hand is welcome just now."""
    lines = tuple(Paragraph(_line(call)) for call in calls)
    buttons = tuple(button("join", call, say("call-pick-join", title=call.title)) for call in calls)
    return (Paragraph(text(say("giving-first"))), *lines, Buttons(buttons))


# --- offers ---------------------------------------------------------------------------------------------------------


def offer_card(offer: Offer) -> Card:
    """The offer as everybody sees it."""
    doors = (Buttons((_offer_button("ask", offer, style="primary"),)),) if offer.state == "open" else ()
    return Card(text(offer.what), (*_offer_described(offer), *doors), say(f"offer-state-{offer.state}"))


def own_offer(offer: Offer) -> Card:
    """The offer as the person who made it sees it."""
    door = "withdraw" if offer.state == "open" else "renew"
    doors = Buttons((_offer_button(door, offer),))
    return Card(text(offer.what), (*_offer_described(offer), doors), say(f"offer-state-{offer.state}"))


def offer_preview(offer: Offer) -> Card:
    """The offer as it will look, before it is posted."""
    return Card(text(offer.what), _offer_described(offer), say("call-state-preview"))


def offer_posted(offer: Offer) -> Card:
    """To the person who made it: it is out."""
    sentence = say("offer-posted", what=offer.what)
    return Card(
        text(say("offer-posted-title")), (Paragraph(text(sentence)), Buttons((_offer_button("withdraw", offer),)))
    )


def offer_ended(offer: Offer) -> Card:
    """To the person who made it: its time is over, and one press holds it out again."""
    again = Buttons((_offer_button("renew", offer, style="primary"),))
    return Card(text(say("offer-ended-title")), (Paragraph(text(say("offer-ended", what=offer.what))), again))


def offer_asked_for(offer: Offer, member: MemberId) -> Card:
    """To the person who made it: somebody would like that."""
    sentence = say("offer-asked-for", what=offer.what, member=Mention(member))
    return Card(
        text(say("offer-asked-for-title")), (Paragraph(text(sentence)), Note(text(say("offer-asked-for-note"))))
    )


def offer_said(message: str, offer: Offer) -> Card:
    """A short word by the message ids ``<message>-title`` and ``<message>``."""
    sentence = say(message, what=offer.what, member=Mention(offer.member))
    return Card(text(say(f"{message}-title")), (Paragraph(text(sentence)),))


def offer_fits(offer: Offer, call: Call) -> Card:
    """To a caller: somebody offers what the call may need."""
    sentence = say("offer-fits", title=call.title, what=offer.what, member=Mention(offer.member))
    doors = Buttons((_offer_button("ask", offer, style="primary"),))
    return Card(text(say("offer-fits-title")), (Paragraph(text(sentence)), *_amount(offer), doors))


def call_fits(offer: Offer, call: Call) -> Card:
    """To somebody with an offer: a call that it may fit."""
    sentence = say("call-fits", title=call.title, what=offer.what)
    doors = Buttons((*_join_buttons(call), button("cant", call)))
    return Card(text(say("call-fits-title")), (Paragraph(text(sentence)), *_when(call), doors))


def _offer_button(name: str, offer: Offer, label: Say | None = None, style: ButtonStyle = "plain") -> Button:
    return Button(label or say(f"offer-button-{name}"), Action(f"volunteering.{name}", (offer.id,)), style)


def _offer_described(offer: Offer) -> tuple[Block, ...]:
    words = (Paragraph(text(offer.words)),) if offer.words else ()
    where = (Fact(say("call-where"), text(located(offer.where))),) if offer.where else ()
    amount = (Fact(say("offer-amount"), text(offer.amount)),) if offer.amount else ()
    by = Fact(say("offer-by"), text(Mention(offer.member)))
    return (*words, Facts((*amount, *where, by)))


def _amount(offer: Offer) -> tuple[Block, ...]:
    return (Facts((Fact(say("offer-amount"), text(offer.amount)),)),) if offer.amount else ()


def _offers_listed(offers: Sequence[Offer], *, own: bool) -> tuple[Block, ...]:
    if not offers:
        return ()
    heading = Paragraph(text(say("offer-list-mine" if own else "offer-list")))
    lines = tuple(Paragraph(_offer_line(offer)) for offer in offers)
    buttons = tuple(_offer_button("show_offer", offer, say("offer-pick-show", what=offer.what)) for offer in offers)
    return (heading, *lines, Buttons(buttons))


def _offer_line(offer: Offer) -> Text:
    return text(say("offer-line", what=offer.what, member=Mention(offer.member)))


# --- parts of a call ------------------------------------------------------------------------------------------------


def _line(call: Call) -> Text:
    return text(say("call-line", title=call.title, left=call.left), " — ", *_when_words(call))


def _state(call: Call) -> Say:
    if call.state != "open":
        return say(f"call-state-{call.state}")
    return say("call-state-open" if call.left else "call-state-full")


def _described(call: Call) -> tuple[Block, ...]:
    details = (Paragraph(text(call.details)),) if call.details else ()
    buddy = (
        (Fact(say("call-newcomers"), text(say("call-newcomers-by", buddy=Mention(call.buddy)))),) if call.buddy else ()
    )
    caller = Fact(say("call-caller"), text(Mention(call.caller)))
    return (*details, Facts((_when_fact(call), *_where(call))), Facts((*_places_facts(call), caller, *buddy)))


def _when(call: Call) -> tuple[Block, ...]:
    return (Facts((_when_fact(call), *_where(call))),)


def _when_fact(call: Call) -> Fact:
    return Fact(say("call-when"), _when_words(call))


def _when_words(call: Call) -> Text:
    if call.start is None:
        return text(say("call-any-time"))
    when = WallTime(call.start, call.zone, call.end)
    return text(say("call-by", when=when) if call.deadline else when)


def _typed_when(call: Call) -> str:
    if call.start is None:
        return ""
    end = f"-{call.end:%Y-%m-%d %H:%M}" if call.end else ""
    typed = f"{call.start:%Y-%m-%d %H:%M}{end} {call.zone}"
    return f"by {typed}" if call.deadline else typed


def _where(call: Call) -> tuple[Fact, ...]:
    return (Fact(say("call-where"), text(located(call.where))),) if call.where else ()


def _places_facts(call: Call) -> tuple[Fact, ...]:
    if len(call.teams) == 1 and not call.teams[0].name:
        return (Fact(say("call-places"), text(places_taken(call.teams[0].roster))),)
    return tuple(Fact(say("call-places-of", role=team.name), text(places_taken(team.roster))) for team in call.teams)


def _role_of(call: Call, member: MemberId) -> tuple[Block, ...]:
    team = call.team_of(member)
    return (Facts((Fact(say("call-role"), text(team.name)),)),) if team and team.name else ()


def _private(call: Call) -> tuple[Block, ...]:
    if not call.private_details:
        return ()
    return (Paragraph(text(call.private_details)), Note(text(say("call-private-note"))))


def _rosters(call: Call) -> tuple[Block, ...]:
    facts = [fact for team in call.teams for fact in _roster(team)]
    maybe = call.aside.members("maybe")
    facts += [Fact(say("call-roster-maybe"), names(maybe))] if maybe else []
    # Slack's section holds ten.
    return tuple(Facts(tuple(facts[at : at + 10])) for at in range(0, len(facts), 10))


def _roster(team: Team) -> list[Fact]:
    found = []
    for standing in ("in", "offered", "waiting"):
        if members := team.roster.members(standing):
            label = say(f"call-roster-{standing}")
            of_role = say(f"call-roster-{standing}-of", role=team.name)
            found.append(Fact(of_role if team.name else label, names(members)))
    return found


def _join_buttons(call: Call) -> tuple[Button, ...]:
    if len(call.teams) == 1:
        return (button("join", call),)
    return tuple(
        button("join", call, say("call-button-join-as", role=team.name), str(position))
        for position, team in enumerate(call.teams)
    )


def _doors(call: Call) -> tuple[Block, ...]:
    if call.state == "done":
        return (Note(text(say("call-done-note"))),)
    if call.state == "closed":
        return (Buttons((button("leave", call),)), Note(text(say("call-closed-note"))))
    if not call.going_on:
        return ()
    doors = Buttons((*_join_buttons(call), button("maybe", call), button("cant", call), button("leave", call)))
    return (doors, Note(text(say("call-how" if call.left else "call-how-full"))))


def _ways_on(call: Call, member: MemberId, standing: str) -> tuple[Block, ...]:
    leave = (button("leave", call),) if standing in ("in", "waiting") else ()
    buddy = (button("welcome", call, say("call-button-buddy")),) if standing == "in" and not call.buddy else ()
    team = call.team_of(member)
    others = tuple(
        button("join", call, say("call-button-join-as", role=other.name), str(position))
        for position, other in enumerate(call.teams)
        if len(call.teams) > 1 and team and other.name != team.name
    )
    doors = (*leave, *buddy, *others)
    return (Buttons(doors),) if doors else ()


def _differences(before: Call, after: Call, changes: Sequence[Change]) -> tuple[Block, ...]:
    lines = []
    for change in changes:
        then, now = _told(before, change), _told(after, change)
        then_and_now = joined(
            [then or text(say("call-nothing")), now or text(say("call-nothing"))], say("call-turned-into")
        )
        lines.append(
            Fact(say("call-changed-title-of" if change == "title" else f"call-changed-{change}"), then_and_now)
        )
    return (Facts(tuple(lines)),) if lines else ()


def _told(call: Call, change: Change) -> Text:
    match change:
        case "title":
            return text(call.title)
        case "when":
            return _when_words(call)
        case "where":
            return text(located(call.where)) if call.where else ()
        case "places":
            return text(typed_roles(call.roles))
        case "details":
            return text(call.details) if call.details else ()
        case "private":
            return text(say("call-private-hidden"))
