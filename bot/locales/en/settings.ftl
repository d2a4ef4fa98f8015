# What organizers choose for their community.
command-settings = Set up the town (organizers)
command-settings-words = set-up
command-settings-setup = Choose the town's name, purpose, area and channel
command-settings-setup-words = start
form-settings-setup = Set up the town
settings-ask-name = Your community's name
settings-ask-purpose = What do you come together for?
settings-ask-purpose-hint = For example: lending a hand and meeting up nearby
settings-ask-area = Area
settings-ask-area-hint = Ends each introduction's line: career × skill × area. For example: Tsukuba
settings-ask-zone = Time zone
settings-ask-zone-hint = For example: Asia/Tokyo or London
settings-ask-channel = Channel for the cards
settings-ask-channel-hint = Leave empty to keep things as they are.
settings-preview-title = Is this right?
settings-saved-title = All set
settings-saved-note = Change it at any time with /settings setup
settings-name = Name
settings-purpose = Purpose
settings-area = Area
settings-zone = Time zone
command-settings-purpose = Say what your town comes together for
command-settings-purpose-words = aim
command-settings-area = Name the area
command-settings-area-words = place
command-settings-timezone = Choose the time zone dates are read in
command-settings-timezone-words = zone
command-settings-language = Choose the language of cards that everybody reads
command-settings-language-words = lang
command-settings-channels = Choose which channel is for what
command-settings-channels-words = channel
option-purpose = What you come together for
option-area = The area's name, such as Tsukuba
option-town-language = The language of cards that everybody reads
option-topic = What the channel is for
option-channel = The channel (leave it out for this one)
topic-introductions = Introductions
topic-volunteering = Lending a hand
topic-pitches = Pitches
topic-meetups = Meetups
topic-organizers = Word to organizers
settings-language = Language
settings-language-title = Your town's language
settings-language-now = It's { $language } now.
settings-language-note = Cards that everybody reads are in it. Answers to one person are in that person's own.
settings-channels-title = Which channel is for what
settings-channels-note = To change one, type /settings channels where the cards should go, and pick what it's for.
settings-channels-none = not chosen yet
settings-channel-where = This is a direct message. Type it in the channel you mean, or pick one.
command-settings-check = See what Machi lacks and couldn't deliver
command-settings-check-words = status, health
check-title = Something needs a hand here
check-note = Looked at just now. What waits comes by itself once it can.
check-well-title = All is well
check-well = Machi may do everything it needs here, and everything it had to say has arrived.
check-again = Look again
check-more = And { $others } more of this kind.
check-messages = These messages haven't arrived:
check-messages-more = Older ones aren't shown.
check-missed = { $missed ->
    [one] One thing planned came too late to be of use, because Machi was away; its owner was told.
   *[other] { $missed } things planned came too late to be of use, because Machi was away; their owners were told.
}
check-refusing = { $space } refuses everything from Machi ({ $why }). Whoever runs Machi can run machi doctor, which says what to do.
lack-permission = { $space }: please allow Machi “{ $name }”. Server settings, Roles, Machi; or invite Machi once more.
lack-permission-here = { $space }: please allow Machi “{ $name }” in { $channel }. Channel settings, Permissions.
lack-scope = { $space }: the app hasn't been granted { $name }. Whoever runs Machi installs the app once more from its manifest.
lack-membership = { $space }: Machi isn't in { $channel }. Type /invite @Machi there.
lack-channel = { $space }: { $channel } is gone or closed ({ $name }). Choose another with /settings channels.
lack-token = { $space }: Machi's token is refused ({ $name }). Whoever runs Machi can set a new one; machi doctor says how.
lack-intent = { $space }: { $name } isn't switched on. Whoever runs Machi ticks it in the developer portal, under Bot.
lack-silence = { $space } didn't answer in time, so nothing is known about it just now. Please look again in a moment.
permission-view-channel = View Channels
permission-send-messages = Send Messages
permission-read-message-history = Read Message History
permission-create-public-threads = Create Public Threads
permission-send-messages-in-threads = Send Messages in Threads
permission-create-private-threads = Create Private Threads
permission-attach-files = Attach Files
permission-create-events = Create Events
fate-waits = Waiting; Machi keeps trying
fate-homeless = Waiting for a channel: /settings channels
fate-doubted = Being checked
fate-late = Not posted: too late to be of use
fate-unknown = May or may not have arrived
fate-given-up = Not posted
command-settings-audit = See what organizers did for others
command-settings-audit-words = log
settings-audit-title = What organizers did for others
settings-audit-empty = No organizer has acted for anybody yet.
settings-audit-line = { $who } { $what }
settings-audit-for = {" "}(for { $who })
settings-audit-note = This lets organizers follow each other's work. Only organizers see it.

command-settings-organizers = Let a role be organizers
command-settings-organizers-words = admins, staff
command-settings-ring = Choose the role a call may notify
command-settings-ring-words = ping
option-role = The role (leave it out to see what's chosen)
settings-role-organizers-title = Organizers
settings-role-organizers = Whoever holds the chosen role is an organizer here, besides those who manage the server.
settings-role-organizers-none = Organizers are those who manage the server.
settings-role-organizers-note = Discord offers /settings to those who manage the server; for others, allow it under Server Settings, Integrations.
settings-role-ring-title = The role a call may notify
settings-role-ring = An organizer who posts a call may notify the chosen role once, with a button only they see.
settings-role-ring-none = No call notifies a role.
settings-role-ring-note = The role must allow everyone to mention it. Nothing else Machi says ever mentions a role.
settings-role-clear = No role any more

command-settings-pause = Stop everything Machi says by itself, for a while
command-settings-pause-words = stop, halt
option-pause-until = Until when, such as “tomorrow 9am” (leave it out to choose)
form-settings-pause = Pause Machi
pause-ask-when = Until when?
pause-ask-when-hint = For example: tomorrow 9am, Monday 8:00
pause-title = Pausing Machi
state-paused = paused
pause-none = Machi is at work. If something has gone wrong, or your town needs some quiet, stop it here at once.
pause-means = While it is paused nothing is posted or sent: no cards, no reminders, no direct messages. Whoever types a command still gets an answer. Afterwards everything still of use is sent; what came too late is told once to whom it belongs.
pause-now = Pause until I end it
pause-until-morning = Until tomorrow at 8
pause-until-then = Until…
pause-end = Go on now
pause-lasts = Machi is paused. Nothing is posted or sent until an organizer ends it.
pause-lasts-until = Machi is paused. Nothing is posted or sent until { $until }.
pause-since = Since
pause-waiting = Waiting
pause-waiting-messages = { $waiting ->
    [0] nothing yet
    [one] one message
   *[other] { $waiting } messages
}
pause-over-title = Machi goes on
pause-over-words = { $waiting ->
    [0] Nothing was waiting.
    [one] The one message that was waiting leaves now, if it is still of use.
   *[other] The { $waiting } messages that were waiting leave now, in their order, if they are still of use.
}
pause-over = Machi isn't paused any more.
pause-passed = That moment has passed. Please give one that's still to come.
audit-pause = paused Machi
audit-resume = let Machi go on
settings-door-channels = Which channel is for what
settings-door-digest = A weekly digest
settings-door-approvals = Look first at what members propose
settings-door-check = See whether all is well
