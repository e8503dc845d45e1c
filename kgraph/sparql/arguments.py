"""A canned question's SPARQL, with other values than its defaults.

SPARQL has no parameters, so that values must become part of the text: as literals in the one line that the file keeps for them,
escaped such that no text can end its literal.
"""

import re
from collections.abc import Mapping

from kgraph.errors import UsageError
from kgraph.queries import Argument, Query

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# SPARQL reads \uXXXX before all else, and some readers do so behind a backslash that is itself escaped: no u may follow one as it is.
_SPECIAL = re.compile(r"""[\\"\x00-\x1f\x7f]|(?<=\\)[uU]""")


def sparql(query: Query, arguments: Mapping[str, Argument]) -> str:
    """The text of `query`'s twin that asks with `arguments`, a value for every parameter as `kgraph.queries.arguments` gives them.

    Raises `UsageError` for a text that is not of Unicode characters.
    """
    *lines, _ = query.sparql_text.rstrip().splitlines()
    default, limit = query.sparql_values(), arguments["limit"]
    if query.sparql_parameters:
        # The loader has seen to it that this line stands there once.
        [at] = (i for i, line in enumerate(lines) if line.strip() == default)
        asked = query.sparql_values([term(arguments[p.name]) for p in query.sparql_parameters])
        lines[at] = lines[at].replace(default, asked)
    return "\n".join([*lines, f"LIMIT {int(limit)}", ""])


def term(value: Argument) -> str:
    """`value` as a literal in the syntax of SPARQL. Raises `UsageError` for a text that is not of Unicode characters."""
    if isinstance(value, int):
        return str(value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{value!r} is no text: it has half a character") from None
    return f'"{_SPECIAL.sub(_escaped, value)}"'


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\U{ord(found[0]):08X}"
