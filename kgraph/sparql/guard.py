"""What a query may not ask for, read off its text before it runs.

Oxigraph's queries can write nothing, but `SERVICE` would make this machine call others; and its word for an update is a syntax error,
which helps nobody. Strings, IRIs, comments, variables and prefixed names are skipped by the terminals of the SPARQL grammar
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar), so that a text that merely speaks of a service is none.
"""

import re

from kgraph.errors import QueryError

LONGEST = 200_000  # characters

_TOKEN = re.compile(
    r"""(?: <[^<>"{}|^`\\\x00-\x20]*>
      | \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | \#[^\n\r]*
      | [?$]\w+
      | @[A-Za-z0-9-]+ )
      | (?P<prefix>[\w.-]*) : (?P<local>(?:[\w.:%-]|\\.)*)
      | (?P<word>\w+)""",
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))
_QUERIES = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))


def check(query: str) -> None:
    """Raise `QueryError` where `query` is too long, is an update, or calls other endpoints."""
    if len(query) > LONGEST:
        raise QueryError(f"the query has {len(query)} characters; at most {LONGEST} are taken")
    verb = ""
    for token in _TOKEN.finditer(query):
        word = (token["word"] or "").upper()
        # A parser that looks for keywords without minding where words end reads `SERVICE:x`, `x:y.SERVICE` and `1SERVICE` as calls.
        if "SERVICE" in word or "SERVICE" in (token["prefix"] or "").upper() or (token["local"] or "").upper().endswith(".SERVICE"):
            raise QueryError("SERVICE is not allowed, nor a prefix with that name: queries are answered from this graph alone")
        if not verb and word in _UPDATES | _QUERIES:
            verb = word
    if verb in _UPDATES:
        raise QueryError(f"{verb} is an update; the graph can only be read")
