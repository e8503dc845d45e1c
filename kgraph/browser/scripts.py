"""Saved scripts: each canned question and each graph view as a file that Neo4j Browser takes over by drag and drop.

Browser shows a script's first line as its name. Of a zip file, it takes each `*.cypher` as a script and each folder as a folder
of scripts.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence

from kgraph.browser.views import views
from kgraph.queries import Parameter, Query, catalogue

TABLES, GRAPHS = "kgraph questions", "kgraph graphs"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can tell: the same bytes on every day


def scripts(graph: str) -> dict[str, str]:
    """The text of each script by its path, for the graph of this name: first the views, then the questions."""
    found = {f"{GRAPHS}/{view.name}.cypher": script(view.title, view.question, view.parameters, view.text, graph) for view in views()}
    return found | {f"{TABLES}/{query.name}.cypher": _of_question(query, graph) for query in catalogue()}


def script(title: str, question: str, parameters: Sequence[Parameter], text: str, graph: str) -> str:
    """A script: its name, what it asks, how to ask it with other values, and the query, which runs as it stands."""
    values = [p for p in parameters if p.name != "limit"]
    return "\n".join(
        [
            f"// {title}",
            "//",
            f"// {question}",
            "//",
            "// It runs as it stands. To ask with other values, write them into the first line of the query (WITH ...), and into",
            "// the last (LIMIT ...):",
            "//",
            *(f"//   {p.name}: {p.description}" for p in parameters),
            "//",
            "// Or set parameters, one line at a time, without the slashes and with values of your own,",
            "//",
            *(f"// :param {p.name} => {literal(graph) if p.name == 'graph' else p.literal}" for p in parameters),
            "//",
            "// and put these lines in place of the query's first and last one:",
            "//",
            f"// WITH {', '.join(f'${p.name} AS {p.name}' for p in values)}",
            "// LIMIT $limit",
            "",
            runnable(text, graph),
        ]
    )


def runnable(text: str, graph: str) -> str:
    """The query of a file in `queries/`, without its header, asked of the graph of this name."""
    query = text.partition("\n\n")[2].strip()
    first, line, rest = query.partition("\n")
    return first.replace("'default' AS graph", f"{literal(graph)} AS graph") + line + rest + "\n"


def literal(text: str) -> str:
    """`text` as Cypher writes it, in one line."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + "'"


def bundle(files: Mapping[str, str]) -> bytes:
    """A zip file of scripts. Nothing is compressed: compressors differ, and what is zipped is small."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()


def _of_question(query: Query, graph: str) -> str:
    return script(query.title, query.question, query.parameters, query.text, graph)
