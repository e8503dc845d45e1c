"""What a reporting verb's grammar says: which of its dependents is told, to whom, and about whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from kgraph.errors import LexiconError
from kgraph.facts import Act

Role = Literal["content", "addressee", "target", "topic", "speaker"]
Frame = Literal["quote", "clause", "np", "inf", "gerund", "complement"]

_FLAGS = ("clause", "np", "inf", "gerund", "complement", "weak", "finding", "issuing", "claiming", "refusing")


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """One verb of saying, and how its dependents are read. Every verb may introduce a direct quotation unless `quote` is false.

    clause: a finite clause is its content ("said that ...").
    np: an object that names no actor is its content ("announced the capture").
    inf: an infinitive is its content ("urged Kyiv to talk", "vowed to fight").
    gerund: an -ing clause is its content ("denied shelling").
    complement: object and predicate together are its content ("called the raid a crime", "described it as a crime").
    obj: the role of an object that names an actor; None: it has none, and is no content either.
    preps: the role of what a preposition brings, whether a noun phrase or an -ing clause ("accused Baku of shelling").
    finding: reports only where the subject is a text or a body that looks into things ("the survey shows", "the commission found").
    issuing: an object is its content only if it can be published ("released footage", not "released the hostages").
    claiming: an object is its content only if it can be claimed by saying so ("claimed responsibility", not "claimed 30 lives").
    refusing: an object is turned down rather than denied to be so, unless it is a claim ("rejected the offer", "rejected the claim").
    weak: as often not about speech: counts only with a quotation or a clause, and a subject that can speak.

    A lemma of two words ("call for", "point out") is the verb with that particle or preposition, and goes before the bare
    verb; `obj`, `np`, `clause`, `gerund` then describe what follows the second word, whichever of the two it is.
    Where a preposition brings the target or the addressee, the object is content even if it names an actor ("blamed the raid on Kyiv").
    """

    lemma: str
    act: Act
    quote: bool = True
    clause: bool = False
    np: bool = False
    inf: bool = False
    gerund: bool = False
    complement: bool = False
    weak: bool = False
    finding: bool = False
    issuing: bool = False
    claiming: bool = False
    refusing: bool = False
    obj: Role | None = None
    preps: Mapping[str, Role] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)

    def act_with(self, frame: str) -> Act:
        """The act when the content comes as `frame`: "told them the truth" claims, "told them to leave" urges.

        `frame` is quote, clause, np, inf, gerund, complement, or the preposition that brings the content.
        """
        return self.acts.get(frame, self.act)


def reporting_verb(lemma: str, entry: Any, acts: frozenset[str]) -> ReportingVerb:
    """Read one entry of `reporting_verbs.yaml`. Raises `LexiconError` on a field, role or act that does not exist."""

    def refuse(what: str) -> LexiconError:
        return LexiconError(f"reporting verb {lemma!r}: {what}")

    if not isinstance(entry, dict) or "act" not in entry:
        raise refuse("needs an act")
    for key in entry:
        if key not in {*_FLAGS, "act", "quote", "obj", "preps", "acts"}:
            raise refuse(f"unknown field {key!r}")
    for key in (*_FLAGS, "quote"):
        if not isinstance(entry.get(key, False), bool):
            raise refuse(f"{key} must be true or false")
    preps, overrides = entry.get("preps", {}), entry.get("acts", {})
    for key in (*preps, *overrides):
        if not isinstance(key, str):
            raise refuse(f"{key!r} must be a text; put it in quotation marks")
    for role in (*preps.values(), *([entry["obj"]] if "obj" in entry else [])):
        if role not in get_args(Role):
            raise refuse(f"unknown role {role!r}")
    for act in (entry["act"], *overrides.values()):
        if act not in acts:
            raise refuse(f"unknown act {act!r}")
    for frame in overrides:
        if frame not in get_args(Frame) and frame not in preps:
            raise refuse(f"{frame!r} is neither a frame nor one of its prepositions")
    return ReportingVerb(lemma, **{**entry, "preps": MappingProxyType(preps), "acts": MappingProxyType(overrides)})
