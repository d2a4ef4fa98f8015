"""Discord: the gateway in, components v2 out, and what either needs to know of the other.

Quirks this adapter is built around:

- presses *and* form submissions are routed by their raw ``custom_id``; no view is kept in memory, so a restart changes
  nothing
- a modal must be the first response, so nothing is deferred before the engine had its time; a modal cannot answer a
  modal, so problems are shown privately with a button that opens the form again
- mobile clients show what was typed before when a form comes under the same ``custom_id``, so each opening has its own
- a press in a direct message names no guild, so cards sent there carry it in their buttons
- a reaction is no interaction: nothing private can follow it but a direct message; its event has no id of its own, and
  is named by the gateway session's sequence number
- threads archive and freeze their components, so a card lives in the channel and the talk beneath it
- the library repeats a request that got 500, 502, 504 or 524 by itself: harmless, because a message bears a nonce and
  all else may be done twice
- only ``allowed_mentions`` decides who is pinged: a backslash before a mention does not stop it
- components v2 exclude ``content`` and embeds, for the whole life of a message
"""
