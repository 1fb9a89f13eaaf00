from __future__ import annotations

import json
import ssl
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from ._verbs import UNSET, Verbs


class MockPDSError(Exception):
    """A refusal of the control API. Its text says what is wrong and what is allowed."""

    def __init__(self, status: int, error: str, message: str, mistakes: list[dict[str, Any]]):
        super().__init__(message)
        #: The HTTP status.
        self.status = status
        #: The name of the error, such as InvalidRequest or NotFound.
        self.error = error
        #: The mistakes, where there are several.
        self.mistakes = mistakes


class MockPDS(Verbs):
    """A mock PDS that runs, and the verbs that steer it."""

    def __init__(
        self,
        url: str,
        *,
        control_url: str | None = None,
        control_token: str | None = None,
        ca: str | None = None,
    ):
        #: Where clients reach the PDS.
        self.url = url
        #: The URL of the control API, with a slash at its end.
        self.control_url = control_url or urljoin(url, "/_mock/")
        #: The PEM certificate of the authority that signed the server's certificate; None without TLS.
        self.ca = ca
        self._token = control_token
        handlers: list[Any] = [ProxyHandler({})]  # the server is on this machine or in this network
        if ca:
            handlers.append(HTTPSHandler(context=ssl.create_default_context(cadata=ca)))
        self._opener = build_opener(*handlers)

    def _open(self, method: str, path: str, given: Any = None) -> Any:
        data, headers = None, {}
        if isinstance(given, dict):
            given = {name: value for name, value in given.items() if value is not UNSET}
        if method not in ("GET", "DELETE"):
            data = given.encode() if isinstance(given, str) else json.dumps(given or {}).encode()
            headers["Content-Type"] = (
                "application/yaml" if isinstance(given, str) else "application/json"
            )
        elif given:
            path += "?" + urlencode({name: _text(value) for name, value in given.items()})
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            return self._opener.open(
                Request(urljoin(self.control_url, path), data, headers, method=method)
            )
        except HTTPError as refusal:
            raise _refused(refusal.code, refusal.read()) from None

    def _call(self, method: str, path: str, given: Any = None, *, text: bool = False) -> Any:
        with self._open(method, path, given) as reply:
            body = reply.read().decode()
        return body if text else json.loads(body)

    def replace_world(self, world: dict[str, Any] | str) -> dict[str, Any]:
        """Put the world of a fixture file in place: the file's text, or what it says as a dict."""
        return self._call("PUT", "fixtures", world)

    def restore(self, snapshot: dict[str, Any]) -> dict[str, Any]:
        """Put a copy, as snapshot returned it, in place of the world."""
        return self._call("PUT", "snapshot", snapshot)

    def follow(self, **filter: Any) -> Iterator[dict[str, Any]]:
        """Yield the calls that were made, and then each as it is made. It ends with the server."""
        with self._open("GET", "journal/follow", filter) as reply:
            event: dict[str, str] = {}
            for line in reply:
                name, _, value = line.decode().rstrip("\n").partition(":")
                if name:
                    event[name] = event.get(name, "") + value.removeprefix(" ")
                    continue
                if "data" in event and event.get("event", "call") == "call":
                    yield json.loads(event["data"])
                event = {}

    def advance(self, seconds: float) -> None:
        """Move mock time forward."""
        self.move_clock(advance_seconds=seconds)

    def set_clock(self, to: datetime) -> None:
        """Set mock time."""
        self.move_clock(set=to.isoformat())

    def freeze(self, at: datetime | None = None) -> None:
        """Stop mock time, at a given time or where it is."""
        self.move_clock(freeze=True, set=at.isoformat() if at else UNSET)

    def resume(self) -> None:
        """Let a frozen clock go on from where it is."""
        self.move_clock(resume=True)

    def reset_clock(self) -> None:
        """Make mock time the time of the machine again."""
        self.move_clock(reset=True)

    def code(self, to: str) -> str:
        """Return the code in the newest mail to an address. Raises LookupError when there is none."""
        codes = [mail["token"] for mail in self.mail(to=to) if mail.get("token")]
        if not codes:
            raise LookupError(f"no code was mailed to {to}")
        return codes[-1]

    def assert_no_findings(self, *, excepting: Iterable[str] = ()) -> None:
        """Raise AssertionError when the calls show that a client does something wrong."""
        found = [f for f in self.findings() if f["rule"] not in set(excepting)]
        if found:
            raise AssertionError("\n".join(map(_describe, found)))


def connect(url: str, **options: Any) -> MockPDS:
    """Steer a mock PDS that runs elsewhere, such as in a container. Raises OSError when nothing answers."""
    pds = MockPDS(url, **options)
    pds.now()
    return pds


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refused(status: int, body: bytes) -> MockPDSError:
    try:
        said = json.loads(body)
        return MockPDSError(status, said["error"], said["message"], said.get("mistakes", []))
    except (ValueError, KeyError, TypeError):
        text = body[:200].decode(errors="replace")
        return MockPDSError(
            status, "UnexpectedReply", f"the control API answered {status}: {text}", []
        )


def _describe(finding: dict[str, Any]) -> str:
    calls = " ".join(f"#{n}" for n in finding["entries"])
    return (
        f"{finding['rule']} (calls {calls}): {finding['title']}\n"
        f"  {finding['happened']}\n  A correct client: {finding['correct']}"
    )
