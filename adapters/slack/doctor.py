"""The doctor's look at Slack: whether the tokens are known, and in which workspace."""

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.courier import error_of
from adapters.slack.web_client import new_client


async def greeted(bot_token: str, app_token: str | None, api_url: str) -> str:
    """The bot's name and workspace, as Slack knows them; ``ConnectionError`` says what is wrong and what to do."""
    try:
        known = await new_client(bot_token, api_url).auth_test()
    except SlackApiError as error:
        reason = f"Slack refuses MACHI_SLACK__BOT_TOKEN ({error_of(error)}): copy it once more from Install App"
        raise ConnectionError(reason) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConnectionError(f"no answer from {api_url}: {error or 'it took too long'}") from error
    if app_token:
        await _open_connection(app_token, api_url)
    return f"{known['user']} in {known['team']}"


async def _open_connection(app_token: str, api_url: str) -> None:
    try:
        await new_client(None, api_url).apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        reason = f"Slack refuses MACHI_SLACK__APP_TOKEN ({error_of(error)}): it needs connections:write"
        raise ConnectionError(reason) from error
