"""The date of a document: what counts, and what does not."""

import pytest

from kgraph.read import dates, read

BODY = "Fighting broke out on 27 September 2020 and went on until 10 November 2020, when the two sides signed a statement in the capital.\n"


def published(tmp_path, text, name="a.txt"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    [article] = read(str(path))
    return article.published


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Truce holds\n4 November 2020\n", "2020-11-04"),
        ("Truce holds\nAFP | Aug 29, 2016, 07.18 AM IST\n", "2016-08-29"),
        ("Truce holds\nBy Jane Roe\nOctober 9, 2025\n", "2025-10-09"),
        ("15:24 GMT22 June 2021\n", "2021-06-22"),
        ("Published: 9 October 2020, 18:30\nUpdated: 3 May 2023\n", "2020-10-09"),
        ("Last updated at 5:04pm on 3rd May 2021\n", "2021-05-03"),
        (" date 2020-11-08 At the same time, one side has denied the claim.\n\n", "2020-11-08"),
        ("BAKU, Oct. 9, 2020 (Agency) - The talks have begun in the hall.\n", "2020-10-09"),
        ("The war of 27 September 2020\n", None),
        ("The envoy arrives for the talks in Doha on September 11, 2020\n", None),
        ("BAKU, Oct. 9 (Agency) - The talks have begun in the hall.\n", None),
        ("31 February 2020\n", None),
        ("", None),
    ],
)
def test_the_head_of_a_text(tmp_path, head, date):
    assert published(tmp_path, head + BODY * 3) == date


def test_a_dateline_takes_its_year_from_the_copyright_line(tmp_path):
    text = f"BAKU, Oct. 9 (Agency) - The talks have begun.\n{BODY}© 2020 Agency. All rights reserved.\n"
    assert published(tmp_path, text) == "2020-10-09"


def test_a_labelled_last_line_is_better_than_nothing(tmp_path):
    assert published(tmp_path, BODY + "Created August 13th, 2021") == "2021-08-13"
    assert published(tmp_path, BODY + "He was born on 13 August 1961.") is None


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2020-10-09_talks.txt", "2020-10-09"),
        ("story-20160829-truce.txt", "2016-08-29"),
        ("2020/10/09/talks.txt", "2020-10-09"),
        ("2020/10/talks.txt", "2020-10"),
        ("2020-13-45.txt", None),
        ("001_47620190211535633e5.txt", None),
        ("backup-2024-01-01/talks.txt", None),
    ],
)
def test_the_name_of_a_file(tmp_path, name, date):
    assert published(tmp_path, BODY, name) == date


def test_the_name_goes_before_the_text(tmp_path):
    assert published(tmp_path, "4 November 2020\n" + BODY, "2020-11-05.txt") == "2020-11-05"


@pytest.mark.parametrize(
    ("line", "date", "clock"),
    [
        ("04 Nov 2020, 18:30", "2020-11-04", "18:30"),
        ("• 01:57", None, "01:57"),
        ("6.30pm BST", None, "18:30"),
        ("12:05 a.m.", None, "00:05"),
        ("Fri 16 Oct 2020 18.30 BST", "2020-10-16", "18:30"),
        ("2020-10-09T18:30:00Z", "2020-10-09", "18:30"),
        ("(18:45 local time)", None, "18:45"),
    ],
)
def test_a_stamp_says_nothing_but_when(line, date, clock):
    stamp = dates.dated(line)
    assert (stamp.date, stamp.clock, stamp.bare) == (date, clock, True)


@pytest.mark.parametrize("line", ["12.50", "Article 5", "24 hours", "Day 39", "7-0", "25:61"])
def test_numbers_are_no_stamps(line):
    assert not dates.dated(line).bare
