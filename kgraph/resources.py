"""Where the data folders lie that people read at the top of the repository and the wheel carries inside the package."""

from pathlib import Path
from typing import Literal


def folder(name: Literal["ontology", "queries"]) -> Path:
    """The folder `name`: `kgraph/<name>_data` where kgraph is installed, else `<name>` beside the package in a checkout."""
    package = Path(__file__).parent
    installed = package / f"{name}_data"
    # The installed place first: site-packages may hold somebody else's folder called "ontology".
    return installed if installed.is_dir() else package.parent / name
