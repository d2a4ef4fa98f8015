"""The register: every table there is, and what becomes of what it says of a person once that person is erased.

What is handed to a person (:mod:`storage.records`) and what is erased (:mod:`storage.forgetting`) both go by the
columns that name members; a table that is not entered here, or names a member in a column that is not, fails the build.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import Column, ForeignKeyConstraint, Table

from storage import tables
from storage.tables import metadata

Fate: TypeAlias = Literal["goes", "goes with all beneath", "stays without the name", "is emptied"]
"""What becomes of a row, or of the column alone, when the member it names is erased."""

GOES: Final[Fate] = "goes"
WITH_ALL: Final[Fate] = "goes with all beneath"
NAMELESS: Final[Fate] = "stays without the name"
EMPTIED: Final[Fate] = "is emptied"

FATES: Final[Mapping[Column[Any], Fate]] = {
    tables.members.c.id: GOES,
    tables.accounts.c.member_id: GOES,  # and the home pages that are open with it
    tables.preferences.c.member_id: GOES,
    tables.drafts.c.member_id: GOES,
    tables.outbox.c.member_id: NAMELESS,  # until what stands in their chat says so
    tables.audit.c.by_id: NAMELESS,
    tables.audit.c.member_id: NAMELESS,
    tables.introductions.c.member_id: WITH_ALL,
    tables.connections.c.first_id: GOES,
    tables.connections.c.second_id: GOES,
    tables.kept_apart.c.member_id: GOES,
    tables.kept_apart.c.other_id: GOES,
    tables.mingling.c.member_id: GOES,
    tables.proposals.c.asker_id: GOES,
    tables.proposals.c.target_id: GOES,
    tables.proposals.c.connector_id: EMPTIED,
    tables.coffee_groups.c.member_id: GOES,
    tables.calls.c.caller_id: WITH_ALL,
    tables.sign_ups.c.member_id: NAMELESS,  # of what is over: how many came is others' to remember
    tables.call_watchers.c.member_id: GOES,
    tables.call_buddies.c.member_id: GOES,
    tables.offers.c.member_id: WITH_ALL,
    tables.asked_first.c.member_id: GOES,
    tables.gives.c.giver_id: GOES,
    tables.gives.c.receiver_id: NAMELESS,  # a hand lent belongs to the giver
    tables.thanks.c.by_id: GOES,
    tables.thanks.c.to_id: GOES,
    tables.public_givers.c.member_id: GOES,
    tables.pitches.c.owner_id: WITH_ALL,
    tables.pitch_followers.c.member_id: GOES,
    tables.pitch_partners.c.member_id: GOES,
    tables.pitch_votes.c.member_id: GOES,
    tables.pitch_invitations.c.member_id: GOES,
    tables.meetups.c.host_id: WITH_ALL,
    tables.meetups.c.offered_id: EMPTIED,
    tables.cohosts.c.member_id: GOES,
    tables.rsvps.c.member_id: NAMELESS,
    tables.occurrence_marks.c.member_id: NAMELESS,
    tables.feeds.c.member_id: GOES,
    tables.reminders.c.owner_id: WITH_ALL,
    tables.posts_proposed.c.member_id: WITH_ALL,
    tables.links.c.member_id: GOES,
    tables.links.c.typed_by: GOES,
    tables.link_tries.c.member_id: GOES,
}
"""Every column that names a member."""

BESIDES: Final[frozenset[Column[Any]]] = frozenset({tables.meetups.c.offered_id})
"""Those of them that are no foreign keys."""

SEEN_TO: Final[Mapping[Table, str]] = {
    tables.homes: "goes with its login",
    tables.introduction_tags: "goes with its introduction",
    tables.occurrences: "goes with its meetup",
    tables.spaces: "forgets which login set it up",
    tables.inbox: "its answers are emptied, and rows whose key holds a login go",
    tables.plans: "what is planned under an id that goes, goes",
    tables.happenings: "what is of an id that goes loses its words",
    tables.postings: "say where a card stands, and nothing of whom it shows",
    tables.erased: "a hash of the login, which is all that is left",
}
"""Tables that hold something of a person without naming a member in a column."""

IMPERSONAL: Final[frozenset[Table]] = frozenset(
    {
        tables.communities,
        tables.places,
        tables.roles,
        tables.tag_words,
        tables.pitch_rules,
        tables.rhythms,
        tables.calendar_entries,
        tables.meta,
        tables.shelf,  # of the adapters: which logins' reactions stand on a card, as the platform shows everybody
    }
)
"""Tables that hold nothing of a person."""

TITLES: Final[frozenset[Column[Any]]] = frozenset(
    {
        tables.calls.c.title,
        tables.offers.c.what,
        tables.pitches.c.title,
        tables.meetups.c.title,
        tables.occurrences.c.own_title,
        tables.reminders.c.words,
        tables.introductions.c.words,
        tables.calls.c.private_details,
    }
)
"""What people typed and lists and messages of others' repeat word for word, without saying whose it is."""


def naming_members(table: Table) -> list[Column[Any]]:
    """The columns of a table that name members: its foreign keys say which, and the register."""
    if table is tables.members:
        return [tables.members.c.id]
    referring = [
        element.parent
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table is tables.members
        for element in constraint.elements
        if element.parent.name != "community_id"
    ]
    return sorted([*referring, *(column for column in BESIDES if column.table is table)], key=lambda one: one.name)


def beneath(table: Table) -> Iterator[tuple[Table, str, str]]:
    """The tables whose rows belong to a row of that table, and the columns by which: theirs, and its own."""
    for other in metadata.sorted_tables:
        for constraint in other.constraints:
            if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table is table:
                for element in constraint.elements:
                    if element.parent.name != "community_id":
                        yield other, element.parent.name, element.column.name
