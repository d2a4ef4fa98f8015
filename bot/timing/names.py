"""The names of weekdays and months, whatever the machine's own language is."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth")
WEEKDAY_LETTERS = "月火水木金土日"


def short(name: str) -> str:
    """The first three letters, as in "Sat 12 Dec"."""
    return name[:3]
