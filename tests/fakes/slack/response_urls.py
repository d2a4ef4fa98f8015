"""Response URLs: five answers within thirty minutes, without a token, in the name of one gesture.

`response_type` chooses who sees a new message (`ephemeral` unless `in_channel` is said). `replace_original` and
`delete_original` act on the message that was pressed; where the gesture stood on a message and the app names neither
a `response_type` nor `replace_original`, the original is replaced. Source:
docs.slack.dev/interactivity/handling-user-interaction.
"""

from dataclasses import dataclass

from tests.fakes.slack.state import Json, Message, Workspace
from tests.fakes.slack.web_api import ApiError, checked_blocks

USES = 5
SECONDS = 30 * 60.0


@dataclass(slots=True)
class ResponseUrl:
    """One URL: whose gesture, where, on which message, and how often it has been used."""

    path: str
    user_id: str
    channel_id: str
    original: Message | None
    at: float
    uses: int = 0


class ResponseUrls:
    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self.by_path: dict[str, ResponseUrl] = {}

    def issue(self, user_id: str, channel_id: str, original: Message | None = None) -> ResponseUrl:
        kind = "commands" if original is None else "actions"
        path = f"/{kind}/{self._slack.team_id}/{self._slack.new_id('')}/{self._slack.new_id('secret')}"
        url = self.by_path[path] = ResponseUrl(path, user_id, channel_id, original, self._slack.clock())
        return url

    def use(self, path: str, body: Json) -> None:
        """Do what the app asks for, or raise `ApiError` (`used_url`, `expired_url`, `no_text`, `invalid_blocks` …)."""
        if (url := self.by_path.get(path)) is None:
            raise ApiError("invalid_url")
        if url.uses >= USES:
            raise ApiError("used_url")
        if self._slack.clock() - url.at > SECONDS:
            raise ApiError("expired_url")
        self.answer(url, body)
        url.uses += 1

    def answer(self, url: ResponseUrl, body: Json) -> None:
        """Act on an answer, whether it came to the URL or in the ack of a command."""
        if url.original is not None and _is_true(body.get("delete_original")):
            self._slack.delete(url.original)
            return
        text, blocks = str(body.get("text") or ""), checked_blocks(body.get("blocks") or [])
        if not (text or blocks):
            raise ApiError("no_text")
        if url.original is not None and _replaces(body):
            self._slack.edit(url.original, text=text, blocks=self._slack.identified(blocks))
        else:
            self._post(url, body, text, self._slack.identified(blocks))

    def _post(self, url: ResponseUrl, body: Json, text: str, blocks: list[Json]) -> None:
        recipient = None if body.get("response_type") == "in_channel" else url.user_id
        slack = self._slack
        said = Message(url.channel_id, slack.stamp(), slack.bot.id, text, blocks, recipient=recipient, by_app=True)
        said.thread_ts = body.get("thread_ts")
        slack.post(said)


def _replaces(body: Json) -> bool:
    return _is_true(body["replace_original"]) if "replace_original" in body else "response_type" not in body


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"
