# Calendars: gatherings in the calendar programs that people use.
command-meetup-ics = Put gatherings into your own calendar
command-meetup-ics-words = calendar, subscribe, ical
calendars-title = Gatherings in your calendar
calendars-words =
    Subscribe once, and your calendar program follows by itself when a gathering is moved or called off.
    Your own calendar holds what you answered “going” or “maybe” to, and what you host. Nobody's name is ever in it.
calendars-file-only = Press “Add to calendar” beneath a gathering, or take everything at once.
calendars-personal-since = Your calendar has had an address since
calendars-community-since = The town's calendar has had an address since
calendars-personal-new = An address for my calendar
calendars-personal-renew = A new address for mine
calendars-personal-stop = Stop mine
calendars-community-new = An address for the town's calendar
calendars-community-renew = A new address for the town's
calendars-community-stop = Stop the town's
calendars-everything = Everything as a file
calendars-personal-address-title = The address of your calendar
calendars-community-address-title = The address of the town's calendar
calendars-how =
    Copy it into your calendar program, where it says “subscribe”, “from URL” or “other calendars”.
    It's shown this once; an earlier address doesn't work any more.
calendars-personal-keep = Whoever has this address sees which gatherings you go to, so keep it to yourself. You can stop it at any time: /meetup ics
calendars-community-keep = Whoever has this address sees every gathering, so share it only where your members are. You can stop it at any time: /meetup ics
calendars-personal-stopped = The address of your calendar has stopped
calendars-community-stopped = The address of the town's calendar has stopped
calendars-file-title = For your calendar
calendars-file = “{ $title }”, with all its dates. Open the file, and your calendar takes it in.
calendars-file-everything = All gatherings as they stand now. Open the file, and your calendar takes them in.
calendars-not-offered = There are no addresses here yet. Whoever runs Machi can offer them by setting MACHI_WEB__PUBLIC_URL.
calendars-empty = There's no gathering yet. Propose one: /meetup new
calendars-add = Add to calendar
command-settings-month = Keep one message with this month's gatherings in a channel
command-settings-month-words = this-month
month-title = Gatherings in { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
month-nothing = Nothing yet. Anybody may propose something: /meetup new
month-more = And { $count } more: /meetup list
month-note = This message follows by itself when something changes.
month-standing-moved = (moved)
month-standing-cancelled = (called off)
month-standing-over = (over)
month-shown-title = The month is up
month-shown = One message in { $channel } lists the month's gatherings and follows every change. When a month begins, it gets a new one.
month-where-title = This month
month-where = Choose a channel for it: /settings month, and then the channel.
month-stop = Stop it here
month-hidden = The month's list no longer goes up here. What's there stays as it is.
command-settings-board = Offer a page of what's on
command-settings-board-words = page, website
option-page-name = A name of its own, for a page that everybody may find
calendars-board-title = A page of what's on
calendars-board-words =
    Gatherings to come, calls that look for hands and open pitches, on one page for phones and for paper. Nobody is named on it.
    It stands at an address that nobody guesses. For one that everybody may find, give it a name: /settings board tsukuba
calendars-board-since = There has been a page since
calendars-board-new = An address for the page
calendars-board-renew = A new address for the page
calendars-board-stop = Take the page away
calendars-board-address-title = The address of the page
calendars-how-board = Open it, share it, print it. The address is shown this once; an earlier one doesn't work any more.
calendars-board-keep = Whoever has this address sees the page, and nobody finds it otherwise. You can stop it at any time: /settings board
calendars-board-public = Everybody may find the page there, and search engines too. An earlier address doesn't work any more.
calendars-board-stopped = The page is gone
calendars-board-name = A name is 3 to 32 small letters from a to z, digits and hyphens, such as tsukuba.
calendars-board-taken = “{ $name }” is another town's. Choose another one.
board-gatherings = Gatherings
board-calls = Hands wanted
board-pitches = Let's start something
board-no-gatherings = Nothing is planned for the next two months yet.
board-any-time = any time
board-until = As of { $when }
board-other-language = 日本語
