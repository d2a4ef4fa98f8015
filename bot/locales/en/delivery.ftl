# What organizers are told when a message of Machi's did not arrive.
notice-title = A message could not be delivered
notice-gone = Machi cannot post in the place chosen for it: the channel is gone, or Machi may not write there. Once Machi may write there again, or /settings setup names another channel, what is waiting comes by itself.
notice-refused = The platform would not take this message. Nothing is shown by half; the rest goes on as usual.
notice-doubt = This message may or may not have been posted: Machi cannot read its channel, so it cannot make sure, and does not post it twice. A look into the channel will tell. Allowing Machi to read the channel's history keeps this from happening again.
notice-late = This message waited until it was of no use any more, so it was not posted.
notice-about = Message
notice-said = Reason
notice-note = The same is said of one place at most once a day.
notice-calendar-title = The next meetup is missing from the server's events
notice-calendar = I could not put it there. The card and the reminders are not affected.
notice-calendar-note = “machi doctor discord” and /settings check say what to allow. I try again by myself.
letter-waits-title = A message for you
letter-waits = { $member }, I could not write to you directly. Only you see what the button shows.
letter-read = Read it
letter-earlier = Earlier ({ $letters } more)
letter-nothing-title = Nothing waits for you
letter-nothing = There is no message for you here. All is well.
