"""JSON and JSON Lines: what the fields mean, and what names a record."""

import json

import pytest

from kgraph.read import ReadOptions, read

RECORD = {
    "text": "The envoy arrived.\n\nHe said nothing.",
    "title": "Envoy arrives",
    "date": "2021-03-04T10:00:00Z",
    "url": "https://example.org/a",
    "source": "Example News",
}


def articles(tmp_path, value, name="a.json", options=None):
    path = tmp_path / name
    path.write_text("\n".join(map(json.dumps, value)) if name.endswith("l") else json.dumps(value))
    return list(read(str(path), options))


def test_the_fields_of_one_object(tmp_path):
    [a] = articles(tmp_path, RECORD)
    assert (a.text, a.title, a.published) == (RECORD["text"], "Envoy arrives", "2021-03-04")
    assert (a.url, a.publisher) == (RECORD["url"], "Example News")
    assert a.source == str(tmp_path / "a.json")


def test_a_users_own_names_nested_and_dotted(tmp_path):
    value = {"body": {"plain": "The envoy arrived."}, "meta": [{"head.line": "Envoy arrives"}], "when": 1614852000}
    options = ReadOptions(fields={"text": "body.plain", "title": "meta.0.head.line", "date": "when"})
    [a] = articles(tmp_path, value, options=options)
    assert (a.text, a.published) == ("The envoy arrived.", "2021-03-04")


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2020-13-45", None),
        ("soon", None),
        (None, None),
        (True, None),
        (-5e300, None),
        ("2020", "2020"),
        ("2020-10", "2020-10"),
        ("20201009T120000", "2020-10-09"),
        ("Fri, 09 Oct 2020 18:30:00 GMT", "2020-10-09"),
        (1602268200000, "2020-10-09"),
        ("3/4/2021", None),
    ],
)
def test_dates_in_metadata(tmp_path, date, published):
    [a] = articles(tmp_path, {"text": "The envoy arrived.", "date": date})
    assert a.published == published


def test_a_record_keeps_its_name_when_the_file_around_it_changes(tmp_path):
    plain, with_id, with_url = {"text": "One truce."}, {"text": "Two truces.", "id": 7}, {"text": "Three.", "url": "https://example.org/3"}
    before = [a.source for a in articles(tmp_path, [plain, with_id, with_url], "a.jsonl")]
    after = [a.source for a in articles(tmp_path, [with_url, {"text": "New."}, with_id, plain], "a.jsonl")]
    assert set(before) < set(after) and len(set(after)) == 4
    assert before[1:] == [f"{tmp_path / 'a.jsonl'}#7", "https://example.org/3"]


def test_a_list_of_objects_is_many_documents(tmp_path):
    [first, error, last] = articles(tmp_path, [{"text": "One truce."}, {"other": 1}, {"text": "Two."}])
    assert (first.text, last.text) == ("One truce.", "Two.") and "item 2" in str(error)


def test_half_a_surrogate_pair_does_no_harm(tmp_path):
    [a] = articles(tmp_path, {"text": "The \ud800 envoy arrived."})
    a.text.encode()
