"""Slack: Bolt's events in, Block Kit and the Web API out, and what either needs to know of the other.

Quirks this adapter is built around:

- Bolt acknowledges events before it handles them and answers 500 to rubbish: so everything is handled first
  (``process_before_response``), and an ingress of our own reads the raw bytes before Bolt does
- Bolt tries listeners one by one: there is one for each kind of payload, and a dictionary behind it
- slack_sdk repeats a request whose reply was lost, and so posts twice: no client has retry handlers
- slack_sdk takes proxies from the environment and does not know ``NO_PROXY``: the session does both instead
- a modal opens within three seconds of a gesture or not at all: when the engine is slow, one opens that says to wait,
  and the answer takes its place; where even that fails, a private word offers the same once more
- ``chat.postMessage`` has a limit for each channel; every other method has one for each workspace
- a Socket Mode connection may answer every ping and bring nothing any more: see ``lines``
- a modal knows no channel: it carries the place it was opened from, in ``private_metadata``
- the answers of a submission are part of its key, because a form that was mended comes again under the same view
- closing a preview would lose the way back to its draft: it counts as "not now", which says where the draft is
- Slack does not promise what stood in a form that was closed before it was sent: what it does tell is kept as a draft
- a limit (``Retry-After``) holds for every call of that method, not only for messages: the client keeps to it
- ``disconnect`` is no failure: another line is opened before the old one is closed, except where there are too many
- a command's text names channels as ``<#C123|plaza>``, and private ones as ``<#C123|>``
- ``errors`` may name input blocks only; a question's block is named after the question
- a ``user`` element in a message rings that person, and nothing can switch it off: see ``render``
- ``plain_text`` turns ``:tada:`` into a picture unless ``emoji`` is off
- a reaction's name may have an alias and a skin tone, as in ``raised_hand::skin-tone-3``
- a slash command's text holds mentions as ``<@U123|aoi>`` only when the manifest says ``should_escape``
- slash commands do not work in threads, where Machi's name does the same
- a command's answer reaches channels that Machi is not in
- people in shared channels may be administrators of another workspace, which is nothing here
- a lookup of a person costs a request of the three seconds: believed for five minutes, given up after a second
- ``chat.update`` keeps the metadata of a message, but not the block ids: the marker stays readable in the metadata
"""
