# Pitches: let's build something.
command-pitch = Let's build something
command-pitch-words = idea, ideas
command-pitch-new = Pitch an idea
command-pitch-new-words = start
command-pitch-list = See what people would like to build
command-pitch-list-words = ls, board
command-pitch-join = Be in on it
command-pitch-join-words = in
command-pitch-leave = Step out again
command-pitch-leave-words = out
command-pitch-step = Say that a step was taken
command-pitch-step-words = stepped
command-pitch-rest = Let your pitch rest
command-pitch-rest-words = sleep
command-pitch-wake = Wake a resting pitch
command-pitch-wake-words = resume
command-pitch-done = Say that it came true
command-pitch-done-words = finished

form-pitches-pitch = Pitch an idea
form-pitches-step = The next step
pitch-ask-title = What would you like to build?
pitch-ask-title-hint = For example: a little bookshelf by the river
pitch-ask-why = Why does it excite you?
pitch-ask-looking-for = What you bring, and who you look for
pitch-ask-looking-for-hint = For example: I have the timber. Somebody who likes woodwork, an hour a week
pitch-ask-step = A first small step
pitch-ask-step-hint = For example: look at the place together
pitch-ask-next-step = The next small step
pitch-ask-next-step-hint = Fifteen minutes' worth is plenty.
pitch-ask-when = When will that be? (within 14 days)
pitch-ask-when-hint = For example: Saturday 10am
pitch-step-far = Let the step be within { $days } days. Something of fifteen minutes is plenty.
pitch-step-passed = That day has passed. Please choose one that is still to come.

pitch-state-preview = not posted yet
pitch-state-open = open to teammates
pitch-state-resting = resting
pitch-state-done = it came true
pitch-looking-for = Bringing and looking for
pitch-owner = Pitched by
pitch-step = Next step
pitch-step-when = When
pitch-teammates = 🙌 Teammates
pitch-sparks = ✨ Excited
pitch-how = 🙌 says you are in, ✨ says it excites you.
pitch-done-note = Thank you to everybody who was part of it.

pitch-button-join = 🙌 I am in
pitch-button-spark = ✨ Exciting
pitch-button-leave = Step out
pitch-button-step = Done
pitch-button-later = Another day
pitch-button-smaller = Make it smaller
pitch-button-next = Choose the next step
pitch-button-rest = Let it rest
pitch-button-wake = Wake it
pitch-button-finish = It came true
pitch-pick-show = Details: { $title }
pitch-pick-join = Join: { $title }
pitch-pick-leave = Step out: { $title }
pitch-pick-step = Step taken: { $title }
pitch-pick-rest = Let rest: { $title }
pitch-pick-next = Wake: { $title }
pitch-pick-finish = Came true: { $title }

pitch-posted-title = Your pitch is out
pitch-posted = “{ $title }” is posted. On { $when } you will be asked, quietly, how the first step went.
pitch-joined-title = You are in
pitch-joined = You are a teammate of “{ $title }” now. { $owner } knows.
pitch-left-title = You stepped out
pitch-left = You are no longer a teammate of “{ $title }”. You are welcome back any time.
pitch-sparked-title = Passed on
pitch-sparked = “{ $title }” has your excitement behind it.
pitch-somebody-is-in-title = A new teammate
pitch-somebody-is-in = { $teammate } is in on “{ $title }”.
pitch-question-title = “{ $title }”: how did the step go?
pitch-question = Today was the day for: { $step }
pitch-question-again = { $when } was the day for: { $step }
pitch-question-note = Any answer is fine. Only you are asked.
pitch-step-taken-title = A step further
pitch-step-taken = “{ $title }” is { $steps ->
    [one] one step
   *[other] { $steps } steps
} along. Would you like to choose the next small one?
pitch-step-set-title = The next step is set
pitch-step-set = “{ $step }” on { $when }. You will be asked again that day.
pitch-resting-title = Resting
pitch-resting = “{ $title }” is resting. Wake it whenever you feel like it.
pitch-finished-title = Congratulations
pitch-finished = “{ $title }” came true.

pitch-list = What people would like to build
pitch-list-join = Which one are you in on?
pitch-list-leave = Which one would you like to step out of?
pitch-list-step = Which one took a step?
pitch-list-rest = Which one shall rest?
pitch-list-wake = Which one shall wake?
pitch-list-done = Which one came true?
pitch-board-empty = Nothing here just now. Would you like to pitch the first one?
pitch-none-to-choose = Nothing to choose from just now.
pitch-line = “{ $title }” { $teammates ->
    [one] 1 teammate
   *[other] { $teammates } teammates
}
pitch-corner = My pitches

pitch-own = This is your own pitch. Teammates will find it.
pitch-not-in = You are not a teammate of this one.
pitch-closed = This one has come true already.
pitch-only-owner = Only the person who pitched it can do this.
pitch-gone = That pitch was not found. /pitch list shows them all.
