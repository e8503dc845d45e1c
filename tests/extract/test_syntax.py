"""Ways over a parse, each on a parse written down by hand."""

from extract.parsed import parsed

from kgraph.extract.syntax import (
    clause_of,
    contiguous,
    first_conjunct,
    is_negated,
    is_passive,
    phrase,
    preposition,
    subjects,
    trimmed,
    with_conjuncts,
)


def texts(tokens):
    return [t.text for t in tokens]


def test_coordinated_subjects_come_one_by_one():
    doc = parsed("Chad/NNP/nsubj/3 and/CC/cc/2 Mali/NNP/conj/0 agreed=agree/VBD/ROOT/3")
    assert texts(subjects(doc[3])) == ["Chad", "Mali"]
    assert texts(with_conjuncts(doc[0])) == ["Chad", "Mali"]
    assert first_conjunct(doc[2]).text == "Chad"


def test_the_agent_of_a_passive_is_who_acts():
    doc = parsed("Chad/NNP/nsubj:pass/2 was=be/VBD/aux:pass/2 accused=accuse/VBN/ROOT/2 by/IN/case/4 Mali/NNP/obl:agent/2")
    assert is_passive(doc[2])
    assert texts(subjects(doc[2])) == ["Mali"]


def test_a_verb_whose_preposition_has_its_object_is_no_passive_without_an_auxiliary():
    doc = parsed("opposition/NN/nsubj:pass/1 called=call/VBN/ROOT/1 on/IN/case/3 Chad/NNP/obl/1 to/TO/mark/5 act/VB/xcomp/1")
    assert not is_passive(doc[1])
    assert texts(subjects(doc[1])) == ["opposition"]
    doc = parsed("Chad/NNP/nsubj:pass/1 called=call/VBN/ROOT/1 on/IN/obl/1 to/TO/mark/4 act/VB/xcomp/1")
    assert is_passive(doc[1])


def test_a_passive_without_an_agent_has_nobody_who_acts():
    doc = parsed("Chad/NNP/nsubj:pass/2 was=be/VBD/aux:pass/2 accused=accuse/VBN/ROOT/2")
    assert subjects(doc[2]) == []


def test_a_coordinated_verb_shares_the_subject_but_not_that_of_a_passive():
    doc = parsed("Chad/NNP/nsubj/1 wept=weep/VBD/ROOT/1 and/CC/cc/3 said=say/VBD/conj/1")
    assert texts(subjects(doc[3])) == ["Chad"]
    doc = parsed("Chad/NNP/nsubj:pass/2 was=be/VBD/aux:pass/2 told=tell/VBN/ROOT/2 and/CC/cc/4 said=say/VBD/conj/2")
    assert subjects(doc[4]) == []


def test_a_relative_clause_has_the_noun_that_it_describes():
    doc = parsed("the/DT/det/1 envoy/NN/nsubj/5 who/WP/nsubj/3 spoke=speak/VBD/acl:relcl/1 then/RB/advmod/5 left=leave/VBD/ROOT/5")
    assert texts(subjects(doc[3])) == ["envoy"]


def test_an_infinitive_has_the_object_of_the_verb_that_governs_it():
    doc = parsed("Chad/NNP/nsubj/1 asked=ask/VBD/ROOT/1 Mali/NNP/obj/1 to/TO/mark/4 leave/VB/xcomp/1")
    assert texts(subjects(doc[4])) == ["Mali"]


def test_a_gerund_has_the_subject_of_its_clause():
    doc = parsed("Chad/NNP/nsubj/1 spoke=speak/VBD/ROOT/1 ,/,/punct/3 adding=add/VBG/advcl/1 more/JJ/obj/3")
    assert texts(subjects(doc[3])) == ["Chad"]


def test_of_two_subjects_the_one_beside_the_verb_acts():
    doc = parsed("Secretary/NNP/nsubj/3 John/NNP/nsubj/3 Kerry/NNP/flat/1 said=say/VBD/ROOT/3")
    assert texts(subjects(doc[3])) == ["John"]


def test_negation_is_of_the_verb_itself():
    doc = parsed("Chad/NNP/nsubj/3 did=do/VBD/aux/3 not/RB/advmod/3 say/VB/ROOT/3 so/RB/advmod/3")
    assert is_negated(doc[3])
    doc = parsed("Chad/NNP/nsubj/1 said=say/VBD/ROOT/1 it/PRP/nsubj/5 would/MD/aux/5 not/RB/advmod/5 leave/VB/ccomp/1")
    assert not is_negated(doc[1])
    assert is_negated(doc[5])


def test_a_preposition_holds_its_fixed_words_and_serves_what_is_coordinated():
    doc = parsed("according/VBG/case/2 to/IN/fixed/0 Chad/NNP/obl/5 and/CC/cc/4 Mali/NNP/conj/2 rained=rain/VBD/ROOT/5")
    assert preposition(doc[2]) == preposition(doc[4]) == "according to"
    assert preposition(doc[5]) == ""


def test_a_phrase_loses_what_is_cut_from_its_end_and_its_stray_punctuation():
    doc = parsed("the/DT/det/1 envoy/NN/nsubj/6 ,/,/punct/4 who/WP/nsubj/4 wept=weep/VBD/acl:relcl/1 ,/,/punct/4 left=leave/VBD/ROOT/6")
    assert phrase(doc[1]).text == "the envoy, who wept"
    assert phrase(doc[1], without=[doc[4]]).text == "the envoy"


def test_a_contiguous_stretch_ends_where_a_dropped_part_begins():
    doc = parsed(
        "Chad/NNP/nsubj/5 ,/,/punct/3 Mali/NNP/nsubj/3 said=say/VBD/parataxis/5 ,/,/punct/3 left=leave/VBD/ROOT/5 Aouzou/NNP/obj/5"
    )
    assert contiguous(doc[5], [doc[3]]).text == "left Aouzou"


def test_trimming_keeps_marks_that_pair_up():
    doc = parsed(",/,/punct/2 “/``/punct/2 peace/NN/ROOT/2 ”/''/punct/2 ,/,/punct/2")
    assert trimmed(doc[:]).text == "“peace”"
    assert trimmed(doc[0:3]).text == "peace"
    assert len(trimmed(doc[0:1])) == 0


def test_the_clause_of_a_token_is_the_nearest_predicate_above_it():
    doc = parsed(
        "Chad/NNP/nsubj/1 said=say/VBD/ROOT/1 Mali/NNP/nsubj/4 had=have/VBD/aux/4 left=leave/VBN/ccomp/1 in/IN/case/6 May/NNP/obl/4"
    )
    assert clause_of(doc[6]).text == "left"
    assert clause_of(doc[0]).text == "said"
