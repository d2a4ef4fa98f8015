"""Every sample of every feature: each screen and each form there is."""

import importlib
import pkgutil
from typing import Any

import bot.features
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import LANGUAGES, MemberId, Person, Reader

FEATURE_NAMES = [module.name for module in pkgutil.iter_modules(bot.features.__path__)]

PEOPLE = {
    MemberId("aoi"): Person("葵", "1001"),
    MemberId("ben"): Person("Ben", "1002"),
    MemberId("chie"): Person("千恵"),
    MemberId("dan"): Person("大地"),
}
READERS = [Reader(language, "Asia/Tokyo", PEOPLE) for language in LANGUAGES]


def _samples(kind: str) -> dict[str, Any]:
    return {
        f"{name}: {title}": sample
        for name in FEATURE_NAMES
        for title, sample in getattr(importlib.import_module(f"bot.features.{name}.samples"), kind)().items()
    }


def all_cards() -> dict[str, Card]:
    """Each card of each feature, by feature and what it shows."""
    return _samples("cards")


def all_forms() -> dict[str, FormView]:
    """Each form of each feature, by feature and name."""
    return _samples("forms")
