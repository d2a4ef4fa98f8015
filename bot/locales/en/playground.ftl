# The playground: the page in the browser.
playground-title = Machi playground
playground-tagline = One town, two chats
playground-skip-plaza = Skip to the message box on the left
playground-skip-office = Skip to the message box on the right
playground-language = Language of this page
playground-needs-script = This page needs JavaScript. Please turn it on in your browser.

playground-space-plaza = Tsukushi Square
playground-space-office = Tsukushi Works
playground-manner-discord = Discord style
playground-manner-slack = Slack style
playground-panes = Which chat to look at

playground-clock = Town clock
playground-clock-note = Move the clock on, and whatever happens on the way arrives in order.
playground-clock-hour = +1 hour
playground-clock-day = +1 day
playground-clock-week = +1 week
playground-clock-to = A moment of your choice
playground-clock-to-hint = next Saturday 3pm
playground-clock-go = Go
playground-clock-busy = Moving on…
playground-clock-moved = It's now { $moment }. { $messages ->
    [0] Nothing new came in.
    [one] One message came in.
   *[other] { $messages } messages came in.
}
playground-clock-past = The clock only goes forward. Please give a moment that's still to come.
playground-clock-far = Two years at a time is as far as it goes.
playground-clock-repeats = One moment, please, not one that repeats. For example: next Saturday 3pm

playground-channels = Channels
playground-direct = Direct messages
playground-home = Home
playground-messages = Messages
playground-channel-plaza = plaza
playground-channel-introductions = introductions
playground-channel-volunteering = volunteering
playground-channel-pitches = pitches
playground-channel-meetups = meetups
playground-channel-organizers = organizers
playground-topic-plaza = Talk about anything
playground-topic-introductions = What you do × what you love × this town
playground-topic-volunteering = Ask for a hand, lend a hand
playground-topic-pitches = Start something together
playground-topic-meetups = When and where we meet next
playground-topic-organizers = Only organizers see this channel
playground-topic-dm = Between you and Machi
playground-topic-group = A conversation among you
playground-empty-plaza = All quiet so far. Say hello?
playground-empty-introductions = Everybody's introductions gather here. Be the first?
playground-empty-volunteering = Calls for a hand gather here, from carrying chairs to taking photos.
playground-empty-pitches = “Shall we try this?” lives here. A small first step is plenty.
playground-empty-meetups = The next gatherings show up here. Write dates the way you say them.
playground-empty-organizers = A quiet room for organizers. Setting up the town starts here.
playground-empty-dm = What Machi has to tell you arrives here.
playground-empty-group = Nothing was said here yet.
playground-unread = { $count } unread
playground-open-channels = Channels
playground-older = { $count } earlier messages

playground-you-are = You are
playground-choose = Be somebody else
playground-organizer = Organizer
playground-speaks-ja = 日本語
playground-speaks-en = English
playground-add = Add a person
playground-add-title = Add a person to the town
playground-add-name = Name
playground-add-name-hint = For example: Mia
playground-add-language = Language they use
playground-add-submit = Add
playground-add-nameless = Please write a name.
playground-add-full = Somebody has that name already, or the room is full. Please try another name.
playground-added = { $name } has come in. You're { $name } now.

playground-app = APP
playground-private = Only you can see this
playground-dismiss = Dismiss
playground-asked = { $name } used
playground-edited = edited
playground-react = Add a reaction
playground-reaction = { $emoji }, { $count }{ $mine ->
    [yes] , including you
   *[no] {""}
}
playground-thread = Thread
playground-thread-open = Reply in a thread
playground-replies = { $count ->
    [one] 1 reply
   *[other] { $count } replies
}
playground-thread-close = Close the thread
playground-thread-empty = No replies yet.
playground-json = JSON
playground-json-open = See this card as JSON
playground-json-of = What { $platform } gets
playground-json-close = Close the JSON

playground-emoji-raised = I can help
playground-emoji-raising = I'm in
playground-emoji-check = Going, or done
playground-emoji-thinking = It depends
playground-emoji-no = Not this time
playground-emoji-sparkles = Exciting
playground-emoji-eyes = Keep me posted
playground-emoji-thanks = Thank you
playground-emoji-wave = Welcome

playground-line = Message { $channel }
playground-line-hint = or type / for commands
playground-line-thread = Reply in the thread
playground-line-label = Write to { $channel } of { $space } as { $name }
playground-send = Send
playground-completions = Suggestions
playground-completions-keys = ↑↓ to choose · Tab to accept · Esc to close

playground-form-required = required
playground-form-optional = optional
playground-form-may = (optional)
playground-form-send = Send
playground-form-cancel = Close
playground-form-choose = Choose one
playground-form-problems = { $count ->
    [one] One answer needs another look.
   *[other] { $count } answers need another look.
}

playground-error-gone = That's no longer here. The page has been brought up to date.
playground-error-lost = Machi couldn't be reached. Check that it's running, then try again.
playground-error-ours = Sorry, something went wrong on Machi's side. Please try again in a moment.
playground-error-page = There's no such page. The playground is at /
playground-error-too-large = That's more than can be sent at once. Please make it shorter.

playground-guide = New here?
playground-guide-open = Open the guide
playground-guide-close = Close the guide
playground-guide-done = done
playground-guide-type-plaza = Left: { $line }
playground-guide-type-office = Right: { $line }
playground-guide-be-plaza = Left: be { $name }
playground-guide-be-office = Right: be { $name }
playground-step-introduce = Introduce
playground-step-introduce-text = Write an introduction on each side. A button puts the command into the message box; then press Enter.
playground-step-call = Ask for hands
playground-step-call-text = Make a call with two places. Its card shows up on both sides.
playground-step-hands = Lend a hand
playground-step-hands-text = As three people, press the card's button or ✋. The third one waits, and moves up when somebody leaves.
playground-step-pitch = Pitch
playground-step-pitch-text = Write down what you'd love to try, and a small first step.
playground-step-meetup = Meet up
playground-step-meetup-text = Write the date the way you say it: “next Saturday 3pm”, 「来週土曜 15時」.
playground-step-clock = Move the clock
playground-step-clock-text = Move the town clock on, and watch reminders and first-step questions arrive.
playground-step-all = You've seen everything once. From here on, please make yourself at home.

playground-welcome-title = Welcome to Tsukushi
playground-welcome = This is Machi. Introductions, a helping hand, “shall we try this?”, the next gathering: I look after a town's little things.
playground-welcome-note = Type / in the message box to see what you can do.
playground-welcome-intro = Introduce yourself
playground-welcome-call = Ask for a hand
playground-welcome-pitch = Pitch an idea
playground-welcome-meetup = Plan a meetup
playground-file = Save { $name }
