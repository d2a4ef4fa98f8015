# Guests of a chat, and whether they take part.
command-settings-guests = Choose whether guests may take part
command-settings-guests-words = guest
option-guests = welcome, or: not yet
guests-title = Guests
guests-welcome = welcome
guests-not-yet = not yet
guests-welcome-words = Guests, and people from other workspaces in shared channels, take part like everybody else.
guests-not-yet-words = Guests, and people from other workspaces in shared channels, can read the cards but not take part yet.
guests-button-welcome = Let guests take part
guests-button-not-yet = Not guests, for now
guests-note = Who is a guest is what the chat says. Anybody can always see and delete what they gave.
guests-refused = Guests cannot use Machi here yet. If you would like to take part, ask one of the organizers.
