"""The guide: slides for Neo4j Browser (`:play`, `:guide`), from what the graph holds to the sentences that tell of a mediation."""

import html
from pathlib import Path
from string import Template

from kgraph.browser.grass import style
from kgraph.browser.scripts import literal, runnable
from kgraph.browser.views import views

SLIDES = Path(__file__).with_name("guide.html")


def guide(graph: str) -> str:
    """The HTML of the guide for the graph of this name.

    In `guide.html`, `$graph` stands for the name as Cypher writes it, `$view_<name>` for the query of a graph view, and
    `$style` for the whole style in one line.
    """
    values = {"graph": literal(graph), "style": " ".join(style().split())}
    values |= {f"view_{view.name}": runnable(view.text, graph).strip() for view in views()}
    return Template(SLIDES.read_text(encoding="utf-8")).substitute({name: html.escape(value) for name, value in values.items()})
