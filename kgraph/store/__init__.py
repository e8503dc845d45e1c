"""The graph store: any server that speaks Bolt. The store sees an address, never which server answers there."""

from kgraph.store.address import Address
from kgraph.store.load import Progress, Written
from kgraph.store.read import Plain, Result
from kgraph.store.store import Store

__all__ = ["Address", "Plain", "Progress", "Result", "Store", "Written"]
