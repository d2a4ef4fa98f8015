# Words that every feature may use.
somebody = somebody
list-separator = {", "}
list-others = { $others ->
    [one] {" "}and one other
   *[other] {" "}and { $others } others
}
apology-title = That didn't work
apology = Sorry, something went wrong on Machi's side. Please try again in a moment. If it keeps happening, give an organizer this number: { $reference }
store-full = Machi's memory is full, so this couldn't be kept. Everything from before is safe. Please tell an organizer, and try again once there's room.
refused-title = Not quite
organizers-only = Only organizers can do this. Ask one of them and they can do it for you.
pause-note = Machi is paused just now: what you did is kept, and is posted once an organizer lets it go on.
pause-note-until = Machi is paused until { $until }: what you did is kept, and is posted then.
command-unknown-title = What would you like to do?
command-unknown = There's no “{ $typed }” here. You can choose from these.
command-menu = You can choose from these.
option-missing = { $command } also needs: { $option }
option-label = { $words }
option-nothing = There's nothing called “{ $typed }” to pick here. Leave it out to see what there is.
option-several-title = Which one?
option-several = Several fit. Which one do you mean?
option-unknown = There's no “{ $typed }” here. You can choose:{" "}
button-unknown = This button is from another version of Machi. Please choose again from /help.
member-unknown = I couldn't tell who you mean. Type @ and pick their name.

form-required = Please fill this in.
form-too-long = Up to { $limit } characters, please (now { $length }).
form-number = A number from { $least } to { $most }, please.
form-choice = Please pick from the list.
zone-unknown = There's no time zone “{ $typed }”. Please write it like Asia/Tokyo.
option-zone = The time zone, such as Asia/Tokyo or London
when-no-date = Please add the day, for example: Saturday { $phrase }
when-no-time-of-day = Please add a time of day, for example: { $phrase } 7pm
when-wrong-weekday = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] June
    [7] July
    [8] Aug
    [9] Sept
    [10] Oct
    [11] Nov
   *[12] Dec
} { $day } is a { $weekday ->
    [0] Monday
    [1] Tuesday
    [2] Wednesday
    [3] Thursday
    [4] Friday
    [5] Saturday
   *[6] Sunday
}. Please mend the date or the weekday.
when-no-such-date = There's no such day as “{ $phrase }” in the calendar. Please check the date.
when-once = One date only, please, for example: Saturday 3pm
when-in-the-past = “{ $phrase }” has passed. Please give a moment that's still to come.
when-not-understood = I couldn't read “{ $unknown }” as a date. For example: Saturday 3pm, Dec 3 7:30pm, every other Friday 19:00
when-ambiguous-hour = In “{ $phrase }” I can't tell the morning from the evening. Please add am or pm, for example: 7pm
when-ambiguous-order = In “{ $phrase }” I can't tell the day from the month. Please write it like “3 December”.

draft-preview-note = Only you can see this so far.
draft-post = Looks right
draft-fix = Change it
draft-cancel = Not now
draft-cancelled-title = Set aside
draft-cancelled = Nothing was posted. What you wrote is kept for seven days.
draft-gone = This draft has been posted already, or its seven days are over.
draft-problems-title = Nearly there
draft-problems = Mend these and you can go on. What you wrote is kept.
draft-again = Carry on writing

ahead-weeks = { $number ->
    [one] a week before
   *[other] { $number } weeks before
}
ahead-days = { $number ->
    [one] a day before
   *[other] { $number } days before
}
ahead-hours = { $number ->
    [one] an hour before
   *[other] { $number } hours before
}
ahead-minutes = { $number } minutes before
ahead-none = none
ahead-not-understood = I couldn't read “{ $typed }”. Please write it like this: 7 days, 24 hours, 1 hour
ahead-too-many = That's a lot of reminders for one date. Please name up to { $most }.
ahead-out-of-reach = Please name times between 5 minutes and 60 days ahead.

places-taken = { $taken }/{ $places }{ $left ->
    [0] { " " }(full)
   *[other] { " " }({ $left } left)
}
told-once-title = That was shown once
told-once = To keep you safe, Machi keeps no copy of it. Ask once more, and you get a new one.
