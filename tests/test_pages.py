"""The pages: what each kind of thing shows, that nothing in a document can harm who reads it, and that no page reads the whole graph."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import html5rdf
import pyoxigraph as ox
import pytest
from graph_sample import (
    ARMENIA,
    ARMY,
    AZERBAIJAN,
    BASE,
    CEASEFIRE,
    CLAIM,
    DENIAL,
    DENIED,
    FIRST,
    MOSCOW,
    PASHINYAN,
    PROVISION,
    QUOTED,
    REPORT,
    RUSSIA,
    SECOND,
    SHUSHA,
    TOLD,
    first,
    merged,
    passage,
    second,
)

from kgraph import ontology, queries, rdf
from kgraph.elements import Edge, Node
from kgraph.errors import OntologyError
from kgraph.ontology.namespaces import PREFIX_OF
from kgraph.serve import listing, pages
from kgraph.serve.answers import Answer, cell, day, read_results, read_triples, table
from kgraph.serve.description import described
from kgraph.serve.examples import EXAMPLES
from kgraph.serve.headings import HEADINGS
from kgraph.serve.listing import found, listed, overview
from kgraph.serve.relations import SHOWN
from kgraph.serve.site import Download, Site, web_address
from kgraph.serve.things import thing

SITE = Site(bolt="bolt://127.0.0.1:7687", downloads=(Download("All of it, as N-Quads", "/sparql"),))
THINGS = [ARMENIA, AZERBAIJAN, RUSSIA, PASHINYAN, ARMY, SHUSHA, MOSCOW, CEASEFIRE, FIRST, SECOND]
THINGS += [TOLD, QUOTED, DENIED, CLAIM, DENIAL, PROVISION, REPORT]
PREFIXES = {prefix: namespace for namespace, prefix in PREFIX_OF.items()}
Elements = Iterable[Node | Edge]


def on_disk(folder: Path, documents: Iterable[tuple[str, Elements]], whole: Elements) -> ox.Store:
    writing = ox.Store(str(folder))
    writing.extend(rdf.quads(documents, whole))
    writing.flush()
    del writing
    return ox.Store.read_only(str(folder))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return on_disk(tmp_path_factory.mktemp("quads"), [(FIRST, first()), (SECOND, second())], merged())


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    return on_disk(tmp_path_factory.mktemp("nothing"), [], [])


class Page:
    """A page as a browser understands it. Refuses what is no valid HTML."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.root = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
        self.ids = [element.get("id") for element in self.root.iter() if element.get("id")]
        self.links = [element.get("href") for element in self.root.iter("a")]

    def text(self, within: str = ".//main") -> str:
        return " ".join("".join(self.root.find(within).itertext()).split())

    def section(self, key: str) -> str:
        """The text of the section with that heading."""
        [found] = [s for s in self.root.iter("section") if s.get("aria-labelledby") == key]
        return " ".join("".join(found.itertext()).split())

    def rows(self) -> list[list[str]]:
        return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in self.root.iter("tr")]


def page_of(store: ox.Store, iri: str) -> Page:
    shown = thing(store, iri)
    assert shown is not None
    return Page(pages.thing_page(SITE, shown))


# --- What each kind of thing shows


def test_a_person_has_its_office_its_statements_and_the_documents_that_mention_it(store: ox.Store) -> None:
    page = page_of(store, PASHINYAN)
    assert page.root.find(".//h1").text == "Nikol Pashinyan"
    office = page.section("affiliated-with")
    assert "Armenia" in office and "prime minister" in office and "confidence 0.9" in office
    assert "“Shusha has not fallen,” Pashinyan wrote – not at all." in office and "news/denial.html, 2020" in office
    said = page.section("made")
    assert "deny" in said and "8 November 2020" in said and "disputed" in said
    assert PASHINYAN in page.text()


def test_a_country_has_its_point_its_code_and_what_it_agreed_to(store: ox.Store) -> None:
    page = page_of(store, ARMENIA)
    facts = page.text()
    assert "Yerevan" in facts and "ISO code" in facts
    [point] = [link for link in page.links if link.startswith("geo:")]
    assert [float(degrees) for degrees in point.removeprefix("geo:").split(",")] == [40, 45]
    assert any(link.startswith("https://www.openstreetmap.org/?mlat=40") for link in page.links)
    assert "brokered by Russia" in page.section("party-to")
    assert "Nikol Pashinyan" in page.section("affiliated-with-of")
    assert ['A "truce" in Moscow', "10 October 2020", "Armenia, Yerevan", "2"] in page.rows()


def test_links_elsewhere_are_called_by_their_catalogue(store: ox.Store) -> None:
    page = page_of(store, RUSSIA)
    [link] = [a for a in page.root.iter("a") if "wikidata" in a.get("href")]
    assert (link.text, link.get("href")) == ("Wikidata Q159", "http://www.wikidata.org/entity/Q159")
    assert "GeoNames 524901" in page_of(store, MOSCOW).text()


def test_an_agreement_has_all_roles_provisions_and_reports(store: ox.Store) -> None:
    page = page_of(store, CEASEFIRE)
    assert "Armenia" in page.section("party-to-of") and "Azerbaijan" in page.section("party-to-of")
    assert "Russia" in page.section("mediated-of") and "Russia" in page.section("guaranteed-of")
    assert "Moscow" in page.section("signed-at")
    assert "agreed to a ceasefire" in page.section("has-provision")
    assert "in force" in page.section("has-status-report") and "10 October 2020" in page.section("has-status-report")
    assert "rule “agree-to”" in page.section("evidenced-by")
    assert "violated" in page.text()


def test_a_statement_stands_beside_what_disputes_it_without_verdict(store: ox.Store) -> None:
    for one, other in ((CLAIM, DENIAL), (DENIAL, CLAIM)):
        page = page_of(store, one)
        dispute = page.section("contested")
        assert "Azerbaijani Armed Forces" in dispute and "Nikol Pashinyan" in dispute
        assert "it had taken Shusha" in dispute and "Shusha has not fallen" in dispute
        assert "does not say who is right" in dispute
        assert SITE.page(other) in page.links
    assert "Disputed by" in page_of(store, CLAIM).section("contested")


def test_a_statement_tells_how_it_was_read(store: ox.Store) -> None:
    page = page_of(store, CLAIM)
    assert page.root.find(".//h1").text == "it had taken Shusha"
    text = page.text()
    assert "as reported" in text and "November 2020" in text and "said" in text and "characters 105 to 140" in text
    assert "Shusha" in page.section("about")
    assert "in quoted words" in page_of(store, DENIAL).text()


def test_the_words_of_a_statement_are_marked_in_its_sentence(tmp_path: Path) -> None:
    text = "The army said that it had taken Shusha, and left."
    told = FIRST + "/passage/100-149"
    said = Node(CLAIM, "Statement", {"content": "it had taken Shusha", "act": "claim", "direct": False, "start": 119, "end": 138})
    whole = [*first()[:1], *passage(told, text), said, Edge(CLAIM, "EVIDENCED_BY", told, {})]
    page = page_of(on_disk(tmp_path, [], whole), told)
    [mark] = page.root.iter("mark")
    assert mark.text == "it had taken Shusha"


def test_a_document_has_what_it_tells(store: ox.Store) -> None:
    page = page_of(store, FIRST)
    assert "news/moscow.txt" in page.text() and "10 October 2020" in page.text()
    assert "ceasefire of 10 October 2020" in page.section("agreements")
    assert "had taken Shusha" in page.section("statements")
    assert "Shusha has not fallen" not in page.text()
    assert "Armenia party to ceasefire of 10 October 2020" in page.section("relations")
    assert "Russia mediated ceasefire of 10 October 2020" in page.section("relations")
    assert ["Armenia", "country", "Armenia, Yerevan", "2"] in page.rows()
    assert "brokered by Russia" in page.section("part-of-of")


def test_a_passage_has_its_words_its_place_and_what_it_tells(store: ox.Store) -> None:
    page = page_of(store, TOLD)
    assert page.root.find(".//h1").text == "Armenia and Azerbaijan agreed to a ceasefire in Moscow, brokered by Russia, on Saturday."
    assert "characters 0 to 84" in page.text() and 'A "truce" in Moscow' in page.text()
    assert "ceasefire of 10 October 2020" in page.section("told") and "in force" in page.section("told")
    assert "Russia mediated ceasefire of 10 October 2020" in page.section("relations")
    page = page_of(store, QUOTED)
    assert "Azerbaijani Armed Forces" in page.section("statements") and "4 November 2020, 18:30" in page.text()


def test_a_provision_and_a_report_lead_to_their_agreement(store: ox.Store) -> None:
    provision = page_of(store, PROVISION)
    assert provision.root.find(".//h1").text == "agreed to a ceasefire"
    assert "ceasefire of 10 October 2020" in provision.section("has-provision-of")
    report = page_of(store, REPORT)
    assert report.root.find(".//h1").text == "in force"
    assert "ceasefire of 10 October 2020" in report.section("has-status-report-of")


def test_a_relation_can_be_pointed_at(store: ox.Store) -> None:
    told = rdf.told_iri(PASHINYAN, ontology.relation("AFFILIATED_WITH"), ARMENIA)
    path, _, fragment = (SITE.page(told) or "").partition("#")
    assert path == SITE.page(PASHINYAN) and fragment in page_of(store, PASHINYAN).ids


def test_nothing_is_told_of_what_is_not_there(store: ox.Store) -> None:
    for iri in (BASE + "person/nobody", "no iri", BASE + "a b", "", BASE):
        assert thing(store, iri) is None
        assert described(store, iri) is None


def test_every_relation_has_headings_in_both_directions() -> None:
    assert set(HEADINGS) == {relation.type for relation in ontology.relations()}


# --- Every page is sound, and every link leads somewhere


def all_pages(store: ox.Store) -> Iterator[tuple[str, Page]]:
    whole = overview(store)
    yield "/", Page(pages.start_page(SITE, whole))
    yield "/ontology", Page(pages.ontology_page(SITE))
    yield "/questions", Page(pages.questions_page(SITE))
    yield "/search", Page(pages.search_page(SITE))
    yield "/search?q=shu", Page(pages.search_page(SITE, found(store, "shu")))
    yield "/sparql", Page(pages.query_page(SITE))
    for cls in ontology.classes():
        yield f"/browse/{cls}", Page(pages.class_page(SITE, listed(store, cls, whole=whole)))
    for question in queries.catalogue():
        yield f"/questions/{question.name}", Page(pages.question_page(SITE, question))
    for iri in THINGS:
        yield str(SITE.page(iri)), page_of(store, iri)


def test_ids_are_unique_and_every_link_leads_to_something_that_exists(store: ox.Store) -> None:
    made = dict(all_pages(store))
    for address, page in made.items():
        assert len(page.ids) == len(set(page.ids)), address
        for link in page.links:
            check_link(store, made, address, link)
        for label in page.root.iter("label"):
            assert label.get("for") in page.ids
        for element in page.root.iter():
            for name in ("aria-labelledby", "aria-describedby"):
                assert set((element.get(name) or "").split()) <= set(page.ids), (address, element.attrib)


def check_link(store: ox.Store, made: dict[str, Page], address: str, link: str) -> None:
    parts = urlsplit(link)
    where = f"{link} on {address}"
    if parts.scheme in ("http", "https", "geo"):
        return
    assert not parts.scheme and not parts.netloc, where
    path = parts.path or urlsplit(address).path
    if path == "/sparql":
        for query in parse_qs(parts.query).get("query", []):
            store.query(query, prefixes=PREFIXES)
    elif path.startswith("/data/"):
        local, _, ending = unquote(path.removeprefix("/data/")).rpartition(".")
        assert ending in ("ttl", "jsonld", "nt", "rdf") and described(store, BASE + local), where
    elif path != "/ontology.ttl":
        assert path in made, where
        assert not parts.fragment or unquote(parts.fragment) in made[path].ids, where


def test_pages_load_nothing_from_elsewhere_and_run_nothing(store: ox.Store) -> None:
    for address, page in all_pages(store):
        assert not list(chain(*(page.root.iter(tag) for tag in ("script", "style", "img", "iframe", "object", "embed")))), address
        sheets = [link.get("href") for link in page.root.iter("link") if link.get("rel") == "stylesheet"]
        assert sheets == ["/style.css"]
        assert not [name for element in page.root.iter() for name in element.attrib if name == "style" or name.startswith("on")]
    assert not re.search(rb"url\(|@import|https?:", pages.style())


def test_pages_can_be_used_without_seeing_them(store: ox.Store) -> None:
    for address, page in all_pages(store):
        assert page.root.get("lang") == "en" and len(list(page.root.iter("h1"))) == 1, address
        assert page.root.find(".//body/a").get("href") == "#site-content" and "site-content" in page.ids
        assert page.root.find(".//title").text
        assert all(head.get("scope") in ("col", "row") for head in page.root.iter("th"))
        assert all(len(list(table.iter("caption"))) == 1 for table in page.root.iter("table"))
        levels = [int(element.tag[1]) for element in page.root.iter() if re.fullmatch("h[1-6]", str(element.tag))]
        assert all(after <= before + 1 for before, after in pairwise(levels)), address


def test_a_page_says_where_its_data_are(store: ox.Store) -> None:
    page = page_of(store, ARMENIA)
    links = {(link.get("rel"), link.get("type")): link.get("href") for link in page.root.iter("link")}
    assert links["canonical", None] == ARMENIA
    assert links["alternate", "text/turtle"] == "/data/country/AM.ttl"
    assert links["alternate", "application/ld+json"] == "/data/country/AM.jsonld"


def test_text_can_be_told_from_paper_in_light_and_in_dark() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", pages.style().decode(), re.DOTALL)[:2]
    for scheme in (light, dark):
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", scheme))
        for ink in ("ink", "quiet", "link", "visited", "alarm"):
            for paper in ("paper", "raised"):
                assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
        assert contrast(colours["ink"], colours["mark"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def luminance(colour: str) -> float:
        channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


# --- What documents say is only text


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> & {{ 7*7 }} \u202e"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    person = Node(
        PASHINYAN, "Person", {"name": EVIL, "aliases": (EVIL + "2",), "sameAs": ("javascript:alert(1)", "https://example.org/%22")}
    )
    source = {"source": "javascript:alert(1)", "title": EVIL, "url": "javascript:alert(1)", "publisher": EVIL}
    said = {
        "content": EVIL,
        "act": "claim",
        "direct": True,
        "cue": EVIL,
        "sourceDescription": EVIL,
        "rule": EVIL,
        "start": 0,
        "end": len(EVIL),
    }
    told = FIRST + f"/passage/0-{len(EVIL)}"
    relation = {"documents": (FIRST,), "passages": (told,), "confidence": 0.5, "rule": EVIL}
    elements = [
        Node(FIRST, "Document", source),
        *passage(told, EVIL),
        person,
        Node(ARMENIA, "Country", {"name": EVIL, "aliases": ()}),
        Node(CLAIM, "Statement", said),
        Edge(CLAIM, "EVIDENCED_BY", told, {}),
        Edge(PASHINYAN, "MADE", CLAIM, {}),
        Edge(FIRST, "MENTIONS", PASHINYAN, {"forms": (EVIL,), "count": 1}),
        Edge(PASHINYAN, "AFFILIATED_WITH", ARMENIA, {**relation, "role": EVIL}),
    ]
    return on_disk(tmp_path_factory.mktemp("hostile"), [(FIRST, elements)], elements)


def test_what_documents_say_is_harmless(hostile: ox.Store) -> None:
    made = [page_of(hostile, iri) for iri in (PASHINYAN, ARMENIA, FIRST, CLAIM, FIRST + f"/passage/0-{len(EVIL)}")]
    made += [Page(pages.class_page(SITE, listed(hostile, cls))) for cls in ("Person", "Document", "Statement", "Passage")]
    made += [Page(pages.start_page(SITE, overview(hostile))), Page(pages.search_page(SITE, found(hostile, "script")))]
    answer = table(("x",), [(EVIL,), (ox.Literal(EVIL),), (ox.NamedNode("javascript:alert(1)"),), (["javascript:alert(1)", EVIL],)])
    made += [Page(pages.query_page(SITE, EVIL, answer)), Page(pages.query_page(SITE, EVIL, error=EVIL))]
    made += [
        Page(pages.error_page(SITE, 404, EVIL)),
        Page(pages.question_page(SITE, queries.find("mediators"), {"mediator": EVIL}, error=EVIL)),
    ]
    for page in made:
        assert "{{ 7*7 }}" in page.html, "the text is shown as it stands"
        for element in page.root.iter():
            assert element.tag not in ("script", "img")
            assert not [name for name in element.attrib if name.startswith("on")]
            address = element.get("href") or element.get("action") or ""
            assert urlsplit(address).scheme in ("", "http", "https", "geo"), address


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:x", "java\nscript:x", "data:text/html,x", "file:///etc/passwd",
        "//example.org", "http:", "https://", "http://[", "https://exa mple.org", "https://example.org/\u2028", "a.txt", "",
    ],
)  # fmt: skip
def test_what_is_no_address_on_the_web_becomes_no_link(text: str) -> None:
    assert web_address(text) is None


def test_a_web_address_becomes_a_link(store: ox.Store) -> None:
    assert "https://example.org/denial" in page_of(store, SECOND).links


@pytest.mark.parametrize(
    "local",
    [
        "person/josé",
        "person/jos%C3%A9",
        "person/محمود-عباس",
        "person/金正恩",
        "person/o'brien",
        "place/a&b=c;d",
        "x/50%25",
        "x/q?",
        "x/a+b",
        "x//y",
    ],
)
def test_any_id_leads_to_its_own_page(tmp_path: Path, local: str) -> None:
    iri = BASE + local
    store = on_disk(tmp_path, [], [Node(iri, "Person", {"name": "Somebody", "aliases": ()})])
    page = page_of(store, iri)
    for address, path in ((SITE.page(iri), "/page/"), (SITE.data(iri, "ttl"), "/data/")):
        assert address is not None and address.isascii() and not urlsplit(address).query
        assert unquote(urlsplit(address).path.removeprefix(path)).removesuffix(".ttl") == local
    assert page.text().count(iri) == 1
    assert described(store, iri)


def test_a_site_may_lie_under_a_path_and_have_its_own_base() -> None:
    site = Site(base="https://data.example.org/war/", prefix="/kg")
    assert site.page("https://data.example.org/war/country/AM#part-1") == "/kg/page/country/AM#part-1"
    assert site.page(ARMENIA) is None and site.href(ARMENIA) == ARMENIA
    assert site.browse("Person", 2) == "/kg/browse/Person?page=2"
    assert site.ontology("https://w3id.org/kgraph/act/claim") == "/kg/ontology#act-claim"
    assert site.href("urn:isbn:1") is None


# --- No page reads the whole graph


class Counting:
    """A store that counts the quads that are read from it."""

    def __init__(self, store: ox.Store) -> None:
        self.store, self.read = store, 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[ox.Quad]:
        for quad in self.store.quads_for_pattern(*pattern):
            self.read += 1
            yield quad


STATEMENTS = 2500


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """A country with thousands of statements about it, by a person who made all of them, in one document."""

    def elements() -> Iterator[Node | Edge]:
        yield from (Node(FIRST, "Document", {"source": "a.txt"}), Node(ARMENIA, "Country", {"name": "Armenia", "aliases": ()}))
        yield Node(PASHINYAN, "Person", {"name": "Nikol Pashinyan", "aliases": tuple(f"Alias {n}" for n in range(2000))})
        for n in range(STATEMENTS):
            told, said = f"{FIRST}/passage/{n * 10}-{n * 10 + 9}", f"{FIRST}/statement/{n}"
            yield from passage(told, "He spoke.")
            yield Node(said, "Statement", {"content": f"spoke {n}", "act": "claim", "direct": False, "date": f"20{n % 20 + 1:02}-01-01"})
            relation = {"documents": (FIRST,), "passages": (told,), "confidence": 0.9}
            yield from (Edge(said, "EVIDENCED_BY", told, {}), Edge(PASHINYAN, "MADE", said, {}), Edge(said, "ABOUT", ARMENIA, relation))

    return on_disk(tmp_path_factory.mktemp("large"), [(FIRST, elements())], elements())


@pytest.mark.parametrize(("iri", "key"), [(ARMENIA, "about-of"), (PASHINYAN, "made"), (FIRST, "statements"), (FIRST, "part-of-of")])
def test_a_page_shows_the_first_and_links_to_all(large: ox.Store, iri: str, key: str) -> None:
    counting: Any = Counting(large)
    shown = thing(counting, iri)
    assert shown is not None and counting.read < 25_000
    [group] = [group for group in shown.groups if group.key == key]
    assert len(group.rows) == SHOWN and str(group.count) == "more than 1,000"
    assert f"{SHOWN} of more than 1,000" in Page(pages.thing_page(SITE, shown)).section(key)
    rows: Any = large.query(group.query, prefixes=PREFIXES)
    assert len(list(rows)) == 1000


@pytest.mark.parametrize("iri", [ARMENIA, PASHINYAN, FIRST])
def test_a_description_is_bounded_and_leaves_out_no_kind(large: ox.Store, iri: str) -> None:
    counting: Any = Counting(large)
    description = described(counting, iri, 20)
    assert description is not None and description.cut and description == described(large, iri, 20)
    triples = description.triples
    assert counting.read < 10_000 and len(triples) < 2_000
    predicates = {
        triple.predicate.value.rsplit("/", 1)[1] for triple in triples if iri in (triple.subject.value, getattr(triple.object, "value", ""))
    }
    expected = {ARMENIA: {"ontology#about", "core#prefLabel"}, PASHINYAN: {"ontology#made", "core#prefLabel", "core#altLabel"}}
    assert expected.get(iri, {"ontology#partOf", "source"}) <= predicates


def test_a_large_class_is_not_put_in_order(large: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SORTED", 100)
    page = listed(large, "Statement", 3, 50)
    assert len(page.entries) == 50 and page.following and not page.all and str(page.count) == "more than 100"
    assert "search for a name" in Page(pages.class_page(SITE, page)).text()
    seen = [entry.link.iri for number in (1, 2, 3) for entry in listed(large, "Statement", number, 50).entries]
    assert len(set(seen)) == 150
    assert listed(large, "Statement", 10**6, 50).entries == ()
    whole = overview(large)
    monkeypatch.setattr(listing, "SORTED", 0)
    assert listed(large, "Statement", whole=whole).count.number == STATEMENTS


# --- Listings, search, the start page


def test_things_of_a_class_come_by_name_or_by_date(store: ox.Store) -> None:
    countries = listed(store, "Country")
    assert [entry.link.name for entry in countries.entries] == ["Armenia", "Azerbaijan", "Russia"]
    assert [entry.documents and entry.documents.number for entry in countries.entries] == [1, 0, 0]
    assert [entry.link.iri for entry in listed(store, "Document").entries] == [FIRST, SECOND]
    assert [entry.link.iri for entry in listed(store, "Statement").entries] == [DENIAL, CLAIM]
    turned = [listed(store, "Entity", number, 3) for number in (1, 2, 3, 4)]
    assert [len(page.entries) for page in turned] == [3, 3, 1, 0]
    assert [page.following for page in turned] == [True, True, False, False]
    page = Page(pages.class_page(SITE, turned[1]))
    assert "/browse/Entity" in page.links and "/browse/Entity?page=3" in page.links
    with pytest.raises(OntologyError):
        listed(store, "Dragon")


def test_where_too_many_are_to_be_sorted_the_most_mentioned_come(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = overview(store)
    monkeypatch.setattr(listing, "SORTED", 2)
    page = listed(store, "Country", whole=whole)
    assert [entry.link.iri for entry in page.entries] == [ARMENIA] and page.count.number == 3 and not page.all


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("armenia", [("Armenia", None)]),
        ("YEREVAN", [("Armenia", "Yerevan")]),
        ("pashin", [("Nikol Pashinyan", "Pashinyan")]),
        ("Azerbaijan", [("Azerbaijan", None), ("Azerbaijani Armed Forces", None)]),
        ("prime minister", []),
        ("  ", []),
        ("...", []),
        ("zz", []),
    ],
)
def test_names_and_aliases_are_found(store: ox.Store, text: str, names: list[tuple[str, str | None]]) -> None:
    hits = found(store, text)
    assert [(entry.link.name, entry.alias) for entry in hits.entries] == names and hits.complete


def test_accents_do_not_hide_a_name(tmp_path: Path) -> None:
    node = Node(PASHINYAN, "Person", {"name": "Recep Tayyip Erdoğan", "aliases": ()})
    other = Node(BASE + "person/erdogan-smith", "Person", {"name": "Ann Erdogan-Smith", "aliases": ()})
    store = on_disk(tmp_path, [], [node, other])
    for text in ("erdogan", "Erdoğan", "tayyip erdogan"):
        assert "Recep Tayyip Erdoğan" in [entry.link.name for entry in found(store, text).entries]
    assert [entry.link.name for entry in found(store, "erdogan smith").entries] == ["Ann Erdogan-Smith"]


def test_a_search_ends_in_time_and_says_so(large: ox.Store) -> None:
    hits = found(large, "alias", seconds=-1)
    assert not hits.complete
    assert "more names than could be looked at" in Page(pages.search_page(SITE, hits)).text()


def test_the_start_page_says_what_is_there_and_how_to_ask(store: ox.Store) -> None:
    whole = overview(store)
    assert whole.counts["Country"] == 3 and whole.counts["Actor"] == 5 and whole.period == ("2020", "2020-10-10")
    page = Page(pages.start_page(SITE, whole))
    text = page.text()
    assert "2 documents" in text and "2 statements" in text and "disputed 1 time" in text
    assert "ceasefire of 10 October 2020" in page.section("agreements") and "Armenia 1 document" in page.section("actors")
    assert "bolt://127.0.0.1:7687" in text and "All of it, as N-Quads" in text
    assert {f"/questions/{question.name}" for question in queries.catalogue()} <= set(page.links)


def test_an_empty_graph_has_a_start_page(nothing: ox.Store) -> None:
    whole = overview(nothing)
    assert whole.empty
    text = Page(pages.start_page(Site(), whole)).text()
    assert "the graph is empty" in text and "Neo4j" not in text
    assert "There are none" in Page(pages.class_page(SITE, listed(nothing, "Person", whole=whole))).text()
    assert found(nothing, "x").entries == ()


# --- The description of a thing


def triples_of(store: ox.Store, iri: str) -> list[ox.Triple]:
    found = described(store, iri)
    assert found is not None
    return found.triples


def test_a_description_holds_relations_with_their_sentences(store: ox.Store) -> None:
    found = described(store, PASHINYAN)
    assert found is not None and found == described(store, PASHINYAN) and not found.cut
    triples = found.triples
    assert {triple.subject.value for triple in triples[:3]} == {PASHINYAN}
    text = "\n".join(map(str, triples))
    told = rdf.told_iri(PASHINYAN, ontology.relation("AFFILIATED_WITH"), ARMENIA)
    assert f"<{told}>" in text and "“Shusha has not fallen,” Pashinyan wrote" in text
    assert "http://www.w3.org/ns/org#Membership" in text and '"prime minister"' in text
    assert f'<{ARMENIA}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Armenia"' in text
    assert f"<{ARMENIA}> <https://w3id.org/kgraph/ontology#iso>" not in text
    assert f"<{PASHINYAN}> <https://w3id.org/kgraph/ontology#made> <{DENIAL}>" in text
    assert len(triples) == len(set(triples))


def test_a_description_holds_what_points_here_and_the_things_own_parts(store: ox.Store) -> None:
    agreement = "\n".join(map(str, triples_of(store, CEASEFIRE)))
    assert f"<{RUSSIA}> <https://w3id.org/kgraph/ontology#mediated> <{CEASEFIRE}>" in agreement
    assert "brokered by Russia" in agreement
    place = "\n".join(map(str, triples_of(store, SHUSHA)))
    assert f"<{SHUSHA}#geometry> <http://www.opengis.net/ont/geosparql#asWKT>" in place
    told = "\n".join(map(str, triples_of(store, TOLD)))
    assert f"<{TOLD}#quote> <http://www.w3.org/ns/oa#exact>" in told


# --- Questions and queries


def test_a_question_has_a_form_with_what_it_can_be_asked_with() -> None:
    question = queries.find("evidence_relation")
    page = Page(pages.question_page(SITE, question, {"relation": "MEDIATED", "one": "Russia"}))
    fields = {element.get("name"): element for tag in ("input", "select") for element in page.root.iter(tag)}
    assert set(fields) == {"q", "one", "other", "relation", "limit"}, "there is one graph, so none to choose"
    assert fields["one"].get("value") == "Russia" and fields["limit"].get("value") == "200"
    [chosen] = [option for option in fields["relation"] if option.get("selected") is not None]
    assert chosen.get("value") == "MEDIATED"
    assert "name, alias or id of the other end; empty for any" in page.text()
    for column in question.columns:
        assert column.description in page.text()


def test_an_answer_reads_well() -> None:
    question = queries.find("evidence_relation")
    row = (
        ARMENIA,
        "PARTY_TO",
        "x",
        None,
        0.9,
        "A long sentence that tells who agreed with whom, and about what.",
        "2020",
        "2020-10-10",
        0,
        ["a", "b"],
    )
    answer = table([column.name for column in question.columns], [row], 0.126)
    page = Page(pages.question_page(SITE, question, {}, answer))
    head, body = page.rows()
    assert head[:3] == ["subject", "relation", "object"]
    assert body == ["country/AM", "PARTY_TO", "x", "–", "0.9", row[5], "2020", "10 October 2020", "0", "ab"]
    assert "/page/country/AM" in page.links and "1 row in 0.13 s" in page.text()


def test_a_querys_result_is_read_from_the_formats_of_sparql(store: ox.Store) -> None:
    def asked(query: str) -> Any:
        return store.query(query, prefixes=PREFIXES)

    query = "SELECT ?name ?act ?date WHERE { ?who kg:made ?said ; skos:prefLabel ?name . ?said kg:act ?act ; kg:date ?date } ORDER BY ?name"
    answer = read_results(asked(query).serialize(format=ox.QueryResultsFormat.JSON), 0.5)
    page = Page(pages.query_page(SITE, query, answer))
    assert page.rows() == [
        ["name", "act", "date"],
        ["Azerbaijani Armed Forces", "act:claim", "November 2020"],
        ["Nikol Pashinyan", "act:deny", "8 November 2020"],
    ]
    assert "/ontology#act-claim" in page.links
    assert {parse_qs(urlsplit(link).query).get("format", [""])[0] for link in page.links} >= {"json", "xml", "csv", "tsv"}
    assert page.root.find(".//textarea").text.strip() == query
    yes = read_results(asked("ASK { ?x kg:disputes ?y }").serialize(format=ox.QueryResultsFormat.JSON), 0.1)
    assert "Yes" in Page(pages.query_page(SITE, "ASK {}", yes)).section("answer")
    graph = read_triples(asked(f"DESCRIBE <{CLAIM}>").serialize(format=ox.RdfFormat.N_TRIPLES))
    page = Page(pages.query_page(SITE, "DESCRIBE", graph))
    assert page.rows()[0] == ["subject", "predicate", "object"]
    assert {parse_qs(urlsplit(link).query).get("format", [""])[0] for link in page.links} >= {"ttl", "jsonld", "nt"}


def test_a_long_result_is_cut_and_says_so() -> None:
    answer = table(("n",), ([n] for n in range(10**9)), most=3)
    assert len(answer.rows) == 3 and answer.cut
    assert "3 rows, the first of more" in Page(pages.query_page(SITE, "SELECT", answer)).section("answer")
    assert "No rows" in Page(pages.query_page(SITE, "SELECT", Answer(("n",)))).section("answer")


def test_what_is_wrong_with_a_query_stands_beside_it() -> None:
    page = Page(pages.query_page(SITE, "SELEKT", error="the query cannot be read: error at 1:1"))
    assert "the query cannot be read" in page.text() and page.root.find(".//textarea").text.strip() == "SELEKT"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_the_example_queries_run(store: ox.Store, example: Any) -> None:
    rows: Any = store.query(example.query, prefixes=PREFIXES)
    assert list(rows) or "accuse" in example.query


def test_the_ontology_page_has_every_term_once_with_its_meaning() -> None:
    page = Page(pages.ontology_page(SITE))
    terms = ontology.load().terms
    for iri, term in terms.items():
        assert urlsplit(SITE.ontology(iri)).fragment in page.ids, iri
        assert " ".join(term.definition.split()) in page.text(), iri
    assert {"Person", "act-claim", "partyTo", "status-in_force"} <= set(page.ids)
    assert "prov:Entity" in page.text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2020", "2020"),
        ("2020-10", "October 2020"),
        ("2020-10-09", "9 October 2020"),
        ("2020-11-04T18:30:00", "4 November 2020, 18:30"),
        ("2020-11-04T00:00:00Z", "4 November 2020"),
        ("2020-13-01", "2020-13-01"),
        ("yesterday", "yesterday"),
    ],
)
def test_dates_read_as_people_write_them(text: str, shown: str) -> None:
    assert day(text) == shown


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "none"),
        (3, "number"),
        (True, "text"),
        ("2020-10", "date"),
        ("2020", "text"),
        (ARMENIA, "iri"),
        ([], "none"),
        (ox.BlankNode("b"), "text"),
    ],
)
def test_values_are_told_apart(value: object, kind: str) -> None:
    assert cell(value).kind == kind


@pytest.mark.parametrize("status", [400, 404, 503])
def test_an_error_has_a_page(status: int) -> None:
    page = Page(pages.error_page(SITE, status, "Nothing is told of that."))
    assert "Nothing is told of that." in page.text() and "/" in page.links
