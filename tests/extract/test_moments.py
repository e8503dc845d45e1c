"""Dates as the text tells them: a function of the text and of the day it counts from."""

import pytest

from kgraph.extract.dates import compatible, moments, more_precise, within_days

WEDNESDAY = "2022-06-15"


def values(text, anchor=WEDNESDAY, **options):
    return [m.value for m in moments(text, 0, len(text), anchor, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 10 October 2020", ["2020-10-10"]),
        ("on October 10, 2020", ["2020-10-10"]),
        ("on the 10th of October 2020", ["2020-10-10"]),
        ("on Oct. 10, 2020", ["2020-10-10"]),
        ("since 2020-10-10", ["2020-10-10"]),
        ("in October 2020", ["2020-10"]),
        ("in 1994", ["1994"]),
        ("the 1994 truce", ["1994"]),
        # Without a year: the nearest one, rather past than ahead.
        ("on 3 June", ["2022-06-03"]),
        ("on 20 December", ["2021-12-20"]),
        ("in May", ["2022-05"]),
        ("in December", ["2021-12"]),
        # Relative to the day.
        ("today", [WEDNESDAY]),
        ("yesterday", ["2022-06-14"]),
        ("tomorrow", ["2022-06-16"]),
        ("on Monday", ["2022-06-13"]),
        ("on Wednesday", [WEDNESDAY]),
        ("last Wednesday", ["2022-06-08"]),
        ("next Friday", ["2022-06-17"]),
        ("three days ago", ["2022-06-12"]),
        ("last month", ["2022-05"]),
        ("two months ago", ["2022-04"]),
        ("last year", ["2021"]),
        ("10 years ago", ["2012"]),
        # Less than the graph can keep, or no date.
        ("this week", []),
        ("for three days", []),
        ("they may 5 times", []),
        ("31 February 2022", []),
        ("a march on Kampala", []),
        ("2,000 people", []),
        ("at 2000 GMT", []),
        ("Resolution 1701", []),
        ("Highway 1994 km", []),
        ("march to the sun", []),
        ("Israelis and Augustans", []),
        ("", []),
        # Several.
        ("from 3 June to 5 June 2021", ["2022-06-03", "2021-06-05"]),
    ],
)
def test_dates_in_words(text, expected):
    assert values(text) == expected


def test_a_clause_that_looks_ahead_means_the_next_weekday():
    assert values("on Friday", future=True) == ["2022-06-17"]
    assert values("on Friday") == ["2022-06-10"]


@pytest.mark.parametrize("text", ["on Friday", "yesterday", "three days ago", "on 3 June", "in May", "last year"])
def test_without_a_day_to_count_from_nothing_is_guessed(text):
    assert values(text, None) == []


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        ("on 3 June", "2022", ["2022-06-03"]),
        ("in May", "2022", ["2022-05"]),
        ("on Friday", "2022", []),
        ("last year", "2022", ["2021"]),
        ("on 3 June", "../2022-05-01", ["2021-06-03"]),
        ("on Friday", "../2022-05-01", []),
        ("on Friday", "2022-06-15T18:30", ["2022-06-10"]),
    ],
)
def test_what_a_vague_day_to_count_from_allows(text, anchor, expected):
    assert values(text, anchor) == expected


def test_offsets_are_of_the_words():
    text = "The truce of 3 June 2022 holds."
    [m] = moments(text, 0, len(text), None)
    assert text[m.start : m.end] == "3 June 2022"


def test_a_week_ago_points_near_a_day_without_naming_it():
    text = "two weeks ago"
    [m] = moments(text, 0, len(text), WEDNESDAY)
    assert (m.value, m.near) == ("2022", "2022-06-01") or (m.value, m.near) == ("2022-06", "2022-06-01")


def test_dates_that_can_be_one():
    assert compatible("2022", "2022-06-03") and compatible(None, "2022") and not compatible("2022-05", "2022-06-03")
    assert more_precise("2022", "2022-06-03") == "2022-06-03"
    assert within_days("2022-05-31", "2022-06-02", 2) and not within_days("2022-05", "2022-05-02", 2)
