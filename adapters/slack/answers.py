"""Answers: how what the engine says at once reaches the person, wherever on Slack they are."""

import asyncio
from typing import Any, Final, Protocol, TypeAlias

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render
from adapters.slack.carried import Carried
from adapters.slack.courier import answer_of, error_of, is_refused, no_file, outcome_of
from adapters.slack.files import upload
from adapters.slack.parse import Json, carried_by, is_home
from adapters.slack.web_client import ResponseUrls
from bot import drafts
from bot.ports import NotSent
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Button, Buttons, Card, Paragraph, mentioned
from bot.vocabulary.effect import Answer, File, OpenForm, Reply
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, Gesture, MenuChoice, Reaction
from bot.vocabulary.text import mentions, say, text

log = structlog.get_logger(__name__)

OUT_OF_REACH: Final = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})
"""Why a private word in a channel cannot be said there, and is said directly."""

TRIES: Final = (0.0, 2.0, 10.0, 60.0)
"""Seconds before each try to hand over a file."""

Pointed: TypeAlias = ButtonPress | MenuChoice
Opening: TypeAlias = Command | Pointed
"""Gestures that a form can open from."""
Spoken: TypeAlias = Opening | FormSubmission | Reaction


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

    async def to_command(self, body: Json, command: Command, answer: Answer | None, moment: "Moment") -> None:
        """Answer a slash command."""
        if moment.view:
            await self._in_moment(body, command, answer, moment)
            return
        match answer:
            case Reply(card):
                await self._respond(body, command, card)
            case OpenForm(form):
                await self._open_form(body, command, form, run(command.name, command.subcommand))
            case None:
                pass

    async def to_press(self, body: Json, press: ButtonPress, answer: Answer | None, moment: "Moment") -> None:
        """Answer a button."""
        if "view" in body and not is_home(body):
            await self._in_modal(body, press, answer)
        elif moment.view:
            await self._in_moment(body, press, answer, moment)
        elif "view" in body:
            await self.in_new_modal(body, press, answer, moment)
        else:
            await self._on_message(body, press, answer)

    async def to_mention(self, command: Command, answer: Answer | None) -> None:
        """Answer Machi's name: where it was said, in private; no form can open from there, so a button opens it."""
        match answer:
            case Reply(card):
                await self.whisper(command, card)
            case OpenForm(form):
                again = run(command.name, command.subcommand)
                await self.whisper(command, _open(form, again))
            case None:
                pass

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
        modal = await self._any_modal(press, answer, draft, _title(view))
        await self._update(view["id"], modal, press, answer)

    async def _update(self, view: str, modal: render.Json, gesture: Spoken, answer: Answer | None) -> None:
        """Let a modal show the answer; where it was closed meanwhile, or cannot be changed, it is whispered."""
        try:
            await self._client.views_update(view_id=view, view=modal)
        except SlackApiError as refused:
            log.info("a modal does not show an answer", reason=error_of(refused))
            match answer:
                case Reply(card):
                    await self.whisper(gesture, card)
                case OpenForm(form):
                    await self.whisper(gesture, _too_late(_again(gesture, form)))
                case None:
                    pass

    async def in_new_modal(self, body: Json, gesture: Pointed, answer: Answer | None, moment: "Moment") -> None:
        """Answer a gesture that has no channel, on the Home tab or by a shortcut; directly where it is too late."""
        if moment.view:
            await self._in_moment(body, gesture, answer, moment)
            return
        match answer:
            case Reply(card):
                modal = await self._card_modal(gesture, card, "", render.NAME)
                try:
                    await self._client.views_open(trigger_id=body["trigger_id"], view=modal)
                except SlackApiError as refused:
                    log.warning("an answer did not open", reason=error_of(refused))
                    await self.whisper(gesture, card)
            case OpenForm(form):
                await self._open_form(body, gesture, form, _again(gesture, form))
            case None:
                pass

    async def _in_moment(self, body: Json, gesture: Opening, answer: Answer | None, moment: "Moment") -> None:
        """Put the answer where "one moment" stands; where that was closed, say it in another way."""
        modal = await self._any_modal(gesture, answer, "", render.NAME)
        try:
            await self._client.views_update(view_id=moment.view, view=modal)
        except SlackApiError as refused:
            log.info("nobody waited for an answer", reason=error_of(refused))
            match answer:
                case Reply(card):
                    await self._respond(body, gesture, card)
                case OpenForm(form):
                    await self._respond(body, gesture, _too_late(_again(gesture, form)))
                case None:
                    pass

    async def _any_modal(self, gesture: Spoken, answer: Answer | None, draft: str, title: str) -> render.Json:
        match answer:
            case Reply(card):
                return await self._card_modal(gesture, card, draft, title)
            case OpenForm(form):
                return await self._form_modal(gesture, form)
            case None:
                return await self._card_modal(gesture, _done(), draft, title)

    async def to_submission(self, body: Json, submitted: FormSubmission, answer: Answer | None) -> dict[str, Any]:
        """What the acknowledgement of a submission says: every problem at its question, or what comes next."""
        match answer:
            case OpenForm(form) if form.problems and form.draft == submitted.draft:
                reader = await self._reader(submitted, form)
                return {"response_action": "errors", "errors": render.errors(form.problems, reader)}
            case OpenForm(form):
                return {"response_action": "update", "view": await self._form_modal(submitted, form)}
            case Reply(card):
                modal = await self._card_modal(submitted, card, submitted.draft, _title(body["view"]))
                return {"response_action": "update", "view": modal}
            case None:
                return {"response_action": "clear"}

    async def to_late_submission(self, body: Json, submitted: FormSubmission, answer: Answer | None) -> None:
        """Answer a submission that was acknowledged with a moment's patience."""
        view = body["view"]
        modal = await self._any_modal(submitted, answer, submitted.draft, _title(view))
        await self._update(view["id"], modal, submitted, answer)

    def moment_of_submission(self, body: Json, submitted: FormSubmission) -> dict[str, Any]:
        """The acknowledgement of a form that takes a moment.

        The form stays as it is, with every word in it: were Machi to end now, it would be kept nowhere else.
        """
        reader = _stranger(submitted)
        first = next(block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input")
        words = text(say("slack-moment-title"), ": ", say("slack-moment-form"))
        return {"response_action": "errors", "errors": render.errors({first: words}, reader)}

    async def say_moment(self, body: Json, gesture: Opening) -> str:
        """Say to somebody that it takes a moment; gives the modal which says so, to put the answer in."""
        reader = _stranger(gesture)
        if "view" in body and not is_home(body):
            carried = Carried(gesture.place, draft=carried_by(body).draft)
            modal = render.card_modal(_moment(), reader, carried, _title(body["view"]))
            await self._client.views_update(view_id=body["view"]["id"], view=modal)
            return ""
        try:
            modal = render.card_modal(_moment(), reader, Carried(gesture.place), render.NAME)
            opened = await self._client.views_open(trigger_id=body["trigger_id"], view=modal)
            if view := str((opened.get("view") or {}).get("id") or ""):
                return view
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as refused:
            log.info("a modal that says to wait did not open", reason=str(refused))
        words = render.message(_moment(), reader)
        private = {"response_type": "ephemeral", "replace_original": False}
        if not await self._response_urls.answer(str(body.get("response_url", "")), {**words, **private}):
            await self._whisper(gesture, words)
        return ""

    async def to_reaction(self, reaction: Reaction, answer: Answer | None) -> None:
        """Answer an emoji; no form can open from there."""
        if isinstance(answer, Reply):
            await self.whisper(reaction, answer.card)

    async def hand_over(self, gesture: Gesture, answer: Answer | None) -> None:
        """Send the file of an answer directly: nothing private in a channel can carry one.

        It is tried again where certainly nothing arrived; where it does not work out, that is said.
        """
        if not isinstance(answer, Reply) or answer.file is None:
            return
        channel = await self._direct(gesture.actor.account.external_id)
        if problem := await self._handed_over(channel, answer.file):
            reader = await self._readers.reader(gesture, frozenset())
            await self._client.chat_postMessage(channel=channel, **render.message(problem, reader))

    async def _direct(self, account: str) -> str:
        opened = answer_of(await self._client.conversations_open(users=account))
        return str((opened.get("channel") or {}).get("id") or account)

    async def _handed_over(self, channel: str, file: File) -> Card | None:
        for pause in TRIES:
            await asyncio.sleep(pause)
            try:
                await upload(self._client, channel, file)
            except Exception as error:  # noqa: BLE001 - whatever it was, the person is told
                log.warning("a file was not handed over", reason=f"{type(error).__name__}: {error}")
                if is_refused(error):
                    return no_file()
                if not isinstance(outcome_of(error), NotSent):
                    break
            else:
                return None
        return Card(text(say("slack-file-title")), (Paragraph(text(say("slack-file-again"))),))

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

    async def _respond(self, body: Json, gesture: Opening, card: Card, *, replacing: bool = False) -> None:
        words = render.message(card, await self._readers.reader(gesture, mentioned(card)))
        private: render.Json = {"response_type": "ephemeral", "replace_original": replacing}
        if gesture.place.thread and not replacing:
            private["thread_ts"] = gesture.place.thread
        if not await self._response_urls.answer(str(body.get("response_url", "")), {**words, **private}):
            await self.whisper(gesture, card)

    async def _open_form(self, body: Json, gesture: Opening, form: FormView, again: Action) -> None:
        modal = await self._form_modal(gesture, form)
        try:
            await self._client.views_open(trigger_id=body["trigger_id"], view=modal)
        except SlackApiError as refused:
            log.warning("a form did not open", reason=error_of(refused), form=form.action.name)
            await self._respond(body, gesture, _too_late(again))

    async def _form_modal(self, gesture: Spoken, form: FormView) -> render.Json:
        carried = Carried(gesture.place, form.action.encode(), form.draft)
        return render.modal(form, await self._reader(gesture, form), carried)

    async def _reader(self, gesture: Gesture, form: FormView) -> Reader:
        return await self._readers.reader(gesture, frozenset().union(*map(mentions, form.problems.values())))

    async def _card_modal(self, gesture: Spoken, card: Card, draft: str, title: str) -> render.Json:
        reader = await self._readers.reader(gesture, mentioned(card))
        return render.card_modal(card, reader, Carried(gesture.place, draft=draft), title)


class Moment:
    """One gesture that may take a moment: where that is said, if it had to be."""

    def __init__(self, answers: Answers, body: Json, gesture: Opening) -> None:
        self._answers = answers
        self._body = body
        self._gesture = gesture
        self.view = ""

    async def say(self) -> None:
        """Say that it takes a moment."""
        self.view = await self._answers.say_moment(self._body, self._gesture)


def _again(gesture: Spoken, form: FormView) -> Action:
    """What opens that form once more."""
    match gesture:
        case Command():
            return run(gesture.name, gesture.subcommand)
        case ButtonPress():
            return gesture.action
        case _:
            return Action(drafts.FIX, (form.draft,))


def _title(view: Json) -> str:
    """What stands over a modal."""
    return str((view.get("title") or {}).get("text") or render.NAME)


def _open(form: FormView, again: Action) -> Card:
    button = Button(say("slack-late-again"), again, "primary")
    return Card(text(form.title), (Buttons((button,)),))


def _moment() -> Card:
    return Card(text(say("slack-moment-title")), (Paragraph(text(say("slack-moment"))),))


def _stranger(gesture: Gesture) -> Reader:
    """Somebody of whom only Slack's own language is known: to look further up would take a moment more."""
    return Reader(gesture.actor.language or "ja", "UTC")


def _done() -> Card:
    return Card(text(say("slack-done-title")))


def _too_late(again: Action) -> Card:
    button = Button(say("slack-late-again"), again, "primary")
    return Card(text(say("slack-late-title")), (Paragraph(text(say("slack-late"))), Buttons((button,))))
