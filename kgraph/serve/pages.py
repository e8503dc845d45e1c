"""The pages, as HTML. Every text that comes from documents or from a visitor is escaped; only addresses on the web become links."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kgraph.ontology import KG, class_iri, load
from kgraph.ontology.namespaces import prefixed
from kgraph.queries import Query, catalogue
from kgraph.serve import further
from kgraph.serve.answers import Answer, day, machine_day
from kgraph.serve.examples import EXAMPLES
from kgraph.serve.listing import Found, Listing, Overview
from kgraph.serve.site import GRAPHS, RESULTS, Site, web_address
from kgraph.serve.things import Thing
from kgraph.serve.vocabulary import sections

_TITLE = 90
# Catalogues in which others keep the same things, by host: their name, and which part of the path is the entry's own.
_CATALOGUES = {"www.wikidata.org": ("Wikidata", 2), "sws.geonames.org": ("GeoNames", 1), "viaf.org": ("VIAF", 2)}
_STATUS = {400: "This cannot be answered", 404: "Nothing is known here", 503: "Not now"}


def style() -> bytes:
    """The style sheet."""
    return (Path(__file__).parent / "static" / "style.css").read_bytes()


def thing_page(site: Site, thing: Thing) -> str:
    """The page of a thing: what is told of it, its relations, and the sentences that tell them."""
    name = _shortened(thing.link.name)
    title = f"“{name}”" if thing.base in ("Statement", "Passage", "Provision") else name
    return _render("thing.html", site, thing=thing, title=title, canonical=web_address(thing.iri), further=further)


def class_page(site: Site, listing: Listing) -> str:
    """The things of a class, one page of them."""
    term = load().terms[class_iri(listing.cls)]
    narrower = [cls for cls, names in load().labels.items() if listing.cls in names[:-1]]
    return _render("class.html", site, listing=listing, term=term, narrower=narrower, title=_plural(listing.cls), further=further)


def start_page(site: Site, overview: Overview) -> str:
    """What is there, and how to ask it."""
    return _render("start.html", site, overview=overview, title=site.title, questions=catalogue(), examples=EXAMPLES)


def search_page(site: Site, found: Found | None = None) -> str:
    """What bears a name; without a name, the form to look for one."""
    return _render("search.html", site, found=found, title=f"Search: {found.text}" if found else "Search")


def query_page(site: Site, query: str = "", answer: Answer | None = None, error: str | None = None) -> str:
    """The form for a SPARQL query, with its answer or with what is wrong with it."""
    return _render("query.html", site, query=query, answer=answer, error=error, title="SPARQL", examples=EXAMPLES)


def questions_page(site: Site) -> str:
    """The list of canned questions."""
    return _render("questions.html", site, questions=catalogue(), title="Questions")


def question_page(
    site: Site, question: Query, given: Mapping[str, str] | None = None, answer: Answer | None = None, error: str | None = None
) -> str:
    """A canned question: a form with what it can be asked with (`given` is what the visitor wrote), and its answer or what is wrong."""
    values = {parameter.name: str(parameter.default) for parameter in question.parameters} | dict(given or {})
    return _render("question.html", site, question=question, values=values, answer=answer, error=error, title=question.title)


def ontology_page(site: Site) -> str:
    """The terms of the graph, each at its anchor."""
    return _render("ontology.html", site, sections=sections(), version=load().version, title="Ontology", namespace=KG)


def error_page(site: Site, status: int, message: str) -> str:
    """What went wrong, in one line."""
    return _render("error.html", site, status=status, message=message, title=_STATUS.get(status, "An error"))


def _render(template: str, site: Site, **values: Any) -> str:
    return _environment().get_template(template).render(site=site, **values)


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"day": day, "machine_day": machine_day, "shortened": _shortened, "plural": _plural, "label": _label}
    environment.filters |= {"web_address": web_address, "elsewhere": _elsewhere, "prefixed": _prefixed}
    environment.globals |= {"RESULTS": RESULTS, "GRAPHS": GRAPHS, "class_iri": class_iri, "definition": _definition}
    return environment


def _shortened(text: str, most: int = _TITLE) -> str:
    """A text in one line, cut after a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most + 1].rpartition(" ")[0][:most].rstrip(" ,;:–-") + " …"


def _label(iri: str) -> str:
    """A term of the ontology in words; other IRIs as they are."""
    term = load().terms.get(iri)
    return term.label if term else iri


def _definition(iri: str) -> str:
    term = load().terms.get(iri)
    return term.definition if term else ""


def _plural(cls: str) -> str:
    """What the things of a class are called: `People`, `Statements`."""
    label = load().terms[class_iri(cls)].label
    if label == "person":
        return "People"
    return f"{label[:-1]}ies".capitalize() if label.endswith("y") else f"{label}s".capitalize()


def _elsewhere(address: str) -> str:
    """An address as a reader knows it: `Wikidata Q159`."""
    parts = urlsplit(address)
    name, position = _CATALOGUES.get(parts.hostname or "", ("", 0))
    path = parts.path.split("/")
    return f"{name} {path[position]}" if name and len(path) > position and path[position] else address


def _prefixed(iri: str, site: Site) -> str:
    """An IRI as short as it can be told from others: by its prefix, or without the site's base."""
    name = prefixed(iri)
    return name if name and not name.endswith(":") else site.local(iri) or iri
