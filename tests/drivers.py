"""Firefox and WebKit, as far as tests of pages need them, through the protocols that they speak."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from urllib.request import Request, urlopen

FIREFOX, WEBKIT, SCREEN = "firefox-esr", "WebKitWebDriver", "Xvfb"

_PATIENCE = 60
"""How long a browser may take to answer, in seconds."""


class Driver(Protocol):
    """A browser with one window."""

    def do(self, name: str, **said: Any) -> Any:
        """What the browser answers to a command of WebDriver."""


def go(driver: Driver, path: Path) -> None:
    """Open a file."""
    driver.do("Navigate", url=path.as_uri())


def run(driver: Driver, script: str, *arguments: Any) -> Any:
    """What a function's body returns, run in the page."""
    return driver.do("ExecuteScript", script=script, args=list(arguments))


def press(driver: Driver, *keys: str) -> None:
    """Press keys, by their characters (WebDriver has some of its own for arrows and the like)."""
    actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    driver.do("PerformActions", actions=[{"type": "key", "id": "keys", "actions": actions}])


@contextmanager
def firefox() -> Iterator[Driver]:
    """Firefox without a screen; Marionette is the protocol beneath its WebDriver."""
    with TemporaryDirectory() as profile, _free_port() as port:
        (Path(profile) / "user.js").write_text(f'user_pref("marionette.port", {port});')
        command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", profile]
        with _running(command, {"HOME": profile, "MOZ_CRASHREPORTER_DISABLE": "1"}):
            driver = _Marionette(_connected(port))
            driver.do("NewSession")
            yield driver


class _Marionette:
    """Messages of Marionette: their length, a colon, and a list as JSON."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._number = 0
        self._read()  # its greeting

    def do(self, name: str, **said: Any) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{name}", said]).encode()
        self._stream.write(b"%d:%s" % (len(message), message))
        self._stream.flush()
        _, _, error, result = self._read()
        assert error is None, error
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def _read(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            assert digit, "Firefox is gone"
            length += digit
        return json.loads(self._stream.read(int(length)))


@contextmanager
def webkit() -> Iterator[Driver]:
    """WebKitGTK on a screen that nobody sees."""
    with TemporaryDirectory() as home, _free_port() as port, _screen() as display:
        there = {
            "HOME": home,
            "DISPLAY": display,
            "GDK_BACKEND": "x11",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        }
        with _running([WEBKIT, f"--port={port}"], there):
            _connected(port).close()
            driver = _WebDriver(port)
            try:
                yield driver
            finally:
                driver.end()


_PATHS = {"Navigate": "/url", "ExecuteScript": "/execute/sync", "PerformActions": "/actions"}


class _WebDriver:
    """WebDriver over HTTP."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}/session"
        wanted: Any = {"capabilities": {"alwaysMatch": {}}}
        self._root += "/" + self._ask("POST", "", wanted)["sessionId"]

    def do(self, name: str, **said: Any) -> Any:
        return self._ask("POST", _PATHS[name], said)

    def end(self) -> None:
        self._ask("DELETE", "", None)

    def _ask(self, method: str, path: str, said: Any) -> Any:
        data = None if said is None else json.dumps(said).encode()
        with urlopen(Request(self._root + path, data, method=method), timeout=_PATIENCE) as answer:
            return json.load(answer)["value"]


@contextmanager
def _screen() -> Iterator[str]:
    """The name of a display that is there until the end."""
    ready, told = os.pipe()
    with subprocess.Popen([SCREEN, "-displayfd", str(told), "-screen", "0", "1280x900x24"],
                          pass_fds=[told], stderr=subprocess.DEVNULL) as server:  # fmt: skip
        os.close(told)
        try:
            with os.fdopen(ready) as name:
                yield f":{name.readline().strip()}"
        finally:
            server.terminate()


@contextmanager
def _running(command: list[str], there: dict[str, str]) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=os.environ | there, **quiet) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    yield port


def _connected(port: int) -> socket.socket:
    """A connection, as soon as somebody listens."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), _PATIENCE)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the browser doesn't begin"
            time.sleep(0.05)
