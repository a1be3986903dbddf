"""`catalog check DIR`: the mistakes of whoever adds a service, an action or a class, all reported in one run with their places."""

import json
from pathlib import Path

from cloudgen.load.datafiles import data_root
from tests.support.commands import cli

CACHE = "catalog/services/aws/elasticache.yaml"
SERVERLESS = "catalog/services/aws/elasticache-serverless.yaml"
DATABASE = "catalog/services/aws/rds-postgresql.yaml"
SECRETS = "catalog/services/aws/secrets-manager.yaml"
STORE = "catalog/services/aws/s3.yaml"
STORE_KIND = "catalog/kinds/object-store.yaml"
LOGS = "catalog/services/azure/log-analytics.yaml"
VAULT = "catalog/services/aws/vault.yaml"

# (file, a text of the built-in one, what replaces it)
CHANGES = [
    (CACHE, "engine: valkey,", "engine: redis,"),
    (CACHE, "nodes: settings.replicas + 1", "nodes: 2"),
    (SERVERLESS, "    values: {engine: valkey}\n", ""),
    (DATABASE, "table: rds-postgresql", "table: rds"),
    (SECRETS, "  - actions: [read]\n", "  - actions: [read]\n    from: [service]\n"),
    (SECRETS, "{ENDPOINT:", "{HOST:"),
    (STORE_KIND, "accepts: {", "accepts: {archive: [job], "),
    (STORE, "  - actions: [write]\n", "  - actions: [write, archive]\n"),
    (LOGS, '"dev": 1, "staging": 5, ', '"dev": 1, '),
]
# A service with a module of a resource type that has no billing rule.
NEW = {
    VAULT: """kind: secrets
title: Vault
docs: https://example.com
module: vault
tagged: false
ignores: {names: It has one secret., recovery_days: It is deleted at once.}
billed: [{resource: aws_made_up.this}]
flows: [{actions: [read], environment: {ENDPOINT: here}}]
""",
    "templates/aws/vault/main.tf": 'resource "aws_made_up" "this" {\n}\n',
    "catalog/flows.yaml": "actions: {archive: {help: Puts data away.}}\nkeys: {}\n",
}

# (file, the text at whose beginning it is, message, hint); the files of Azure and Google Cloud aren't changed, and lack a rule.
EXPECTED = [
    (CACHE, "redis", """The module sets 'engine' to "valkey".""", """Write 'engine: "valkey"'."""),
    (CACHE, "inputs:", "The kind's setting 'replicas' has no effect.", "Use it in an input, or list it under 'ignores' with the reason."),
    (
        SERVERLESS,
        "resource: aws_elasticache_serverless_cache.this",
        """The module sets 'engine' to "valkey", which the price depends on, and 'values' doesn't have it.""",
        """Add 'engine: "valkey"' to 'values'.""",
    ),
    (DATABASE, "table: rds", "There is no table of sizes 'rds'.", "Allowed: elasticache, fargate, opensearch, rds-postgresql."),
    (SECRETS, "flows:", "No rule answers 'read' from job.", "Add a rule, or one with 'unsupported:' and the reason."),
    (SECRETS, "flows:", "No rule answers 'read' from worker.", "Add a rule, or one with 'unsupported:' and the reason."),
    (SECRETS, "HOST", "The kind declares no variable 'HOST'.", "Allowed: ENDPOINT."),
    (SECRETS, "environment:", "The rule lacks the variable 'ENDPOINT'.", "The kind promises: ENDPOINT."),
    (
        STORE,
        "archive]",
        "No usage figure counts the calls of 'archive', so they would cost nothing.",
        "Let a figure under 'usage' of the kind, or of the service, read calls.archive.",
    ),
    (
        LOGS,
        "stack.class",
        "The table of 'stack.class' lacks staging.",
        "A table of 'stack.class' has a row for each of dev, staging, prod, or a last argument for the others.",
    ),
    (
        VAULT,
        "billed:",
        "No billing rule knows the module's resource 'aws_made_up.this'.",
        "Add catalog/billing/aws/aws_made_up.yaml, or a reason in unbilled.yaml.",
    ),
]


def _written(folder: Path) -> None:
    for file, before, after in CHANGES:
        own = folder / file
        own.parent.mkdir(parents=True, exist_ok=True)
        text = (own if own.exists() else data_root() / file).read_text(encoding="utf-8")
        assert before in text, (file, before)
        own.write_text(text.replace(before, after, 1), encoding="utf-8")
    for file, text in NEW.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")


def test_every_mistake_is_reported_once_at_its_place(tmp_path: Path) -> None:
    """No more than the mistakes: none is reported a second time by what depends on it."""
    _written(tmp_path)
    done = cli("catalog", "check", ".", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    problems = json.loads(done.stdout)["problems"]
    own = [each for each in problems if (tmp_path / each["file"]).is_relative_to(tmp_path)]
    found = {(each["file"], each["line"], each["message"], each["hint"]) for each in own}
    wanted = set()
    for file, at, message, hint in EXPECTED:
        text = (tmp_path / file).read_text(encoding="utf-8")
        wanted.add((file, text.count("\n", 0, text.index(at)) + 1, message, hint))
    assert found == wanted
    assert len(own) == len(EXPECTED)
    assert {each["message"] for each in problems if each not in own} == {"No rule answers 'archive' from job."}
