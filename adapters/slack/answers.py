"""Answers: how what the engine says at once reaches the person, wherever on Slack they are."""

from typing import Any, Final, Protocol, TypeAlias

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render
from adapters.slack.carried import Carried
from adapters.slack.courier import answer_of, error_of
from adapters.slack.files import upload
from adapters.slack.parse import Json, carried_by, is_home
from adapters.slack.web_client import ResponseUrls
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Button, Buttons, Card, Paragraph, mentioned
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, Gesture, Reaction
from bot.vocabulary.text import mentions, say, text

log = structlog.get_logger(__name__)

OUT_OF_REACH: Final = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})
"""Why a private word in a channel cannot be said there, and is said directly."""


Spoken: TypeAlias = Command | ButtonPress | FormSubmission | Reaction


class Readers(Protocol):
    """Who an answer is worded for."""

    async def reader(self, gesture: Gesture, members: frozenset[MemberId]) -> Reader:
        """The person behind a gesture as a reader, with the members they will read about."""
        ...


class Answers:
    """Shows each answer where its gesture was made.

    A command and a button on a message are answered by their response URL, privately; a button in a modal changes the
    modal; a form is answered in the acknowledgement of its submission. Forms open within three seconds or not at all.
    """

    def __init__(self, client: AsyncWebClient, response_urls: ResponseUrls, readers: Readers) -> None:
        """Answer through that client and those URLs."""
        self._client = client
        self._response_urls = response_urls
        self._readers = readers

    async def to_command(self, body: Json, command: Command, answer: Answer | None) -> None:
        """Answer a slash command."""
        match answer:
            case Reply(card):
                await self._respond(body, command, card)
            case OpenForm(form):
                await self._open_form(body, command, form, run(command.name, command.subcommand))
            case None:
                pass

    async def to_press(self, body: Json, press: ButtonPress, answer: Answer | None) -> None:
        """Answer a button."""
        if "view" not in body:
            await self._on_message(body, press, answer)
        elif is_home(body):
            await self.in_new_modal(body, press, answer)
        else:
            await self._in_modal(body, press, answer)

    async def _on_message(self, body: Json, press: ButtonPress, answer: Answer | None) -> None:
        match answer:
            case Reply(card, replaces):
                private = bool(body["container"].get("is_ephemeral"))
                await self._respond(body, press, card, replacing=replaces and private)
            case OpenForm(form):
                await self._open_form(body, press, form, press.action)
            case None:
                pass

    async def _in_modal(self, body: Json, press: ButtonPress, answer: Answer | None) -> None:
        view, draft = body["view"], carried_by(body).draft
        match answer:
            case Reply(card):
                modal = await self._card_modal(press, card, draft, view["title"]["text"])
            case OpenForm(form):
                modal = await self._form_modal(press, form)
            case None:
                modal = await self._card_modal(press, _done(), draft, view["title"]["text"])
        try:
            await self._client.views_update(view_id=view["id"], view=modal)
        except SlackApiError:
            if not isinstance(answer, Reply):
                raise
            await self.whisper(press, answer.card)  # it was closed meanwhile

    async def in_new_modal(self, body: Json, press: ButtonPress, answer: Answer | None) -> None:
        """Answer a gesture that has no channel, on the Home tab or by a shortcut; directly where it is too late."""
        match answer:
            case Reply(card):
                modal = await self._card_modal(press, card, "", render.NAME)
                try:
                    await self._client.views_open(trigger_id=body["trigger_id"], view=modal)
                except SlackApiError as refused:
                    log.warning("an answer did not open", reason=error_of(refused))
                    await self.whisper(press, card)
            case OpenForm(form):
                await self._open_form(body, press, form, press.action)
            case None:
                pass

    async def to_submission(self, body: Json, submitted: FormSubmission, answer: Answer | None) -> dict[str, Any]:
        """What the acknowledgement of a submission says: every problem at its question, or what comes next."""
        match answer:
            case OpenForm(form) if form.problems and form.draft == submitted.draft:
                reader = await self._reader(submitted, form)
                return {"response_action": "errors", "errors": render.errors(form.problems, reader)}
            case OpenForm(form):
                return {"response_action": "update", "view": await self._form_modal(submitted, form)}
            case Reply(card):
                modal = await self._card_modal(submitted, card, submitted.draft, body["view"]["title"]["text"])
                return {"response_action": "update", "view": modal}
            case None:
                return {"response_action": "clear"}

    async def to_late_submission(self, body: Json, submitted: FormSubmission, answer: Answer | None) -> None:
        """Answer a submission that was acknowledged with a moment's patience."""
        match answer:
            case OpenForm(form):
                modal = await self._form_modal(submitted, form)
            case Reply(card):
                modal = await self._card_modal(submitted, card, submitted.draft, body["view"]["title"]["text"])
            case None:
                modal = await self._card_modal(submitted, _done(), submitted.draft, body["view"]["title"]["text"])
        try:
            await self._client.views_update(view_id=body["view"]["id"], view=modal)
        except SlackApiError:
            if not isinstance(answer, Reply):
                raise
            await self.whisper(submitted, answer.card)  # it was closed meanwhile

    def moment_of_command(self, command: Command) -> dict[str, Any]:
        """The acknowledgement of a command that takes a moment, which whoever typed it reads."""
        return {"response_type": "ephemeral", **render.message(_moment(), _stranger(command))}

    def moment_of_submission(self, body: Json, submitted: FormSubmission) -> dict[str, Any]:
        """The acknowledgement of a form that takes a moment; without one Slack would call it failed."""
        return {"response_action": "update", "view": _moment_modal(body, submitted, submitted.draft)}

    async def say_moment(self, body: Json, press: ButtonPress) -> None:
        """Say to somebody who pressed a button that it takes a moment."""
        if "view" in body and not is_home(body):
            modal = _moment_modal(body, press, carried_by(body).draft)
            await self._client.views_update(view_id=body["view"]["id"], view=modal)
            return
        words = render.message(_moment(), _stranger(press))
        private = {"response_type": "ephemeral", "replace_original": False}
        if not await self._response_urls.answer(str(body.get("response_url", "")), {**words, **private}):
            await self._whisper(press, words)

    async def to_reaction(self, reaction: Reaction, answer: Answer | None) -> None:
        """Answer an emoji; no form can open from there."""
        if isinstance(answer, Reply):
            await self.whisper(reaction, answer.card)

    async def hand_over(self, gesture: Gesture, answer: Answer | None) -> None:
        """Send the file of an answer directly: nothing private in a channel can carry one."""
        if not isinstance(answer, Reply) or answer.file is None:
            return
        opened = answer_of(await self._client.conversations_open(users=gesture.actor.account.external_id))
        channel = opened["channel"]["id"]
        if not await upload(self._client, channel, answer.file):
            reader = await self._readers.reader(gesture, frozenset())
            words = Card(text(say("slack-file-title")), (Paragraph(text(say("slack-file"))),))
            await self._client.chat_postMessage(channel=channel, **render.message(words, reader))

    async def whisper(self, gesture: Spoken, card: Card) -> None:
        """Say something privately without a response URL: in the channel, or directly where that cannot be."""
        await self._whisper(gesture, render.message(card, await self._readers.reader(gesture, mentioned(card))))

    async def _whisper(self, gesture: Spoken, words: render.Json) -> None:
        account, place = gesture.actor.account.external_id, gesture.place
        try:
            if place.channel != account:
                await self._client.chat_postEphemeral(
                    channel=place.channel, user=account, thread_ts=place.thread, **words
                )
                return
        except SlackApiError as refused:
            if error_of(refused) not in OUT_OF_REACH:
                raise
        await self._client.chat_postMessage(channel=account, **words)

    async def _respond(
        self, body: Json, gesture: Command | ButtonPress, card: Card, *, replacing: bool = False
    ) -> None:
        words = render.message(card, await self._readers.reader(gesture, mentioned(card)))
        private: render.Json = {"response_type": "ephemeral", "replace_original": replacing}
        if gesture.place.thread and not replacing:
            private["thread_ts"] = gesture.place.thread
        if not await self._response_urls.answer(str(body.get("response_url", "")), {**words, **private}):
            await self.whisper(gesture, card)

    async def _open_form(self, body: Json, gesture: Command | ButtonPress, form: FormView, again: Action) -> None:
        modal = await self._form_modal(gesture, form)
        try:
            await self._client.views_open(trigger_id=body["trigger_id"], view=modal)
        except SlackApiError as refused:
            log.warning("a form did not open", reason=error_of(refused), form=form.action.name)
            await self._respond(body, gesture, _too_late(again))

    async def _form_modal(self, gesture: Command | ButtonPress | FormSubmission, form: FormView) -> render.Json:
        carried = Carried(gesture.place, form.action.encode(), form.draft)
        return render.modal(form, await self._reader(gesture, form), carried)

    async def _reader(self, gesture: Gesture, form: FormView) -> Reader:
        return await self._readers.reader(gesture, frozenset().union(*map(mentions, form.problems.values())))

    async def _card_modal(
        self, gesture: ButtonPress | FormSubmission, card: Card, draft: str, title: str
    ) -> render.Json:
        reader = await self._readers.reader(gesture, mentioned(card))
        return render.card_modal(card, reader, Carried(gesture.place, draft=draft), title)


def _moment() -> Card:
    return Card(text(say("slack-moment-title")), (Paragraph(text(say("slack-moment"))),))


def _moment_modal(body: Json, gesture: ButtonPress | FormSubmission, draft: str) -> render.Json:
    title = body["view"]["title"]["text"]
    return render.card_modal(_moment(), _stranger(gesture), Carried(gesture.place, draft=draft), title)


def _stranger(gesture: Gesture) -> Reader:
    """Somebody of whom only Slack's own language is known: to look further up would take a moment more."""
    return Reader(gesture.actor.language or "ja", "UTC")


def _done() -> Card:
    return Card(text(say("slack-done-title")))


def _too_late(again: Action) -> Card:
    button = Button(say("slack-late-again"), again, "primary")
    return Card(text(say("slack-late-title")), (Paragraph(text(say("slack-late"))), Buttons((button,))))
