"""Files: how one reaches a person in their direct messages with Machi, where nothing private can carry it."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.vocabulary.effect import File


async def upload(client: AsyncWebClient, channel: str, file: File) -> None:
    """Hand over a file in a channel of direct messages; raises what the client raises.

    Slack asks for three requests: an address to upload to, the content, and where to show it. Nobody sees anything
    before the third.
    """
    await client.files_upload_v2(channel=channel, filename=file.name, title=file.name, content=file.content)


def carries(message: Mapping[str, Any], file: File) -> bool:
    """Whether a message of a channel's history is the one that shows that file."""
    shown = message.get("files")
    return isinstance(shown, list) and any(file.name in (each.get("name"), each.get("title")) for each in shown)
