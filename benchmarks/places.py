"""How well places are found in news that nobody here annotated, and put on the map: LGL (Lieberman et al. 2010), local US news.

    python benchmarks/places.py BENCH [--every N] [--errors N]

BENCH is a folder with the corpus, its reader and the published scorers: `geo/read.py`, `metrics.py`. Nothing of it is in this project.
Finding: spans of places, their kind set aside, exact and by overlap. Placing: of the toponyms that are found with their exact span and
have coordinates in the corpus, how many are put into the right country, and how many within 161 km (100 miles), as in the literature.
LGL is made of namesakes (Paris, Texas; London, Ontario) in papers that take their state for known, which no text tells.
"""

import argparse
import re
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus import articles, module

from kgraph.analyse import analyse, load_pipeline
from kgraph.extract import VERSION, extract
from kgraph.facts import Entity, Facts
from kgraph.gazetteer import Entry, gazetteer

_PLACES = ("Country", "Region", "Settlement", "Facility", "NaturalFeature")
_NEAR = 161.0  # km
Placed = dict[tuple[int, int], Entity]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth article")
    parser.add_argument("--errors", type=int, default=0, help="show so many toponyms that are put elsewhere")
    options = parser.parse_args()
    corpus, metrics = module(options.bench / "geo" / "read.py"), module(options.bench / "metrics.py")
    records = list(corpus.articles())[:: options.every]
    found = places_of(records)
    gold = [{(t["start"], t["end"]) for t in record["toponyms"]} for record in records]
    told = [set(places) for places in found]
    for name, score in (("exact", metrics.span_prf(gold, told)), ("overlap", metrics.span_overlap_prf(gold, told))):
        print(f"finding, {name}: P {score['p']:.3f}  R {score['r']:.3f}  F1 {score['f1']:.3f}")
    placing(corpus, records, found, options.errors)


def places_of(records: list[dict[str, Any]]) -> list[Placed]:
    """The places of each article by their span, a possessive ending left out."""
    facts = [extract(article, doc, VERSION) for article, doc in analyse(articles(records), load_pipeline(threads=1))]
    by_name = {Path(f.document.source).stem: f for f in facts}
    return [_placed(by_name.get(record["id"]), record["text"]) for record in records]


def _placed(facts: Facts | None, text: str) -> Placed:
    out: Placed = {}
    for mention in facts.mentions if facts is not None else ():
        entity = facts.entities[mention.entity] if facts is not None else None
        if entity is not None and entity.kind in _PLACES:
            bare = re.sub(r"['’]s?$", "", text[mention.start : mention.end])
            out[mention.start, mention.start + len(bare)] = entity
    return out


def placing(corpus: ModuleType, records: list[dict[str, Any]], found: list[Placed], errors: int) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for record, places in zip(records, found, strict=True):
        for toponym in record["toponyms"]:
            if toponym["lat"] is None or not toponym["geonameid"]:
                continue
            counts["gold"] += 1
            entity = places.get((toponym["start"], toponym["end"]))
            if entity is None:
                continue
            counts["found"] += 1
            entry = gazetteer().get(entity.gazetteer) if entity.gazetteer else None
            counts["country"] += entry is not None and _in_country(entry, toponym)
            near = entry is not None and entry.latitude is not None
            near = near and corpus.km((entry.latitude, entry.longitude), (toponym["lat"], toponym["lon"])) <= _NEAR  # type: ignore[union-attr]
            counts["near"] += near
            if not near:
                ours = f"{entry.name}, {entry.country}" if entry is not None else "not known"
                wrong.append(f"{toponym['text']}: {toponym['name']}, {toponym['country']}; here {ours}")
    n = counts["found"] or 1
    print(f"placing, of {counts['found']} found ({counts['gold']} in the corpus): country {counts['country'] / n:.3f}", end="")
    print(f"  within 161 km {counts['near'] / n:.3f}")
    for line in wrong[:errors]:
        print(f"  {line}")


def _in_country(entry: Entry, toponym: dict[str, Any]) -> bool:
    if entry.kind == "Country" and entry.name == toponym["name"]:
        return True
    state = gazetteer().get(f"country/{entry.country}") if entry.country else None
    return state is not None and toponym["country"] in (state.name, *state.aliases)


if __name__ == "__main__":
    main()
