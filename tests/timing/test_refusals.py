"""Phrases that are refused, by name and with what a person needs to say it differently."""

from datetime import date

import pytest

from bot.timing import NotUnderstood, Reason
from tests.timing.readings import said

REFUSED = {
    Reason.NO_DATE: ["19時", "正午", "7pm", "19:00-21:00"],
    Reason.NO_TIME_OF_DAY: ["来週土曜", "毎週金曜", "12/3(木)", "明日の夜", "Friday", "every Friday", "tonight"],
    Reason.WRONG_WEEKDAY: ["12月3日(金) 19時", "明日(水) 19時", "Friday 13th 7pm", "12/3(日)", "Wed 12/3 7pm"],
    Reason.NO_SUCH_DATE: [
        "2/30 10時", "13月1日 10時", "12/32 10時", "2027年2月29日 10時", "31日 19時", "来月の第5土曜 10時",
        "毎週金曜 19時 2/30まで", "Feb 30 7pm", "25/12 10am", "the 31st at 7pm",
    ],
    Reason.IN_THE_PAST: [
        "昨日", "先週の土曜 10時", "11/23 9時", "今日 10時", "今週の月曜 9時", "2026年11月1日 10時", "3日前 10時",
        "2026年11月6日から隔週金曜 19時", "last Friday 7pm", "Nov 23 9am", "3 days ago 7pm", "this Monday 9am",
    ],
    Reason.NOT_UNDERSTOOD: [
        # not said exactly
        "", " ", "、", "の", "来週", "来週 15時", "毎週 19時", "毎月 10時", "この頃 19時", "12月3日 19時頃",
        "next week",
        # two meanings
        "次の日 10時", "来週の日 10時", "第2土曜 10時", "明日 午前12時", "明日 午後12時", "明日 19時、30分",
        "1週間おき金曜 19時", "8 Dec 3 in the evening", "every second Friday 7pm",
        "biweekly Friday 7pm", "Friday fortnight 7pm", "third Friday 7pm", "3rd Friday 7pm", "first 7pm",
        "Dec 4th Friday 7pm", "19時30日", "19時から土曜", "19:00〜土曜",
        # words that hold others
        "7pmfriday", "tomorrownoon",
        "週末 10時", "毎週末 10時", "毎日曜 10時", "来月曜日 10時", "年末 19時", "翌日 10時",
        "十五夜 19時",
        # no such time
        "明日 30時", "明日 19:60", "12/3 午前19時", "明日 夜3時", "tomorrow at 13pm", "tonight at 8am", "Dec 3 at 2030",
        "a pm", "明日 2時〜夜8時", "明日 8時〜夜9時", "明日 1時〜午後3時",
        # what does not go together
        "明日 10日 19時", "毎週3日 10時", "毎月土曜 10時", "明日 10時〜3時", "明日 19時 3回", "土曜から日曜 10時",
        "毎週金曜 19時 3回 3月31日まで", "毎月30日・31日 10時", "毎週金曜 24時", "明日 19時〜21時 2時間",
        "毎週金曜金曜 19時", "12月3日、4日 19時", "12/3-5 10時", "Dec 3, 5, 7pm",
        "every Friday 7pm until Nov 24 2026", "明日 18時〜翌日の明日", "2時間後 19時", "12/5 10時〜12/4 10時",
        # figures that only look like figures
        "1²月3日 19時", "㋀3日 19時", "①月3日 19時",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "reason"), [(phrase, reason) for reason, phrases in REFUSED.items() for phrase in phrases]
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_phrase_is_refused_by_name_in_either_language(phrase: str, language: str, reason: Reason):
    assert refusal_of(phrase, language).reason is reason


def test_a_wrong_weekday_comes_with_the_date_and_its_true_one():
    refused = refusal_of("12/3(日) 19時", "ja")

    assert refused.details == {"date": date(2026, 12, 3), "weekday": 3, "language": "ja"}
    assert str(refused) == "12/3 is a Thursday"


def test_what_is_past_comes_with_its_date():
    assert refusal_of("昨日 10時", "ja").details == {"date": date(2026, 11, 22)}


@pytest.mark.parametrize(
    ("phrase", "language", "unknown"),
    [
        ("そのうち", "ja", "そのうち"),
        ("明日 19時ごろ", "ja", "ごろ"),
        ("明日 19時 猫カフェ", "ja", "猫"),
        ("明日 19時、30分", "ja", "、30分"),
        ("Friday 7pm sharp", "en", "sharp"),
        ("sometime next week", "en", "sometime"),
        ("tomorrow 7pm 9", "en", "9"),
    ],
)
def test_what_is_not_understood_is_named(phrase: str, language: str, unknown: str):
    assert refusal_of(phrase, language).details == {"unknown": unknown}


def test_a_text_too_long_for_a_phrase_is_refused_unread():
    text = "明日" * 20_000

    assert refusal_of(text, "ja").details == {"unknown": text}


def test_a_span_that_ends_before_it_begins_because_clocks_jump_is_refused():
    refused = refusal_of("Mar 14 2027 2:30-3:10", "en", "America/New_York")

    assert refused.reason is Reason.NOT_UNDERSTOOD


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Sydney", "UTC"])
def test_two_numbers_that_may_both_be_the_month_are_refused_where_countries_differ(zone: str):
    refused = refusal_of("12/3 7pm", "en", zone)

    assert refused.reason is Reason.AMBIGUOUS_ORDER
    assert refused.details == {"first": 12, "second": 3}


def refusal_of(phrase: str, language: str, zone: str = "Asia/Tokyo") -> NotUnderstood:
    with pytest.raises(NotUnderstood) as caught:
        said(phrase, language, zone)
    return caught.value


@pytest.mark.parametrize("phrase", ["tomorrow at 7", "tomorrow 7-9", "the 2nd Saturday of every month at 10"])
def test_an_hour_that_may_be_morning_or_evening_is_asked_for(phrase: str):
    refused = refusal_of(phrase, "en")

    assert refused.reason is Reason.AMBIGUOUS_HOUR


@pytest.mark.parametrize("phrase", ["11/22 10:00", "11月1日 10時", "10/23 10:00"])
def test_a_date_without_a_year_that_is_only_just_over_is_a_slip_and_not_next_years(phrase: str):
    assert refusal_of(phrase, "ja").reason is Reason.IN_THE_PAST
