"""AWS on loopback: moto in this process, which remembers and refuses more than it does alone (`patches.py`).

What it doesn't: whatever `tests/moto/*.tf` takes out of the stacks with the reason in the first line, and what FORGOTTEN lists in
`tests/support/forgotten.py`, which no second plan is asked about. Permissions, quotas and time aren't checked, and nothing runs.
"""

import importlib.util
import os
import re
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from tests.lives.server import Json
from tests.support.forgotten import differing, forgotten
from tests.support.moto import overridden
from tests.support.tools import unavailable

Start = Callable[..., Any]
ACCOUNT, REGION = "123456789012", "us-east-1"
# Asking for what isn't there is how the provider learns that it is gone.
_LOOKS = re.compile(r"NotFound|NoSuch|does ?n.t exist|not exist|could not be found|not found", re.IGNORECASE)


class Aws:
    """The emulator: one account, empty at first."""

    provider = "aws"

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.refusals: list[str] = []
        self.port = 0

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Answer on a free port of 127.0.0.1 until the block ends; then everything is forgotten. A test is left out where moto isn't there."""
        if not importlib.util.find_spec("moto"):
            unavailable("moto", "it isn't installed")
        # Moto isn't everywhere where these tests are collected.
        from moto.core.model_instances import reset_model_data
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import WSGIRequestHandler, make_server

        from tests.lives.aws.patches import patched

        class Quiet(WSGIRequestHandler):
            def log(self, *_: object) -> None:
                """Say nothing: `calls` is the record."""

        app = DomainDispatcherApplication(create_backend_app)
        # A certificate is validated at once; nobody writes its DNS records here.
        with patched(), mock.patch.dict(os.environ, {"MOTO_ACM_VALIDATION_WAIT": "0"}):
            server = make_server("127.0.0.1", 0, self._recording(app), threaded=True, request_handler=Quiet)
            self.port = server.server_port
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join(timeout=30)
                reset_model_data()

    @property
    def address(self) -> str:
        """Where everything is."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Nothing: the override says where the provider calls."""
        return {}

    def prepare(self, root: Path) -> None:
        """A local backend, the endpoints and the modules' overrides."""
        overridden(root, self.address)

    def forgiven(self, change: Json) -> bool:
        """Whether an update touches only what moto forgets."""
        states = change["change"]
        if states["actions"] != ["update"]:
            return False
        attributes = differing(states["before"], states["after"], states["after_unknown"])
        return all(forgotten(change["type"], attribute) for attribute in attributes)

    def secrets(self) -> tuple[str, ...]:
        """None: the emulator's key is the word `test`."""
        return ()

    def backend(self, service: str) -> Any:
        """Moto's own state of a service, for what the cloud does by itself."""
        from moto.backends import get_backend

        return get_backend(service)[ACCOUNT][REGION]  # type: ignore[call-overload]

    def _recording(self, app: Callable[..., Iterable[bytes]]) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
        """The application with a record of what it refuses."""

        def record(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
            statuses: list[str] = []

            def started(status: str, *rest: Any) -> Any:
                statuses.append(status)
                return start(status, *rest)

            try:
                body = b"".join(app(environ, started))
            except Exception:
                # The provider tries a 5xx again and again.
                body = traceback.format_exc().encode()
                started("400 Emulator failed", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
            call = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ.get('HTTP_X_AMZ_TARGET', '')}"
            self.calls.append(f"{call} {statuses[-1]}")
            if statuses[-1][0] in "45" and not _LOOKS.search(body.decode(errors="replace")) and environ["REQUEST_METHOD"] != "HEAD":
                self.refusals.append(f"{call} {statuses[-1]}: {words(body)}")
            return [body]

        return record


def words(body: bytes) -> str:
    """The code and the message of a refusal, in any of AWS's protocols."""
    text = body.decode(errors="replace")
    words = re.findall(r"<(?:Code|Message)>([^<]+)|\"(?:__type|message|Message)\": ?\"([^\"]+)", text)
    return ": ".join(first or second for first, second in words) or text[:300]
