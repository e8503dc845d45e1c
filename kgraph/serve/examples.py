"""Queries to begin with, shown where people write their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A query that runs as it stands, and what it asks in words. The site knows the prefixes."""

    title: str
    query: str


EXAMPLES = (
    Example(
        "Who mediated which agreement, and in which sentence is it told?",
        """SELECT ?mediator ?agreement ?date ?sentence WHERE {
  ?actor kg:mediated ?pact ; skos:prefLabel ?mediator .
  ?pact skos:prefLabel ?agreement .
  OPTIONAL { ?pact kg:date ?date }
  ?told rdf:subject ?actor ; rdf:predicate kg:mediated ; rdf:object ?pact ; prov:wasDerivedFrom/kg:text ?sentence .
}
ORDER BY DESC(?date)
LIMIT 50""",
    ),
    Example(
        "Which claims are disputed, and by whom?",
        """SELECT ?claimant ?claim ?opponent ?answer WHERE {
  ?denial kg:disputes ?said ; kg:content ?answer .
  ?said kg:content ?claim .
  OPTIONAL { ?one kg:made ?said ; skos:prefLabel ?claimant }
  OPTIONAL { ?other kg:made ?denial ; skos:prefLabel ?opponent }
}
LIMIT 50""",
    ),
    Example(
        "Who accuses whom most often?",
        """SELECT ?accuser ?accused (COUNT(DISTINCT ?statement) AS ?times) WHERE {
  ?statement kg:act act:accuse ; kg:targets/skos:prefLabel ?accused .
  ?speaker kg:made ?statement ; skos:prefLabel ?accuser .
}
GROUP BY ?accuser ?accused
ORDER BY DESC(?times) ?accuser ?accused
LIMIT 20""",
    ),
    Example(
        "What does each document by itself tell of who is party to what?",
        """SELECT ?document ?actor ?agreement WHERE {
  GRAPH ?document { ?actor kg:partyTo ?agreement }
}
ORDER BY ?document
LIMIT 50""",
    ),
)
