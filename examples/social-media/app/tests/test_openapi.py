"""The API document: schemathesis makes up requests from it, and no answer may be a fault of the server."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import free_port
from tests.outside.programs import APP, environment, server
from tests.outside.seeding import NAME
from tests.world import World

# Streams don't end, and nobody is to be erased, logged out or stopped on the way.
LEFT_OUT = r"^/api/v1/streaming|^/api/x/v1/account$|^/oauth/revoke|^/metrics|/action$|/(suspend|disable|reject)$"
EXAMPLES = 6


@pytest.mark.slow
def test_no_request_breaks_the_server(tmp_path: Path) -> None:
    """As an admin, since they reach every route; all kinds of values that fit the document, and some that don't."""
    port, data = free_port(), tmp_path / "data"
    subprocess.run([sys.executable, "-m", "tests.outside.seeding"], cwd=APP, env=environment(data, port), check=True)
    with server(data, port, SOCIAL_MEDIA_WAIT_SECONDS="0") as log:
        where = f"http://localhost:{port}/api/openapi.json"
        document = httpx.get(where).json()
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run", where, "--checks", "not_a_server_error", "--max-examples", str(EXAMPLES),
            "--exclude-path-regex", LEFT_OUT, "--header", f"Authorization: Bearer {NAME}_ACCESS_TOKEN_2", "--generation-deterministic",
            "--phases", "fuzzing", "--request-timeout", "60", "--suppress-health-check", "all", "--no-color",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=1500, check=False)
        told = log.read_text()
    assert done.returncode == 0, done.stdout[-6000:] + told[-3000:]
    assert len(document["paths"]) > 100
    # They got past the door: most routes have something to say to an admin.
    assert told.count('"status": 200') > 100


@pytest.mark.settings(base_url="https://social.example")
async def test_the_document_is_there_without_a_page_of_scripts(world: World) -> None:
    """Such a page would load them from elsewhere, beside the login's cookie; clients are led to the document itself."""
    for path in ("/api/docs", "/docs", "/redoc", "/api/redoc"):
        assert (await world.client.get(path)).status_code == 404
    about = (await world.client.get("/.well-known/oauth-authorization-server")).json()
    assert about["service_documentation"] == "https://social.example/api/openapi.json"
    document = (await world.client.get("/api/openapi.json")).json()
    assert document["openapi"].startswith("3.")
    assert "/api/v1/statuses" in document["paths"]
