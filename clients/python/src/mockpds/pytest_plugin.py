"""The fixtures that pytest finds when mockpds is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ._server import StartedMockPDS, start


@pytest.fixture
def mockpds_options() -> dict[str, Any]:
    """Arguments of mockpds.start for the fixture mockpds. A test file or conftest.py may define its own."""
    return {}


@pytest.fixture
def mockpds(mockpds_options: dict[str, Any]) -> Iterator[StartedMockPDS]:
    """A mock PDS of the test's own. It ends with the test."""
    with start(**mockpds_options) as pds:
        yield pds
