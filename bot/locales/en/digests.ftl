# What is on, told once a week.
command-settings-digest = Choose whether and when the weekly digest goes out
command-settings-digest-words = weekly, newsletter
option-digest-weekday = On which day of the week
option-digest-hour = At which hour, from 0 to 23
option-digest-channel = In which channel of this chat
form-digests-rhythm = The weekly digest
digest-ask-weekday = On which day?
digest-ask-hour = At which hour?
digest-ask-hour-hint = From 0 to 23, by the town's clock. For example: 9
digest-ask-channel = In which channel?
digest-ask-channel-hint = Leave empty to keep it where it is; at first, where the meetups are.
topic-digest = Weekly digest
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
digest-when = every { $weekday } at { $hour }:00
digest-title = This week in { $town }
digest-title-nameless = This week in town
digest-gatherings = { $more ->
    [0] Come along:
   *[other] Come along (and { $more } more):
}
digest-calls = { $more ->
    [0] A hand is welcome:
   *[other] A hand is welcome (and { $more } more):
}
digest-pitches = { $more ->
    [0] Who would join in?
   *[other] Who would join in? (and { $more } more)
}
digest-newcomers = New introductions, say hello:
digest-left = { $left ->
    [one] one place
   *[other] { $left } places
}
digest-by = by { $date }
digest-see-gatherings = See the meetups
digest-see-calls = Lend a hand
digest-see-pitches = See the pitches
digest-nothing-title = A quiet week
digest-nothing = There's nothing to tell just now, so nothing would be posted.
digest-settings-title = Weekly digest
digest-off = The digest doesn't go out yet.
digest-means = It tells of the week's meetups, of calls with places left, of open pitches and of new introductions that everybody may read. In a week without any of these nothing is posted.
digest-start = Every Monday at 9:00
digest-choose = Choose day, hour, channel
digest-look = What would it say now?
digest-stop = Stop it
digest-start-again = Start it again
digest-goes-out = Goes out
digest-channel = In
digest-next = Next
digest-stopped-title = Stopped
digest-stopped = The digest no longer goes out. What stands in the channel stays.
digest-missed-title = A digest stayed unsent
digest-missed = The digest of { $day } couldn't go out in time, so it was left out. The next one: { $next }
