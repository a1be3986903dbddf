"""The environment variables, which others set."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from social.__main__ import main
from social.settings import Settings, schema

APP = Path(__file__).parent.parent


def test_every_variable_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """As `social settings` prints it: a valid schema, a sentence and a type for each variable."""
    assert main(["settings"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(printed)
    assert set(printed["properties"]) == {f"SOCIAL_{name.upper()}" for name in Settings.model_fields}
    for name, found in printed["properties"].items():
        text = found.get("description", "")
        assert len(text.split()) >= 2, name
        assert text.endswith((".", ")")), name
        assert "type" in found or "anyOf" in found or "$ref" in found, name
    assert printed["additionalProperties"] is False


def test_whoever_reads_the_settings_may_stop() -> None:
    """As `head` does."""
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "social", "settings"], stdout=writes, stderr=subprocess.PIPE, text=True, cwd=APP, check=False
    )
    os.close(writes)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_variable_has_an_effect() -> None:
    """No setting that nobody reads."""
    read = {
        node.attr
        for path in (APP / "social").rglob("*.py")
        if path.name != "settings.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
    }
    idle = set(Settings.model_fields) - read
    assert idle <= WAITING, idle - WAITING
    assert idle >= WAITING, f"no longer waiting: {WAITING - idle}"


# Their adapters come with the clouds.
WAITING = {"search_url"}


def test_the_environment_is_read_in_one_place() -> None:
    """Nobody looks into it by themselves."""
    for path in (APP / "social").rglob("*.py"):
        found = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
            and node.attr in ("environ", "getenv")
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
        ]
        assert not found or path.parent.name == "decoder", f"{path}:{found}"


def test_secrets_are_marked_and_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the schema, and when settings are shown."""
    monkeypatch.setenv("SOCIAL_SECRET_KEY", "s3cret" * 8)
    monkeypatch.setenv("SOCIAL_REDIS_URL", "redis://:hush@localhost")
    monkeypatch.setenv("SOCIAL_SMTP_URL", "smtps://user:hush@localhost")
    settings = Settings()  # type: ignore[call-arg]
    assert "s3cret" not in repr(settings)
    assert "hush" not in repr(settings)
    marked = {name for name, found in schema()["properties"].items() if '"writeOnly": true' in json.dumps(found)}
    assert marked >= {"SOCIAL_SECRET_KEY", "SOCIAL_REDIS_URL", "SOCIAL_SMTP_URL", "SOCIAL_VAPID_PRIVATE_KEY", "SOCIAL_OIDC_CLIENT_SECRET"}


def test_the_address_follows_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it is given."""
    assert Settings(port=4000).base_url == "http://localhost:4000"
    assert Settings(port=4000, base_url="https://example.com").base_url == "https://example.com"
    monkeypatch.setenv("SOCIAL_PORT", "5000")
    assert Settings().domain == "localhost:5000"  # type: ignore[call-arg]


@pytest.mark.parametrize("prepare", [None, 3])
async def test_queries_are_prepared_only_where_that_is_asked_for(postgres: str, tmp_path: Path, prepare: int | None) -> None:
    """A transaction pooler hands each transaction to another session, which knows nothing of prepared queries."""
    from social.wiring import wire

    services = wire(Settings(database_url=f"{postgres}/postgres", database_prepare=prepare, data_dir=tmp_path))
    async with services.db.begin() as unit:
        driver = (await unit.connection.get_raw_connection()).driver_connection
        assert driver is not None
        assert driver.prepare_threshold == prepare
    await services.db.close()


@pytest.mark.parametrize("proxies", ['["nonsense"]', '["10.0.0.0/8", "proxy.example"]', '[""]'])
def test_proxies_that_are_no_addresses_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], proxies: str
) -> None:
    """Before anything else happens, in words; addresses and networks of both kinds are taken."""
    monkeypatch.setenv("SOCIAL_TRUSTED_PROXIES", proxies)
    assert main(["serve"]) == 2
    line = f"SOCIAL_TRUSTED_PROXIES: Value error, {json.loads(proxies)[-1]} is no address and no network\n"
    assert capsys.readouterr().err == line
    good = ("10.0.0.1", "10.0.0.7/8", "2001:db8::/32")
    assert Settings(trusted_proxies=good).trusted_proxies == good
