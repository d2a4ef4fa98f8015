# Words that every feature may use.
somebody = somebody
list-separator = {", "}
list-others = { $others ->
    [one] {" "}and one other
   *[other] {" "}and { $others } others
}
apology-title = That did not work
apology = Sorry, something went wrong on Machi's side. Please try again in a moment. If it keeps happening, give an organizer this number: { $reference }
refused-title = A word
organizers-only = Only organizers can do this. Ask one of them and they can do it for you.
command-unknown-title = What would you like to do?
command-unknown = There is no “{ $typed }”. Here is what you can choose.
command-menu = Here is what you can choose.
closed-button = This button has done its work. { $command } shows how things stand.
option-missing = { $command } also needs: { $option }
button-unknown = This button is from another version of Machi. Please choose again from /help.
member-unknown = I could not tell who you mean. Type @ and pick their name.

form-required = Please fill this in.
form-too-long = Up to { $limit } characters, please (now { $length }).
form-number = A number from { $least } to { $most }, please.
form-choice = Please pick from the list.
when-no-time-of-day = Please add a time of day, for example: { $phrase } 7pm
when-wrong-weekday = The date and the weekday do not match ({ $detail }). Please mend one of them.
when-no-such-date = That day is not in the calendar. Please check the date.
when-in-the-past = That moment has passed. Please give one that is still to come.
when-not-understood = I could not read “{ $phrase }” as a date. For example: Saturday 3pm, Dec 3 7:30pm, every other Friday 19:00
when-ambiguous-order = I cannot tell the day from the month. Please write it like “3 December”.

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
