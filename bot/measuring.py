"""Measuring: what delivery takes for granted of the live platforms, found out in a test channel of each."""

from collections.abc import Mapping
from typing import Any

from bot.settings import Settings


async def measure(settings: Settings, discord: str | None, slack: str | None, posts: int) -> Mapping[str, Any]:
    """The figures by platform, for the channels that were named; ``ConnectionError`` says why there are none."""
    found: dict[str, Any] = {}
    if discord:
        found["discord"] = await _discord(settings, discord)
    if slack:
        found["slack"] = await _slack(settings, slack, posts)
    return found


async def _discord(settings: Settings, channel: str) -> Mapping[str, Any]:
    import aiohttp  # noqa: PLC0415 - only what is asked for is loaded

    from adapters.discord.probe import measured  # noqa: PLC0415

    if settings.discord.token is None:
        raise ConnectionError("Discord needs a token: set MACHI_DISCORD__TOKEN, as the README says.")
    try:
        return await measured(settings.discord.token.get_secret_value(), settings.discord.api_url, channel)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConnectionError(f"Discord cannot be measured in {channel}: {error or 'it took too long'}") from error


async def _slack(settings: Settings, channel: str, posts: int) -> Mapping[str, Any]:
    import aiohttp  # noqa: PLC0415 - only what is asked for is loaded
    from slack_sdk.errors import SlackApiError  # noqa: PLC0415

    from adapters.slack.probe import measured  # noqa: PLC0415

    if settings.slack.bot_token is None:
        raise ConnectionError("Slack needs a bot token: set MACHI_SLACK__BOT_TOKEN, as the README says.")
    try:
        return await measured(settings.slack.bot_token.get_secret_value(), settings.slack.api_url, channel, posts)
    except SlackApiError as error:
        reason = f"Slack cannot be measured in {channel} ({error.response.get('error')}): invite Machi there"
        raise ConnectionError(reason) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConnectionError(f"no answer from Slack: {error or 'it took too long'}") from error
