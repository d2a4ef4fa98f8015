# Meetups: gatherings and series.
command-meetup = Get people together, or come along
command-meetup-words = meetups, gathering, event
command-meetup-new = Propose a meetup
command-meetup-new-words = propose, create, add
command-meetup-series = Propose a meetup that repeats
command-meetup-series-words = repeat, regular, recurring
command-meetup-list = See what's coming up
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
meetup-ask-title = What's the meetup?
meetup-ask-title-hint = For example: morning book club
meetup-ask-when = When, and how often if it repeats
meetup-ask-when-hint = For example: Saturday 3pm, Dec 3 7pm to 9pm, every other Friday 7pm
meetup-ask-when-series-hint = For example: every Friday 7pm, every other Friday 19:00, every month on the 2nd Saturday 10am
meetup-ask-where = Where (a link, if it's online)
meetup-ask-capacity = Places (leave empty for any number)
meetup-ask-capacity-hint = When they're taken, people can wait in line.
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
meetup-how = ✅ going, 🤔 maybe, 🙅 can't, 👀 tell me of changes. Buttons and reactions both count.
meetup-how-full = Full for now. ✅ puts you in the queue.
meetup-note-cancelled = This one is called off. See you another time.
meetup-note-over = Thank you to everybody who came. A 🙏 here reaches the host.

meetup-button-going = ✅ I'm going
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
meetup-posted-series = The first date of “{ $title }” is posted. The card of each further date goes up { $days ->
    [one] a day before it.
   *[other] { $days } days before it.
}
meetup-answered-in-title = See you there
meetup-answered-in = You're going to “{ $title }”. As the day comes near, there will be reminders in the card's thread.
meetup-answered-waiting-title = You're in the queue
meetup-answered-waiting = “{ $title }” is full just now. You're number { $place } in the queue, and will hear as soon as a place is yours.
meetup-answered-maybe-title = Noted
meetup-answered-maybe = A maybe for “{ $title }”. Answer again whenever you know.
meetup-answered-cant-title = That's fine
meetup-answered-cant = Not this time for “{ $title }”. See you at another one.
meetup-answered-withdrawn-title = Taken back
meetup-answered-withdrawn = Your answer to “{ $title }” is taken back.
meetup-promoted-title = A place came free
meetup-promoted = A place at “{ $title }” came free, and it's yours. If your plans have changed, you can give it back.

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
meetup-reminder-missed-title = A reminder didn't go out
meetup-reminder-missed-words = Machi was away when a reminder of “{ $title }” was due. It would help nobody now, so it stays unsent.
meetup-reminder-missed-begun = By now it should have begun. If you're waiting for somebody, a word from you may help.
meetup-reminder-missed-ahead = The reminders still to come go out as planned.
meetup-instant-moved-title = Clocks will change differently
meetup-instant-moved = The rules for clocks in { $zone } have changed. “{ $title }” keeps its local time, but elsewhere in the world that's now another hour.
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
meetup-not-on = “{ $title }” won't take place.
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

meetup-over = This meetup is over. /meetup list shows what's coming up.
meetup-called-off = This meetup is called off. /meetup list shows what's coming up.
meetup-same-date = That's the date it has already. Please give another one.
meetup-date-passed = That moment has passed. Please change it to one that's still to come.
meetup-only-host = Only the host or an organizer can do this.
meetup-gone = That meetup wasn't found. /meetup list shows what's coming up.

command-meetup-edit = Change a meetup: one date, the following, or all
command-meetup-edit-words = change, update
command-meetup-skip = Leave out one date of a series
command-meetup-skip-words = leave-out, pause
command-meetup-restore = Bring back a date that was called off
command-meetup-restore-words = bring-back, undo
command-meetup-attendance = Say who came
command-meetup-attendance-words = came, who-came

form-meetups-edit = Change a meetup
form-meetups-habits = How this meetup is run
meetup-ask-other-when = When (leave empty to keep it)
meetup-ask-other-when-hint = One date: Saturday 3pm. A series, with how it repeats: every Friday 8pm
meetup-ask-reminders = Reminders before each date
meetup-ask-reminders-hint = For example: 7 days, 24 hours, 1 hour. Write “none” for no reminders.
meetup-ask-days-ahead = Days ahead that each card goes up
meetup-ask-days-ahead-hint = 7 is usual. Several dates may be open at once.
meetup-ask-guests = Guests each person may bring
meetup-ask-guests-hint = Empty or 0: none. Guests take places too.
meetup-days-ahead = Cards go up
meetup-days-ahead-value = { $days ->
    [one] a day ahead
   *[other] { $days } days ahead
}
meetup-guests = Guests
meetup-guests-value = { $guests ->
    [0] none
    [one] you may bring one
   *[other] you may bring up to { $guests }
}
meetup-and-guests = {" "}+{ $guests }
meetup-you-bring = { $guests ->
    [one] You bring one guest.
   *[other] You bring { $guests } guests.
}
meetup-button-bring = { $guests ->
    [0] I come alone
    [one] I bring one guest
   *[other] I bring { $guests } guests
}
meetup-guests-too-many = { $most ->
    [0] Guests aren't planned for this one. The host can allow them with /remind meetup.
    [one] Each person may bring one guest here.
   *[other] Each person may bring up to { $most } guests here.
}
meetup-guests-without-you = Please answer for yourself first, then add your guests.
meetup-guests-no-room = { $left ->
    [0] All places are taken, so there's no room for another guest.
    [one] There's one place left, so not all of them fit in.
   *[other] There are { $left } places left, so not all of them fit in.
}
meetup-room-for-fewer = { $left ->
    [one] A place at “{ $title }” came free, but not for you and your guests together. You're first in the queue: would you come alone?
   *[other] { $left } places at “{ $title }” came free, but not enough for all of you. You're first in the queue: would you come with fewer guests?
}
meetup-following = You'll hear if the date or the place of “{ $title }” changes. Take the 👀 away to stop.

meetup-reminder-planned = {" "}(planned)
meetup-reminder-done = {" "}(sent)
meetup-reminder-missed = {" "}(missed: Machi was away)
meetup-reminder-moved = “{ $title }” has a new date
meetup-reminder-outdated = A reminder stood here. It was for the old date.

meetup-asked-again-note = Earlier answers don't count any more, and neither does a reaction still on the card. One press here is enough.
meetup-changed-title = Something has changed
meetup-changed = “{ $title }” keeps its date. This is different now:
meetup-title-before = Name so far
meetup-title-after = New name
meetup-where-before = Place so far
meetup-where-after = New place
meetup-details-before = Details so far
meetup-details-after = New details
meetup-nothing = (nothing)
meetup-button-edit = Change it
meetup-button-edit-this = Only this date
meetup-button-edit-following = This and the following
meetup-button-edit-all = All dates to come
meetup-button-habits = Reminders and guests
meetup-button-restore = Bring it back
meetup-button-show = Take a look
meetup-edit-question-title = Which dates?
meetup-edit-question = What would you like to change of “{ $title }”: only this date, this and all the following, or all that are to come?
meetup-edit-note-this = Only this date changes. Those who answered are told; with a new time, they're asked again.
meetup-edit-note-following = This date and all after it change; those before it stay. Those who answered are told; with a new time, they're asked again.
meetup-edit-note-all = Every date to come changes. Those who answered are told; with a new time, they're asked again.
meetup-edited-title = Changed
meetup-edited = “{ $title }” is up to date, and those who answered have been told.
meetup-edit-once = For a single date, please give one moment, for example: Saturday 3pm. To change how a series repeats, choose “This and the following” or “All dates to come”.
meetup-edit-repeats = Please also write how it repeats, for example: every Friday 8pm
meetup-restored-title = It's on after all
meetup-restored = { $people ->
    [0] “{ $title }” takes place after all.
    [one] “{ $title }” takes place after all. One person has been told, and asked again.
   *[other] “{ $title }” takes place after all. { $people } people have been told, and asked again.
}
meetup-on-after-all = “{ $title }” was called off, and takes place after all. Can you make it?
meetup-not-cancelled = This date is on already.
meetup-list-edit = Which one would you like to change?
meetup-list-skip = Which date would you like to leave out?
meetup-list-restore = Which date takes place after all?
meetup-list-attendance = Which one was it?
meetup-list-habits = Which meetup is it about?
meetup-pick-edit = Change: { $title }
meetup-pick-skip = Leave out: { $title }
meetup-pick-restore = Bring back: { $title }
meetup-pick-attendance = Who came: { $title }
meetup-pick-habits = Set: { $title }
meetup-for-newcomers = The next chance to meet: “{ $title }”, { $when }. Newcomers are welcome.
meetup-habits-kept = From now on, “{ $title }” is run like this.

meetup-button-take = I'll host it
meetup-button-leave_it = Rather not
meetup-host-already = That's the host already.
meetup-take-not-asked = Only the person the host asked, a co-host or an organizer can take over.
meetup-host-asked-title = Asked
meetup-host-asked = { $who } has been asked whether they would host “{ $title }”. Until they say yes, you're the host.
meetup-would-you-host-title = Would you host this?
meetup-would-you-host = { $who } would like to hand “{ $title }” over to you. A no is fine too.
meetup-host-left-title = A meetup is without a host
meetup-host-left = The host of “{ $title }” has left the community. Its dates and answers are all there. Would you take over?
meetup-taken-over-title = A new host
meetup-taken-over = { $who } hosts “{ $title }” now.
meetup-host-thanks = Thank you for everything so far.
meetup-not-taken-title = Not this time
meetup-not-taken = { $who } can't host “{ $title }” just now. You're still the host, and may ask somebody else.
meetup-not-hosting = “{ $title }” stays as it is. Thank you for the answer.
meetup-you-host-title = You're the host
meetup-you-host = You host “{ $title }” now. /meetup list shows its dates, and under each one what you can do.
meetup-cohost-title = Noted
meetup-cohost-added = { $who } now helps you with “{ $title }”, and can change, move and call off its dates.
meetup-cohost-removed = { $who } no longer helps with “{ $title }”.
meetup-you-help-title = You're a co-host
meetup-you-help = { $who } asked you to help with “{ $title }”. You can change, move and call off its dates: /meetup list shows them.

meetup-not-over = This one isn't over yet. Machi will ask you afterwards.
meetup-who-came-title = Who came?
meetup-who-came = “{ $title }” is over. Did everybody come?
meetup-who-came-note = Only you see this. It helps Machi know who comes often, and who met whom.
meetup-choose-came = All of them count as having come to “{ $title }”. Press the name of anybody who couldn't.
meetup-button-all_came = Everybody came
meetup-button-choose_came = Choose
meetup-button-these_came = That's right
meetup-button-came = ✓ { $who } came
meetup-button-missing = { $who } couldn't
meetup-attended-title = Thank you for hosting
meetup-attended = It's noted who came to “{ $title }”.
meetup-roster-came = Came
meetup-regulars = Comes often
meetup-only-you = { $dates ->
    [one] Only you see this. It looks at the last date you noted.
   *[other] Only you see this. It looks at the last { $dates } dates you noted; dates left out don't count.
}
meetup-health-full = People like it so much that they wait in line. A few more places, or a second date, would make them happy.
meetup-health-growing = More people come than a while ago. A co-host could share the work: /meetup cohost
meetup-health-steady = It has found its rhythm. Nothing needs to change.
meetup-health-thinner = Fewer people could come lately; that happens to every gathering. Another hour, or every other week, might suit them better. You could simply ask them.
meetup-health-empty = The last two were quiet. A break is fine: leave out a few dates with /meetup skip, and come back rested.
meetup-thanked-title = Thank you for hosting
meetup-thanked = These people say thank you for “{ $title }”:

command-meetup-cohost = Have somebody manage a meetup with you, or no more
command-meetup-cohost-words = co-host, helper
command-meetup-handover = Ask somebody to host a meetup from now on
command-meetup-handover-words = hand-over, give-away
option-meetup = Which one
option-cohost = Who will manage it with you
option-handover = Who will host it
option-came-also = Somebody who came without having answered
meetup-list-cohost = Which meetup is it?
meetup-list-handover = Which meetup would you like to hand over?
meetup-pick-cohost = Add to: { $title }
meetup-pick-handover = Hand over: { $title }
command-remind-meetup = Set when a meetup reminds people
command-remind-meetup-words = gathering, event
meetup-reminder-changed = Something about “{ $title }” has changed
meetup-reminder-restored = “{ $title }” is on after all
meetup-corner-next = Coming up
meetup-off-for-good = A meetup you had answered won't take place: its host has left Machi.
meetup-host-erased-title = You're the host now
meetup-host-erased = The host of “{ $title }” has left Machi, and you had been hosting it together. Its dates and answers are all there.
meetup-at-stake = Meetups called off:
meetup-goes-to-cohost = Meetups that go on with your co-host:
