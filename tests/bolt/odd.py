"""A graph by hand, beside that of test_queries.py, of what is rare: things with one name and one date, dates of every precision, speakers
and passages that are two or none, names that must be escaped, ways round and of every length."""

from bolt.test_queries import BASE, edge, node, told

from kgraph.elements import Edge, Node

SAID, LOST, TALK = "document/4444444444444444", "document/5555555555555555", "document/6666666666666666"
HERE, THERE, SAME = f"{SAID}/passage/5-60", f"{SAID}/passage/70-95", f"{LOST}/passage/5-60"
UNTOLD = f"{LOST}/passage/900-999"  # of a relation, and not in the graph
TRUCE, WAR = "ceasefire/2020-10-10/armenia-azerbaijan", "document/3333333333333333"
TWIN_TRUCE, DEAL, VAGUE_DEAL, HOURLY = (
    "ceasefire/2020-10-10/twin",
    "peace-agreement/a-deal",
    "agreement/2020",
    "ceasefire/2020-11-04/hourly",
)
QUOTED = 'The "Front"; \\ of O\'Neill \U0001f54a'


def statement(name: str, *passages: str, **properties: object) -> list[Node | Edge]:
    made = {"content": name, "cue": "said", "act": "claim", "direct": False, **properties}
    return [node(name, "Statement", **made), *(edge(name, "EVIDENCED_BY", passage) for passage in passages)]  # type: ignore[arg-type]


def report(agreement: str, passage: str, status: str, date: str | None) -> list[Node | Edge]:
    name = f"{SAID}/status/{passage.rsplit('/', 1)[1]}-{status}-{date}"
    made = node(name, "StatusReport", status=status, **({"date": date} if date else {}))
    return [made, told(agreement, "HAS_STATUS_REPORT", name, passage), edge(name, "EVIDENCED_BY", passage)]


ODD: list[Node | Edge] = [
    node(SAID, "Document", source="a/said.txt", title=QUOTED, published="2020-10", sha256="4"),
    node(LOST, "Document", source="a/lost.txt", title=QUOTED, published="2020-10-10", sha256="5"),
    node(TALK, "Document", source="a/lost.txt", published="2020", sha256="6"),
    node(HERE, "Passage", text="Line one\nand \"two\", said they.", start=5, end=60),
    node(THERE, "Passage", text="Twice said \\ never heard.", start=70, end=95),
    node(SAME, "Passage", text="Said elsewhere, too.", start=5, end=60),
    *(edge(passage, "PART_OF", passage.split("/passage/")[0]) for passage in (HERE, THERE, SAME)),
    node("person/aliyev-the-other", "Person", name="Ilham Aliyev", aliases=("Aliyev", "Ilham Aliyev")),
    node("armed-force/front", "ArmedForce", name=QUOTED, aliases=(QUOTED, "front", "Älteste Front")),
    node("region/upper", "GovernedRegion", name="Upper", aliases=("UPPER",)),
    node("settlement/izmir", "Municipality", name="İzmir", latitude=38.5, longitude=27.0, geonames="1"),
    node("natural-feature/lake", "NaturalFeature", name="Lake"),
    node("facility/bridge", "Facility", name="Bridge", aliases=("The Bridge",)),
    *(node(f"place/{n}", "Place", name=f"Place {n % 3}") for n in range(9)),
    *(told(f"place/{n}", "LOCATED_IN", f"place/{n + 1}", HERE) for n in range(8)),
    told("place/0", "LOCATED_IN", "place/2", HERE, THERE),
    told("place/8", "LOCATED_IN", "place/7", SAME),
    told("facility/bridge", "LOCATED_IN", "settlement/izmir", UNTOLD),
    edge("facility/bridge", "LOCATED_IN", "natural-feature/lake", documents=(), passages=()),
    *(
        edge(d, "MENTIONS", x, forms=("Z", "a"), count=2)
        for d in (SAID, LOST)
        for x in ("armed-force/front", "place/0", "region/upper", DEAL)
    ),
    node(TWIN_TRUCE, "Ceasefire", name="ceasefire of 10 October 2020", date="2020-10-10", status="in_force"),
    node(DEAL, "PeaceAgreement", name="deal; and more", aliases=("the deal",), date="2020-10", effective="2020-11"),
    node(VAGUE_DEAL, "Agreement", name="deal; and more", date="2020"),
    node(HOURLY, "Ceasefire", name="hourly truce", date="2020-11-04T18:30", mergedBy=(
        f"same kind, 3 shared parties: {BASE}{SAID} and {BASE}{LOST}", f"same name: {BASE}{LOST} and {BASE}{SAID}",
    )),
    *(edge(a, "EVIDENCED_BY", p) for a in (DEAL, VAGUE_DEAL, HOURLY) for p in (THERE, HERE, SAME)),
    *(told(who, "PARTY_TO", DEAL, HERE, SAME) for who in ("region/upper", "armed-force/front", "settlement/izmir", "country/AM")),
    *(told(who, "PARTY_TO", HOURLY, UNTOLD) for who in ("person/aliyev-the-other", "person/ilham-aliyev")),
    told("region/upper", "SIGNED", DEAL, THERE), told("country/RU", "WITNESSED", DEAL, HERE), told("country/RU", "MEDIATED", DEAL, UNTOLD),
    told("person/nikol-pashinyan", "SIGNED", DEAL, UNTOLD, HERE), told("person/antonio-guterres", "MEDIATED", HOURLY, SAME, HERE),
    edge("person/aliyev-the-other", "MEDIATED", TWIN_TRUCE, documents=(), passages=()),
    told("person/aliyev-the-other", "AFFILIATED_WITH", "armed-force/front", HERE, SAME, role="minister; Prime Minister"),
    told("armed-force/front", "AFFILIATED_WITH", "region/upper", SAME), told("region/upper", "AFFILIATED_WITH", "armed-force/front", HERE),
    told("person/nikol-pashinyan", "AFFILIATED_WITH", "armed-force/front", UNTOLD, role="Commander"),
    *report(DEAL, HERE, "collapsed", "2020"), *report(DEAL, THERE, "collapsed", "2021-03"), *report(DEAL, SAME, "ended", "2021-03-01"),
    *report(HOURLY, HERE, "ended", "2021-03-01T00:15"), *report(HOURLY, THERE, "violated", None),
    *report(TWIN_TRUCE, HERE, "ended", "2020-10-10"),
    node(f"{SAID}/provision/5-9-aid", "Provision", kind="aid", text="bread\nand \"salt\"", start=5, end=9),
    told(DEAL, "HAS_PROVISION", f"{SAID}/provision/5-9-aid", HERE, SAME), edge(f"{SAID}/provision/5-9-aid", "EVIDENCED_BY", HERE),
    told(DEAL, "SIGNED_AT", "settlement/izmir", HERE), told(DEAL, "SIGNED_AT", "place/0", HERE),
    *statement(f"{SAID}/statement/1", HERE, SAME, act="accuse", date="2020", medium='a "letter"'),
    *statement(f"{SAID}/statement/2", HERE, act="deny", date="2020-11-04T18:30"),
    *statement(f"{SAID}/statement/3", THERE, act="urge", direct=True),
    *statement(f"{SAID}/statement/4", THERE, act="condemn", date="2020-11", sourceDescription="people who know"),
    *statement(f"{SAID}/statement/5", THERE, act="accuse", date="2020-11-04"),
    *statement(f"{SAID}/statement/6", SAME, act="deny"),
    edge("person/aliyev-the-other", "MADE", f"{SAID}/statement/1"), edge("armed-force/front", "MADE", f"{SAID}/statement/1"),
    edge("region/upper", "MADE", f"{SAID}/statement/2"), edge("settlement/izmir", "MADE", f"{SAID}/statement/3"),
    edge("settlement/izmir", "MADE", f"{SAID}/statement/5"), edge("country/RU", "MADE", f"{SAID}/statement/6"),
    edge(f"{SAID}/statement/1", "TARGETS", "region/upper"), edge(f"{SAID}/statement/1", "TARGETS", "person/ilham-aliyev"),
    edge(f"{SAID}/statement/5", "TARGETS", "country/RU"), edge(f"{SAID}/statement/4", "TARGETS", "country/RU"),
    edge(f"{SAID}/statement/3", "TARGETS", "armed-force/front"), edge(f"{SAID}/statement/3", "ADDRESSED_TO", "armed-force/front"),
    edge(f"{SAID}/statement/3", "ADDRESSED_TO", "person/aliyev-the-other"),
    edge(f"{SAID}/statement/1", "ALLEGES_VIOLATION_OF", DEAL), edge(f"{SAID}/statement/1", "ALLEGES_VIOLATION_OF", HOURLY),
    edge(f"{SAID}/statement/1", "ABOUT", DEAL), edge(f"{SAID}/statement/4", "ABOUT", "natural-feature/lake"),
    edge(f"{SAID}/statement/2", "DISPUTES", f"{SAID}/statement/1"), edge(f"{SAID}/statement/4", "DISPUTES", f"{SAID}/statement/1"),
    edge(f"{SAID}/statement/6", "DISPUTES", f"{SAID}/statement/5"), edge(f"{SAID}/statement/5", "DISPUTES", f"{SAID}/statement/6"),
]  # fmt: skip
