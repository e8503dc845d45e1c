"""Rows of tables of expectations."""

from typing import Any

import pytest


def missing(reason: str, *row: Any) -> Any:
    """A row that fails today, with the class of the failure; strict, so that it must become a plain row once it passes."""
    return pytest.param(*row, marks=pytest.mark.xfail(strict=True, reason=reason))
