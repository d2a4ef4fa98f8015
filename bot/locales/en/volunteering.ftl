# Volunteering: calls for hands.
command-volunteer = Lend a hand, or ask for one
command-volunteer-words = help-out
command-volunteer-call = Ask for hands
command-volunteer-call-words = ask, request
command-volunteer-list = See who could use a hand
command-volunteer-list-words = ls
command-volunteer-join = Lend a hand
command-volunteer-join-words = in
command-volunteer-leave = Give your place back
command-volunteer-leave-words = out
command-volunteer-cant = Say that you cannot this time
command-volunteer-cant-words = can't, cannot, no
command-volunteer-done = Mark your own call as done
command-volunteer-done-words = finished
option-which = Which ones to see
call-which-open = open
call-which-mine = mine
menu-volunteering-call = Make this a call

form-volunteering-call = Ask for hands
call-ask-title = What could you use a hand with?
call-ask-title-hint = For example: carrying chairs
call-ask-when = When (leave empty for any time)
call-ask-when-hint = For example: Saturday 3pm, Dec 3 7:30pm
call-ask-where = Where
call-ask-places = How many people would help?
call-ask-details = Details
call-ask-details-hint = What stands below a line of --- is only for people with a place (a phone number, say).

call-state-preview = not posted yet
call-state-open = open
call-state-full = full
call-state-done = done
call-state-cancelled = called off
call-when = When
call-any-time = any time
call-where = Where
call-places = Places
call-caller = Asked by
call-roster-in = Coming
call-roster-waiting = Waiting
call-how = ✋ or “I can help” takes a place. If you cannot this time: 🙅
call-how-full = Full for now. ✋ puts you in the queue.
call-done-note = Thank you to everybody who lent a hand.
call-private-note = Only people with a place can see this.

call-button-join = ✋ I can help
call-button-cant = 🙅 Not this time
call-button-leave = Give my place back
call-button-done = It is done
call-button-show = Details
call-pick-join = Help: { $title }
call-pick-leave = Give back: { $title }
call-pick-cant = Not this time: { $title }
call-pick-done = Done: { $title }
call-pick-show = Details: { $title }

call-posted-title = Your call is out
call-posted = “{ $title }” is posted. You will hear when somebody raises a hand.
call-in-title = You are in
call-in = You have a place on “{ $title }”. Thank you.
call-waiting-title = You are in the queue
call-waiting = “{ $title }” is full just now. You are number { $place } in the queue, and will hear as soon as a place is yours.
call-cant-title = That is fine
call-cant = Not this time for “{ $title }”. You will hear no more about it.
call-left-title = Taken back
call-left = Your answer to “{ $title }” is taken back.
call-promoted-title = A place came free
call-promoted = A place on “{ $title }” came free, and it is yours. If your plans have changed, you can give it back.
call-somebody-joined-title = A hand is up
call-somebody-joined = { $helper } will help with “{ $title }”.
call-somebody-left-title = A place was given back
call-somebody-left = { $helper } can no longer make it to “{ $title }”.
call-finished-title = Well done, all
call-finished = “{ $title }” is marked as done.

call-list-open = Where a hand is welcome
call-list-mine = Calls I am part of
call-list-join = Which one can you help with?
call-list-leave = Which place would you like to give back?
call-list-cant = Which one can you not make?
call-list-done = Which one is done?
call-list-empty = Nothing here just now.
call-list-empty-hint = When you could use a hand yourself: /volunteer call
call-line = “{ $title }” { $left ->
    [0] full
   *[other] { $left } left
}
call-corner = Calls I am part of

call-date-passed = That date has passed. Please choose one that is still to come.
call-own = This is your own call. Somebody will raise a hand.
call-not-in = You have no place on this call yet.
call-closed = This call is closed.
call-only-caller = Only the person who asked, or an organizer, can do this.
call-gone = That call was not found. /volunteer list shows the open ones.
