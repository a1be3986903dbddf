"""The environment variables, which others set."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from social.__main__ import main
from social.settings import Settings, from_environment, schema

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


# They read settings before anything runs; where nothing but a refusal comes of it, that is no effect.
STARTING = {"process.py", "wiring.py"}


def reads(source: str, *, starting: bool = False) -> set[str]:
    """Settings that a module reads: `settings.x`, or `services.settings.x`."""
    tree = ast.parse(source)
    refusals = [
        node for node in ast.walk(tree) if starting and (_refuses(node) or (isinstance(node, ast.FunctionDef) and node.name == "check"))
    ]
    left_out = {id(inner) for node in refusals for inner in ast.walk(node)}
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and id(node) not in left_out and ast.unparse(node.value).rpartition(".")[2] == "settings"
    }


def _refuses(node: ast.AST) -> bool:
    """`if ...: raise ...` and nothing else."""
    return isinstance(node, ast.If) and not node.orelse and all(isinstance(each, ast.Raise) for each in node.body)


def test_what_counts_as_an_effect() -> None:
    """An attribute of something else that has the same name is none, and nor is a refusal at the start."""
    refusal = "def f(settings):\n    if settings.a:\n        raise ValueError(settings.b)\n    return settings.c + row.title"
    assert reads(refusal, starting=True) == {"c"}
    assert reads(refusal) == {"a", "b", "c"}
    assert reads("def check(settings):\n    needed = settings.a", starting=True) == set()
    assert reads("async def f(call):\n    return call.services.settings.title") == {"title"}


def test_every_variable_has_an_effect() -> None:
    """No setting that nobody reads."""
    read = {
        name
        for path in (APP / "social").rglob("*.py")
        if path.name != "settings.py"
        for name in reads(path.read_text(), starting=path.name in STARTING)
    }
    idle = set(Settings.model_fields) - read
    assert idle <= WAITING, idle - WAITING
    assert idle >= WAITING, f"no longer waiting: {WAITING - idle}"


# Their adapters come with the clouds.
WAITING = {"search_url", "queue_url"}


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
        assert not found or path.name == "settings.py" or path.parent.name == "decoder", f"{path}:{found}"


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
    line = f"SOCIAL_TRUSTED_PROXIES: {json.loads(proxies)[-1]} is no address and no network\n"
    assert capsys.readouterr().err == line
    good = ("10.0.0.1", "10.0.0.7/8", "2001:db8::/32")
    assert Settings(trusted_proxies=good).trusted_proxies == good


def test_everything_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each, with the variable's name and without what it held."""
    wrong = {
        "PROT": ("3000", "there is no such setting"),
        "ROLE": ("emperor", "Input should be 'api', 'gateway', 'relay', 'fanout', 'media', 'moderation', 'notify' or 'all'"),
        "RULES": ("Be kind.", "it must be written as JSON"),
        "DATABASE_URL": ("mysql://ann:hush@x/y", "it must be an address that begins with postgresql:// or postgres://"),
        "REDIS_URL": ("http://:hush@localhost", "it must be an address that begins with redis:// or rediss://"),
        "QUEUE_URL": ("sqs://eu-west-1/social", "there is no adapter for sqs yet"),
        "SEARCH_URL": ("https://search.example", "there is no adapter for https yet"),
        "OIDC_ISSUER": ("login.example", "it must be an address that begins with https:// or http://"),
        "FOLLOWER_THRESHOLD_LOW": ("11000", "11000 is above SOCIAL_FOLLOWER_THRESHOLD"),
        "OTLP_ENDPOINT": ("collector:4318", "it must be an address that begins with http:// or https://"),
    }
    for name, (value, _) in wrong.items():
        monkeypatch.setenv(f"SOCIAL_{name}", value)
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == "".join(f"SOCIAL_{name}: {words}\n" for name, (_, words) in wrong.items())


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"OIDC_ISSUER": "https://login.example"}, "SOCIAL_OIDC_CLIENT_ID: SOCIAL_OIDC_ISSUER needs it"),
        ({"OIDC_ROLES": '{"staff": "boss"}'}, "SOCIAL_OIDC_ROLES[staff]: Input should be 'user', 'moderator' or 'admin'"),
        ({"FOLLOWER_THRESHOLD": "100"}, "SOCIAL_FOLLOWER_THRESHOLD_LOW: 8000 is above SOCIAL_FOLLOWER_THRESHOLD"),
        (
            {"DATABASE_URL": "postgresql://x:port/y"},
            "SOCIAL_DATABASE_URL: it must be an address that begins with postgresql:// or postgres://",
        ),
    ],
)
def test_settings_that_do_not_go_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str], line: str
) -> None:
    """Or only look right."""
    for name, value in given.items():
        monkeypatch.setenv(f"SOCIAL_{name}", value)
    assert main(["serve"]) == 2
    assert capsys.readouterr().err == f"{line}\n"


def test_lists_are_json_and_empty_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the descriptions say."""
    for name, value in {
        "RULES": '["Be kind.", "Be brief."]', "OIDC_ROLES": '{"staff": "moderator"}', "REDIS_URL": "", "QUEUE_URL": "", "BLOB_URL": "",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SOCIAL_{name}", value)
    found = from_environment()
    assert (found.rules, found.oidc_roles) == (("Be kind.", "Be brief."), {"staff": "moderator"})
    assert found.redis_url is found.queue_url is found.blob_url is None


def test_the_environment_of_these_tests_and_of_the_image_is_known() -> None:
    """What the recipe sets, a start would refuse if it weren't a setting."""
    recipe = re.findall(r"SOCIAL_[A-Z_0-9]+", (APP / "Dockerfile").read_text())
    assert recipe
    assert set(recipe) <= set(schema()["properties"])
