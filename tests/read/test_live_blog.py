"""Live blogs: dated sections."""

import pytest

from kgraph.read import read


def blocks(tmp_path, text, name="a.txt"):
    path = tmp_path / name
    path.write_text(text)
    [article] = read(str(path))
    return article, {article.text[b.start : b.end]: b for b in article.blocks}


FULL = """Live: fourth day of the talks

4 November 2020

The talks are going on for the fourth day, despite the storm.

04 Nov 2020, 18:30

Envoy: we are nearly there

The envoy has said that the sides are nearly there.

03 Nov 2020, 9:05

First session opens

The first session has opened, the ministry said.
"""


def test_stamps_with_their_day_date_all_blocks_of_their_entry(tmp_path):
    article, found = blocks(tmp_path, FULL)
    assert (article.title, article.published) == ("Live: fourth day of the talks", "2020-11-04")
    assert found["04 Nov 2020, 18:30"].kind == "timestamp"
    assert (found["Envoy: we are nearly there"].kind, found["Envoy: we are nearly there"].date) == ("heading", "2020-11-04T18:30")
    assert found["The first session has opened, the ministry said."].date == "2020-11-03T09:05"
    assert found["The talks are going on for the fourth day, despite the storm."].date is None


def test_without_a_head_the_newest_entry_dates_the_page(tmp_path):
    article, _ = blocks(tmp_path, FULL.replace("4 November 2020\n\n", ""))
    assert article.published == "2020-11-04"


CLOCKS = """    Talks were held in the city on the river for days, and both sides have said that they will go on with them.

    • 01:57

      Sirens Heard in the City, Mayor Says

    • 00:33

      "We are ready", the mayor said.

    • 23:34

      Envoy Leaves the Hall

    • 23:36

      Envoy's Car Seen at the Airport

    • 06:03

      Talks Resume
"""


def test_clock_times_count_back_over_midnight_from_the_newest(tmp_path):
    _, found = blocks(tmp_path, CLOCKS, "2020-10-17_live.txt")
    assert found["Sirens Heard in the City, Mayor Says"].date == "2020-10-17T01:57"
    assert found['"We are ready", the mayor said.'].date == "2020-10-17T00:33"
    assert found["Envoy Leaves the Hall"].date == "2020-10-16T23:34"
    assert found["Envoy's Car Seen at the Airport"].date == "2020-10-16T23:36"
    assert found["Talks Resume"].date == "2020-10-16T06:03"


def test_clock_times_alone_are_no_date(tmp_path):
    article, found = blocks(tmp_path, CLOCKS)
    assert article.published is None
    assert found["• 01:57"].kind == "timestamp" and found["Talks Resume"].date is None


def test_the_running_clock_of_a_fetched_page_does_not_date_the_entries(tmp_path):
    text = "15:24 GMT22 June 2021\n" + CLOCKS.replace('"We are ready"', '"We have kept to the truce of 10 October"')
    article, found = blocks(tmp_path, text)
    assert article.published is None and found["Talks Resume"].date is None
    article, _ = blocks(tmp_path, text.replace("10 October", "20 June"))
    assert article.published == "2021-06-22"


def session(stamp, word):
    return f"{stamp}The {word} session has opened, the ministry said.\n\n"


def test_entries_in_order_of_time(tmp_path):
    text = "Live\n\n" + session("22:10 GMT - ", "first") + session("23:50 GMT - ", "second") + session("00:20 GMT - ", "third")
    _, found = blocks(tmp_path, text, "2021-03-05.txt")
    assert found["The second session has opened, the ministry said."].date == "2021-03-04T23:50"
    assert found["The third session has opened, the ministry said."].date == "2021-03-05T00:20"
    assert found["23:50 GMT"].kind == "timestamp"


def test_days_on_lines_of_their_own_hold_for_what_is_below(tmp_path):
    newer = "Friday, 5 March 2021\n\n" + session("18:30\n\n", "last") + session("9:00\n\n", "third")
    older = "Thursday, 4 March 2021\n\n" + session("20:10\n\n", "second") + session("8:00\n\n", "first")
    _, found = blocks(tmp_path, f"Live\n\n{newer}{older}")
    assert found["The third session has opened, the ministry said."].date == "2021-03-05T09:00"
    assert found["The second session has opened, the ministry said."].date == "2021-03-04T20:10"


@pytest.mark.parametrize("text", ["The train of 18:30 was late.\n\nIt came at 19:00.\n", "Score\n\n18:30\n\nThe match began.\n"])
def test_a_time_or_two_make_no_live_blog(tmp_path, text):
    article, _ = blocks(tmp_path, text, "2021-03-05.txt")
    assert all(b.date is None for b in article.blocks)
