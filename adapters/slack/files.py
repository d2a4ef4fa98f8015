"""Files: how one reaches a person in their direct messages with Machi, where nothing private can carry it."""

import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.vocabulary.effect import File

log = structlog.get_logger(__name__)


async def upload(client: AsyncWebClient, channel: str, file: File) -> bool:
    """Hand over a file in a channel of direct messages; whether Slack took it.

    Slack asks for three requests: an address to upload to, the content, and where to show it.
    """
    try:
        await client.files_upload_v2(channel=channel, filename=file.name, title=file.name, content=file.content)
    except (SlackApiError, SlackRequestError) as refused:
        log.warning("Slack did not take a file", reason=str(refused))
        return False
    return True
