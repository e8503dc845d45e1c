"""What the server serves: the quads on disk, the processes that query them, and what is known of the whole."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Store

from kgraph.rdf import Counts
from kgraph.serve.listing import Overview, overview
from kgraph.serve.pool import Pool
from kgraph.serve.site import Site


@dataclass
class Graph:
    """One graph on one site. `quads` is only read, by any number of threads."""

    site: Site
    quads: Store
    counts: Counts
    pool: Pool
    _overview: "asyncio.Future[Overview] | None" = field(default=None)

    @classmethod
    def open(cls, folder: Path, counts: Counts, site: Site, pool: Pool) -> "Graph":
        """The graph whose quads lie in `folder`."""
        return cls(site, Store.read_only(str(folder)), counts, pool)

    async def overview(self) -> Overview:
        """What is in the graph, looked up once: it goes over all of it."""
        if self._overview is None or (self._overview.done() and self._overview.exception() is not None):
            self._overview = asyncio.ensure_future(asyncio.to_thread(overview, self.quads))
        # The one who asks first may go away; others wait for the same.
        return await asyncio.shield(self._overview)
