"""Where the files lie that people read at the top of the project and that the package carries with it."""

from pathlib import Path
from typing import Literal

_package = Path(__file__).parent


def folder(name: Literal["ontology", "queries"]) -> Path:
    """The folder `ontology` or `queries`: inside the installed package, or at the top of the checkout."""
    installed = _package / "_shipped" / name
    return installed if installed.is_dir() else _package.parent / name
