"""What a query may not ask for, read off its text before it runs.

Oxigraph's queries can write nothing, but `SERVICE` would make this machine call others; and its word for an update is a syntax error,
which helps nobody.

A text that speaks of a service is allowed, the keyword is not, and which is which must not hang on reading the query just as Oxigraph's
parser does. So within what looks like a string, an IRI or a comment the word is written with an escape, which means the same there and is a
syntax error as a keyword; and whatever then is left of it, but in a variable or a prefixed name, is refused.
"""

import re

from kgraph.errors import QueryError

LONGEST = 200_000  # characters

# Each alternative ends somewhere, so that none is tried twice over the same text: the time is that of one reading.
_TEXT = re.compile(
    r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>
      | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*"{0,2}(?:\"\"\"|\Z)
      | '''(?:'{0,2}(?:[^'\\]|\\.))*'{0,2}(?:'''|\Z)
      | "(?:[^"\\\n\r]|\\.)*(?:"|(?=[\n\r\\])|\Z)
      | '(?:[^'\\\n\r]|\\.)*(?:'|(?=[\n\r\\])|\Z)
      | \#[^\n\r]*""",
    re.VERBOSE | re.DOTALL,
)
_SERVICE = re.compile("s(?=ervice)", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"([?$:]?)(\w+)")
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))
_QUERIES = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))


def checked(query: str) -> str:
    """The query as it may be evaluated. Raises `QueryError` where it is too long, is an update, or calls other endpoints."""
    if len(query) > LONGEST:
        raise QueryError(f"the query has {len(query)} characters; at most {LONGEST} are taken")
    sent, bare, at = [], [], 0
    for text in _TEXT.finditer(query):
        between = query[at : text.start()]
        sent += [between, _SERVICE.sub(_escaped, text[0])]
        bare.append(between)
        at = text.end()
    sent.append(query[at:])
    bare.append(query[at:])
    verb = ""
    for mark, word in _WORD.findall(" ".join(bare)):
        if "service" in word.lower() and not mark:
            raise QueryError("SERVICE is not allowed, nor a prefix with that name: queries are answered from this graph alone")
        if not verb and not mark and word.upper() in _UPDATES | _QUERIES:
            verb = word.upper()
    if verb in _UPDATES:
        raise QueryError(f"{verb} is an update; the graph can only be read")
    return "".join(sent)


def _escaped(letter: re.Match[str]) -> str:
    return f"\\u{ord(letter[0]):04X}"
