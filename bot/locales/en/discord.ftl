# Words that only Discord needs.
discord-late = That took a moment. Press the button and the form opens.
discord-open = Open the form
discord-nowhere = I can't tell which community this is about. Please use the same button or command in its server.
discord-late-again = That took too long for Discord to open a form. Please choose it once more.
discord-hello-title = Hello, I'm Machi
discord-hello = I help neighbours to introduce themselves, lend each other a hand and meet. An organizer begins with one form.
discord-back-title = Nice to be back
discord-back = Everything is as it was: introductions, calls and meetups are still here.
discord-hello-pin = Discord doesn't tell me who comes in, so leave this message pinned: newcomers can begin here.
discord-set-up = Set up
discord-event-where = to be announced
discord-event-note = “Interested” means maybe: it shows on the card in the channel, where the places are given.
