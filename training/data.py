"""Reads the training data: UD treebanks (CoNLL-U) and news with entities (one word a line), gzipped or not."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TREEBANKS = ("en_ewt-train", "en_gum-train-open")
ENTITIES = ("wwn-train",)
# What is not asked of a word.
IGNORED = -100
LABELS = {
    "Person": "PERSON",
    "Location": "LOC",
    "Organization": "ORG",
    "NORP": "NORP",
    "Facility": "FAC",
    "Date": "DATE",
    "Money": "MONEY",
    "Product": "PRODUCT",
    "Misc": "MISC",
}
_NO_SPACE_BEFORE = re.compile(r"[.,;:!?%)\]}”’…]+|['’](s|re|ve|ll|d|m|S)|n['’]t")
_NO_SPACE_AFTER = re.compile(r"[(\[{“‘$€£#]+")


@dataclass(slots=True)
class Unit:
    """A sentence of a treebank, a paragraph of news, or a window of either: words and what is known of each.

    `spaces[i]` says whether white space stands before word i. Heads count within the unit; a root is its own head; `starts`
    are the first words of a window's sentences.
    Treebank units have `pos`, `tag`, `head` and `dep`; news units have `ner` (BIO).
    """

    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    opens_paragraph: bool = False
    starts: list[int] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    lemma: list[str] = field(default_factory=list)
    ner: list[str] = field(default_factory=list)
    name: str = ""


Document = list[Unit]


def find(folder: Path, name: str) -> Path:
    """The file of a data set, in `folder` or one folder below it, gzipped or not."""
    suffix = ".tsv" if name.startswith("wwn") else ".conllu"
    for pattern in (f"{name}{suffix}.gz", f"{name}{suffix}", f"*/{name}{suffix}.gz", f"*/{name}{suffix}"):
        for path in sorted(folder.glob(pattern)):
            return path
    raise FileNotFoundError(f"{folder}: no {name}{suffix} or {name}{suffix}.gz (training/README.md says where to get it)")


def load(folder: Path, name: str) -> list[Document]:
    """The documents of a data set."""
    return (news if name.startswith("wwn") else treebank)(find(folder, name))


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else path.open(encoding="utf8") as file:
        yield from (line.rstrip("\n") for line in file)


def treebank(path: Path) -> list[Document]:
    """The documents of a CoNLL-U file, a unit per sentence. Words of a multiword token are words of their own."""
    documents: list[Document] = []
    unit, space, joined = Unit(), True, range(0)
    for line in _lines(path):
        if line.startswith("#"):
            if line.startswith("# newdoc") or not documents:
                documents.append([])
            if line.startswith(("# newdoc", "# newpar")):
                unit.opens_paragraph = True
            if line.startswith("# sent_id"):
                unit.name = line.partition("=")[2].strip()
        elif line:
            columns = line.split("\t")
            if "-" in columns[0]:
                first, last = columns[0].split("-")
                joined, after = range(int(first), int(last) + 1), "SpaceAfter=No" not in columns[9]
            elif columns[0].isdigit():
                i = int(columns[0])
                unit.words.append(columns[1])
                unit.spaces.append(space)
                unit.lemma.append(columns[2])
                unit.pos.append(columns[3])
                unit.tag.append(columns[4] if columns[4] != "_" else "")
                unit.head.append(int(columns[6]) - 1 if columns[6] != "0" else i - 1)
                unit.dep.append(columns[7] if columns[6] != "0" else "ROOT")
                space = (i == joined[-1] and after) if i in joined else "SpaceAfter=No" not in columns[9]
        elif unit.words:
            documents[-1].append(unit)
            unit, space, joined = Unit(), space, range(0)
    return documents


def news(path: Path) -> list[Document]:
    """The articles of a news file, a unit per paragraph. Spaces are not told there; they are put where English has them."""
    documents: list[Document] = []
    unit = Unit(opens_paragraph=True)
    for line in [*_lines(path), "# article"]:
        parts = [part.strip() for part in re.split(r"\t| {2,}", line)]
        if line.startswith("# article") or not parts[0]:
            if unit.words:
                unit.spaces = spaces(unit.words)
                documents[-1].append(unit)
            unit = Unit(opens_paragraph=True)
            if line.startswith("# article"):
                documents.append([])
        elif len(parts) > 1:
            # Where entities are nested, a column for each: the first holds the outermost ("African Union", an ORG, not NORP and ORG).
            label = LABELS.get(parts[1][2:])
            unit.words.append(parts[0])
            unit.ner.append(parts[1][:2] + label if label else "O")
    return [document for document in documents if document]


def spaces(words: list[str]) -> list[bool]:
    """Where white space stands before a word, guessed from how English is written."""
    result, open_mark = [], False
    for i, word in enumerate(words):
        before = words[i - 1] if i else ""
        space = i == 0 or not (_NO_SPACE_BEFORE.fullmatch(word) or _NO_SPACE_AFTER.fullmatch(before))
        if before == '"' and open_mark:
            space = False
        if word == '"':
            space = not open_mark
            open_mark = not open_mark
        elif word in "-–/" and len(word) == 1 and i + 1 < len(words):
            # "Asia-Pacific", "long-term", "2007-2008" against "20 June - Despite".
            after = words[i + 1]
            space = not ((before[-1:].isalpha() and after[:1].isalpha()) or (before.isdigit() and after[:1].isdigit()))
        elif before in ("-", "/") and i > 1 and not result[i - 1]:
            space = False
        result.append(space)
    return result


def entities(labels: list[str]) -> set[tuple[int, int, str]]:
    """The spans of a BIO sequence as (first word, one past the last, label); an I without its B begins one."""
    spans, start = set(), None
    for i, label in enumerate([*labels, "O"]):
        if start is not None and label != f"I-{labels[start][2:]}":
            spans.add((start, i, labels[start][2:]))
            start = None
        if start is None and label != "O":
            start = i
    return spans
