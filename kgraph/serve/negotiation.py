"""Which of the formats on offer a client wants: the `Accept` header of HTTP (RFC 9110, section 12.5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# What results and graphs can be written in; the first of each is what a client gets that takes anything.
RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
    "application/xml",
    "text/xml",
)
GRAPHS = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
    "text/n3",
    "text/plain",
)
HTML = "text/html"
# Names under which a client asks for a format, and what it is written in.
SAME_AS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/n3": "text/turtle",
    "text/plain": "application/n-triples",
}
# For addresses: `?format=csv`, `/data/country/AM.ttl`.
SHORT = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "turtle": "text/turtle",
    "n3": "text/turtle",
    "nt": "application/n-triples",
    "ntriples": "application/n-triples",
    "n-triples": "application/n-triples",
    "nq": "application/n-quads",
    "nquads": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "json-ld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "rdfxml": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "html": HTML,
}
# A graph in the family of formats that an address names for tables.
GRAPH_LIKE = {"application/sparql-results+json": "application/ld+json", "application/sparql-results+xml": "application/rdf+xml"}
MOST = 50  # ranges of a header that are read
TEXT = {"text/turtle", "text/csv", "text/tab-separated-values", HTML}


@dataclass(frozen=True, slots=True)
class Range:
    """One range of an `Accept` header, such as `text/*;q=0.5`."""

    type: str
    subtype: str
    quality: float

    def covers(self, media_type: str) -> int:
        """How closely it names `media_type`: 0 not at all, 3 exactly."""
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (type_, subtype):
            return 3
        if self.type == type_ and self.subtype == "*":
            return 2
        return int(self.type == "*")


def accepted(header: str) -> list[Range]:
    """The ranges of an `Accept` header; without one, anything. What cannot be read in it is passed over."""
    ranges = []
    for part in (header or "*/*").split(",", MOST)[:MOST]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        type_, slash, subtype = name.lower().partition("/")
        quality = next((p[2:] for p in (q.replace(" ", "") for q in parameters) if p[:2].lower() == "q="), "1")
        try:
            weight = float(quality)
        except ValueError:
            continue
        if slash and 0 <= weight <= 1:
            ranges.append(Range(type_, subtype, weight))
    return ranges


def best(ranges: Sequence[Range], offered: Sequence[str]) -> str | None:
    """The media type of `offered` that the client likes best, of several the first; None where it takes none."""
    liked = [(quality(ranges, media_type), -place, media_type) for place, media_type in enumerate(offered)]
    weight, _, media_type = max(liked)
    return media_type if weight > 0 else None


def quality(ranges: Sequence[Range], media_type: str) -> float:
    """How much the client likes `media_type`, from 0 to 1: the closest range that covers it says."""
    fits = [(closeness, one.quality) for one in ranges if (closeness := one.covers(media_type))]
    return max(fits)[1] if fits else 0.0


def formats(ranges: Sequence[Range]) -> Mapping[str, str]:
    """For each kind of result, the format that the client likes best; a kind is missing where it takes none."""
    chosen = {"solutions": best(ranges, RESULTS), "boolean": best(ranges, RESULTS), "graph": best(ranges, GRAPHS)}
    return {kind: SAME_AS.get(media_type, media_type) for kind, media_type in chosen.items() if media_type is not None}


def content_type(media_type: str) -> str:
    """The value of `Content-Type`, with the charset where a text type needs it."""
    return f"{media_type}; charset=utf-8" if media_type in TEXT else media_type
