"""A person at the keyboard: they run commands, press, fill, submit and react, and see what Slack shows them.

A person can do only what Slack's client lets them do: press what is there, submit when every required question is
answered. Anything else raises `CannotDo` and names what was possible. An interaction the app does not acknowledge in
time raises `Unanswered`; an event that is not acknowledged does not (Slack would send it again), look at
`Answer.delivery`.

Every gesture returns an `Answer` once the app has acknowledged it *and* has shown something, or `patience` seconds have
passed without. What comes later is in the same answer, which looks at the state afresh, until the person's next
gesture.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from tests.fakes.slack import payloads
from tests.fakes.slack.delivery import Ack, Delivery, Envelope, EnvelopeKind
from tests.fakes.slack.forms import FIELDS, CannotDo, entered, find_element, missing_answers, options_of, state_of
from tests.fakes.slack.reading import elements_in
from tests.fakes.slack.response_urls import ResponseUrls
from tests.fakes.slack.state import Channel, Effect, Json, Message, User, View, Workspace
from tests.fakes.slack.web_api import ApiError, checked_view

PATIENCE = 2.0


class Unanswered(AssertionError):  # noqa: N818 - it reads as a sentence in a test
    """The app did not acknowledge an interaction, or acknowledged it with something Slack cannot use."""


class Post(Protocol):
    """What a person needs of the fake: its state, its response URLs, and a way to the app."""

    state: Workspace
    response_urls: ResponseUrls

    async def deliver(self, envelope: Envelope) -> Delivery: ...
    async def send_event(self, inner: Json, *, outsider: bool = False) -> Delivery | None: ...


class Answer:
    """What one gesture led to, as the person who made it sees it, up to their next gesture."""

    def __init__(self, slack: Workspace, person: User, since: int) -> None:
        self._slack = slack
        self._person = person
        self._span = slice(since, None)
        self.delivery: Delivery | None = None

    def end(self) -> None:
        """Leave what comes from now on to the next answer."""
        self._span = slice(self._span.start, len(self._slack.effects))

    @property
    def ack(self) -> Ack | None:
        return self.delivery.ack if self.delivery is not None else None

    @property
    def effects(self) -> list[Effect]:
        """What the app did since the gesture, as far as this person can see it, oldest first."""
        seen = (None, self._person.id)
        return [effect for effect in self._slack.effects[self._span] if effect.by_app and effect.seen_by in seen]

    @property
    def messages(self) -> list[Message]:
        """The messages that appeared or changed, each once, oldest change first."""
        return list(dict.fromkeys(effect.subject for effect in self.effects if isinstance(effect.subject, Message)))

    @property
    def ephemerals(self) -> list[Message]:
        return [message for message in self.messages if message.recipient is not None and not message.deleted]

    @property
    def message(self) -> Message | None:
        """The private word to this person: the latest ephemeral message, else the latest direct one, else None."""
        direct = [message for message in self.messages if self._slack.channels[message.channel_id].is_im]
        return next(reversed(self.ephemerals or direct), None)

    @property
    def text(self) -> str:
        """What that private word reads; empty when there is none."""
        return self.message.readable if self.message is not None else ""

    @property
    def view(self) -> View | None:
        """The modal or Home tab that was opened, pushed, updated or published last."""
        kinds = {"opened", "pushed", "updated", "published"}
        shown = [effect.subject for effect in self.effects if effect.kind in kinds]
        return next((view for view in reversed(shown) if isinstance(view, View)), None)

    @property
    def response_action(self) -> str:
        """Return what the app asked for after a submission: `errors`, `update`, `push`, `clear`, or nothing."""
        return _body(self.ack).get("response_action", "")

    @property
    def errors(self) -> dict[str, str]:
        """Return the complaints about a submission, by block id."""
        return _body(self.ack).get("errors", {})


def _body(ack: Ack | None) -> Json:
    return ack.body if ack is not None and isinstance(ack.body, dict) else {}


class Person:
    """The driver of one person. `id`, `name`, `mention` say who they are; the properties below say what they see."""

    def __init__(self, post: Post, user: User) -> None:
        self._post = post
        self._slack = post.state
        self.user = user
        self.id = user.id
        self.name = user.name
        self.mention = f"<@{user.id}>"
        self._latest: Answer | None = None

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    # what they see

    @property
    def ephemerals(self) -> list[Message]:
        """The ephemeral messages still shown to this person, oldest first."""
        return [message for message in self._everything if message.recipient == self.id and not message.deleted]

    @property
    def _everything(self) -> list[Message]:
        return sorted((said for place in self._slack.channels.values() for said in place.everything), key=_age)

    @property
    def dm(self) -> Channel:
        """The direct conversation with the app."""
        return self._slack.group([self.id])

    @property
    def dms(self) -> list[Message]:
        """What the app wrote to this person directly, oldest first."""
        return [message for message in self.dm.messages if message.by_app]

    @property
    def views(self) -> list[View]:
        """The modals that are open, the one on top last."""
        return list(self._slack.stack(self.id))

    @property
    def view(self) -> View | None:
        """The modal on top, None when none is open."""
        return self.views[-1] if self.views else None

    @property
    def home(self) -> View | None:
        return self._slack.homes.get(self.id)

    @property
    def reads(self) -> str:
        """What the app last told this person in private, ephemerally or directly."""
        latest = max([*self.ephemerals, *self.dms], key=_age, default=None)
        return latest.readable if latest is not None else ""

    # commands and shortcuts

    async def runs(
        self, command: str, text: str = "", *, channel: Channel | str = "general", patience: float = PATIENCE
    ) -> Answer:
        """Run a slash command in a channel. An answer in the ack is shown, as Slack shows it."""
        place, trigger = self._place(channel), self._slack.new_trigger(self.id)
        url = self._post.response_urls.issue(self.id, place.id)
        form = payloads.command(
            self._slack, self.user, place, command, text, trigger=trigger, answer_at=self._address(url.path)
        )
        answer = self._answer()
        ack = await self._interact(answer, "slash_commands", form)
        if ack.body not in (None, ""):
            said = ack.body if isinstance(ack.body, dict) else {"text": ack.body}
            _usable(lambda: self._post.response_urls.answer(url, said))
        return await self._first_sight(answer, patience)

    async def uses_shortcut(self, callback_id: str, *, patience: float = PATIENCE) -> Answer:
        """Choose a global shortcut."""
        return await self._gesture("shortcut", {"callback_id": callback_id, "action_ts": self._slack.stamp()}, patience)

    async def uses_message_shortcut(self, callback_id: str, *, on: Message, patience: float = PATIENCE) -> Answer:
        """Choose a shortcut from a message's menu."""
        place = self._slack.channels[on.channel_id]
        what = {
            "callback_id": callback_id,
            "action_ts": self._slack.stamp(),
            "channel": {"id": place.id, "name": place.name},
            "message_ts": on.ts,
            "message": payloads.message(self._slack, on),
            "response_url": self._address(self._post.response_urls.issue(self.id, place.id, on).path),
        }
        return await self._gesture("message_action", what, patience)

    # buttons and choices

    async def presses(self, button: str, *, on: Message | View | None = None, patience: float = PATIENCE) -> Answer:
        """Press a button, or an entry of an overflow menu, by its label or its action id.

        A part of the label will do when it fits one button only. Without `on`, the modal on top is searched, then the
        messages this person sees, the latest first, then their Home tab.
        """
        place = on if on is not None else self._place_of(button)
        block, element, option = self._pressable(place, button)
        chosen = {"selected_option": option} if option is not None else {}
        return await self._act(place, block, element, chosen, patience)

    async def picks(self, choice: Any, *, of: str, on: Message | View, patience: float = PATIENCE) -> Answer:
        """Choose in a menu, a picker or boxes outside a form, or in a form's question that reports at once.

        `of` names the element by action id, block id, label or placeholder; `choice` is as in `fills`.
        """
        self._must_see(on)
        block, element = find_element(on.blocks, of)
        chosen = entered(element, choice)
        if isinstance(on, View):
            on.values[block["block_id"], element["action_id"]] = chosen
        field = FIELDS[element["type"]][0]
        return await self._act(on, block, element, {field: chosen[field]}, patience)

    async def _act(self, place: Message | View, block: Json, element: Json, chosen: Json, patience: float) -> Answer:
        self._must_see(place)
        acted = {"actions": [payloads.action(block, element, chosen, self._slack.stamp())]}
        return await self._gesture("block_actions", acted | self._surroundings(place), patience)

    def _surroundings(self, place: Message | View) -> Json:
        if isinstance(place, View):
            return payloads.on_view(self._slack, place)
        url = self._post.response_urls.issue(self.id, place.channel_id, place)
        state = {"values": state_of(place.blocks, {})}
        return payloads.on_message(self._slack, place) | {"response_url": self._address(url.path), "state": state}

    def _pressable(self, place: Message | View, button: str) -> tuple[Json, Json, Json | None]:
        offered = [
            (block, element, option, label)
            for block, element in elements_in(place.blocks)
            if element["type"] in {"button", "overflow"}
            for option, label in _labels(element)
        ]
        exact = [
            offer for offer in offered if button == offer[3] or (button == offer[1]["action_id"] and offer[2] is None)
        ]
        partly = [offer for offer in offered if button in offer[3]]
        for found in (exact, partly):
            if len(found) == 1:
                block, element, option, _ = found[0]
                return block, element, option
        raise CannotDo(f"no one button {button!r}; there are {[label for *_, label in offered]}")

    def _place_of(self, button: str) -> Message | View:
        messages = sorted((said for said in self._everything if self._sees(said)), key=_age, reverse=True)
        homes = [self.home] if self.home is not None else []
        for place in [*reversed(self.views), *messages, *homes]:
            try:
                self._pressable(place, button)
            except CannotDo:
                continue
            return place
        raise CannotDo(f"{self.name} sees no button {button!r}")

    def _sees(self, place: Message | View) -> bool:
        if isinstance(place, View):
            return place.user_id == self.id and place.is_open
        member = self.id in self._slack.channels[place.channel_id].members
        return member and not place.deleted and place.recipient in (None, self.id)

    def _must_see(self, place: Message | View) -> None:
        if not self._sees(place):
            raise CannotDo(f"{self.name} does not see this {type(place).__name__.lower()}")

    # forms

    def fills(self, values: Mapping[str, Any], view: View | None = None) -> View:
        """Type into a modal without submitting it.

        Keys name the questions by block id, action id or label (a part that fits one only will do). Values: text for
        text inputs; an option's label or value for selects and radio buttons, a list of them for several; a person,
        channel or id for people and channels; an ISO date and "HH:MM", or `date` and `time`; None empties. What is
        not named keeps its initial value, or what was typed before.
        """
        form = self._form(view)
        for name, value in values.items():
            block, element = find_element(form.blocks, name)
            form.values[block["block_id"], element["action_id"]] = entered(element, value)
        return form

    async def submits(
        self, view: View | None = None, values: Mapping[str, Any] | None = None, *, patience: float = PATIENCE
    ) -> Answer:
        """Fill a modal (the one on top when none is given) and submit it; what the app answers is carried out.

        An empty ack closes the modal; `errors` stay in `Answer.errors` and `View.errors`, with everything typed still
        there.
        """
        form = self.fills(values or {}, view)
        described = payloads.view(self._slack, form)
        if missing := missing_answers(form.blocks, described["state"]["values"]):
            raise CannotDo(f"required and empty: {missing}")
        form.errors = {}
        answer = self._answer()
        payload = payloads.gesture(self._slack, self.user, "view_submission", self._slack.new_trigger(self.id))
        ack = await self._interact(answer, "interactive", payload | {"view": described, "response_urls": []})
        self._obey(form, _body(ack))
        return answer if answer.response_action else await self._first_sight(answer, patience)

    def _obey(self, form: View, body: Json) -> None:
        match body:
            case {"response_action": "errors", "errors": errors}:
                self._complain(form, errors)
            case {"response_action": "update", "view": view}:
                self._slack.update_view(form, _usable(lambda: checked_view(view, "modal")))
            case {"response_action": "push", "view": view}:
                self._slack.push_view(self.id, _usable(lambda: checked_view(view, "modal")))
            case {"response_action": "clear"}:
                self._slack.clear_views(self.id, by_app=True)
            case {"response_action": other}:
                raise Unanswered(f"Slack knows no response_action {other!r} of this shape: {body}")
            case _ if form.is_open:
                self._slack.close_view(form)
            case _:
                pass

    def _complain(self, form: View, errors: Mapping[str, str]) -> None:
        inputs = {block["block_id"] for block in form.blocks if block["type"] == "input"}
        if unknown := set(errors) - inputs:
            raise Unanswered(f"errors for blocks that take no input: {sorted(unknown)}; there are {sorted(inputs)}")
        form.errors = dict(errors)
        self._slack.changed()

    async def closes(self, view: View | None = None, *, patience: float = 0.0) -> Answer | None:
        """Close a modal; those that asked to be told get `view_closed`, and the answer to the first is returned."""
        form = self._form(view)
        whole = form.body.get("clear_on_close", False)
        closing = list(reversed(self.views)) if whole else [form]
        for closed in closing:
            self._slack.close_view(closed)
        told = [
            await self._tells_closed(closed, whole, patience)
            for closed in closing
            if closed.body.get("notify_on_close")
        ]
        return next(iter(told), None)

    async def _tells_closed(self, view: View, whole: bool, patience: float) -> Answer:
        answer = self._answer()
        payload = payloads.gesture(self._slack, self.user, "view_closed", None)
        payload |= {"view": payloads.view(self._slack, view), "is_cleared": whole}
        await self._interact(answer, "interactive", payload)
        return await self._first_sight(answer, patience)

    def _form(self, view: View | None) -> View:
        form = view or self.view
        if form is None or not self._sees(form):
            raise CannotDo(f"{self.name} has no such modal open")
        return form

    # reactions

    async def reacts(self, emoji: str, *, on: Message, patience: float = 0.0) -> Answer:
        """Add a reaction by its Slack name (`hand`, `+1::skin-tone-3`). Ephemeral messages take none."""
        self._must_see(on)
        if on.recipient is not None or self.id in on.reactions.get(emoji, ()):
            raise CannotDo(f"{self.name} cannot add :{emoji}: here")
        self._slack.react(on, emoji, self.id)
        return await self._reaction("reaction_added", on, emoji, patience)

    async def unreacts(self, emoji: str, *, on: Message, patience: float = 0.0) -> Answer:
        if self.id not in on.reactions.get(emoji, ()):
            raise CannotDo(f"{self.name} has not added :{emoji}: here")
        self._slack.unreact(on, emoji, self.id)
        return await self._reaction("reaction_removed", on, emoji, patience)

    async def _reaction(self, kind: str, on: Message, emoji: str, patience: float) -> Answer:
        place = self._slack.channels[on.channel_id]
        event = payloads.reaction_event(self._slack, kind, on, emoji, self.id)
        return await self._happens(event, patience, heard=self._slack.bot.id in place.members)

    # the rest of a day

    async def opens_home(self, *, tab: str = "home", patience: float = PATIENCE) -> Answer:
        """Open the app's Home tab (or its Messages tab)."""
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.dm.id,
            "tab": tab,
            "event_ts": self._slack.stamp(),
        }
        if tab == "home" and self.home is not None:
            event["view"] = payloads.view(self._slack, self.home)
        return await self._happens(event, patience)

    async def joins_team(self, *, patience: float = 0.0) -> Answer:
        """Appear as new in the workspace; the person is there since `FakeSlack.user` made them, only now it is told."""
        member = payloads.user(self._slack, self.user)
        return await self._happens({"type": "team_join", "user": member, "event_ts": self._slack.stamp()}, patience)

    async def changes(self, *, patience: float = 0.0, **fields: str) -> Answer:
        """Change `name`, `real_name`, `locale` or `tz` in the profile."""
        for name, value in fields.items():
            setattr(self.user, name, value)
        member = payloads.user(self._slack, self.user, locale=True)
        return await self._happens({"type": "user_change", "user": member, "event_ts": self._slack.stamp()}, patience)

    async def joins(self, channel: Channel | str, *, patience: float = 0.0) -> Answer:
        place = self._place(channel)
        place.members.append(self.id)
        return await self._membership("member_joined_channel", place, patience)

    async def leaves(self, channel: Channel | str, *, patience: float = 0.0) -> Answer:
        place = self._place(channel)
        place.members.remove(self.id)
        return await self._membership("member_left_channel", place, patience)

    async def _membership(self, kind: str, place: Channel, patience: float) -> Answer:
        event = payloads.membership_event(self._slack, kind, place, self.id)
        return await self._happens(event, patience, heard=self._slack.bot.id in place.members)

    async def says(
        self, text: str, *, channel: Channel | str = "general", thread: Message | None = None, patience: float = 0.0
    ) -> Answer:
        """Write in a channel, in a thread, or (with `channel=person.dm`) to the app."""
        posted = self.writes(text, channel=channel, thread=thread)
        place = self._slack.channels[posted.channel_id]
        event = payloads.message_event(self._slack, posted)
        return await self._happens(event, patience, heard=self._slack.bot.id in place.members)

    async def mentions_app(
        self,
        text: str,
        *,
        channel: Channel | str = "general",
        thread: Message | None = None,
        patience: float = PATIENCE,
    ) -> Answer:
        """Write a message, or a reply in a thread, that begins by mentioning the app."""
        posted = self.writes(f"<@{self._slack.bot.id}> {text}", channel=channel, thread=thread)
        return await self._happens(payloads.mention_event(self._slack, posted), patience)

    def writes(self, text: str, *, channel: Channel | str = "general", thread: Message | None = None) -> Message:
        """Put a message there without telling the app, as if it had been written before."""
        place = self._place(channel)
        thread_ts = thread.thread_ts or thread.ts if thread is not None else None
        return self._slack.post(Message(place.id, self._slack.stamp(), self.id, text, thread_ts=thread_ts))

    # how it reaches the app

    async def _gesture(self, kind: str, what: Json, patience: float) -> Answer:
        answer = self._answer()
        opening = payloads.gesture(self._slack, self.user, kind, self._slack.new_trigger(self.id))
        await self._interact(answer, "interactive", opening | what)
        return await self._first_sight(answer, patience)

    async def _interact(self, answer: Answer, kind: EnvelopeKind, payload: Json) -> Ack:
        answer.delivery = await self._post.deliver(Envelope(kind, payload))
        ack = answer.delivery.ack
        if ack is None or not ack.ok:
            raise Unanswered(f"{payload.get('command', payload.get('type'))}: {ack or 'no acknowledgement in time'}")
        return ack

    async def _happens(self, event: Json, patience: float, *, heard: bool = True) -> Answer:
        answer = self._answer()
        outsider = self.user.team_id != self._slack.team_id
        if heard:
            answer.delivery = await self._post.send_event(event, outsider=outsider)
        return await self._first_sight(answer, patience)

    def _answer(self) -> Answer:
        if self._latest is not None:
            self._latest.end()
        self._latest = Answer(self._slack, self.user, len(self._slack.effects))
        return self._latest

    async def _first_sight(self, answer: Answer, patience: float) -> Answer:
        with suppress(TimeoutError):  # nothing to see is an answer as well
            await self._slack.until(lambda: answer.effects, within=patience)
        return answer

    def _place(self, channel: Channel | str) -> Channel:
        place = self._slack.find_channel(channel) if isinstance(channel, str) else channel
        if place is None:
            raise CannotDo(f"no channel {channel!r}")
        return place

    def _address(self, path: str) -> str:
        return self._slack.address + path


def _labels(element: Json) -> list[tuple[Json | None, str]]:
    if element["type"] == "button":
        return [(None, element["text"]["text"])]
    return [(option, option["text"]["text"]) for option in options_of(element)]


def _age(message: Message) -> float:
    return float(message.ts)


def _usable(attempt: Callable[[], Any]) -> Any:
    """Carry out what an ack asked for; Slack shows the person an error when it cannot."""
    try:
        return attempt()
    except ApiError as refusal:
        raise Unanswered(f"the ack held something Slack refuses: {refusal.code} {refusal.problems}") from refusal
