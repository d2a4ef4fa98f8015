# Coming in, and finding one's way.
command-help = See what you can do here
command-help-words = ?
help-title = What would you like to do?
help-words = Choose what you have in mind. Only you can see this.
help-note = You can also type it, for example /volunteer call
help-introduce = Introduce myself
help-people = Find people in town
help-lend = Lend a hand
help-ask = Ask for hands
help-pitch = Pitch an idea
help-teammates = Find teammates
help-meetups = See gatherings
help-gather = Hold a gathering
help-set-up = Set up the town (organizers)
welcome-title = Welcome to { $community }
welcome = A short introduction is a good first hello to your neighbours.
