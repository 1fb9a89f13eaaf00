"""Start and steer a mock AT Protocol PDS from a test."""

from ._client import MockPDS, MockPDSError, connect
from ._server import StartedMockPDS, start
from ._verbs import UNSET

__all__ = ["UNSET", "MockPDS", "MockPDSError", "StartedMockPDS", "connect", "start"]
