# What only Slack needs words for.
slack-submit = Next
slack-close = Close
slack-done-title = Done
slack-late-title = One more press, please
slack-late = Slack closed the door before the form could open. Nothing was lost.
slack-late-again = Open the form
slack-umbrella = Everything Machi can do
slack-description = Introduce yourself, lend a hand, start something together, and meet up, close to home.
slack-long-description =
    Machi is for people who share a place.
    Say in one line what you do and where, so that neighbours know it. Ask for hands, and offer yours.
    Pitch an idea with a small first step, and find people to do it with. Plan meetups, once or every week, with reminders.
    Answer with a button or an emoji. No rankings, no points.
slack-file-title = The file couldn't be handed over
slack-file =
    Slack didn't let me hand it to you: the app is missing the permission files:write.
    Whoever runs Machi adds it by installing the app again from its manifest. Then ask me once more.
slack-file-again = I couldn't hand it to you just now. Please ask me once more in a few minutes.
slack-moment-title = One moment
slack-moment = This takes a little longer than usual. The answer comes here by itself. If there's none in a minute, please try once more: nothing happens twice.
slack-moment-form = What you wrote stays here, and the next page opens by itself. If nothing has changed in a minute, press Next once more: nothing happens twice.
slack-install-done = Machi has moved in
slack-install-done-words = Machi now lives in { $name }. You can close this page, and type /machi in Slack.
slack-install-not-yet = Not installed yet
slack-install-state = This page works once, for ten minutes, in the browser that began. Please start again at /slack/install.
slack-install-denied = Slack was told no, so nothing has changed. /slack/install is there whenever you like.
slack-install-code = Slack didn't accept this. Please start again at /slack/install; if it happens again, look over the client ID and secret in Machi's settings.
slack-install-unreachable = Slack can't be reached just now. Please wait a little, and start again at /slack/install.
slack-install-enterprise = Machi is installed in one workspace at a time, not in a whole organization. Please choose a workspace and start again.
slack-pick-date = Or pick a day
slack-pick-time = Or pick a time
