# People who did something together, and bringing people together.
command-connect = Connect with people
command-connect-words = connection
command-connect-never = Never be brought together with somebody
command-connect-never-words = apart
option-never = Whom you would rather not be brought together with

year-title = A year with { $name }
year = On { $since } you and { $name } did something together for the first time. How about starting something together?
year-button-together = Start something together
year-button-thanks = Say thank you
year-button-never = Never again
year-note = { $name } got the same note. What you choose is told to nobody.
apart-title = Noted
apart = You will not be brought together with { $name }. Nobody is told.
connect-yourself = That is you. Please choose somebody else.
