"""The Web API of the fake Slack: methods by name, each checking what the real one checks and refusing in its words.

Errors: docs.slack.dev/reference/methods. A method raises `ApiError`; the server turns that into `{"ok": false, …}`.
Tokens are checked by the server. Simplified: one workspace, no scopes, and a reply to a thread that does not exist is
refused (`thread_not_found`) where Slack would quietly post it, because no app of ours means to.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from tests.fakes.slack import payloads
from tests.fakes.slack.blocks import MESSAGE_CHARACTERS, characters_in, problems_in_message, problems_in_view
from tests.fakes.slack.state import Channel, Json, Message, Trigger, Upload, User, View, Workspace

TRIGGER_SECONDS = 3.0
MODALS_IN_A_STACK = 3
UPDATED_TEXT = 4000
POSTED_TEXT = 40_000

Item = TypeVar("Item")
Method = Callable[[Workspace, "Arguments"], Json]
METHODS: dict[str, Method] = {}


class ApiError(Exception):
    """A refusal: Slack's error code, and for blocks the reasons."""

    def __init__(self, code: str, problems: Iterable[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = list(problems)

    def answer(self) -> Json:
        refused: Json = {"ok": False, "error": self.code}
        if self.problems:
            messages = [f"[ERROR] {problem}" for problem in self.problems]
            refused |= {"errors": self.problems, "response_metadata": {"messages": messages}}
        return refused


class Arguments:
    """The arguments of one call. They come from a query, a form or JSON, so everything may be text."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def has(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name, default)
        return default if value is None else str(value)

    def needed(self, name: str, error: str = "invalid_arguments") -> str:
        if not (value := self.text(name)):
            raise ApiError(error, [f"missing required field: {name}"] if error == "invalid_arguments" else ())
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self.text(name, str(default)).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if not text.isdigit():
            raise ApiError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(text)

    def json(self, name: str, error: str) -> Any:
        """Read a value that a form carries as JSON text."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None


def method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name] = function
        return function

    return register


# who and where


@method("auth.test")
def auth_test(slack: Workspace, given: Arguments) -> Json:
    return {
        "url": f"https://{slack.team_domain}.slack.com/",
        "team": slack.team_name,
        "user": slack.bot.name,
        "team_id": slack.team_id,
        "user_id": slack.bot.id,
        "bot_id": slack.bot_id,
        "is_enterprise_install": False,
    }


@method("team.info")
def team_info(slack: Workspace, given: Arguments) -> Json:
    team = {"id": slack.team_id, "name": slack.team_name, "domain": slack.team_domain, "email_domain": "", "icon": {}}
    return {"team": team | {"url": f"https://{slack.team_domain}.slack.com/"}}


@method("bots.info")
def bots_info(slack: Workspace, given: Arguments) -> Json:
    if given.text("bot", slack.bot_id) != slack.bot_id:
        raise ApiError("bot_not_found")
    return {"bot": payloads.bot(slack)}


@method("users.info")
def users_info(slack: Workspace, given: Arguments) -> Json:
    return {"user": payloads.user(slack, _user(slack, given.needed("user")), locale=given.flag("include_locale"))}


@method("users.list")
def users_list(slack: Workspace, given: Arguments) -> Json:
    people, more = _page(list(slack.users.values()), given, most=1000)
    locale = given.flag("include_locale")
    described = [payloads.user(slack, person, locale=locale) for person in people]
    return {"members": described, "cache_ts": int(slack.clock())} | more


@method("users.conversations")
def users_conversations(slack: Workspace, given: Arguments) -> Json:
    member = given.text("user", slack.bot.id)
    return _channels(slack, given, [place for place in slack.channels.values() if member in place.members])


@method("usergroups.users.list")
def usergroups_users_list(slack: Workspace, given: Arguments) -> Json:
    if (members := slack.user_groups.get(given.needed("usergroup"))) is None:
        raise ApiError("no_such_subteam")
    return {"users": members}


# conversations


@method("conversations.list")
def conversations_list(slack: Workspace, given: Arguments) -> Json:
    return _channels(slack, given, [place for place in slack.channels.values() if _visible(slack, place)])


def _channels(slack: Workspace, given: Arguments, places: list[Channel]) -> Json:
    types = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    wanted = {types.get(word.strip()) for word in given.text("types", "public_channel").split(",")}
    if None in wanted:
        raise ApiError("invalid_types")
    archived = not given.flag("exclude_archived")
    shown = [
        place for place in places if payloads.channel_type(place) in wanted and (archived or not place.is_archived)
    ]
    page, more = _page(shown, given, most=1000)
    return {"channels": [payloads.channel(slack, place) for place in page]} | more


@method("conversations.info")
def conversations_info(slack: Workspace, given: Arguments) -> Json:
    place = _seen(slack, given.needed("channel"))
    described = payloads.channel(slack, place)
    if given.flag("include_num_members"):
        described["num_members"] = len(place.members)
    return {"channel": described}


@method("conversations.members")
def conversations_members(slack: Workspace, given: Arguments) -> Json:
    members, more = _page(_seen(slack, given.needed("channel")).members, given, most=1000)
    return {"members": members} | more


@method("conversations.join")
def conversations_join(slack: Workspace, given: Arguments) -> Json:
    place = _seen(slack, given.needed("channel"))
    if place.is_private:
        raise ApiError("method_not_supported_for_channel_type")
    if place.is_archived:
        raise ApiError("is_archived")
    if slack.bot.id in place.members:
        warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": payloads.channel(slack, place)} | warning
    place.members.append(slack.bot.id)
    slack.announce(payloads.membership_event(slack, "member_joined_channel", place, slack.bot.id))
    return {"channel": payloads.channel(slack, place)}


@method("conversations.open")
def conversations_open(slack: Workspace, given: Arguments) -> Json:
    place, was_open = _opened(slack, given)
    described = payloads.channel(slack, place) if given.flag("return_im") else {"id": place.id}
    return {"channel": described} | ({"no_op": True, "already_open": True} if was_open else {})


def _opened(slack: Workspace, given: Arguments) -> tuple[Channel, bool]:
    if given.has("channel"):
        return _seen(slack, given.needed("channel")), True
    people = given.needed("users", "users_list_not_supplied").split(",")
    known = len(slack.channels)
    place = slack.group(_user(slack, person.strip()).id for person in people)
    return place, len(slack.channels) == known


@method("conversations.history")
def conversations_history(slack: Workspace, given: Arguments) -> Json:
    place = _joined(slack, given.needed("channel"))
    top_level = [posted for posted in _settled(slack, place) if not posted.is_reply or posted.reply_broadcast]
    return _messages(slack, given, list(reversed(_between(top_level, given))))


@method("conversations.replies")
def conversations_replies(slack: Workspace, given: Arguments) -> Json:
    place = _joined(slack, given.needed("channel"))
    if (posted := place.find(given.needed("ts"))) is None:
        raise ApiError("thread_not_found")
    thread = posted.thread_ts or posted.ts
    replies = [reply for reply in _settled(slack, place) if reply.thread_ts == thread and reply.is_reply]
    parent = [message for message in [place.find(thread)] if message is not None]
    return _messages(slack, given, parent + _between(replies, given))


def _settled(slack: Workspace, place: Channel) -> list[Message]:
    """Leave out what was posted a moment ago: Slack's look-ups lag behind its posts."""
    return [
        posted
        for posted in place.messages
        if float(posted.ts) <= slack.clock() - slack.history_lag or not slack.history_lag
    ]


def _between(found: list[Message], given: Arguments) -> list[Message]:
    oldest, latest = float(given.text("oldest", "0")), float(given.text("latest", "inf"))
    if given.flag("inclusive"):
        return [posted for posted in found if oldest <= float(posted.ts) <= latest]
    return [posted for posted in found if oldest < float(posted.ts) < latest]


def _messages(slack: Workspace, given: Arguments, found: list[Message]) -> Json:
    page, more = _page(found, given, most=999)
    metadata = given.flag("include_all_metadata")
    described = [payloads.message(slack, posted, metadata=metadata) for posted in page]
    return {"messages": described, "has_more": bool(more["response_metadata"]["next_cursor"])} | more


# messages


@method("chat.postMessage")
def chat_post_message(slack: Workspace, given: Arguments) -> Json:
    place = _writable(slack, given.needed("channel", "channel_not_found"), direct=True)
    text, blocks = _content(given, POSTED_TEXT)
    posted = Message(
        place.id,
        slack.stamp(),
        slack.bot.id,
        text,
        slack.identified(blocks),
        thread_ts=_thread(place, given),
        reply_broadcast=given.flag("reply_broadcast"),
        metadata=_metadata(given),
        by_app=True,
    )
    slack.post(posted)
    slack.announce(payloads.message_event(slack, posted))
    return {"channel": place.id, "ts": posted.ts, "message": payloads.message(slack, posted, metadata=True)}


@method("chat.postEphemeral")
def chat_post_ephemeral(slack: Workspace, given: Arguments) -> Json:
    place = _writable(slack, given.needed("channel", "channel_not_found"))
    reader = _user(slack, given.needed("user", "user_not_found"))
    if reader.id not in place.members:
        raise ApiError("user_not_in_channel")
    text, blocks = _content(given, POSTED_TEXT)
    whisper = Message(
        place.id, slack.stamp(), slack.bot.id, text, slack.identified(blocks), recipient=reader.id, by_app=True
    )
    whisper.thread_ts = _thread(place, given)
    slack.post(whisper)
    return {"message_ts": whisper.ts}


@method("chat.update")
def chat_update(slack: Workspace, given: Arguments) -> Json:
    """Change a message. Blocks and metadata that are not given stay; an empty list or object takes them away."""
    posted = _own_message(slack, given, "cant_update_message")
    text, blocks = _content(given, UPDATED_TEXT)
    kept = posted.blocks if given.json("blocks", "invalid_blocks_format") is None else slack.identified(blocks)
    if given.has("metadata"):
        posted.metadata = _metadata(given)
    slack.edit(posted, text=text if given.has("text") else posted.text, blocks=kept)
    described = payloads.message(slack, posted, metadata=True)
    return {"channel": posted.channel_id, "ts": posted.ts, "text": posted.text, "message": described}


@method("chat.delete")
def chat_delete(slack: Workspace, given: Arguments) -> Json:
    posted = _own_message(slack, given, "cant_delete_message")
    slack.delete(posted)
    return {"channel": posted.channel_id, "ts": posted.ts}


def _content(given: Arguments, most: int) -> tuple[str, list[Json]]:
    text, blocks = given.text("text"), given.json("blocks", "invalid_blocks_format")
    if not (text or blocks or given.has("attachments")):
        raise ApiError("no_text")
    if len(text) > most:
        raise ApiError("msg_too_long")
    return text, checked_blocks(blocks or [])


def checked_blocks(blocks: Any) -> list[Json]:
    """Return the blocks of a message, or refuse them."""
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if problems := problems_in_message(blocks):
        raise ApiError("invalid_blocks", problems)
    if characters_in(blocks) > MESSAGE_CHARACTERS:
        raise ApiError("msg_blocks_too_long")
    return blocks


def _thread(place: Channel, given: Arguments) -> str | None:
    if not (thread := given.text("thread_ts")):
        return None
    parent = place.find(thread)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def _metadata(given: Arguments) -> Json | None:
    metadata = given.json("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if set(metadata) != {"event_type", "event_payload"} or not isinstance(metadata["event_payload"], dict):
        raise ApiError("invalid_metadata_schema")
    return metadata


def _own_message(slack: Workspace, given: Arguments, error: str) -> Message:
    place = _joined(slack, given.needed("channel", "channel_not_found"))
    posted = _message(place, given.needed("ts", "message_not_found"))
    if not posted.by_app:
        raise ApiError(error)
    return posted


# files


@method("files.getUploadURLExternal")
def files_get_upload_url(slack: Workspace, given: Arguments) -> Json:
    upload = Upload(slack.new_id("F"), given.needed("filename"), given.number("length", 0))
    slack.uploads[upload.id] = upload
    return {"upload_url": f"{slack.address}/upload/{upload.id}", "file_id": upload.id}


@method("files.completeUploadExternal")
def files_complete_upload(slack: Workspace, given: Arguments) -> Json:
    """Share what was uploaded in a channel, as a message of its own."""
    place = _writable(slack, given.needed("channel_id", "channel_not_found"))
    uploads = [slack.uploads.get(file["id"]) for file in given.json("files", "invalid_arguments")]
    if not uploads or any(upload is None or upload.content is None for upload in uploads):
        raise ApiError("file_not_found")
    files = {upload.name: upload.content for upload in uploads if upload and upload.content is not None}
    posted = Message(place.id, slack.stamp(), slack.bot.id, thread_ts=_thread(place, given), by_app=True, files=files)
    slack.post(posted)
    return {"files": [{"id": upload.id, "title": upload.name} for upload in uploads if upload]}


# reactions


@method("reactions.add")
def reactions_add(slack: Workspace, given: Arguments) -> Json:
    posted, name = _reaction(slack, given)
    if slack.bot.id in posted.reactions.get(name, ()):
        raise ApiError("already_reacted")
    slack.react(posted, name, slack.bot.id)
    slack.announce(payloads.reaction_event(slack, "reaction_added", posted, name, slack.bot.id))
    return {}


@method("reactions.remove")
def reactions_remove(slack: Workspace, given: Arguments) -> Json:
    posted, name = _reaction(slack, given)
    if slack.bot.id not in posted.reactions.get(name, ()):
        raise ApiError("no_reaction")
    slack.unreact(posted, name, slack.bot.id)
    slack.announce(payloads.reaction_event(slack, "reaction_removed", posted, name, slack.bot.id))
    return {}


@method("reactions.get")
def reactions_get(slack: Workspace, given: Arguments) -> Json:
    posted = _item(slack, given)
    return {"type": "message", "channel": posted.channel_id, "message": payloads.message(slack, posted)}


def _reaction(slack: Workspace, given: Arguments) -> tuple[Message, str]:
    name = given.needed("name", "invalid_name")
    if re.fullmatch(r"[\w'+-]+(::skin-tone-[2-6])?", name) is None or not name.isascii():
        raise ApiError("invalid_name")
    return _item(slack, given), name


def _item(slack: Workspace, given: Arguments) -> Message:
    if not (given.has("channel") and given.has("timestamp")):
        raise ApiError("no_item_specified")
    return _message(_joined(slack, given.needed("channel")), given.needed("timestamp"))


# views


@method("views.open")
def views_open(slack: Workspace, given: Arguments) -> Json:
    body = _view_body(slack, given, "modal")
    trigger = _spend_trigger(slack, given)
    return {"view": payloads.view(slack, slack.open_view(trigger.user_id, body))}


@method("views.push")
def views_push(slack: Workspace, given: Arguments) -> Json:
    body = _view_body(slack, given, "modal")
    trigger = _spend_trigger(slack, given)
    stack = slack.stack(trigger.user_id)
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= MODALS_IN_A_STACK:
        raise ApiError("push_limit_reached")
    return {"view": payloads.view(slack, slack.push_view(trigger.user_id, body))}


@method("views.update")
def views_update(slack: Workspace, given: Arguments) -> Json:
    wanted, external = given.text("view_id"), given.text("external_id")
    shown = (
        view for view in slack.views() if view.id == wanted or (external and view.body.get("external_id") == external)
    )
    if (view := next(shown, None)) is None:
        raise ApiError("not_found")
    body = _view_body(slack, given, view.body["type"], replacing=view)
    _unchanged(view, given)
    slack.update_view(view, body)
    return {"view": payloads.view(slack, view)}


@method("views.publish")
def views_publish(slack: Workspace, given: Arguments) -> Json:
    reader = _user(slack, given.needed("user_id"))
    body = _view_body(slack, given, "home", replacing=slack.homes.get(reader.id))
    if (home := slack.homes.get(reader.id)) is not None:
        _unchanged(home, given)
    return {"view": payloads.view(slack, slack.publish_home(reader.id, body))}


def _unchanged(view: View, given: Arguments) -> None:
    if given.has("hash") and given.text("hash") != view.hash:
        raise ApiError("hash_conflict")


def _view_body(slack: Workspace, given: Arguments, kind: str, *, replacing: View | None = None) -> Json:
    body = checked_view(given.json("view", "invalid_arguments"), kind)
    external = body.get("external_id")
    if external and any(view.body.get("external_id") == external for view in slack.views() if view is not replacing):
        raise ApiError("duplicate_external_id")
    return body


def checked_view(body: Any, kind: str) -> Json:
    """Return the view, or refuse it."""
    problems = problems_in_view(body)
    if not problems and body["type"] != kind:
        problems = [f"must be a {kind} view [json-pointer:/view/type]"]
    if problems:
        raise ApiError("invalid_arguments", problems)
    return body


def _spend_trigger(slack: Workspace, given: Arguments) -> Trigger:
    trigger_id = given.needed("trigger_id")
    if trigger_id in slack.spent_triggers:
        raise ApiError("exchanged_trigger_id")
    if (trigger := slack.triggers.get(trigger_id)) is None:
        raise ApiError("invalid_trigger_id")
    if slack.clock() - trigger.at > TRIGGER_SECONDS:
        raise ApiError("expired_trigger_id")
    slack.spent_triggers.add(trigger_id)
    return trigger


# finding things


def _user(slack: Workspace, user_id: str) -> User:
    if (person := slack.users.get(user_id)) is None:
        raise ApiError("user_not_found")
    return person


def _visible(slack: Workspace, place: Channel) -> bool:
    return not place.is_private or slack.bot.id in place.members


def _seen(slack: Workspace, reference: str) -> Channel:
    place = slack.find_channel(reference)
    if place is None or not _visible(slack, place):
        raise ApiError("channel_not_found")
    return place


def _joined(slack: Workspace, reference: str) -> Channel:
    place = _seen(slack, reference)
    if slack.bot.id not in place.members:
        raise ApiError("not_in_channel")
    return place


def _writable(slack: Workspace, reference: str, *, direct: bool = False) -> Channel:
    if direct and reference in slack.users:
        return slack.group([reference])
    place = _joined(slack, reference)
    if place.is_archived:
        raise ApiError("is_archived")
    return place


def _message(place: Channel, ts: str) -> Message:
    if (posted := place.find(ts)) is None:
        raise ApiError("message_not_found")
    return posted


def _page(items: list[Item], given: Arguments, *, most: int) -> tuple[list[Item], Json]:
    """Cut one page out; the cursor is the position where the next one begins."""
    cursor = given.text("cursor", "0") or "0"
    if not cursor.isdigit():
        raise ApiError("invalid_cursor")
    start, limit = int(cursor), min(given.number("limit", 100) or 100, most)
    following = str(start + limit) if start + limit < len(items) else ""
    return items[start : start + limit], {"response_metadata": {"next_cursor": following}}
