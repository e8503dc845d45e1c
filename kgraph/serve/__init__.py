"""The graph on the web: a page for every thing, its data in RDF, and the SPARQL protocol."""
