# Meetups: gatherings and series.
command-meetup = Get people together, or come along
command-meetup-words = meetups, gathering, event
command-meetup-new = Propose a meetup
command-meetup-new-words = propose, create, add
command-meetup-series = Propose a meetup that repeats
command-meetup-series-words = repeat, regular, recurring
command-meetup-list = See what is coming up
command-meetup-list-words = ls, next
command-meetup-rsvp = Say whether you can come
command-meetup-rsvp-words = answer, going, attend
command-meetup-move = Move a meetup to another date
command-meetup-move-words = reschedule, postpone
command-meetup-cancel = Call a meetup off
command-meetup-cancel-words = call-off, off

form-meetups-meetup = Propose a meetup
form-meetups-series = Propose a series
form-meetups-move = Choose a new date
meetup-ask-title = What is the meetup?
meetup-ask-title-hint = For example: morning book club
meetup-ask-when = When, and how often if it repeats
meetup-ask-when-hint = For example: Saturday 3pm, Dec 3 7pm to 9pm, every other Friday 7pm
meetup-ask-when-series-hint = For example: every Friday 7pm, every other Friday 19:00, every month on the 2nd Saturday 10am
meetup-ask-where = Where (a link, if it is online)
meetup-ask-capacity = Places (leave empty for any number)
meetup-ask-capacity-hint = When they are taken, people can wait in line.
meetup-ask-details = Details
meetup-ask-new-date = The new date
meetup-ask-new-date-hint = For example: Saturday 3pm, Dec 3 7:30pm

meetup-state-preview = not posted yet
meetup-state-planned = open
meetup-state-moved = date changed
meetup-state-full = full
meetup-state-cancelled = called off
meetup-state-over = over
meetup-when = When
meetup-moved-from = Was planned for
meetup-repeats = Repeats
meetup-where = Where
meetup-places = Places
meetup-host = Host
meetup-next-dates = Next dates
meetup-dates-separator = {" / "}
meetup-once = This happens just once.
meetup-roster-in = Going
meetup-roster-waiting = Waiting
meetup-roster-maybe = Maybe
meetup-how = ✅ going, 🤔 maybe, 🙅 can't. Buttons and reactions both count.
meetup-how-full = Full for now. ✅ puts you in the queue.
meetup-note-cancelled = This one is called off. See you another time.
meetup-note-over = Thank you to everybody who came.

meetup-button-going = ✅ I am going
meetup-button-maybe = 🤔 Maybe
meetup-button-cant = 🙅 Can't this time
meetup-button-withdraw = Take my answer back
meetup-button-move = Change the date
meetup-button-cancel = Call it off
meetup-button-call_off = Call this date off
meetup-button-end_series = End the whole series
meetup-pick-show = Details: { $title }
meetup-pick-answer = Answer: { $title }
meetup-pick-move = Change the date: { $title }
meetup-pick-cancel = Call off: { $title }
meetup-propose = Propose a meetup

meetup-posted-title = Your meetup is out
meetup-posted = “{ $title }” is posted. As the day comes near, there will be reminders in the card's thread.
meetup-posted-series = The first date of “{ $title }” is posted. When one date is over, the card of the next one goes up.
meetup-answered-in-title = See you there
meetup-answered-in = You are going to “{ $title }”. As the day comes near, there will be reminders in the card's thread.
meetup-answered-waiting-title = You are in the queue
meetup-answered-waiting = “{ $title }” is full just now. You are number { $place } in the queue, and will hear as soon as a place is yours.
meetup-answered-maybe-title = Noted
meetup-answered-maybe = A maybe for “{ $title }”. Answer again whenever you know.
meetup-answered-cant-title = That is fine
meetup-answered-cant = Not this time for “{ $title }”. See you at another one.
meetup-answered-withdrawn-title = Taken back
meetup-answered-withdrawn = Your answer to “{ $title }” is taken back.
meetup-promoted-title = A place came free
meetup-promoted = A place at “{ $title }” came free, and it is yours. If your plans have changed, you can give it back.

meetup-to-go-days = { $days ->
    [one] “{ $title }” is one day away
   *[other] “{ $title }” is { $days } days away
}
meetup-to-go-hours = { $hours ->
    [one] “{ $title }” is one hour away
   *[other] “{ $title }” is { $hours } hours away
}
meetup-to-go-minutes = { $minutes ->
    [one] “{ $title }” is one minute away
   *[other] “{ $title }” is { $minutes } minutes away
}

meetup-reminders = Reminders
meetup-reminder-week-planned = a week before (planned)
meetup-reminder-week-done = a week before (sent)
meetup-reminder-week-missed = a week before (missed)
meetup-reminder-day-planned = a day before (planned)
meetup-reminder-day-done = a day before (sent)
meetup-reminder-day-missed = a day before (missed)
meetup-reminder-hour-planned = an hour before (planned)
meetup-reminder-hour-done = an hour before (sent)
meetup-reminder-hour-missed = an hour before (missed)
meetup-reminder-missed-title = A reminder did not go out
meetup-reminder-missed = Machi was away when a reminder of “{ $title }” was due. It would help nobody now, so it stays unsent.
meetup-reminder-missed-begun = By now it should have begun. If you are waiting for somebody, a word from you may help.
meetup-reminder-missed-ahead = The reminders still to come go out as planned.
meetup-instant-moved-title = Clocks will be set differently
meetup-instant-moved = The rules for clocks in { $zone } have changed. “{ $title }” keeps its local time, but elsewhere in the world that is now another hour.
meetup-instant-before = Until now
meetup-instant-after = From now on
meetup-instant-note = Its reminders have moved along. If somebody joins from far away, please let them know.
meetup-dates-missed-title = Some dates went by unannounced
meetup-dates-missed = { $dates ->
    [one] While Machi was away, one date of “{ $title }” went by. It never had a card.
   *[other] While Machi was away, { $dates } dates of “{ $title }” went by. They never had a card.
}

meetup-before = Until now
meetup-after = New date
meetup-move-note = Everybody going or undecided is told, and asked again.
meetup-move-note-series = Only this one date moves. Everybody going or undecided is told, and asked again.
meetup-moved-title = The date is changed
meetup-moved = { $people ->
    [0] “{ $title }” is on its new date.
    [one] “{ $title }” is on its new date, and one person has been told.
   *[other] “{ $title }” is on its new date, and { $people } people have been told.
}
meetup-asked-again-title = The date has changed
meetup-asked-again = “{ $title }” has a new date. Can you make it then?
meetup-cancel-question-title = Call it off?
meetup-cancel-question = If you call “{ $title }” off, everybody going or undecided is told.
meetup-cancel-question-series = Call off just this date of “{ $title }”, or end the whole series. Everybody going or undecided is told.
meetup-called-off-done-title = Called off
meetup-called-off-done = { $people ->
    [0] “{ $title }” is called off.
    [one] “{ $title }” is called off, and one person has been told.
   *[other] “{ $title }” is called off, and { $people } people have been told.
}
meetup-not-on-title = A meetup is called off
meetup-not-on = “{ $title }” is not taking place.
meetup-goes-on = The next one is on { $when }.

meetup-list = Coming up
meetup-list-rsvp = Which one would you like to answer?
meetup-list-move = Which one moves to another date?
meetup-list-cancel = Which one would you like to call off?
meetup-list-empty = Nothing here just now. Would you like to propose something?
meetup-line = “{ $title }”{ $going ->
    [0] {""}
   *[other] {" "}{ $going } going
}
meetup-line-full = “{ $title }” full
meetup-corner = My meetups

meetup-over = This meetup is over. /meetup list shows what is coming up.
meetup-called-off = This meetup is called off. /meetup list shows what is coming up.
meetup-same-date = That is the date it has already. Please give another one.
meetup-date-passed = That moment has passed. Please change it to one that is still to come.
meetup-only-host = Only the host or an organizer can do this.
meetup-gone = That meetup was not found. /meetup list shows what is coming up.
