"""Commands that look at who is who: entities list, search, show."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from kgraph.cli.display import FORMAT, Format, show
from kgraph.cli.options import takes_settings
from kgraph.config import Settings

if TYPE_CHECKING:
    from kgraph.entities import Portrait

_LIMIT = typer.Option(100, "--limit", "-n", metavar="N", min=0, help="The most rows to print; 0 for all.")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(no_args_is_help=True, help="Who is who in the workspace: what entities.yaml may decide.")
    group.command("list")(_list)
    group.command("search")(_search)
    group.command("show")(_show)
    app.add_typer(group, name="entities")


@takes_settings(ids=True)
def _list(
    settings: Settings,
    kind: str | None = typer.Option(None, "--kind", "-k", metavar="KIND", help="Only these, such as Person.", show_default=False),
    limit: int = _LIMIT,
    form: Format = FORMAT,
) -> None:
    """List the entities, those that most documents name first."""
    from kgraph import build, entities
    from kgraph.workspace import Workspace

    with Workspace(settings.workspace) as workspace, build.merged(workspace, settings) as merged:
        found = entities.listed(merged, kind)
    rows = [(one.id, one.kind, one.name, one.documents, one.mentions) for one in found[: limit or None]]
    show(("id", "kind", "name", "documents", "mentions"), rows, form)


@takes_settings(ids=True)
def _search(
    settings: Settings,
    text: str = typer.Argument(..., metavar="TEXT", help="A name or part of one; case and accents do not matter."),
    limit: int = _LIMIT,
    form: Format = FORMAT,
) -> None:
    """Find entities by their names and aliases, the best first."""
    from kgraph import build, entities
    from kgraph.workspace import Workspace

    with Workspace(settings.workspace) as workspace, build.merged(workspace, settings) as merged:
        found = entities.search(merged, text)
    rows = [(one.id, one.kind, one.name, one.matched, one.documents, one.mentions) for one in found[: limit or None]]
    show(("id", "kind", "name", "matched", "documents", "mentions"), rows, form)


@takes_settings(ids=True)
def _show(
    settings: Settings,
    id_: str = typer.Argument(..., metavar="ID", help="The entity's id, such as person/nikol-pashinyan, or its name."),
    form: Format = FORMAT,
) -> None:
    """Show all about one entity: names, identifiers, relations with a sentence each, documents, and why its mentions are one."""
    from kgraph import build, entities
    from kgraph.workspace import Workspace

    with Workspace(settings.workspace) as workspace, build.merged(workspace, settings) as merged:
        found = entities.portrait(merged, id_)
    if form is Format.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        show(("what", "value", "detail", "sentence", "source"), _rows(found, whole=form is Format.csv), form)


def _rows(found: "Portrait", *, whole: bool) -> Iterator[tuple[str, object, object, str | None, str | None]]:
    """All that is known, a row each; unless `whole`, of the sentences that tell one relation the first."""
    yield "id", found.id, None, None, None
    yield "kind", found.kind, None, None, None
    yield "name", found.name, None, None, None
    for form, count in found.names.items():
        yield "form", form, count, None, None
    for name, value in found.known.items():
        yield name, value, None, None, None
    for what, links in (("lies in", found.lies_in), ("affiliated with", found.affiliations), ("has affiliated", found.members)):
        told = set()
        for link in links:
            same = (link.id, (link.role or "").casefold())
            if same in told and not whole:
                continue
            told.add(same)
            yield what, link.id, link.role, link.sentence, link.source
    for source, count in found.documents.items():
        yield "document", source, count, None, None
    for rule in found.why:
        yield "merged by", rule, None, None, None
