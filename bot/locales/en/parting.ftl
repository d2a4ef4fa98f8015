# Having everything of one's own erased.
command-mydata-delete = Delete everything of mine
command-mydata-delete-words = erase, forget-me
parting-question-title = Delete everything of yours?
parting-goes = What goes: your introduction, your offers, your answers to calls and meetups, thanks you gave and got, connections, reminders, drafts, messages that have not reached you yet, and your settings. Calls, pitches and meetups of yours go too, and whoever answered is told.
parting-stays = What stays: whatever others began and you took part in, without your name. What you wrote in the chat yourself, and files I handed to you, stay with the chat.
parting-note = It can't be undone. Afterwards you're welcome to begin anew, as a newcomer.
parting-sure = Delete everything
parting-export-first = Get a copy first
parting-gone-title = Everything is deleted
parting-gone = Everything of yours is deleted. What I have written to you so far will be emptied in a moment. Thank you for having been here.
parting-place-title = What was here is gone
parting-place = It was deleted because the person it belonged to asked for that.
