"""The spec's budget: an amount per environment, made into the cloud's own alert only where the spec asks for it."""

import re
from pathlib import Path

import pytest

from cloudgen.architecture import Architecture, Module
from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.render.hcl import expression
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import initialised, terraform, write
from tests.test_spec import CACHE, lines

PLAIN = HEAD + "components:\n  fast: {kind: cache}\n"
WATCHED = PLAIN + "  watch: {kind: observability, settings: {emails: [ops@example.com]}}\n"
IN_PROD = "environments:\n  dev:\n  staging:\n  prod: {budget: 99.5}\n"
# What the observability component enters into the budget's module, by cloud.
TOLD = {
    "aws": ("topics", "{ watch = module.watch.topic_arn }"),
    "azure": ("action_groups", "{ watch = module.watch.action_group_id }"),
    "gcp": ("channels", "{ watch = module.watch.channel_names }"),
}


def budget(architecture: Architecture) -> Module | None:
    """The budget's module, if there is one."""
    return next((module for module in architecture.modules if module.key == "budget"), None)


def amounts(architecture: Architecture) -> dict[str, float | None]:
    """The amount of each environment."""
    return {environment.name: environment.inputs["budget"]["amount"] for environment in architecture.environments}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_without_a_budget_nothing_is_made(tmp_path: Path, provider: str) -> None:
    """No module, no variable, no tag, no API; an observability component doesn't ask for one, nor do its settings."""
    text = WATCHED + "foundation: {budget: {settings: {emails: [cfo@example.com]}}}\n"
    assert budget(resolved(tmp_path, text, provider)) is None
    root = [
        artifact.content
        for artifact in generate(loaded(tmp_path, text), Catalog(), (provider,)).artifacts
        if artifact.path.count("/") == 2 or "/environments/" in artifact.path
    ]
    assert len(root) > 8
    assert not [content for content in root if re.search(r"budget|^ +stack +=", content, re.MULTILINE | re.IGNORECASE)]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_environment_overrides_the_amount(tmp_path: Path, provider: str) -> None:
    """The spec's amount holds for all; one that an environment alone has leaves the others without."""
    assert amounts(resolved(tmp_path, WATCHED + "budget: 40\n" + IN_PROD, provider)) == {"dev": 40, "staging": 40, "prod": 99.5}
    assert amounts(resolved(tmp_path, WATCHED + IN_PROD, provider)) == {"dev": None, "staging": None, "prod": 99.5}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_who_gets_the_alarms_is_told(tmp_path: Path, provider: str) -> None:
    """The module is handed the target of the alarms; without one, it isn't."""
    name, value = TOLD[provider]
    watched = budget(resolved(tmp_path, WATCHED + "budget: 40\n", provider))
    assert watched is not None
    assert expression(watched.arguments[name]) == value
    alone = budget(resolved(tmp_path, PLAIN + "budget: 40\n", provider))
    assert alone is not None
    assert name not in alone.arguments


def test_a_project_of_the_environments_own_counts_as_a_whole(tmp_path: Path) -> None:
    """Where the spec doesn't name the project, others may be in it, and a label tells the stacks apart."""
    text = WATCHED + "budget: 40\nenvironments:\n  dev:\n  staging:\n  prod: {gcp: {project: shop-prod}}\n"
    inputs = [environment.inputs["budget"]["whole_project"] for environment in resolved(tmp_path, text, "gcp").environments]
    assert inputs == [False, False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CACHE + "budget: -5\n", ["6:1 wrong-value"]),
        (CACHE + "budget: 0\n", ["6:1 wrong-value"]),
        (CACHE + "budget: lots\n", ["6:1 wrong-value"]),
        (CACHE + "budget: .inf\n", ["6:1 yaml-number"]),
        (CACHE + "budget: {amount: 5}\n", ["6:1 wrong-value"]),
        (CACHE + "environments:\n  prod: {budget: [5]}\n", ["7:10 wrong-value"]),
        (CACHE + "  budget: {kind: cache}\n", ["6:3 reserved"]),
    ],
)
def test_a_wrong_budget_is_a_problem_at_its_place(tmp_path: Path, text: str, expected: list[str]) -> None:
    """Line and column, as for other values."""
    assert lines(tmp_path, text) == expected


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_budget_that_reaches_nobody_is_a_warning(tmp_path: Path, provider: str) -> None:
    """At the line of the amount, per environment; addresses of its own or of the alarms silence it."""

    def warned(text: str) -> list[tuple[int, str]]:
        found = [p for p in problems(tmp_path, text, provider) if p.code == "unheard-budget"]
        return [(p.where.line, p.message.split()[-1]) for p in found if p.where]

    assert warned(PLAIN + "budget: 40\n" + IN_PROD) == [(5, "dev."), (5, "staging."), (9, "prod.")]
    assert warned(PLAIN + IN_PROD) == [(8, "prod.")]
    assert warned(WATCHED + "budget: 40\n") == []
    assert warned(PLAIN + "budget: 40\nfoundation: {budget: {settings: {emails: [cfo@example.com]}}}\n") == []
    assert warned(PLAIN) == []


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_budget_alone_passes_terraform(tmp_path: Path, provider: str) -> None:
    """Without observability, in one environment only, with an address of its own and cents: formatted, valid, applied with mocks."""
    text = PLAIN + IN_PROD + "foundation: {budget: {settings: {emails: [cfo@example.com]}}}\n"
    write(tmp_path, generate(loaded(tmp_path, text), Catalog(), (provider,)).artifacts)
    folder = initialised(tmp_path / "infra" / provider, provider)
    for arguments in (("fmt", "-check", "-recursive"), ("validate",), ("test",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
