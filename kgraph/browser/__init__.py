"""What makes a graph of kgraph's at home in Neo4j Browser: saved scripts, a style, and a guide."""

from kgraph.browser.kit import kit, write

__all__ = ["kit", "write"]
