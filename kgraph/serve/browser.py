"""What Neo4j Browser loads, at `/browser/`: `:play http://localhost:8000/browser/guide.html`.

As the name `localhost`: unless told otherwise, Browser loads guides and styles from no other host of this machine.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kgraph.browser import kit

TYPES = {"html": "text/html", "grass": "text/plain", "cypher": "text/plain", "zip": "application/zip"}


async def browser_file(request: Request) -> Response:
    """One of the files that `kgraph browser` writes, at the folder itself the list of them; `?graph=NAME` as `--graph NAME` there."""
    files = kit(request.query_params.get("graph") or request.app.state.graph.site.graph)
    path = request.path_params["path"]
    if not path:
        return PlainTextResponse("".join(f"{name}\n" for name in files))
    if path not in files:
        return PlainTextResponse("there is no such file\n", 404)
    return Response(files[path], media_type=TYPES[path.rpartition(".")[2]])
