# How the town is doing, for its organizers.
command-settings-report = See how your town is doing
command-settings-report-words = overview, summary
option-report-month = Of which month
option-report-monthly = Whether organizers are told every month
report-title = { $month ->
    [1] January { $year }
    [2] February { $year }
    [3] March { $year }
    [4] April { $year }
    [5] May { $year }
    [6] June { $year }
    [7] July { $year }
    [8] August { $year }
    [9] September { $year }
    [10] October { $year }
    [11] November { $year }
   *[12] December { $year }
} in your town
report-under-way = so far
report-held = Meetups that took place
report-times = { $times ->
    [0] none
   *[other] { $times }
}
report-calls = Calls for hands
report-of-calls = { $asked ->
    [0] none
   *[other] { $asked } posted, { $filled } filled, { $unfilled } with places left just now
}
report-newcomers = New people
report-introductions = New introductions
report-people = { $people ->
    [0] nobody
    [1] a few
   *[other] about { $people }
}
report-pitches = Pitches
report-of-pitches = { $started ->
    [0] none started
   *[other] { $started } started
}, { $resting ->
    [0] none resting just now
   *[other] { $resting } resting just now
}
report-waiting = { $waiting ->
    [one] One proposal waits for an organizer.
   *[other] { $waiting } proposals wait for an organizer.
}
report-look = Look at them
report-note = For organizers alone. It compares nobody and names nobody; numbers of people are rounded, and whoever just watches isn't counted among the introductions.
report-this = This month so far
report-last = Last month
report-share = Show it to all organizers
report-start = Tell organizers every month
report-stop = Stop telling them every month
report-shared-title = Shown
report-shared = It's in the organizers' channel.
report-goes-out = On the first of each month at 9:00 organizers are told how the month before went, in their channel.
report-stopped = It's no longer sent by itself. You can look at any time with /settings report.
report-monthly = Report to organizers
report-when = on the first of each month at 9:00
