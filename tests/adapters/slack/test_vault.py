"""Tokens at rest: nothing of them can be read, moved or forged without the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.installations import Installation, Installations
from adapters.slack.vault import KEY, Sealed, Vault
from tests.fakes.shelf import FakeShelf

OLD, NEW = b"o" * KEY, b"n" * KEY
THERE = Installation("T1", "Town", "U1", "xoxb-a-secret", ("chat:write",))


@given(st.text(), st.text())
def test_what_is_sealed_opens_as_it_was(words: str, of: str):
    vault = Vault([OLD])

    sealed = vault.seal(words, of)

    assert vault.open(sealed, of) == words
    assert len(words) < 4 or words not in sealed


def test_the_same_words_never_look_the_same():
    vault = Vault([OLD])

    assert vault.seal("xoxb", "T1") != vault.seal("xoxb", "T1")


@pytest.mark.parametrize(
    "broken",
    [
        lambda sealed: sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1],
        lambda sealed: sealed[:20],
        lambda sealed: sealed.replace("v1", "v2"),
        lambda _: "",
        lambda _: "v1.not.sealed",
    ],
)
def test_what_was_tampered_with_does_not_open(broken):
    vault = Vault([OLD])

    with pytest.raises(Sealed):
        vault.open(broken(vault.seal("xoxb", "T1")), "T1")


def test_it_opens_for_its_own_workspace_and_with_its_own_key_only():
    sealed = Vault([OLD]).seal("xoxb", "T1")

    with pytest.raises(Sealed):
        Vault([OLD]).open(sealed, "T2")
    with pytest.raises(Sealed):
        Vault([NEW]).open(sealed, "T1")


@pytest.mark.parametrize("keys", [[], [b"short"], [OLD, b""]])
def test_a_key_has_its_length(keys):
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)


async def test_no_token_is_kept_in_clear_or_shown():
    shelf = FakeShelf()

    await Installations(shelf, Vault([OLD])).save(THERE)

    assert THERE.token not in str(shelf.kept)
    assert THERE.token not in repr(THERE)
    assert await Installations(shelf, Vault([OLD])).of("T1") == THERE


async def test_a_new_key_takes_over_what_an_old_one_sealed():
    shelf = FakeShelf()
    await Installations(shelf, Vault([OLD])).save(THERE)

    assert await Installations(shelf, Vault([NEW, OLD])).of("T1") == THERE
    assert await Installations(shelf, Vault([NEW])).of("T1") == THERE


async def test_a_token_nobody_has_the_key_to_is_as_good_as_none():
    shelf = FakeShelf()
    await Installations(shelf, Vault([OLD])).save(THERE)
    forgetful = Installations(shelf, Vault([NEW]))

    assert await forgetful.of("T1") is None
    assert await forgetful.all() == ()
