"""Reading the hand-kept tables of the gazetteer, and a user's own entries in YAML."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import yaml

from kgraph.errors import GazetteerError
from kgraph.facts import EntityKind
from kgraph.gazetteer.entry import Entry, Listing, identifier

_FOLDER = Path(__file__).parent
_FIELDS = {"id", "kind", "name", "aliases", "country", "iso", "latitude", "longitude", "geonames", "population", "parent", "wikidata"}


def shipped() -> list[Listing]:
    """All entries of the tables that ship with kgraph, countries first. Raises `GazetteerError` where a parent dangles."""
    listings = [*_countries(), *_states(), *_regions()]
    listings += _bodies("organizations", "Organization")
    listings += _bodies("armed_forces", "ArmedForce")
    listings += _sites("natural", "NaturalFeature")
    listings += _sites("facilities", "Facility")
    listings += _settlements()
    return _linked(listings)


def own(path: Path) -> list[Listing]:
    """A user's entries: a YAML list of mappings with `kind`, `name` and whatever else an `Entry` has, `demonyms` and `seats`."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GazetteerError(f"{path}: cannot be read as a gazetteer: {error}") from None
    if not isinstance(data, list):
        raise GazetteerError(f"{path}: a gazetteer is a list of entries, each with kind and name")
    return [_own(path, number, row) for number, row in enumerate(data, 1)]


def _own(path: Path, number: int, row: Any) -> Listing:
    where = f"{path}, entry {number}"
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or row.get("kind") not in get_args(EntityKind):
        raise GazetteerError(f"{where}: needs a name, and a kind out of {', '.join(get_args(EntityKind))}")
    if unknown := sorted(str(key) for key in row.keys() - _FIELDS - {"demonyms", "seats"}):
        raise GazetteerError(f"{where}: unknown field {', '.join(unknown)}")
    lists: dict[str, tuple[str, ...]] = {}
    for key in ("aliases", "demonyms", "seats"):
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise GazetteerError(f"{where}: {key} must be a list of texts")
        lists[key] = tuple(value)
    for key, types in {"latitude": (int, float), "longitude": (int, float), "geonames": (int,), "population": (int,)}.items():
        if key in row and not isinstance(row[key], types):
            raise GazetteerError(f"{where}: {key} must be a number")
    for key in ("id", "country", "iso", "parent", "wikidata"):
        # YAML reads an unquoted NO (Norway) as false.
        if key in row and not isinstance(row[key], str):
            raise GazetteerError(f"{where}: {key} must be a text; put it in quotation marks")
    fields = {key: value for key, value in row.items() if key in _FIELDS} | {"aliases": lists["aliases"]}
    return Listing(Entry(**{"id": identifier(row["kind"], row["name"]), **fields}), lists["demonyms"], lists["seats"])


def rows(file: str, columns: int) -> Iterator[list[str]]:
    """The lines of `file`.tsv, each filled up to `columns` cells. Raises `GazetteerError` where a line has more."""
    for number, line in enumerate((_FOLDER / f"{file}.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > columns:
            raise GazetteerError(f"gazetteer table {file}.tsv, line {number}: expected at most {columns} columns, found {line!r}")
        yield cells + [""] * (columns - len(cells))


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell with several values."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _countries() -> Iterator[Listing]:
    figures = {row[0]: row for row in rows("figures", 5)}
    centres = {row[0]: row[1:] for row in rows("centres", 3)}
    for iso, name, aliases, demonyms, seats in rows("countries", 5):
        _, geonames, latitude, longitude, population = figures[iso]
        latitude, longitude = centres.get(iso, (latitude, longitude))
        entry = Entry(f"country/{iso}", "Country", name, split(aliases), iso, iso, _number(latitude), _number(longitude))
        yield Listing(replace(entry, geonames=int(geonames), population=int(population)), split(demonyms), split(seats))


def _states() -> Iterator[Listing]:
    for key, name, aliases, demonyms, seats, land, latitude, longitude, first, last in rows("states", 10):
        years = (int(first) if first else None, int(last) if last else None)
        entry = Entry(f"country/{key}", "Country", name, split(aliases), land, None, _number(latitude), _number(longitude), years=years)
        yield Listing(entry, split(demonyms), split(seats))


def _regions() -> Iterator[Listing]:
    for name, aliases, demonyms, country, code, latitude, longitude in rows("regions", 7):
        territory = code if len(code) == 2 else None
        entry = Entry(identifier("Region", name), "Region", name, split(aliases), country or None, territory)
        yield Listing(replace(entry, latitude=_number(latitude), longitude=_number(longitude)), split(demonyms))


def region_codes() -> dict[str, str]:
    """GeoNames code of a first-order region (`AM.08`) to the id of its hand-kept entry."""
    return {row[4]: identifier("Region", row[0]) for row in rows("regions", 7) if "." in row[4]}


def short_forms() -> dict[str, str]:
    """Short form of a region's name (`Pa.`) to its GeoNames code."""
    return {row[0]: row[1] for row in rows("abbreviations", 2)}


def _bodies(file: str, kind: EntityKind) -> Iterator[Listing]:
    for name, aliases, country, parent in rows(file, 4):
        yield Listing(Entry(identifier(kind, name), kind, name, split(aliases), country or None, parent=parent or None))


def _sites(file: str, kind: EntityKind) -> Iterator[Listing]:
    for name, aliases, country, latitude, longitude in rows(file, 5):
        entry = Entry(identifier(kind, name), kind, name, split(aliases), country or None)
        yield Listing(replace(entry, latitude=_number(latitude), longitude=_number(longitude)))


def _settlements() -> Iterator[Listing]:
    # Those with a GeoNames number are in the compiled table, under the name given here.
    for geonames, name, aliases, country, latitude, longitude in rows("settlements", 6):
        if not geonames:
            entry = Entry(identifier("Settlement", name), "Settlement", name, split(aliases), country)
            yield Listing(replace(entry, latitude=_number(latitude), longitude=_number(longitude)))


def _linked(listings: Sequence[Listing]) -> list[Listing]:
    ids = {listing.entry.name: listing.entry.id for listing in listings}
    linked = []
    for listing in listings:
        entry = listing.entry
        if entry.parent is not None:
            if entry.parent not in ids:
                raise GazetteerError(f"gazetteer: {entry.name} is part of {entry.parent!r}, which no table has")
            listing = replace(listing, entry=replace(entry, parent=ids[entry.parent]))
        linked.append(listing)
    return linked
