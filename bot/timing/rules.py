"""Small rules that compose into a grammar: each yields every way to read the beginning of some tokens."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from bot.timing.tokens import Number, Tokens, Word

T = TypeVar("T")
U = TypeVar("U")
Rule = Callable[[Tokens], Iterator[tuple[T, Tokens]]]


class Silent:
    """What a word yields that carries no value of its own; a sequence leaves it out."""


SILENT = Silent()


def token(kind: type[T]) -> Rule[T]:
    """One token whose value is of that kind."""

    def read(tokens: Tokens) -> Iterator[tuple[T, Tokens]]:
        if tokens and isinstance(tokens[0].value, kind):
            yield tokens[0].value, tokens[1:]

    return read


def word(*texts: str) -> Rule[Silent]:
    """One of these words."""

    def read(tokens: Tokens) -> Iterator[tuple[Silent, Tokens]]:
        if tokens and tokens[0].value in [Word(text) for text in texts]:
            yield SILENT, tokens[1:]

    return read


def number(low: int, high: int) -> Rule[int]:
    """A whole number between two others, both included."""
    within = where(token(Number), lambda found: low <= found.value <= high)
    return given(lambda found: found.value, within)


def sequence(build: Callable[..., T], *rules: Rule[Any]) -> Rule[T]:
    """All of these, one after another; what is built of their values, words left out."""

    def read(tokens: Tokens) -> Iterator[tuple[T, Tokens]]:
        for values, rest in _in_turn(rules, tokens):
            yield build(*values), rest

    return read


def _in_turn(rules: tuple[Rule[Any], ...], tokens: Tokens) -> Iterator[tuple[tuple[Any, ...], Tokens]]:
    if not rules:
        yield (), tokens
        return
    for value, rest in rules[0](tokens):
        kept = () if value is SILENT else (value,)
        for values, end in _in_turn(rules[1:], rest):
            yield (*kept, *values), end


def given(build: Callable[[T], U], rule: Rule[T]) -> Rule[U]:
    """The rule, and what is built of its value."""
    return sequence(build, rule)


def either(*rules: Rule[Any]) -> Rule[Any]:
    """Any of these."""

    def read(tokens: Tokens) -> Iterator[tuple[Any, Tokens]]:
        for rule in rules:
            yield from rule(tokens)

    return read


def maybe(rule: Rule[T]) -> Rule[T | None]:
    """The rule, or None for nothing."""

    def read(tokens: Tokens) -> Iterator[tuple[T | None, Tokens]]:
        yield from rule(tokens)
        yield None, tokens

    return read


def perhaps(*texts: str) -> Rule[Silent]:
    """One of these words, or nothing, which is the same."""

    def read(tokens: Tokens) -> Iterator[tuple[Silent, Tokens]]:
        yield from word(*texts)(tokens)
        yield SILENT, tokens

    return read


def several(rule: Rule[T], between: Rule[Silent]) -> Rule[tuple[T, ...]]:
    """One or more of these, all different, with something between; the shorter lists first."""
    one_more = sequence(lambda value: value, between, rule)

    def read(tokens: Tokens) -> Iterator[tuple[tuple[T, ...], Tokens]]:
        lists = [((first,), rest) for first, rest in rule(tokens)]
        while lists:
            yield from lists
            longer = ((values, more, end) for values, rest in lists for more, end in one_more(rest))
            lists = [((*values, more), end) for values, more, end in longer if more not in values]

    return read


def where(rule: Rule[T], holds: Callable[[T], bool]) -> Rule[T]:
    """The rule, where its value passes."""

    def read(tokens: Tokens) -> Iterator[tuple[T, Tokens]]:
        return (found for found in rule(tokens) if holds(found[0]))

    return read


def unless_next(*texts: str) -> Rule[Silent]:
    """Nothing, unless one of these words comes next."""

    def read(tokens: Tokens) -> Iterator[tuple[Silent, Tokens]]:
        if not any(word(*texts)(tokens)):
            yield SILENT, tokens

    return read
