"""The word lists: what English words mean to the extractors, one concern a file in `en/`.

A file's first line, `# what it is; source`, is required; further comments begin with `#`; blank lines are skipped.
Lists hold one entry a line, tables `key<TAB>value`. Lists are in lower case unless their first lines say otherwise
(honorifics, for one). Files are read once, when first asked for.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml

from kgraph.errors import LexiconError
from kgraph.facts import Act
from kgraph.lexicon.verbs import ReportingVerb, reporting_verb

__all__ = ["ReportingVerb", "canonical", "names", "reporting_verbs", "table", "words"]

_FOLDER = Path(__file__).parent


@cache
def words(name: str, language: str = "en") -> frozenset[str]:
    """The entries of the list `name` (without its ending); of a table, its keys. Raises `LexiconError`."""
    return frozenset(line.split("\t", 1)[0].strip() for _, line in _lines(name, language))


@cache
def table(name: str, language: str = "en") -> Mapping[str, str]:
    """The table `name`: key to value. Raises `LexiconError` where a line is not `key<TAB>value` or a key comes twice."""
    entries: dict[str, str] = {}
    for number, line in _lines(name, language):
        key, _, value = (part.strip() for part in line.partition("\t"))
        if not (key and value):
            raise LexiconError(f"word list {language}/{name}.txt, line {number}: expected key<TAB>value, found {line!r}")
        if key in entries:
            raise LexiconError(f"word list {language}/{name}.txt, line {number}: {key!r} comes twice")
        entries[key] = value
    return MappingProxyType(entries)


@cache
def reporting_verbs(language: str = "en") -> Mapping[str, ReportingVerb]:
    """Each verb that reports speech, by lemma (`say`) or lemma and its second word (`call for`, `point out`)."""
    acts = frozenset(get_args(Act))
    return MappingProxyType({lemma: reporting_verb(lemma, entry, acts) for lemma, entry in _yaml("reporting_verbs", language).items()})


@cache
def canonical(name: str, language: str = "en") -> Mapping[str, str]:
    """Variant to canonical form, from `name`.yaml (canonical form: list of variants). Each form also maps to itself.

    Keys are in lower case: `canonical("ministries")["defense ministry"] == "Ministry of Defence"`.
    """
    forms: dict[str, str] = {}
    for form, variants in _yaml(name, language).items():
        for variant in (form, *variants):
            if forms.setdefault(variant.lower(), form) != form:
                raise LexiconError(f"word list {language}/{name}.yaml: {variant!r} stands for {forms[variant.lower()]!r} and {form!r}")
    return MappingProxyType(forms)


def names(language: str = "en") -> tuple[str, ...]:
    """The names of all lists of a language, sorted."""
    return tuple(sorted(path.stem for path in (_FOLDER / language).iterdir() if path.suffix in {".txt", ".yaml"}))


def _read(file: str, language: str) -> str:
    try:
        text = (_FOLDER / language / file).read_text(encoding="utf-8")
    except OSError:
        raise LexiconError(f"there is no word list {language}/{file}; there are: {', '.join(names('en'))}") from None
    if not text.startswith("# "):
        raise LexiconError(f"word list {language}/{file} must begin with a line '# what it is; source'")
    return text


def _lines(name: str, language: str) -> list[tuple[int, str]]:
    numbered = enumerate(_read(f"{name}.txt", language).splitlines(), 1)
    return [(number, line) for number, line in numbered if line.strip() and not line.startswith("#")]


def _yaml(name: str, language: str) -> dict[str, Any]:
    # CSafeLoader is ten times faster where PyYAML was built with libyaml; both load the same.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(_read(f"{name}.yaml", language), Loader=loader)
    except yaml.YAMLError as error:
        raise LexiconError(f"word list {language}/{name}.yaml is not YAML: {error}") from None
    if not isinstance(data, dict):
        raise LexiconError(f"word list {language}/{name}.yaml must map each key to its entry")
    return data
