"""A Slack on loopback sockets that the real slack-bolt and slack-sdk talk to, driven by the people of a test.

    async with FakeSlack() as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        # Socket Mode: AsyncSocketModeHandler(app, slack.app_token)
        # or HTTP: slack.sends_to("http://127.0.0.1:…/slack/events")

        hana = slack.user(name="hana", locale="ja-JP", tz="Asia/Tokyo")
        answer = await hana.runs("/volunteer", "call")  # acknowledged, and something was shown
        answer = await hana.submits(answer.view, {"Title": "椅子運び"})
        assert slack.channel("general").messages[0].readable == "椅子運び"

Where to look: `state` is what Slack knows, `person` what people do, `delivery` how the app is reached, `web_api`,
`response_urls` and `blocks` what it may do and what is refused, `payloads` and `forms` the shapes, `reading` what a
person reads, `faults` what can go wrong, `server` all of it together.
"""

from tests.fakes.slack.delivery import Ack, Delivery, Envelope
from tests.fakes.slack.forms import CannotDo
from tests.fakes.slack.person import Answer, Person, Unanswered
from tests.fakes.slack.reading import Button
from tests.fakes.slack.server import SUBSCRIPTIONS, FakeSlack, Refusal, Request
from tests.fakes.slack.state import Channel, Message, View

__all__ = [
    "SUBSCRIPTIONS",
    "Ack",
    "Answer",
    "Button",
    "CannotDo",
    "Channel",
    "Delivery",
    "Envelope",
    "FakeSlack",
    "Message",
    "Person",
    "Refusal",
    "Request",
    "Unanswered",
    "View",
]
