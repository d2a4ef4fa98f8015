"""Lanes: what leaves in order. Of one lane's rows in the outbox, a later one waits until an earlier one is finished."""

from bot.vocabulary.subject import Subject


def of_channel(space: str, channel: str) -> str:
    """New cards of one channel."""
    return f"channel {space} {channel}"


def of_notices(space: str, channel: str) -> str:
    """What organizers are told in a channel: it must not wait behind a card that cannot be posted there."""
    return f"notice {space} {channel}"


def in_channel(space: str, channel: str) -> tuple[str, str]:
    """Whatever is new in one channel."""
    return of_channel(space, channel), of_notices(space, channel)


def of_card(space: str, subject: Subject) -> str:
    """Edits of one card."""
    return f"card {space} {subject.kind}:{subject.id}"


def of_thread(space: str, subject: Subject) -> str:
    """Messages beneath one card."""
    return f"thread {space} {subject.kind}:{subject.id}"


def of_account(space: str, account: str) -> str:
    """Direct messages to one person."""
    return f"account {space} {account}"


def held(lane: str) -> str:
    """What waits until quiet hours are over; it holds nothing up that is sent all the same."""
    return f"{lane} held"
