"""Which labels, relationship types and property names a Cypher text uses. It reads tokens and brackets, not the whole grammar."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""
    (?P<skip>\s+ | //[^\n]* | /\*.*?\*/)
  | (?P<text>'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*")
  | (?P<quoted>`(?:``|[^`])+`)
  | (?P<parameter>\$(?:\w+|`(?:``|[^`])+`))
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<name>[^\W\d]\w*)
  | (?P<mark>\.\. | .)
    """,
    re.VERBOSE | re.DOTALL,
)

# An opening parenthesis after one of these starts a pattern or an expression; after any other name, a function's arguments.
KEYWORDS = frozenset(
    ("match", "merge", "create", "where", "and", "or", "not", "xor", "return", "with", "unwind", "when", "then", "else", "in", "as", "by")
)
# A brace after one of these holds a query of its own.
SUBQUERIES = frozenset(("exists", "count", "collect", "call"))
# What these give is a date or a stretch of time, whose parts (`.year`, `.days`) are Cypher's own.
MOMENTS = frozenset(("date", "datetime", "localdatetime", "duration", "between", "inmonths", "indays", "inseconds"))


@dataclass
class Names:
    """The names found."""

    labels: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    properties: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def names_in(cypher: str) -> Names:
    """The names that `cypher` takes from the graph. Map literals' keys, map projections' keys and aliases are its own and left out."""
    tokens = [
        Token("name", m[0][1:-1].replace("``", "`")) if m.lastgroup == "quoted" else Token(m.lastgroup or "", m[0])
        for m in TOKEN.finditer(cypher)
        if m.lastgroup != "skip"
    ]
    names, read, own_keys = Names(), set[str](), set[str]()
    brackets: list[str] = []  # kinds of the brackets around the token
    closed = ""  # the kind of the bracket that closed last
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else Token("", "")
        after = tokens[i + 1] if i + 1 < len(tokens) else Token("", "")
        inside = brackets[-1] if brackets else "query"
        if token.text in ("(", "[", "{") and token.kind == "mark":
            brackets.append(_kind(tokens, i, inside))
        elif token.text in (")", "]", "}") and token.kind == "mark":
            closed = brackets.pop() if brackets else ""
        elif token.text == ":" and token.kind == "mark":
            if inside == "properties":
                names.properties.add(before.text)
            elif inside in ("map", "projection"):
                own_keys.add(before.text)
            else:
                (names.types if inside == "relation" else names.labels).update(_alternatives(tokens, i + 1))
        elif token.text == "." and token.kind == "mark" and after.kind == "name" and not _is_call(tokens, i + 1):
            read |= set() if before.text == ")" and closed == "moment" else {after.text}
    # A map that the query made itself is read like a node: `WITH {a: 1} AS m RETURN m.a`.
    names.properties |= read - own_keys
    return names


def _kind(tokens: list[Token], i: int, inside: str) -> str:
    """What the bracket at `i` holds: node, relation, arguments, moment (the arguments of what gives one), list, properties, map, projection
    or query."""
    before = tokens[i - 1] if i else Token("", "")
    if tokens[i].text == "[":
        return "relation" if before.text in ("-", "<-") else "list"
    if tokens[i].text == "(":
        if before.kind != "name" or before.text.lower() in KEYWORDS:
            return "node"
        return "moment" if before.text.lower() in MOMENTS else "arguments"
    if before.text == ")" or (before.kind == "name" and before.text.lower() in SUBQUERIES):
        return "query"  # COUNT { .. }, CALL (x) { .. }
    if inside in ("node", "relation"):
        return "properties"  # (n:Person {name: ..})
    return "projection" if before.kind == "name" and before.text.lower() not in KEYWORDS else "map"


def _alternatives(tokens: list[Token], i: int) -> set[str]:
    """The names of a label expression that starts at `i`: `A|B`, `A&!B`, `A:B`."""
    found = set[str]()
    expects_name = True
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "name" and expects_name:
            found.add(token.text)
            expects_name = False
        elif token.text in ("|", "&", ":"):
            expects_name = True
        elif token.text in ("!", "(") and expects_name:
            pass
        else:
            break
        i += 1
    return found


def _is_call(tokens: list[Token], i: int) -> bool:
    """Whether the dotted name that goes on at `i` is a function's or procedure's: `apoc.text.join(`."""
    while i + 2 < len(tokens) and tokens[i].kind == "name" and tokens[i + 1].text == "." and tokens[i + 2].kind == "name":
        i += 2
    return i + 1 < len(tokens) and tokens[i + 1].text == "("
