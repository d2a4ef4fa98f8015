"""The doctor's look at Slack: tokens, scopes, and the channels Machi is to speak in, with the line to type for each."""

from collections.abc import AsyncIterator, Collection, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.courier import error_of
from adapters.slack.inspector import lacks
from adapters.slack.web_client import new_client
from bot.ports import Lack


async def examined(
    bot_token: str, app_token: str | None, api_url: str, channels: Mapping[str, Collection[str]]
) -> AsyncIterator[tuple[bool, str]]:
    """What was looked at, one after the other: whether it is well, and in words.

    ``channels`` are those chosen in each workspace, by the workspace's id.
    """
    try:
        async for finding in _workspace(bot_token, api_url, channels):
            yield finding
        if app_token:
            yield await _connection(app_token, api_url)
    except (aiohttp.ClientError, TimeoutError) as error:
        yield False, f"no answer from {api_url}: {error or 'it took too long'}"


async def _workspace(
    bot_token: str, api_url: str, channels: Mapping[str, Collection[str]]
) -> AsyncIterator[tuple[bool, str]]:
    client = new_client(bot_token, api_url)
    try:
        known = await client.auth_test()
        chosen = channels.get(str(known["team_id"]), ())
        found = await lacks(client, chosen)
    except SlackApiError as error:
        yield False, f"Slack refuses MACHI_SLACK__BOT_TOKEN ({error_of(error)}): copy it once more from Install App"
        return
    yield True, f"known as {known['user']} in {known['team']}"
    scopes = [lack.name for lack in found if lack.kind == "scope"]
    if scopes:
        again = "paste `machi manifest slack` once more under App Manifest, then reinstall"
        yield False, f"the token may not do everything ({', '.join(scopes)} missing): {again}"
    for lack in found:
        if lack.kind != "scope":
            yield False, _lack(lack, str(known["user"]))
    if not chosen:
        yield True, "no channel is chosen yet: type /machi settings setup"
    elif not found:
        yield True, f"everything that is needed is there, in each of its {len(set(chosen))} channels"


def _lack(lack: Lack, name: str) -> str:
    where = f"#{lack.channel_name}" if lack.channel_name else str(lack.channel)
    match lack.name:
        case "not_in_channel":
            return f"Machi is not in {where} (not_in_channel): type /invite @{name} there"
        case "is_archived":
            return f"{where} is archived: bring it back, or choose another with /machi settings channels"
        case "channel_not_found":
            advice = f"if it is private, type /invite @{name} there; else choose another with /machi settings channels"
            return f"the channel {where} is not to be found: {advice}"
        case _:
            return f"Slack says {lack.name} of {where}"


async def _connection(app_token: str, api_url: str) -> tuple[bool, str]:
    try:
        await new_client(None, api_url).apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return False, f"Slack refuses MACHI_SLACK__APP_TOKEN ({error_of(error)}): it needs connections:write"
    return True, "Socket Mode is open to Machi"
