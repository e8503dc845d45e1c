"""A small graph by hand: two documents on one ceasefire, with two statements that contradict each other."""

from kgraph.elements import Edge, Node
from kgraph.graph import DocumentGraph
from kgraph.view import SHARED

BASE = "https://w3id.org/kgraph/id/"
FIRST = BASE + "document/00000000000000a1"
SECOND = BASE + "document/00000000000000b2"
ARMENIA, AZERBAIJAN, RUSSIA = (BASE + "country/" + code for code in ("AM", "AZ", "RU"))
PASHINYAN = BASE + "person/nikol-pashinyan"
ARMY = BASE + "armed-force/azerbaijani-armed-forces"
SHUSHA, MOSCOW = BASE + "settlement/shusha", BASE + "settlement/moscow"
CEASEFIRE = BASE + "ceasefire/2020-10-10/armenia-azerbaijan"
TOLD = FIRST + "/passage/0-84"
QUOTED = FIRST + "/passage/85-150"
DENIED = SECOND + "/passage/10-60"
CLAIM = FIRST + "/statement/100-105-140"
DENIAL = SECOND + "/statement/20-30-60"
PROVISION = FIRST + "/provision/13-45-ceasefire"
REPORT = FIRST + "/status/0-84-in_force-2020-10-10"


def passage(id: str, text: str, **more: str) -> list[Node | Edge]:
    start, end = map(int, id.rsplit("/", 1)[1].split("-"))
    return [
        Node(id, "Passage", {"text": text, "start": start, "end": end, **more}),
        Edge(id, "PART_OF", id.split("/passage/")[0], {}),
    ]


def told(*passages: str) -> dict[str, object]:
    documents = tuple(dict.fromkeys(p.split("/passage/")[0] for p in passages))
    return {"documents": documents, "passages": passages, "confidence": 0.9, "rule": "subject-of-agree"}


def first() -> list[Node | Edge]:
    """What the first document supports."""
    return [
        Node(
            FIRST,
            "Document",
            {"source": "news/moscow.txt", "title": 'A "truce" in Moscow', "published": "2020-10-10", "sha256": "0" * 64, "language": "en"},
        ),
        *passage(TOLD, "Armenia and Azerbaijan agreed to a ceasefire in Moscow, brokered by Russia, on Saturday."),
        *passage(QUOTED, "Azerbaijan's army said it had taken Shusha.\nNobody confirmed it.", date="2020-11-04T18:30"),
        Node(ARMENIA, "Country", {"name": "Armenia", "aliases": ("Armenia", "Yerevan"), "iso": "AM", "latitude": 40.0, "longitude": 45}),
        Node(AZERBAIJAN, "Country", {"name": "Azerbaijan", "aliases": ("Azerbaijan",), "iso": "AZ"}),
        Node(RUSSIA, "Country", {"name": "Russia", "aliases": ("Russia",), "iso": "RU", "wikidata": "Q159"}),
        Node(ARMY, "ArmedForce", {"name": "Azerbaijani Armed Forces", "aliases": ("Azerbaijan's army",)}),
        Node(MOSCOW, "Settlement", {"name": "Moscow", "aliases": ("Moscow",), "geonames": "524901"}),
        Node(SHUSHA, "Settlement", {"name": "Shusha", "aliases": ("Shusha",), "latitude": 39.7601, "longitude": 46.7499}),
        Node(
            CEASEFIRE,
            "Ceasefire",
            {
                "name": "ceasefire of 10 October 2020",
                "aliases": ("a ceasefire",),
                "date": "2020-10-10",
                "status": "violated",
                "confidence": 0.8,
            },
        ),
        Edge(FIRST, "MENTIONS", ARMENIA, {"forms": ("Armenia", "Yerevan"), "count": 2}),
        Edge(FIRST, "MENTIONS", CEASEFIRE, {"forms": ("a ceasefire",), "count": 1}),
        Edge(CEASEFIRE, "EVIDENCED_BY", TOLD, {"confidence": 0.8, "rule": "agree-to"}),
        Edge(ARMENIA, "PARTY_TO", CEASEFIRE, told(TOLD)),
        Edge(AZERBAIJAN, "PARTY_TO", CEASEFIRE, told(TOLD)),
        Edge(RUSSIA, "MEDIATED", CEASEFIRE, told(TOLD)),
        Edge(RUSSIA, "GUARANTEED", CEASEFIRE, told(TOLD)),
        Edge(CEASEFIRE, "SIGNED_AT", MOSCOW, told(TOLD)),
        Node(PROVISION, "Provision", {"kind": "ceasefire", "text": "agreed to a ceasefire", "start": 13, "end": 45, "confidence": 0.8}),
        Edge(CEASEFIRE, "HAS_PROVISION", PROVISION, told(TOLD)),
        Edge(PROVISION, "EVIDENCED_BY", TOLD, {"confidence": 0.8, "rule": "agree-to"}),
        Node(REPORT, "StatusReport", {"status": "in_force", "date": "2020-10-10", "confidence": 0.8}),
        Edge(CEASEFIRE, "HAS_STATUS_REPORT", REPORT, told(TOLD)),
        Edge(REPORT, "EVIDENCED_BY", TOLD, {"confidence": 0.8, "rule": "agree-to"}),
        Node(
            CLAIM,
            "Statement",
            {
                "content": "it had taken Shusha",
                "cue": "said",
                "act": "claim",
                "direct": False,
                "date": "2020-11",
                "confidence": 1.0,
                "start": 105,
                "end": 140,
            },
        ),
        Edge(CLAIM, "EVIDENCED_BY", QUOTED, {}),
        Edge(ARMY, "MADE", CLAIM, {}),
        Edge(CLAIM, "ABOUT", SHUSHA, {}),
        Edge(ARMY, "AFFILIATED_WITH", AZERBAIJAN, told(QUOTED)),
    ]


def second() -> list[Node | Edge]:
    """What the second document supports."""
    return [
        Node(SECOND, "Document", {"source": "news/denial.html", "published": "2020", "url": "https://example.org/denial"}),
        *passage(DENIED, "“Shusha has not fallen,” Pashinyan wrote – not at all."),
        Node(ARMENIA, "Country", {"name": "Armenia", "aliases": ("Armenian",), "iso": "AM"}),
        Node(PASHINYAN, "Person", {"name": "Nikol Pashinyan", "aliases": ("Pashinyan",)}),
        Node(SHUSHA, "Settlement", {"name": "Shusha", "aliases": ("Shushi",)}),
        Node(
            DENIAL,
            "Statement",
            {
                "content": "Shusha has not fallen",
                "cue": "wrote",
                "act": "deny",
                "direct": True,
                "date": "2020-11-08",
                "start": 30,
                "end": 60,
            },
        ),
        Edge(DENIAL, "EVIDENCED_BY", DENIED, {}),
        Edge(PASHINYAN, "MADE", DENIAL, {}),
        Edge(DENIAL, "ABOUT", SHUSHA, {}),
        Edge(PASHINYAN, "AFFILIATED_WITH", ARMENIA, {**told(DENIED), "role": "prime minister"}),
    ]


def merged() -> list[Node | Edge]:
    """Both documents in one, and the dispute that only shows there."""
    nodes: dict[str, Node] = {}
    for element in (*first(), *second()):
        if isinstance(element, Node):
            before = nodes.get(element.id, element)
            properties = {**before.properties, **element.properties}
            if "aliases" in properties:
                properties["aliases"] = tuple(sorted({*before.properties["aliases"], *element.properties["aliases"]}))
            nodes[element.id] = Node(element.id, element.cls, properties)
    edges = [element for element in (*first(), *second()) if isinstance(element, Edge)]
    return [*nodes.values(), *edges, Edge(DENIAL, "DISPUTES", CLAIM, told(DENIED, QUOTED))]


def documents() -> list[DocumentGraph]:
    """Each document's part of the graph."""
    dispute = [element for element in merged() if isinstance(element, Edge) and element.type == "DISPUTES"]
    return [_document(FIRST, first(), []), _document(SECOND, second(), dispute)]


def shared() -> list[Node | Edge]:
    """What the merged graph says of things of which both may tell."""
    return [element for element in merged() if not _is_own(element)]


def _document(id: str, elements: list[Node | Edge], disputes: list[Edge]) -> DocumentGraph:
    return DocumentGraph(id, [e for e in elements if _is_own(e)], [e for e in elements if not _is_own(e)], disputes)


def _is_own(element: Node | Edge) -> bool:
    if isinstance(element, Edge):
        return element.type not in SHARED
    return element.cls in ("Document", "Passage", "Statement", "Provision", "StatusReport")
