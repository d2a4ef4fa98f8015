"""The doctor's look at Discord: whether the token is known, and under which name."""

import aiohttp


async def greeted(token: str, api_url: str) -> str:
    """The bot's name, as Discord knows it; ``ConnectionError`` says what is wrong and what to do."""
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(f"{api_url}/users/@me", headers={"Authorization": f"Bot {token}"}) as response,
        ):
            if response.status == 401:
                raise ConnectionError("Discord does not know this token: reset it on the Bot page and copy it again")
            response.raise_for_status()
            return str((await response.json())["username"])
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConnectionError(f"no answer from {api_url}: {error or 'it took too long'}") from error
