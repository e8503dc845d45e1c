"""What was communicated, and how far it reaches: the whole of what was said, and nothing of what the narrator adds."""

from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from kgraph.extract.statements.cues import Cue, entry_of, misjoined
from kgraph.extract.syntax import FINITE, RELATIVES, contiguous, preposition, relation, trimmed
from kgraph.lexicon import reporting_verbs, words

_THAT = frozenset({"that", "as", "how"})
_NARRATED = frozenset({"as", "while", "after", "amid", "despite", "when", "since", "following", "because"})


@dataclass(slots=True)
class Content:
    """A content, how it came (a frame of the lexicon, or a preposition), and the heads of who is addressed and targeted."""

    span: Span
    frame: str
    rule: str
    pieces: list[Span] = field(default_factory=list)  # of a content that its cue interrupts
    addressees: list[Token] = field(default_factory=list)
    targets: list[Token] = field(default_factory=list)


def clause_span(c: Token, cue: Cue) -> Span | None:
    """A clause without its "that" and without the cue's own words, unbroken around its head."""
    doc = c.doc
    dropped = [cue.token] if any(t.i == cue.token.i for t in c.subtree) else []
    span = contiguous(c, dropped)
    start, end = span.start, span.end
    if c.i > cue.token.i:
        start = max(start, cue.token.i + 1)
        # What stands between the cue and "that" is its time or its addressee.
        start = max([start, *(m.i + 1 for m in c.children if m.dep_ == "mark" and m.lower_ == "that" and m.i > cue.token.i)])
        start = _with_lost_subject(c, cue, start)
        cut = before_next_cue(c, cue, end)
        end = with_afterthoughts(cue, end) if cut == end else cut
    else:
        # The whole stretch before the cue: what the parser hung elsewhere was still said.
        end = min(end, min([cue.token.i, *(s.left_edge.i for s in cue.speakers if s.left_edge.i > c.i)]))
    while start < end and (
        doc[start].is_space
        or (doc[start].is_punct and doc[start].text in ",:;-–—")
        or (doc[start].dep_ == "mark" and doc[start].lower_ in _THAT and doc[start].head.i == c.i)
    ):
        start += 1
    return trimmed(doc[start:end]) if start < end else None


def _with_lost_subject(c: Token, cue: Cue, start: int) -> int:
    """The start of a clause that lost its subject to the cue, whose object the parser took it for: "experts say her plans would ..."."""
    if cue.verb.obj is not None or start <= cue.token.i + 1 or any(relation(x) in ("nsubj", "csubj", "expl", "mark") for x in c.children):
        return start
    lost = [x for x in cue.token.children if x.dep_ in ("obj", "nsubj") and cue.token.i < x.i < start]
    finite = c.tag_ in FINITE or any(x.dep_.startswith("aux") and x.tag_ in FINITE | {"MD"} for x in c.children)
    return lost[0].left_edge.i if finite and lost and lost[-1].right_edge.i == start - 1 else start


def with_afterthoughts(cue: Cue, end: int) -> int:
    """A clause's end, with what the parser hung on the cue behind it but the speaker said: "it was unacceptable that ...",
    "too early to speak of ...", "... and could be extended". Not what the narrator adds ("as fighting went on", "on Friday")."""
    doc = cue.token.doc
    for c in sorted(cue.token.children, key=lambda t: t.left_edge.i):
        left = c.left_edge.i
        if left < end or left - end > 1 or any(not t.is_punct and not t.is_space for t in doc[end:left]):
            continue
        label = relation(c)
        marks = {m.lower_ for m in c.children if m.dep_ in ("mark", "case", "cc")} | {
            m.lower_ for m in c.children if m.dep_ == "advmod" and m.lower_ in _NARRATED
        }
        if c.ent_type_ == "DATE" or marks & _NARRATED or doc[end].text == ";":
            break
        if (
            label in ("ccomp", "csubj", "xcomp", "advcl", "obl", "acl", "nmod")
            and not (label == "advcl" and c.tag_ == "VBG" and reports(c))
        ) or (
            label == "conj"
            and not reports(c)
            and not any(relation(x) == "nsubj" for x in c.children)
            and any(x.dep_.startswith("aux") for x in c.children)
        ):
            end = c.right_edge.i + 1
        else:
            break
    return end


def with_reach(cue: Cue, obj: Token) -> int:
    """The end of a noun phrase content, with "as ..." and the like behind it ("slammed the talk as reckless")."""
    end = obj.right_edge.i + 1
    for c in obj.children:
        if c.i > obj.i and ((c.dep_ == "nmod" and is_medium(c)) or (misjoined(c) and reports(c))):
            # "announced the truce | in a statement"; "condemned the raid | and urged both to talk"
            end = min([end, c.left_edge.i, *(x.i for x in c.children if x.dep_ == "cc")])
    # What the narrator adds of others' words: "photos of the jet, | which it claims was shot down".
    added = [t for t in obj.subtree if t.dep_ == "acl:relcl" and t.right_edge.i == end - 1 and t.left_edge.i > obj.i and _adds(t)]
    end = min([end, *(t.left_edge.i for t in added)]) if obj.lower_ != "what" else end
    for c in sorted(cue.token.children, key=lambda t: t.i):
        if cue.verb.issuing and c.left_edge.i == end and c.dep_ in ("advcl", "acl") and c.tag_ == "VBG":
            end = c.right_edge.i + 1  # "released footage | showing ..."
        if (
            c.left_edge.i == end
            and relation(c) in ("obl", "advcl", "xcomp")
            and preposition(c)
            in (
                "as",
                "in",
                "of",
                "on",
                "for",
                "at",
                "over",
                "from",
                "along",
                "against",
                "near",
                "between",
                "towards",
                "toward",
                "into",
                "under",
                "without",
                "with",
            )
            and cue.verb.preps.get(preposition(c)) not in ("addressee", "topic")
            and not is_medium(c)
        ):
            if c.ent_type_ == "DATE":
                break
            end = c.right_edge.i + 1
    return end


def _adds(relative: Token) -> bool:
    return reports(relative) and any(c.dep_ == "nsubj" and c.lower_ not in RELATIVES for c in relative.children)


def is_medium(token: Token) -> bool:
    """Whether a noun says in what something was said: "in a statement", "in identical statements"."""
    lemma = token.lemma_.lower()
    return preposition(token) == "in" and (lemma in words("medium_nouns") or lemma in words("authored_nouns"))


def before_next_cue(c: Token, cue: Cue, end: int) -> int:
    """The end of a clause before a second cue that the parser hung on it: "said there were challenges but urged both to talk"."""
    for v in (c, *(x for x in c.children if x.dep_ == "conj")):
        for j in v.children:
            if j.dep_ == "conj" and cue.token.i < j.i < end and _is_second_cue(j, c, cue):
                first = min((x.i for x in j.children if x.dep_ == "cc"), default=j.left_edge.i)
                return min(end, first)
    for j in c.subtree:
        added = j.tag_ == "VBG" and j.dep_ == "advcl" and cue.token.i < j.i < end and reports(j) and j.left_edge.i > c.left_edge.i
        first = j.left_edge.i if j.doc[j.left_edge.i].text == "," else j.left_edge.i - 1
        if added and j.doc[first].text == "," and any(relation(x) in ("ccomp", "obj") for x in j.children):
            return min(end, first)  # "..., adding that ..." is a cue of its own
    return end


def _is_second_cue(j: Token, c: Token, cue: Cue) -> bool:
    """Whether a verb coordinated with a reported clause is itself a cue of the same speaker."""
    if j.tag_ != cue.token.tag_ or any(relation(x) in ("nsubj", "aux") and x.i < j.i for x in j.children) or not reports(j):
        return False
    found = entry_of(j)
    own = next((x for x in c.children if relation(x) in ("nsubj", "expl")), None)
    # "reported that both had agreed ... and announced": a past tense cannot be coordinated with a participle.
    if found is not None and not found[0].weak and c.tag_ != j.tag_ and c.tag_ == "VBN":
        return True
    return found is not None and not found[0].weak and (own is None or own.pos_ == "PRON" or any(x.lower_ == "but" for x in j.children))


def reports(token: Token) -> bool:
    return token.lemma_.lower() in reporting_verbs()
