"""The training's data: what is read from the files, and that windows and their variations keep every label with its word."""

import gzip
from random import Random

import pytest

from training import data
from training.windows import LONGEST, Names, varied, windows

CONLLU = """\
# newdoc id = d1
# newpar
# sent_id = s1
# text = I can't go.
1	I	I	PRON	PRP	_	4	nsubj	_	_
2-3	can't	_	_	_	_	_	_	_	_
2	ca	can	AUX	MD	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	go	go	VERB	VB	_	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

# newpar
# sent_id = s2
1	Why	why	ADV	_	_	0	root	_	_

"""
NEWS = """\
# article one
Addis\tB-Organization\tB-Location
Ababa\tI-Organization\tI-Location
University\tI-Organization
said\tO

"\tO
Yes\tO
"\tO
.\tO
"""


def read(tmp_path, name, text):
    (tmp_path / "sub").mkdir()
    with gzip.open(tmp_path / "sub" / f"{name}.gz", "wt", encoding="utf8") as file:
        file.write(text)
    return data.load(tmp_path, name.partition(".")[0])


def test_a_treebank_keeps_spaces_paragraphs_and_heads(tmp_path):
    [[first, second]] = read(tmp_path, "tiny.conllu", CONLLU)
    assert first.words == ["I", "ca", "n't", "go", "."]
    assert first.spaces == [True, True, False, True, False]
    assert (first.head, first.dep[3]) == ([3, 3, 3, 3, 3], "ROOT")
    assert first.opens_paragraph and second.opens_paragraph
    assert second.tag == [""]


def test_news_takes_the_outermost_of_nested_entities(tmp_path):
    [[first, second]] = read(tmp_path, "wwn-tiny.tsv", NEWS)
    assert data.entities(first.ner) == {(0, 3, "ORG")}
    assert second.spaces == [True, False, False, False]


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"en_ewt-dev\.conllu"):
        data.find(tmp_path, "en_ewt-dev")


def sentence(name, n):
    # Each word has itself as label, and the next as head, so that a shift would show.
    words = [f"{name}{i}" for i in range(n)]
    return data.Unit(
        list(words), [True] * n, pos=list(words), tag=["NNP"] * n, head=[min(i + 1, n - 1) for i in range(n)], dep=["nsubj"] * n, name=name
    )


@pytest.mark.parametrize("seed", range(20))
def test_windows_cover_the_document_and_keep_its_trees(seed):
    document = [sentence(name, n) for name, n in zip("abcdefgh", (5, 40, 1, 12, 150, 30, 7, 60), strict=True)]
    seen = []
    for window in windows(document, Random(seed)):
        assert len(window.words) <= LONGEST + 30
        whole = [i for i, head in enumerate(window.head) if head >= 0]
        seen += [window.words[i] for i in whole]
        for i in whole:
            assert window.words[i] == window.pos[i]
            head = window.words[window.head[i]]
            assert head[0] == window.words[i][0]
            assert int(head[1:]) - int(window.words[i][1:]) in (0, 1)
        assert [window.words[i][1:] for i in window.starts] == ["0"] * len(window.starts)
    assert seen == [word for unit in document for word in unit.words]


@pytest.mark.parametrize("seed", range(20))
def test_news_windows_cut_no_entity(seed):
    labels = ["O", "B-ORG", "I-ORG", "I-ORG"] * 80
    unit = data.Unit([f"W{i}" for i in range(320)], [True] * 320, True, ner=labels)
    parts = list(windows([unit], Random(seed)))
    assert [label for part in parts for label in part.ner] == labels
    assert all(not part.ner[0].startswith("I") for part in parts)


@pytest.mark.parametrize("seed", range(30))
def test_variations_change_words_and_nothing_else(seed):
    words = ["“", "Aliyev", "met", "Ana", "Lopez", "in", "Baku", "”", "—", "officials"]
    unit = data.Unit(words, [True] * 10, ner=["O", "B-PERSON", "O", "B-PERSON", "I-PERSON", "O", "B-LOC", "O", "O", "O"])
    other = varied(unit, Names(["Kipele"], ["Maliana"]), Random(seed))
    assert other.ner == unit.ner
    assert len(other.words) == len(other.spaces) == 10
    assert other.words[6].lower() in ("baku", "maliana")
    assert other.words[1].lower() in ("aliyev", "kipele")
    assert [other.words[i].lower() for i in (2, 5, 9)] == ["met", "in", "officials"]
