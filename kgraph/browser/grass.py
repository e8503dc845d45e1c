"""The style: a colour, a size and a caption for each label and relationship type of the ontology, as Neo4j Browser reads them (GraSS).

Browser applies every rule whose label a node has, in the order of the file, so the last one wins: superclasses come first.
A caption is taken literally but for `{property}`; where a node has no such property, nothing stands there. There are no comments.
"""

from kgraph import ontology
from kgraph.ontology import Relation

# A class that is not named here looks like the nearest of its superclasses that is.
NEUTRAL = "#8794A1"
COLOURS = {
    "Document": "#B9AE98",
    "Passage": "#E9E2D0",
    "Entity": NEUTRAL,
    "Statement": "#F2A03D",
    "Agreement": "#8E5BB5",
    "Provision": "#D3BCE3",
    "StatusReport": "#B8326A",
    "Actor": "#5B94D6",
    "Place": "#57A55A",
    "Ceasefire": "#9650BA",
    "PeaceAgreement": "#5F2C88",
    "Person": "#4A98E8",
    "Organization": "#2A5FA5",
    "Region": "#32805A",
    "Settlement": "#8CC084",
    "Facility": "#B5B65A",
    "NaturalFeature": "#A8D5BA",
    "ArmedForce": "#17355F",
    "Country": "#0F7B83",
    "GovernedRegion": "#2C6E5B",
    "Municipality": "#5FA777",
}
SIZES = {"Document": 65, "Passage": 65, "Entity": 50, "Statement": 80, "Agreement": 80, "Provision": 65, "StatusReport": 65, "Country": 65}
# What tells a thing best, the first that its class has.
CAPTIONS = {
    "name": "{name}",
    "title": "{title} {published}",
    "content": "{content}",
    "kind": "{kind}",
    "text": "{text}",
    "status": "{status} {date}",
}
SUBDUED = "#B9B4A8"  # where it came from: there, and out of the way
STRONG = {"MEDIATED": "#C2185B", "DISPUTES": "#D32F2F", "ALLEGES_VIOLATION_OF": "#D32F2F"}
DARK, LIGHT = "#1F2430", "#FFFFFF"


def style() -> str:
    """The text of `kgraph.grass`."""
    plain = {"color": NEUTRAL, "border-color": shade(NEUTRAL), "border-width": "2px", "text-color-internal": legible(NEUTRAL)}
    rules = [_rule("node", {"diameter": "50px", **plain, "font-size": "10px"}), _rule("relationship", _line(SUBDUED, "1px", "'<type>'"))]
    rules += [_rule(f"node.{cls}", _circle(cls)) for cls in ontology.classes()]
    rules += [_rule(f"relationship.{relation.type}", _relation(relation)) for relation in ontology.relations()]
    return "\n".join(rules)


def contrast(one: str, other: str) -> float:
    """How far two colours (`#RRGGBB`) stand apart, 1 to 21 (WCAG 2, contrast ratio)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def shade(colour: str) -> str:
    """The colour, a quarter darker."""
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * 0.75):02X}" for i in (1, 3, 5))


def legible(colour: str) -> str:
    """The colour of letters that can be read best on `colour`."""
    return max((LIGHT, DARK), key=lambda text: contrast(text, colour))


def _circle(cls: str) -> dict[str, str]:
    lineage = ontology.labels(cls)[::-1]
    colour = next((COLOURS[label] for label in lineage if label in COLOURS), NEUTRAL)
    size = next((SIZES[label] for label in lineage if label in SIZES), 50)
    carried = {known.name for known in ontology.properties_of(cls)}
    caption = next((text for name, text in CAPTIONS.items() if name in carried), "<id>")
    return {
        "diameter": f"{size}px",
        "color": colour,
        "border-color": shade(colour),
        "text-color-internal": legible(colour),
        "caption": f"'{caption}'",
    }


def _relation(relation: Relation) -> dict[str, str]:
    # The office itself tells more than that there is one.
    caption = "'{role}'" if "role" in relation.properties else "'<type>'"
    if relation.type in STRONG:
        return _line(STRONG[relation.type], "3px", caption)
    if {"Document", "Passage"} & {*relation.domain, *relation.range}:
        return _line(SUBDUED, "1px", caption)
    # A statement's and an agreement's relations have its colour, others that of their start.
    centre = next((c for c in ("Statement", "Agreement") if c in (*relation.domain, *relation.range)), relation.domain[0])
    return _line(shade(COLOURS.get(centre, NEUTRAL)), "2px", caption)


def _line(colour: str, width: str, caption: str) -> dict[str, str]:
    return {
        "color": colour,
        "shaft-width": width,
        "font-size": "8px",
        "padding": "3px",
        "text-color-external": DARK,
        "text-color-internal": legible(colour),
        "caption": caption,
    }


def _rule(selector: str, properties: dict[str, str]) -> str:
    return f"{selector} {{\n" + "".join(f"  {name}: {value};\n" for name, value in properties.items()) + "}\n"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
