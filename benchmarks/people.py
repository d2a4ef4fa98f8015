"""Finding people at scale: search and rarity in a town of many, beside the query one would write first.

``python -m benchmarks.people`` prints what it measured, in milliseconds of this process's own time for one request: the
middle one, and the one that 99 of 100 stay below. Machi's side is its own repository over SQLite with a journal ahead
(WAL): what a viewer may see, other words for the same and who left are part of it. The other side joins two tables and
looks for the words as they were typed, with ``ILIKE``.
"""

import argparse
import asyncio
import gc
import json
import random  # noqa: TID251 - a town that is the same each time
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.introductions.model import Introduction, Sought, rarity, sought, words_for
from bot.ports import Defaults
from bot.vocabulary.people import CommunityId, MemberId, SpaceAddress, SpaceId
from bot.vocabulary.tag import BY_KIND
from jobs.clock import SystemClock
from jobs.ids import RandomIds
from storage.database import Database
from storage.introductions import SqlIntroductions
from storage.opening import opened
from storage.store import SqlStore
from storage.tables import accounts, introduction_tags, introductions, members

PAGE = 16
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
JOBS = [
    "看護師",
    "エンジニア",
    "デザイナー",
    "保育士",
    "農家",
    "大工",
    "税理士",
    "翻訳者",
    "料理人",
    "写真家",
    "teacher",
    "nurse",
]
SKILLS = [
    "編みもの",
    "登山",
    "将棋",
    "パン作り",
    "木工",
    "合唱",
    "水彩画",
    "園芸",
    "ラジオ",
    "cycling",
    "chess",
    "knitting",
]
WORDS = [
    "散歩",
    "珈琲",
    "履歴書",
    "相談",
    "自転車",
    "子ども",
    "図書館",
    "川沿い",
    "bread",
    "letters",
    "garden",
    "music",
    "本棚",
    "祭り",
]


def chance(seed: int) -> random.Random:
    """The same town each time."""
    return random.Random(seed)  # noqa: S311 - nothing is kept secret with it


async def settle(database: Database, people: int) -> tuple[CommunityId, list[Introduction]]:
    """A town of so many, of whom one in ten is hidden and one in ten seen by one chat alone."""
    store = SqlStore(database, SystemClock(), RandomIds(SystemClock()), Defaults("ja", "Asia/Tokyo"))
    async with store.transaction() as work:
        plaza = await work.directory.space(SpaceAddress("discord", "plaza", "みどり町"))
        office = await work.directory.attach(SpaceAddress("slack", "office", "しごと場"), plaza.community)
    spaces = [plaza.id, office.id]
    said = [introduction(number, spaces) for number in range(people)]
    async with database.begin() as connection:
        for some in _batched(said, 5_000):
            await write_down(connection, plaza.community, some)
    return plaza.community, said


def _batched(said: Sequence[Introduction], size: int) -> list[Sequence[Introduction]]:
    return [said[start : start + size] for start in range(0, len(said), size)]


def introduction(number: int, spaces: list[SpaceId]) -> Introduction:
    """Somebody, with a common job, a rarer skill and a habit that few share."""
    dice = chance(number)
    tags = (dice.choice(JOBS), dice.choice(SKILLS), f"習慣{dice.randrange(2_000)}")
    words = "。".join(dice.sample(WORDS, 3)) + f" のことなら{number}番まで。" + "町の人と話すのがすきです。" * 2
    visibility = dice.choices(["everyone", "space", "watching"], [8, 1, 1])[0]
    written = NOW - timedelta(minutes=number)
    return Introduction(
        MemberId(f"member{number:08}"),
        tags,
        "live",
        str(dice.randint(1, 5)),
        words,
        visibility,
        dice.choice(spaces),
        written,
    )


async def write_down(connection: AsyncConnection, community: CommunityId, some: Sequence[Introduction]) -> None:
    """Members, logins, introductions and tags, a batch at a time."""
    ours = {"community_id": community}
    await connection.execute(
        members.insert(), [ours | {"id": one.member, "name": f"人{one.member}", "created_at": NOW} for one in some]
    )
    logins = [
        ours | {"space_id": one.space, "external_id": one.member, "member_id": one.member, "name": "", "used_at": NOW}
        for one in some
    ]
    await connection.execute(accounts.insert(), logins)
    said = [
        ours
        | {
            "member_id": one.member,
            "space_id": one.space,
            "tags": json.dumps(one.tags, ensure_ascii=False),
            "tie": one.tie,
            "phase": one.phase,
            "words": one.words,
            "visibility": one.visibility,
            "searchable": one.searchable,
            "name": f"人{one.member}",
            "written_at": one.written_at,
        }
        for one in some
    ]
    await connection.execute(introductions.insert(), said)
    tags = [
        ours | {"word": word, "member_id": one.member, "visibility": one.visibility, "space_id": one.space}
        for one in some
        for word in one.tag_words
    ]
    await connection.execute(introduction_tags.insert(), tags)


async def measured(work: Sequence[Callable[[], Awaitable[object]]], repetitions: int) -> tuple[float, float]:
    """The middle and the 99th of a hundred, in milliseconds."""
    taken = []
    for ask in [*work] * repetitions:
        before = time.process_time()
        await ask()
        taken.append((time.process_time() - before) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def questions() -> list[Sought]:
    """What people look for: common and rare words, short and longer ones, in both languages, and what is not there."""
    typed = [
        "散歩",
        "ﾊﾟﾝ",
        "bread garden",
        "履歴書 看護師",
        "川沿い 図書館 将棋",
        "無い言葉",
        "12番まで",
        "さんぽ",
        "knit",
        "x",
    ]
    plain = [Sought(tuple(sought(words).split())) for words in typed]
    tagged = [Sought(tags=(words_for(tag, {}, BY_KIND),)) for tag in ("ナース", "編み物", "無職")]
    return [*plain, *tagged, Sought(phase="3"), Sought(words=("本棚",), phase="5")]


async def rare(repository: SqlIntroductions, one: Introduction) -> None:
    """What ``/intro rarity`` asks."""
    await repository.visible(one.member, 5)
    rarity(one.tags, await repository.held([words_for(tag, {}, BY_KIND) for tag in one.tags], one.member))


async def first_thought(connection: AsyncConnection, community: CommunityId, typed: Sought) -> None:
    """The query one would write first: two tables joined, ``ILIKE`` on each column, everybody who fits counted."""
    statement = (
        select(introductions, members.c.name)
        .join(members, (members.c.community_id == community) & (members.c.id == introductions.c.member_id))
        .where(introductions.c.community_id == community, introductions.c.visibility == "everyone")
    )
    for word in typed.words:
        like = f"%{word}%"
        columns = (introductions.c.words, introductions.c.tags, members.c.name)
        statement = statement.where(or_(*(column.ilike(like) for column in columns)))
    for words in typed.tags:
        statement = statement.where(or_(*(introductions.c.tags.ilike(f"%{word}%") for word in words)))
    (await connection.execute(statement.order_by(introductions.c.written_at.desc()).limit(PAGE))).all()
    await connection.scalar(select(func.count()).select_from(statement.subquery()))


async def first_rarity(connection: AsyncConnection, community: CommunityId, one: Introduction) -> None:
    """Everybody read, and their tags compared in memory."""
    held = select(introduction_tags.c.member_id, introduction_tags.c.word).where(
        introduction_tags.c.community_id == community, introduction_tags.c.visibility == "everyone"
    )
    holders: dict[str, set[str]] = {}
    for row in await connection.execute(held):
        holders.setdefault(row.word, set()).add(row.member_id)
    for size in range(1, len(one.tags) + 1):
        for chosen in combinations(one.tags, size):
            set.intersection(*(holders.get(tag, set()) for tag in chosen))


async def compare(people: int, repetitions: int) -> None:
    """Both sides in one run."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(f"sqlite+aiosqlite:///{Path(folder) / 'machi.db'}") as database:
            community, said = await settle(database, people)
            gc.collect()
            gc.freeze()  # so that collecting garbage does not walk through what only this benchmark remembers
            async with database.begin() as connection:
                repository = SqlIntroductions(connection, community)
                viewer = said[7].member
                finds = [lambda one=one: repository.find(one, viewer, PAGE) for one in questions()]
                rarest = [lambda one=one: rare(repository, one) for one in said[:: max(1, people // 40)]]
                firsts = [lambda one=one: first_thought(connection, community, one) for one in questions()]
                rare_firsts = [lambda one=one: first_rarity(connection, community, one) for one in said[:3]]
                rows = [
                    ("find", await measured(finds, repetitions), await measured(firsts, max(1, repetitions // 10))),
                    ("rarity", await measured(rarest, repetitions), await measured(rare_firsts, 2)),
                ]
                slowest = [(await measured([find], 5), one) for find, one in zip(finds, questions(), strict=True)]
    print(f"{people:,} people")  # noqa: T201 - a command line prints
    for name, ours, theirs in rows:
        print(  # noqa: T201
            f"  {name:7} p50 {ours[0]:7.2f}  p99 {ours[1]:7.2f} ms"
            f"   beside {theirs[0]:8.2f} / {theirs[1]:8.2f} ms: {theirs[1] / ours[1]:5.1f} times"
        )
    worst = max(slowest, key=lambda found: found[0][0])
    print(f"  slowest search: {worst[0][0]:.2f} ms for {worst[1]}")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--repetitions", type=int, default=20)
    given = parser.parse_args()
    for number in given.people:
        asyncio.run(compare(number, given.repetitions))
