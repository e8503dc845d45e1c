"""N-Triples and N-Quads (https://www.w3.org/TR/n-quads/): a triple or quad a line."""

from collections.abc import Iterable

from kgraph.rdf.syntax import Subject, Syntax


class Lines(Syntax):
    """Lines in canonical form: one space between terms, and no escape that is not needed."""

    def default(self, subjects: Iterable[Subject]) -> bytes:
        return _lines(subjects, " .\n")

    def named(self, graph: str, subjects: Iterable[Subject]) -> bytes:
        return _lines(subjects, f" <{graph}> .\n")


def _lines(subjects: Iterable[Subject], end: str) -> bytes:
    found: list[bytes] = []
    for subject, told in subjects:
        start = f"<{subject}> "
        # Encoded one by one: most are ASCII, and one wide character would make a wide text of all.
        found.append(f"{start}{(end + start).join(told)}{end}".encode())
    return b"".join(found)
