"""Where everything is on the site: the addresses that pages link to, and nothing else."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from kgraph import __version__
from kgraph.config import BASE
from kgraph.serve.headings import anchor

# What a path may hold as it is (RFC 3986, pchar and the slash). A per cent sign is not among them: an IRI may hold one of its own.
_PATH = "/:@!$&'()*+,;=~"
# In which formats the endpoint gives tables and truth values, and graphs, and how readers call these.
RESULTS = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV"}
GRAPHS = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF/XML"}


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: how a reader calls it, and where it is."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site on one graph.

    `base` is the IRI before the ids of all things; `prefix` the path under which the site is reached, without a slash at its end;
    `bolt` the address for Neo4j Browser and drivers, None where there is none; `graph` the name of kgraph's part of the store there.
    """

    base: str = BASE
    title: str = "kgraph"
    prefix: str = ""
    bolt: str | None = None
    graph: str = "default"
    downloads: tuple[Download, ...] = ()
    version: str = __version__

    @property
    def start(self) -> str:
        return f"{self.prefix}/"

    @property
    def style(self) -> str:
        return f"{self.prefix}/style.css"

    @property
    def questions(self) -> str:
        return f"{self.prefix}/questions"

    @property
    def endpoint(self) -> str:
        """The SPARQL endpoint, which gives a browser the page to write queries on."""
        return f"{self.prefix}/sparql"

    @property
    def searching(self) -> str:
        return f"{self.prefix}/search"

    def local(self, iri: str) -> str | None:
        """The id without the base, None for what is not under it."""
        rest = iri.removeprefix(self.base)
        return rest if rest and rest != iri else None

    def page(self, iri: str) -> str | None:
        """The page of a thing; for `...#part`, that place on the page. None for what is not under the base."""
        local = self.local(iri)
        if local is None:
            return None
        path, _, part = local.partition("#")
        return f"{self.prefix}/page/{quote(path, safe=_PATH)}" + (f"#{quote(part, safe=_PATH)}" if part else "")

    def data(self, iri: str, ending: str) -> str | None:
        """What is told of a thing, in a format of `GRAPHS`."""
        local = self.local(iri)
        return None if local is None else f"{self.prefix}/data/{quote(local, safe=_PATH)}.{ending}"

    def browse(self, cls: str, page: int = 1) -> str:
        """The things of a class."""
        return f"{self.prefix}/browse/{quote(cls, safe='')}" + (f"?{urlencode({'page': page})}" if page > 1 else "")

    def question(self, name: str) -> str:
        return f"{self.questions}/{quote(name, safe='')}"

    def query(self, text: str, format: str | None = None) -> str:
        """The answer to a SPARQL query: as a page or, given a format of `RESULTS` or `GRAPHS`, as that."""
        return f"{self.endpoint}?{urlencode({'query': text} | ({'format': format} if format else {}))}"

    def search(self, text: str) -> str:
        return f"{self.searching}?{urlencode({'q': text})}"

    def ontology(self, iri: str = "", ending: str = "") -> str:
        """The page of the ontology, at the term `iri`; or its file with that ending."""
        at = anchor(iri)
        return f"{self.prefix}/ontology{ending}" + (f"#{at}" if at else "")

    def href(self, iri: str) -> str | None:
        """Where to go for an IRI: our page of it, its place in the ontology, or the web. None where a browser has nowhere to go."""
        if anchor(iri):
            return self.ontology(iri)
        return self.page(iri) or web_address(iri)


def web_address(text: str) -> str | None:
    """`text` where it is an address on the web, else None: whatever else a document names as one is not made a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    # urlsplit drops tabs and line breaks, and so do browsers: neither belongs in an address.
    plain = not any(c.isspace() or not c.isprintable() or c in '<>"\\^`{|}' for c in text)
    return text if plain and parts.scheme in ("http", "https") and parts.hostname else None
