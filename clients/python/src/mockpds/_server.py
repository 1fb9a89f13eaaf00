from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import Any

from ._client import MockPDS

_FILE = "mockpds.exe" if sys.platform == "win32" else "mockpds"
_START_TIMEOUT = 30.0  # seconds; a server takes some hundredths of one


def find_binary(asked: str | None = None) -> str:
    """Return the program: the one asked for, the one MOCKPDS_BINARY names, the wheel's, or the PATH's."""
    in_wheel = Path(__file__).parent / "bin" / _FILE
    found = (
        asked
        or os.environ.get("MOCKPDS_BINARY")
        or (str(in_wheel) if in_wheel.exists() else shutil.which(_FILE))
    )
    if not found:
        raise FileNotFoundError(
            f"mockpds: the program was not found: install the wheel of this platform, put {_FILE} on the PATH, "
            "or name it by the argument binary or the variable MOCKPDS_BINARY"
        )
    return found


class StartedMockPDS(MockPDS):
    """A mock PDS that this process started. It ends with stop, and in any case with this process."""

    entryway_url: str | None
    """Where this machine reaches the entryway; None without one."""

    def __init__(
        self, process: subprocess.Popen[str], url: str, entryway_url: str | None, **options: Any
    ):
        super().__init__(url, **options)
        self.entryway_url = entryway_url
        self._process = process

    def stop(self) -> None:
        """End the server and wait for its end; it has five seconds for the requests in progress."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> StartedMockPDS:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    *,
    binary: str | None = None,
    fixtures: str | os.PathLike[str] | list[str] | dict[str, Any] | None = None,
    args: list[str] | None = None,
    **flags: Any,
) -> StartedMockPDS:
    """Start a mock PDS on a free port of this machine.

    fixtures: Paths of fixture files, or the world itself as a dict. Default: the default accounts.
    args: More arguments for the program.
    flags: Flags of `mockpds serve`: access_ttl="90s" is --access-ttl=90s.

    Raises RuntimeError with the server's own words when it cannot start.
    """
    with tempfile.TemporaryDirectory(prefix="mockpds-") as folder:
        flags = {"oauth": "approve", **flags}
        if flags.get("tls"):
            flags.setdefault("tls_ca_file", os.path.join(folder, "ca.pem"))
        process = _spawn(find_binary(binary), fixtures, flags, args or [])
        listening = _listening(process)
        ca = Path(flags["tls_ca_file"]).read_text() if flags.get("tls") else None
    return StartedMockPDS(
        process,
        listening["url"],
        listening.get("entrywayUrl"),
        control_url=listening["controlUrl"],
        control_token=flags.get("control_token"),
        ca=ca,
    )


def _spawn(
    binary: str, fixtures: Any, flags: dict[str, Any], args: list[str]
) -> subprocess.Popen[str]:
    command = [binary, "serve", "--addr=127.0.0.1:0", "--log-format=json", "--exit-on-stdin-close"]
    command += [
        f"--{name.replace('_', '-')}={_flag(value)}"
        for name, value in flags.items()
        if value is not None
    ]
    environment = dict(os.environ)
    if isinstance(fixtures, dict):
        environment["MOCKPDS_FIXTURES_INLINE"] = json.dumps(fixtures)
    elif fixtures is not None:
        files = fixtures if isinstance(fixtures, list) else [fixtures]
        command += [f"--fixtures={os.fspath(file)}" for file in files]
    return subprocess.Popen(
        command + args,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    )


def _flag(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listening(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Read the log for as long as the server writes one; return what its line "listening" says."""
    latest: deque[str] = deque(maxlen=20)
    found: list[dict[str, Any]] = []
    known = threading.Event()

    def drain() -> None:
        assert process.stderr
        for line in process.stderr:
            entry = _parse(line)
            latest.append(entry.get("msg", line.strip()))
            if entry.get("msg") == "listening":
                found.append(entry)
                known.set()
        known.set()

    threading.Thread(target=drain, daemon=True, name="mockpds log").start()
    known.wait(_START_TIMEOUT)
    if found:
        return found[0]
    process.kill()
    process.wait()
    raise RuntimeError("mockpds: the server did not start:\n" + "\n".join(latest))


def _parse(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}  # a line that a person is to read
    return entry if isinstance(entry, dict) else {}
