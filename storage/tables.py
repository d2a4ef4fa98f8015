"""Every table there is, as SQLAlchemy Core sees them.

Every row belongs to a community: its key begins with ``community_id``, and so does every foreign key, so that no row
can point into another community. Text is never cut by the database; limits are the forms' business.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, in UTC on its way in and out; SQLite keeps it as text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive one: nobody knows what instant it means."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value}")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back the zone that SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _words(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=optional)


def _number(name: str, default: int | None = None) -> Column[Any]:
    return Column(name, Integer, nullable=default is None, default=default)


def _flag(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False, default=0, server_default="0")


def _instant(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Instant, nullable=optional)


def _community() -> Column[Any]:
    return Column("community_id", Text, ForeignKey("communities.id"), nullable=False)


def _refers(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["community_id", column], [f"{table}.community_id", f"{table}.id"])


# --- people and places ----------------------------------------------------------------------------------------------

communities: Final = Table(
    "communities",
    metadata,
    Column("id", Text, primary_key=True),
    _words("name"),
    _words("purpose"),
    _words("area"),
    _words("language"),
    _words("timezone"),
    _instant("created_at"),
    _instant("paused_at", optional=True),  # an organizer said so; nothing leaves and nothing planned is done
    _instant("paused_until", optional=True),
    Column("looks_at", Text, nullable=False, default="", server_default=""),  # the topics members propose for
    Column("guests", Boolean, nullable=False, default=False, server_default=false()),  # whether they take part
    Index(
        "ix_communities_paused",
        "id",
        sqlite_where=text("paused_at IS NOT NULL"),
        postgresql_where=text("paused_at IS NOT NULL"),
    ),
)

spaces: Final = Table(
    "spaces",
    metadata,
    _community(),
    _words("id"),
    _words("platform"),
    _words("external_id"),
    _words("name"),
    _words("default_channel", optional=True),  # where Machi was first spoken to
    _words("keeper", optional=True),  # logins that may put things right there, whom to write to first in front
    _instant("left_at", optional=True),  # since when Machi is not there any more
    _instant("stopped_until", optional=True),  # the platform refuses everything of ours; nothing is sent before
    _words("stopped_reason", optional=True),
    _instant("created_at"),
    PrimaryKeyConstraint("community_id", "id"),
    UniqueConstraint("platform", "external_id"),
)

members: Final = Table(
    "members",
    metadata,
    _community(),
    _words("id"),
    _words("name"),
    _words("language", optional=True),
    _words("timezone", optional=True),
    _instant("created_at"),
    PrimaryKeyConstraint("community_id", "id"),
)

accounts: Final = Table(
    "accounts",
    metadata,
    _community(),
    _words("space_id"),
    _words("external_id"),
    _words("member_id"),
    _words("name"),
    _words("locale", optional=True),
    _instant("used_at"),
    _instant("left_at", optional=True),
    PrimaryKeyConstraint("community_id", "space_id", "external_id"),
    _refers("space_id", "spaces"),
    _refers("member_id", "members"),
    Index(None, "community_id", "member_id"),
)

places: Final = Table(
    "places",
    metadata,
    _community(),
    _words("space_id"),
    _words("topic"),  # or "#" and a channel, which stands for itself
    _words("channel"),
    PrimaryKeyConstraint("community_id", "space_id", "topic"),
    _refers("space_id", "spaces"),
)

preferences: Final = Table(
    "preferences",
    metadata,
    _community(),
    _words("member_id"),
    _words("notices"),
    _number("quiet_from"),  # minutes of the day
    _number("quiet_until"),
    _number("before"),  # minutes before a gathering
    PrimaryKeyConstraint("community_id", "member_id"),
    CheckConstraint("notices IN ('all', 'mine', 'needed', 'none')", name="notices"),
    _refers("member_id", "members"),
)

homes: Final = Table(
    "homes",
    metadata,
    _community(),
    _words("space_id"),
    _words("external_id"),
    _instant("opened_at"),
    _number("revision", 0),  # raised by each change of what it shows
    _number("attempt", 0),
    _instant("next_at", optional=True),  # when it is to be shown anew; never, while it shows what is so
    PrimaryKeyConstraint("community_id", "space_id", "external_id"),
    ForeignKeyConstraint(
        ["community_id", "space_id", "external_id"],
        ["accounts.community_id", "accounts.space_id", "accounts.external_id"],
        ondelete="CASCADE",
    ),
    Index(
        "ix_homes_stale",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
)

roles: Final = Table(
    "roles",
    metadata,
    _community(),
    _words("space_id"),
    _words("use"),
    _words("role"),
    PrimaryKeyConstraint("community_id", "space_id", "use"),
    CheckConstraint("use IN ('organizers', 'ring')", name="use"),
    _refers("space_id", "spaces"),
)

# --- what was asked -------------------------------------------------------------------------------------------------

inbox: Final = Table(
    "inbox",
    metadata,
    _community(),
    _words("space_id"),
    _words("key"),
    _words("answer", optional=True),  # JSON
    _instant("received_at"),
    PrimaryKeyConstraint("community_id", "space_id", "key"),
    _refers("space_id", "spaces"),
)

drafts: Final = Table(
    "drafts",
    metadata,
    _community(),
    _words("id"),
    _words("member_id"),
    _words("form"),
    _words("arguments"),  # JSON
    _words("answers"),  # JSON
    _instant("written_at"),
    _instant("expires_at"),
    _instant("posted_at", optional=True),
    PrimaryKeyConstraint("community_id", "id"),
    _refers("member_id", "members"),
)

# --- what is to be said, and when -----------------------------------------------------------------------------------

BLOCKING: Final = ("pending", "sending", "uncertain")
"""States of the outbox that hold up what comes later in their lane."""
WAITING: Final = ("pending", "uncertain", "verify")
"""States of the outbox that a worker may claim; that one has is told by a lease, and changes no state."""
UNFINISHED: Final = (*WAITING, "sending")
FINISHED: Final = ("sent", "expired", "cancelled", "dead")


def among(states: tuple[str, ...]) -> str:
    """The condition on ``state``, with the words in it, so that a partial index can be seen to hold."""
    return f"state IN ({', '.join(map(repr, states))})"


outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    _community(),
    _words("space_id"),
    _words("kind"),
    _words("key"),  # what it is about: the subject, or the effect's own key
    _words("target"),  # for whom: the space, or the member
    _number("generation", 0),  # raised when it must be posted anew, so that its marker changes
    _words("marker"),
    _words("topic", optional=True),
    _words("subject_kind", optional=True),
    _words("subject_id", optional=True),
    _words("member_id", optional=True),
    _words("account", optional=True),
    _words("lane", optional=True),  # rows of one lane leave in their order; none yet: there is nowhere to go
    _words("payload"),  # JSON
    _words("file", optional=True),  # JSON: what comes with it
    _words("rings"),  # JSON; of a direct message that begins a conversation: the logins it is among
    _number("revision", 1),  # raised by each change of the payload
    _number("carried"),  # the revision its worker has taken on
    _number("doubted"),  # the revision that may have been stored already
    _number("absences", 0),  # how many look-ups in a row found nothing of it
    _instant("due_at"),
    _instant("expires_at", optional=True),
    _words("state"),
    _number("attempt", 0),
    _number("refusals", 0),  # how often in a row its target was out of reach
    _number("fence", 0),  # raised by each claim
    _instant("lease_until", optional=True),  # a worker has it until then
    _instant("first_at", optional=True),  # the first request that may have stored it
    _instant("last_at", optional=True),  # the last one
    _instant("verify_until", optional=True),  # a second copy of it may come to light until then
    _instant("next_at"),
    _words("channel", optional=True),
    _words("message", optional=True),
    _words("thread", optional=True),
    _words("error", optional=True),
    _words("about", optional=True),  # of a direct message: the subject beneath whose card its reader hears of it
    _instant("closed_at", optional=True),  # since when it waits for a reader who takes no direct messages
    _flag("ended"),  # of a card: whether what it is about is over, so that it is shown only where it stands
    _flag("removals"),  # of a card: how often somebody took it away; from the second time on it stays away
    UniqueConstraint("community_id", "kind", "key", "target", "generation"),
    UniqueConstraint("marker"),
    CheckConstraint("kind IN ('card', 'direct', 'thread', 'notice')", name="kind"),
    CheckConstraint(among((*UNFINISHED, *FINISHED)), name="state"),
    CheckConstraint("state <> 'pending' OR doubted IS NULL", name="pending"),
    CheckConstraint("state <> 'uncertain' OR (doubted IS NOT NULL AND first_at IS NOT NULL)", name="uncertain"),
    CheckConstraint("state <> 'verify' OR (message IS NOT NULL AND verify_until IS NOT NULL)", name="verify"),
    _refers("space_id", "spaces"),
    _refers("member_id", "members"),
    Index(
        "ix_outbox_order",
        "due_at",
        "id",
        sqlite_where=text(among(UNFINISHED)),
        postgresql_where=text(among(UNFINISHED)),
    ),
    Index(
        "ix_outbox_homeless",
        "id",
        sqlite_where=text(f"lane IS NULL AND {among(UNFINISHED)}"),
        postgresql_where=text(f"lane IS NULL AND {among(UNFINISHED)}"),
    ),
    Index(
        "ix_outbox_lane",
        "lane",
        "id",
        sqlite_where=text(among(BLOCKING)),
        postgresql_where=text(among(BLOCKING)),
    ),
    Index(
        "ix_outbox_held",
        "lease_until",
        sqlite_where=text("lease_until IS NOT NULL"),
        postgresql_where=text("lease_until IS NOT NULL"),
    ),
    Index(
        "ix_outbox_letters",
        "community_id",
        "member_id",
        sqlite_where=text("closed_at IS NOT NULL"),
        postgresql_where=text("closed_at IS NOT NULL"),
    ),
    Index("ix_outbox_subject", "community_id", "space_id", "subject_kind", "subject_id"),
)

postings: Final = Table(
    "postings",
    metadata,
    _community(),
    _words("space_id"),
    _words("subject_kind"),
    _words("subject_id"),
    _words("channel"),
    _words("message"),
    _words("thread", optional=True),
    PrimaryKeyConstraint("community_id", "space_id", "subject_kind", "subject_id"),
    UniqueConstraint("space_id", "channel", "message"),
    _refers("space_id", "spaces"),
)

happenings: Final = Table(
    "happenings",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    _community(),
    _words("space_id"),
    _words("subject_kind"),
    _words("subject_id"),
    _words("title"),
    _instant("starts_at"),
    _instant("ends_at"),
    _words("place"),
    _words("details"),
    _words("state"),
    _number("revision", 1),  # raised by each change
    _number("shown", 0),  # the revision that stands in the platform's calendar
    _words("external_id", optional=True),  # the platform's id of it
    _instant("next_at"),
    _number("attempt", 0),
    _words("error", optional=True),
    UniqueConstraint("community_id", "space_id", "subject_kind", "subject_id"),
    CheckConstraint("state IN ('planned', 'cancelled', 'over')", name="state"),
    _refers("space_id", "spaces"),
    Index(
        "ix_happenings_waiting",
        "next_at",
        sqlite_where=text("revision <> shown"),
        postgresql_where=text("revision <> shown"),
    ),
    Index(None, "community_id", "space_id", "external_id"),
)

plans: Final = Table(
    "plans",
    metadata,
    _community(),
    _words("id"),
    _words("subject_kind"),
    _words("subject_id"),
    _words("action"),  # encoded
    _instant("at"),
    _instant("due_at"),  # when to look at it: its instant, or later when it failed
    _instant("useful_until", optional=True),
    _words("state"),
    PrimaryKeyConstraint("community_id", "id"),
    UniqueConstraint("community_id", "subject_kind", "subject_id", "action", "at"),
    CheckConstraint("state IN ('planned', 'done', 'missed', 'replaced')", name="state"),
    Index(
        "ix_plans_planned",
        "due_at",
        "id",  # what comes due in one instant is claimed in batches, each without sorting all of it
        sqlite_where=text("state = 'planned'"),
        postgresql_where=text("state = 'planned'"),
    ),
)

posts_proposed: Final = Table(
    "posts_proposed",  # what members would like to post, while an organizer looks at it
    metadata,
    _community(),
    _words("id"),
    _words("member_id"),
    _words("space_id"),
    _words("draft"),  # the one it was sent in last
    _words("changing"),  # the one it is being changed in; empty where it is not
    _words("form"),
    _words("arguments"),  # JSON
    _words("answers"),  # JSON
    _instant("written_at"),
    _words("zone"),
    _words("language"),
    _words("topic"),
    _words("card"),  # JSON: how it will look
    _instant("until", optional=True),
    _words("state"),
    _words("word"),  # an organizer's, to the member
    _instant("proposed_at"),
    PrimaryKeyConstraint("community_id", "id"),
    CheckConstraint(
        "state IN ('waiting', 'asked', 'approved', 'declined', 'withdrawn', 'lapsed', 'posted')", name="state"
    ),
    _refers("member_id", "members"),
    _refers("space_id", "spaces"),
    Index(None, "community_id", "draft"),
    Index(None, "community_id", "changing"),
    Index(None, "community_id", "state", "proposed_at"),
)

rhythms: Final = Table(
    "rhythms",  # what goes out again and again by itself
    metadata,
    _community(),
    _words("kind"),
    Column("day", Integer, nullable=False),  # of the week, from Monday as 0; of the month
    Column("hour", Integer, nullable=False),
    _words("last", optional=True),  # the day it went out for last, as ISO 8601
    PrimaryKeyConstraint("community_id", "kind"),
    CheckConstraint("kind IN ('digest', 'report')", name="kind"),
)

audit: Final = Table(
    "audit",
    metadata,
    _community(),
    _words("id"),
    _instant("at"),
    _words("by_id"),
    _words("what"),
    _words("subject_kind"),
    _words("subject_id"),
    _words("member_id", optional=True),
    PrimaryKeyConstraint("community_id", "id"),
    _refers("by_id", "members"),
    _refers("member_id", "members"),
    Index(None, "community_id", "at"),
)

ANSWERS: Final = ("in", "maybe", "cant")

# --- features -------------------------------------------------------------------------------------------------------


def _roster(name: str, of: str, column: str) -> Table:
    """The answers to a call or a date: one a person by constraint, in the order they came."""
    return Table(
        name,
        metadata,
        _community(),
        _words(column),
        _words("member_id"),
        _words("standing"),
        _words("role", optional=True),  # which kind of place, where there are several
        _instant("at"),
        _instant("until", optional=True),  # how long a place offered is kept
        _number("position"),
        Column("guests", Integer, nullable=False, default=0, server_default="0"),  # whom they bring
        PrimaryKeyConstraint("community_id", column, "member_id"),
        CheckConstraint("standing IN ('in', 'offered', 'waiting', 'maybe', 'cant')", name="standing"),
        _refers(column, of),
        _refers("member_id", "members"),
    )


introductions: Final = Table(
    "introductions",
    metadata,
    _community(),
    _words("member_id"),
    _words("space_id"),
    _words("tags"),  # JSON
    _words("tie"),
    _words("phase"),
    _words("words"),
    _words("visibility"),
    _words("searchable"),
    Column("name", Text, nullable=False, server_default=""),  # the member's, as it is looked for
    Column("interests", Text, nullable=False, server_default="[]"),  # JSON
    Column("hours", Text, nullable=False, server_default="[]"),  # JSON
    _instant("written_at"),
    _instant("shown_at", optional=True),  # when others could read it first; never, of who just watches
    PrimaryKeyConstraint("community_id", "member_id"),
    _refers("member_id", "members"),
    _refers("space_id", "spaces"),
    Index(None, "community_id", "written_at", "member_id"),
    Index(None, "community_id", "shown_at"),
)

introduction_tags: Final = Table(
    "introduction_tags",
    metadata,
    _community(),
    _words("word"),  # folded
    _words("member_id"),
    _words("visibility"),  # as the introduction's, so that counting needs no other table
    _words("space_id"),
    PrimaryKeyConstraint("community_id", "word", "member_id"),
    ForeignKeyConstraint(
        ["community_id", "member_id"], ["introductions.community_id", "introductions.member_id"], ondelete="CASCADE"
    ),
    Index(None, "community_id", "member_id"),
)

tag_words: Final = Table(
    "tag_words",
    metadata,
    _community(),
    _words("word"),  # folded
    _words("means"),  # folded
    PrimaryKeyConstraint("community_id", "word"),
)

connections: Final = Table(
    "connections",
    metadata,
    _community(),
    _words("first_id"),  # of the two, the smaller one
    _words("second_id"),
    _instant("met_at"),
    _instant("last_at"),
    _words("subject_kind"),  # what they did together first
    _words("subject_id"),
    PrimaryKeyConstraint("community_id", "first_id", "second_id"),
    CheckConstraint("first_id < second_id", name="pair"),
    _refers("first_id", "members"),
    _refers("second_id", "members"),
    Index(None, "community_id", "second_id"),
)

kept_apart: Final = Table(
    "kept_apart",
    metadata,
    _community(),
    _words("member_id"),  # who asked for it
    _words("other_id"),
    PrimaryKeyConstraint("community_id", "member_id", "other_id"),
    _refers("member_id", "members"),
    _refers("other_id", "members"),
    Index(None, "community_id", "other_id"),
)

mingling: Final = Table(
    "mingling",
    metadata,
    _community(),
    _words("member_id"),
    _words("topics"),  # what they can introduce others for; empty is no connector
    _words("contact"),
    _words("coffee"),
    _words("skips"),  # a round by its date
    Column("waited", Boolean, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id"),
    CheckConstraint("coffee IN ('', 'in', 'paused')", name="coffee"),
    _refers("member_id", "members"),
)

proposals: Final = Table(
    "proposals",
    metadata,
    _community(),
    _words("id"),
    _words("asker_id"),
    _words("connector_id", optional=True),
    _words("target_id", optional=True),
    _words("goal"),
    _words("asker_says"),
    _words("target_says"),
    Column("passed", Boolean, nullable=False),
    _instant("made_at"),
    PrimaryKeyConstraint("community_id", "id"),
    CheckConstraint("asker_says IN ('', 'yes', 'no') AND target_says IN ('', 'yes', 'no')", name="says"),
    _refers("asker_id", "members"),
    _refers("connector_id", "members"),
    _refers("target_id", "members"),
    Index(None, "community_id", "asker_id"),
    Index(None, "community_id", "connector_id"),
    Index(None, "community_id", "target_id"),
)

coffee_groups: Final = Table(
    "coffee_groups",
    metadata,
    _community(),
    _words("day"),  # the round, by its date
    _words("member_id"),
    Column("number", Integer, nullable=False),
    _words("answer"),
    PrimaryKeyConstraint("community_id", "day", "member_id"),
    _refers("member_id", "members"),
)

calls: Final = Table(
    "calls",
    metadata,
    _community(),
    _words("id"),
    _words("caller_id"),
    _words("title"),
    _number("places"),
    _words("roles", optional=True),  # JSON: the places of each role; none is one kind of place
    Column("start", DateTime),  # local wall time
    Column("end", DateTime),
    _flag("deadline"),  # whether it may be done at any time before its start
    _words("zone"),
    _words("place"),
    _words("details"),
    _words("private_details"),
    _words("state"),
    _instant("created_at"),
    PrimaryKeyConstraint("community_id", "id"),
    _refers("caller_id", "members"),
    Index(None, "community_id", "state", "start"),
)

sign_ups: Final = _roster("sign_ups", "calls", "call_id")

call_watchers: Final = Table(
    "call_watchers",
    metadata,
    _community(),
    _words("call_id"),
    _words("member_id"),
    PrimaryKeyConstraint("community_id", "call_id", "member_id"),
    _refers("call_id", "calls"),
    _refers("member_id", "members"),
)

call_buddies: Final = Table(
    "call_buddies",  # who looks after newcomers
    metadata,
    _community(),
    _words("call_id"),
    _words("member_id"),
    PrimaryKeyConstraint("community_id", "call_id"),
    _refers("call_id", "calls"),
    _refers("member_id", "members"),
)

offers: Final = Table(
    "offers",
    metadata,
    _community(),
    _words("id"),
    _words("member_id"),
    _words("what"),
    _words("amount"),  # when, and how much
    _words("place"),
    _words("words"),
    _words("state"),
    _instant("created_at"),
    _instant("until"),
    PrimaryKeyConstraint("community_id", "id"),
    CheckConstraint("state IN ('open', 'over')", name="state"),
    _refers("member_id", "members"),
    Index(None, "community_id", "state", "until"),
)

asked_first: Final = Table(
    "asked_first",  # who was shown, before asking for the first time, where they could lend a hand
    metadata,
    _community(),
    _words("member_id"),
    _instant("at"),
    PrimaryKeyConstraint("community_id", "member_id"),
    _refers("member_id", "members"),
)

gives: Final = Table(
    "gives",
    metadata,
    _community(),
    _words("giver_id"),
    _words("receiver_id"),
    _words("subject_kind"),
    _words("subject_id"),
    _words("title"),  # as it was then
    _instant("at"),
    PrimaryKeyConstraint("community_id", "giver_id", "receiver_id", "subject_kind", "subject_id"),
    CheckConstraint("giver_id <> receiver_id", name="somebody_else"),
    _refers("giver_id", "members"),
    _refers("receiver_id", "members"),
)

thanks: Final = Table(
    "thanks",
    metadata,
    _community(),
    _words("by_id"),
    _words("to_id"),
    _words("key"),  # what for: a subject, or what was written and on which day
    _words("words"),
    _instant("at"),
    PrimaryKeyConstraint("community_id", "by_id", "to_id", "key"),
    CheckConstraint("by_id <> to_id", name="somebody_else"),
    _refers("by_id", "members"),
    _refers("to_id", "members"),
)

public_givers: Final = Table(
    "public_givers",  # who chose to have a line about lending hands beneath their introduction
    metadata,
    _community(),
    _words("member_id"),
    PrimaryKeyConstraint("community_id", "member_id"),
    _refers("member_id", "members"),
)

pitches: Final = Table(
    "pitches",
    metadata,
    _community(),
    _words("id"),
    _words("owner_id"),
    _words("title"),
    _words("why"),
    _words("looking_for"),
    _words("step"),
    Column("step_at", DateTime, nullable=False),  # local wall time
    _words("zone"),
    _words("state"),
    _number("steps_taken"),
    _words("dates", optional=True),  # JSON: the local wall times the team may meet at
    Column("meeting_at", DateTime),  # local wall time, once it is chosen
    _instant("created_at"),
    PrimaryKeyConstraint("community_id", "id"),
    _refers("owner_id", "members"),
    Index(None, "community_id", "state", "created_at"),
)

pitch_followers: Final = Table(
    "pitch_followers",
    metadata,
    _community(),
    _words("pitch_id"),
    _words("member_id"),
    _words("following"),
    _words("brings", optional=True),  # what a teammate brings
    _instant("at"),
    _number("position"),
    PrimaryKeyConstraint("community_id", "pitch_id", "member_id", "following"),
    _refers("pitch_id", "pitches"),
    _refers("member_id", "members"),
)

pitch_partners: Final = Table(
    "pitch_partners",  # whose name stands beside the owner's, once they agreed
    metadata,
    _community(),
    _words("pitch_id"),
    _words("member_id"),
    _flag("agreed"),
    PrimaryKeyConstraint("community_id", "pitch_id"),
    _refers("pitch_id", "pitches"),
    _refers("member_id", "members"),
)

pitch_votes: Final = Table(
    "pitch_votes",  # who of a team can meet when
    metadata,
    _community(),
    _words("pitch_id"),
    _words("member_id"),
    Column("date", DateTime, nullable=False),  # local wall time
    PrimaryKeyConstraint("community_id", "pitch_id", "member_id", "date"),
    _refers("pitch_id", "pitches"),
    _refers("member_id", "members"),
)

pitch_invitations: Final = Table(
    "pitch_invitations",  # who was asked whether they would be in on a pitch; a no is told to nobody
    metadata,
    _community(),
    _words("pitch_id"),
    _words("member_id"),
    _instant("at"),
    PrimaryKeyConstraint("community_id", "pitch_id", "member_id"),
    _refers("pitch_id", "pitches"),
    _refers("member_id", "members"),
)

pitch_rules: Final = Table(
    "pitch_rules",
    metadata,
    _community(),
    _number("most_open"),  # how many pitches of one person may be open at a time; none is as many as they like
    PrimaryKeyConstraint("community_id"),
)

meetups: Final = Table(
    "meetups",
    metadata,
    _community(),
    _words("id"),
    _words("host_id"),
    _words("title"),
    Column("start", DateTime, nullable=False),  # local wall time of the first date
    _words("zone"),
    _number("minutes"),  # how long it lasts
    _words("rrule", optional=True),
    _words("place"),
    _number("capacity"),
    _words("details"),
    Column("guests", Integer, nullable=False, server_default="0"),  # how many each may bring
    Column("days_ahead", Integer, nullable=False, server_default="7"),
    Column("reminders", Text, nullable=False, server_default="[10080, 1440, 60]"),  # JSON: minutes before
    _words("follows_id", optional=True),
    _words("offered_id", optional=True),  # whom the host has asked to take over
    PrimaryKeyConstraint("community_id", "id"),
    _refers("host_id", "members"),
)

cohosts: Final = Table(
    "cohosts",
    metadata,
    _community(),
    _words("meetup_id"),
    _words("member_id"),
    _number("position"),
    PrimaryKeyConstraint("community_id", "meetup_id", "member_id"),
    _refers("meetup_id", "meetups"),
    _refers("member_id", "members"),
)

occurrences: Final = Table(
    "occurrences",
    metadata,
    _community(),
    _words("id"),
    _words("meetup_id"),
    Column("slot", DateTime, nullable=False),  # local wall time the rule gave it, wherever it moved since
    Column("start", DateTime, nullable=False),  # local wall time
    Column("end", DateTime),
    _words("zone"),
    _number("places"),
    _words("state"),
    Column("shown", Boolean, nullable=False, server_default=true()),  # whether its card has gone up
    _words("own_title", optional=True),  # what is different about this date
    _words("own_place", optional=True),
    _words("own_details", optional=True),
    Column("attended", Boolean, nullable=False, server_default=false()),
    _instant("starts_at"),  # what the wall times mean, to sort and search by
    _instant("ends_at"),
    PrimaryKeyConstraint("community_id", "id"),
    UniqueConstraint("community_id", "meetup_id", "slot"),
    CheckConstraint("state IN ('planned', 'cancelled', 'over')", name="state"),
    _refers("meetup_id", "meetups"),
    Index(None, "community_id", "state", "starts_at"),
)

rsvps: Final = _roster("rsvps", "occurrences", "occurrence_id")

MARKS: Final = ("follow", "thanks", "came", *(f"{how}-{answer}" for how in ("reacted", "stale") for answer in ANSWERS))
occurrence_marks: Final = Table(
    "occurrence_marks",
    metadata,
    _community(),
    _words("occurrence_id"),
    _words("member_id"),
    _words("kind"),
    _number("position"),
    PrimaryKeyConstraint("community_id", "occurrence_id", "member_id", "kind"),
    CheckConstraint(f"kind IN ({', '.join(map(repr, MARKS))})", name="kind"),
    _refers("occurrence_id", "occurrences"),
    _refers("member_id", "members"),
)

feeds: Final = Table(
    "feeds",
    metadata,
    _community(),
    _words("kind"),
    _words("of"),  # the member, or nobody's: the whole community's
    _words("member_id", optional=True),
    _words("digest"),  # of the secret part of its address, which is kept nowhere
    _instant("created_at"),
    PrimaryKeyConstraint("community_id", "kind", "of"),
    UniqueConstraint("digest"),
    CheckConstraint("kind IN ('community', 'personal', 'board')", name="kind"),
    _refers("member_id", "members"),
)

calendar_entries: Final = Table(
    "calendar_entries",
    metadata,
    _community(),
    _words("entry"),  # the meetup, or one date of it
    _words("digest"),  # of what it said last
    _number("sequence", 0),  # how often it has changed
    _instant("changed_at"),
    PrimaryKeyConstraint("community_id", "entry"),
)

reminders: Final = Table(
    "reminders",
    metadata,
    _community(),
    _words("id"),
    _words("owner_id"),
    _words("words"),
    Column("start", DateTime, nullable=False),  # local wall time of the first moment
    _words("zone"),
    _words("rrule", optional=True),
    _words("space_id"),
    _words("channel", optional=True),  # to everybody there; none is to the owner alone
    Column("paused", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("community_id", "id"),
    _refers("owner_id", "members"),
    _refers("space_id", "spaces"),
    Index(None, "community_id", "owner_id"),
)

links: Final = Table(
    "links",  # codes by which somebody says that a login elsewhere is theirs too
    metadata,
    _community(),
    _words("id"),
    _words("digest"),  # of the code, which is kept nowhere
    _words("member_id"),
    _words("space_id"),
    _words("typed_by", optional=True),
    _instant("until"),
    PrimaryKeyConstraint("community_id", "id"),
    UniqueConstraint("community_id", "digest"),
    UniqueConstraint("community_id", "member_id"),
    _refers("member_id", "members"),
    _refers("typed_by", "members"),
    _refers("space_id", "spaces"),
)

link_tries: Final = Table(
    "link_tries",  # codes that were none
    metadata,
    _community(),
    _words("member_id"),
    _number("tries", 0),
    _instant("since"),
    PrimaryKeyConstraint("community_id", "member_id"),
    _refers("member_id", "members"),
)

erased: Final = Table(
    "erased",  # whose everything was erased, so that no backup brings them back
    metadata,
    _community(),
    _words("digest"),  # of a login, with a key of this installation
    _instant("at"),
    PrimaryKeyConstraint("community_id", "digest"),
)

# --- this installation ----------------------------------------------------------------------------------------------

meta: Final = Table("meta", metadata, Column("name", Text, primary_key=True), _words("value"))

shelf: Final = Table(
    "shelf",
    metadata,
    _words("owner"),
    _words("key"),
    _words("value"),
    PrimaryKeyConstraint("owner", "key"),
)
