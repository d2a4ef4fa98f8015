"""The refusals of Discord, with the status, the code and the words of the real ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.fakes.openapi import Problem

Json = dict[str, Any]


class ApiError(Exception):
    """A refused request: what is answered over HTTP. `errors` is Discord's tree of places in the body."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code}
        if errors is not None:
            self.body["errors"] = errors


def unknown(what: str) -> ApiError:
    """404 for a thing that is not there; `what` is one of the names below."""
    return ApiError(404, UNKNOWN[what], f"Unknown {what}")


def invalid(problems: Iterable[Problem]) -> ApiError:
    """400 Invalid Form Body, with every problem at its place."""
    tree: Json = {}
    for problem in problems:
        node = tree
        for step in problem.place:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": "BASE_TYPE_INVALID", "message": problem.why})
    return ApiError(400, 50035, "Invalid Form Body", tree)


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def no_such_route() -> ApiError:
    return ApiError(404, 0, "404: Not Found")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def cannot_message_user() -> ApiError:
    return ApiError(403, 50007, "Cannot send messages to this user")


def not_your_message() -> ApiError:
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> ApiError:
    return ApiError(400, 50006, "Cannot send an empty message")


def thread_is_archived() -> ApiError:
    return ApiError(400, 50083, "Thread is archived")


def thread_exists() -> ApiError:
    return ApiError(400, 160004, "A thread has already been created for this message")


def too_many_reactions() -> ApiError:
    return ApiError(400, 30010, "Maximum number of reactions reached (20)")


def already_answered() -> ApiError:
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def webhook_expired() -> ApiError:
    return ApiError(401, 50027, "Invalid Webhook Token")


UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "Guild Scheduled Event": 10070,
}
