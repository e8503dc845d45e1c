"""Parquet files, and files at addresses such as s3://bucket/news/: all that kgraph does with pyarrow, which is an optional extra."""

import re

from kgraph.errors import UsageError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

MISSING = "needs pyarrow: pip install 'kgraph[parquet]'"
"""What to tell where `import pyarrow` fails, after the name of what was asked for."""


def is_address(name: str) -> bool:
    """Whether `name` is the address of a file or folder (s3://, gs://, file://, ...) and not a path."""
    return _ADDRESS.match(name) is not None


def need(what: str) -> None:
    """Raise `UsageError` where pyarrow is missing, which `what` needs."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise UsageError(f"{what} {MISSING}") from None
