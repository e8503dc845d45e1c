"""What a cue's grammar makes its content, one parse for each frame."""

import pytest
from extract.parsed import cast_of, parsed

from kgraph.extract.statements.content import contents
from kgraph.extract.statements.cues import cues


def read(line):
    """(content, frame, targets, addressees) of the sentence's first cue, None where its grammar shows no content."""
    doc = parsed(line)
    cast = cast_of(doc)
    cue = next(iter(cues(doc[:], cast)))
    for c in contents(cue, cast):
        return c.span.text, c.frame, [t.text for t in c.targets], [t.text for t in c.addressees]
    return None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            "Chad/NNP/nsubj/1 said=say/VBD/ROOT/1 that/IN/mark/4 Mali/NNP/nsubj/4 left=leave/VBD/ccomp/1",
            ("Mali left", "clause", [], []),
            id="clause with that",
        ),
        pytest.param(
            "Mali/NNP/nsubj/1 left=leave/VBD/ccomp/4 ,/,/punct/1 Chad/NNP/nsubj/4 said=say/VBD/ROOT/4",
            ("Mali left", "clause", [], []),
            id="clause before its cue",
        ),
        pytest.param(
            "Mali/NNP/nsubj/1 left=leave/VBD/ROOT/1 ,/,/punct/4 Chad/NNP/nsubj/4 said=say/VBD/parataxis/1",
            ("Mali left", "clause", [], []),
            id="cue hung on what it reports",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 urged=urge/VBD/ROOT/1 Mali/NNP/obj/1 to/TO/mark/4 leave/VB/xcomp/1",
            ("to leave", "inf", ["Mali"], []),
            id="infinitive",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 accused=accuse/VBD/ROOT/1 Mali/NNP/obj/1 of/IN/mark/4 shelling=shell/VBG/advcl/1 villages=village/NNS/obj/4",
            ("shelling villages", "of", ["Mali"], []),
            id="preposition with a gerund",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 denied=deny/VBD/ROOT/1 shelling=shell/VBG/xcomp/1 villages=village/NNS/obj/2",
            ("shelling villages", "gerund", [], []),
            id="gerund",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 condemned=condemn/VBD/ROOT/1 the/DT/det/3 raid/NN/obj/1",
            ("the raid", "np", ["raid"], []),
            id="noun phrase",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 called=call/VBD/ROOT/1 the/DT/det/3 raid/NN/obj/1 a/DT/det/5 crime/NN/xcomp/1",
            ("the raid a crime", "complement", ["raid"], []),
            id="object and predicate",
        ),
        pytest.param(
            "Chad/NNP/nsubj/1 told=tell/VBD/ROOT/1 Mali/NNP/obj/1 that/IN/mark/5 it/PRP/nsubj/5 rained=rain/VBD/ccomp/1",
            ("it rained", "clause", [], ["Mali"]),
            id="addressee and clause",
        ),
        pytest.param("Chad/NNP/nsubj/1 condemned=condemn/VBD/ROOT/1 Mali/NNP/obj/1", ("Mali", "np", ["Mali"], []), id="only a target"),
        # None of these has a content.
        pytest.param("Chad/NNP/nsubj/1 accused=accuse/VBD/ROOT/1 Mali/NNP/obj/1", None, id="only a target that wants its deed"),
        pytest.param("Chad/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ././punct/1", None, id="only a cue"),
    ],
)
def test_frames(line, expected):
    try:
        assert read(line) == expected
    except StopIteration:
        assert expected is None
