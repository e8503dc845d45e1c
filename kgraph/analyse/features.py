"""Morphological features as far as form, part of speech and Penn tag tell them, in the terms of Universal Dependencies.

What needs the sentence stays out: the number and person of "went", "were" and "go", gerund against participle, the case of "you" and "it".
"""

from functools import lru_cache

_BY_TAG = {
    "NN": "Number=Sing",
    "NNP": "Number=Sing",
    "NNS": "Number=Plur",
    "NNPS": "Number=Plur",
    "JJ": "Degree=Pos",
    "JJR": "Degree=Cmp",
    "JJS": "Degree=Sup",
    "RBR": "Degree=Cmp",
    "RBS": "Degree=Sup",
    "MD": "VerbForm=Fin",
    "VB": "VerbForm=Inf",
    "VBD": "Mood=Ind|Tense=Past|VerbForm=Fin",
    "VBG": "Tense=Pres|VerbForm=Part",
    "VBN": "Tense=Past|VerbForm=Part",
    "VBP": "Mood=Ind|Tense=Pres|VerbForm=Fin",
    "VBZ": "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "PRP": "PronType=Prs",
    "PRP$": "Case=Gen|Poss=Yes|PronType=Prs",
    "WP$": "Poss=Yes",
}
_OF = {
    "NOUN": frozenset({"NN", "NNS"}),
    "PROPN": frozenset({"NNP", "NNPS", "NN", "NNS"}),
    "ADJ": frozenset({"JJ", "JJR", "JJS"}),
    "ADV": frozenset({"RBR", "RBS"}),
    "VERB": frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"}),
    "AUX": frozenset({"MD", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ"}),
    "PRON": frozenset({"PRP", "PRP$", "WP$"}),
}
_PERSONS = {
    "Number=Sing|Person=1": "i me my mine myself",
    "Number=Plur|Person=1": "we us our ours ourselves",
    "Person=2": "you your yours",
    "Number=Sing|Person=2": "yourself",
    "Number=Plur|Person=2": "yourselves",
    "Gender=Masc|Number=Sing|Person=3": "he him his himself",
    "Gender=Fem|Number=Sing|Person=3": "she her hers herself",
    "Gender=Neut|Number=Sing|Person=3": "it its itself",
    "Number=Plur|Person=3": "they them their theirs themselves",
}
_PERSON = {form: features for features, forms in _PERSONS.items() for form in forms.split()}
_CASES = {"Case=Nom": "i we he she they", "Case=Acc": "me us him them"}
_CASE = {form: features for features, forms in _CASES.items() for form in forms.split()}
_WORDS = {
    ("DET", "the"): "Definite=Def|PronType=Art",
    ("DET", "a"): "Definite=Ind|PronType=Art",
    ("DET", "an"): "Definite=Ind|PronType=Art",
    ("PART", "not"): "Polarity=Neg",
    ("PART", "n't"): "Polarity=Neg",
    ("DET", "no"): "PronType=Neg",
    **{(pos, form): "Number=Sing|PronType=Dem" for pos in ("DET", "PRON") for form in ("this", "that")},
    **{(pos, form): "Number=Plur|PronType=Dem" for pos in ("DET", "PRON") for form in ("these", "those")},
}


@lru_cache(maxsize=20_000)
def features(form: str, pos: str, tag: str) -> str:
    """The features of a word ("Number=Sing|Person=1"), sorted by name; empty where nothing is certain."""
    lower = form.lower().replace("’", "'")
    if pos == "NUM" and tag == "CD":
        return f"NumForm={'Digit' if any(c.isdigit() for c in form) else 'Word'}|NumType=Card"
    # "that" is also a relative pronoun.
    if found := _WORDS.get((pos, lower)) if tag not in ("WDT", "WP") else None:
        return found
    if tag not in _OF.get(pos, ()):
        return ""
    parts = _BY_TAG[tag].split("|")
    if pos == "PRON":
        parts += _PERSON.get(lower, "").split("|") + ([_CASE.get(lower, "")] if tag == "PRP" else [])
        if lower.endswith(("self", "selves")):
            parts.append("Reflex=Yes")
    return "|".join(sorted(part for part in parts if part))
