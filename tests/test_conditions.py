"""What must hold over several values: said at the line that breaks it, for the environments that break it, and by the module, too."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from cloudgen.generate import generate
from cloudgen.language.formula import source_of
from cloudgen.load.catalog import PROVIDERS, Catalog, Service
from cloudgen.problems import Problem, ProblemsError
from cloudgen.resolve.pipeline import resolve
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import ROOT, initialised, terraform, write

CATALOG = Catalog()
SERVICES = [(provider, name) for provider in PROVIDERS for name in CATALOG.services(provider)]


def found_service(provider: str, name: str) -> Service:
    """A service that is there."""
    service = CATALOG.service(provider, name)
    assert service
    return service


def place(problem: Problem) -> tuple[int, int]:
    """Line and column."""
    assert problem.where
    return problem.where.line, problem.where.column


# Ascending settings


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_default_gives_way(tmp_path: Path, provider: str) -> None:
    """Where the spec says only the least or only the most, the other one follows in the environments where its default is in the way."""
    text = HEAD + "components:\n  web: {kind: service, settings: {min_replicas: 3}}\n  api: {kind: service, settings: {max_replicas: 1}}\n"
    inputs = {each.name: each.inputs for each in resolved(tmp_path, text, provider).environments}
    pairs = {
        name: [(values[key]["min_replicas"], values[key]["max_replicas"]) for key in ("web", "api")] for name, values in inputs.items()
    }
    assert pairs == {"dev": [(3, 3), (1, 1)], "staging": [(3, 4), (1, 1)], "prod": [(3, 10), (1, 1)]}


def test_two_settings_against_each_other_are_a_problem_at_both_lines(tmp_path: Path) -> None:
    """Also where one of them is another environment's override."""
    text = HEAD + "components:\n  web: {kind: service, settings: {min_replicas: 5}}\n"
    text += "environments:\n  dev: {components: {web: {settings: {max_replicas: 4}}}}\n"
    first, second = problems(tmp_path, text, "gcp")
    assert [first.code, second.code] == ["order", "order"]
    assert (place(first), place(second)) == ((4, 35), (6, 39))
    assert first.message == "'min_replicas' of web is 5 in dev and must be at most 'max_replicas', which is 4 (line 6)."
    assert second.message == "'max_replicas' of web is 4 in dev and must be at least 'min_replicas', which is 5 (line 4)."
    assert first.hint == second.hint == "Raise 'max_replicas' or lower 'min_replicas'."


def test_a_pin_counts_and_a_limit_holds(tmp_path: Path) -> None:
    """A pinned least raises the most; what the service doesn't allow is no way out."""
    pinned = HEAD + "components:\n  web: {kind: service, gcp: {min_replicas: 7}}\n"
    environments = resolved(tmp_path, pinned, "gcp").environments
    assert [each.inputs["web"]["max_replicas"] for each in environments] == [7, 7, 10]
    overlay = tmp_path / "own/catalog/kinds/service.yaml"
    overlay.parent.mkdir(parents=True)
    written = (ROOT / "catalog/kinds/service.yaml").read_text(encoding="utf-8")
    overlay.write_text(written.replace("min: 1, max: 300", "min: 1, max: 50"), encoding="utf-8")
    with pytest.raises(ProblemsError) as error:
        resolve(loaded(tmp_path, pinned.replace("7", "60")), Catalog((tmp_path / "own",)), "gcp")
    found = error.value.problems[0]
    assert (found.code, place(found)) == ("order", (4, 30))
    assert found.message == "'min_replicas' of web is 60 in dev and must be at most 'max_replicas', which is 2 by default."


def test_defaults_ascend() -> None:
    """No kind's own defaults are against each other, in any environment."""
    for name in CATALOG.kinds():
        kind = CATALOG.kind(name)
        assert kind
        for low, high in kind.ascending:
            for environment in ("dev", "staging", "prod"):
                assert kind.settings[low].default_in(environment) <= kind.settings[high].default_in(environment)


# Conditions

CDN = "components:\n  web: {kind: service}\n  edge: {kind: cdn}\nflows:\n  - {from: users, to: edge, action: request}\n"
CDN += "  - {from: edge, to: web, action: route}\n"
SHIELD = CDN.replace("  edge:", "  shield: {kind: firewall}\n  edge:").replace("from: users, to: edge", "from: users, to: shield")
SHIELD += "  - {from: shield, to: edge, action: route}\n"
TIER = "components: {edge: {azure: {sku_name: Standard_AzureFrontDoor}}}"
PUBLIC = "components:\n  web: {kind: service}\nflows:\n  - {from: users, to: web, action: request}\n"
ALERTS = (
    "budget: 10\ncomponents:\n  w: {kind: observability, settings: {emails: [a@b.c]}}\nfoundation: {budget: {%s: {actual_percents: %s}}}\n"
)


@dataclass(frozen=True)
class Case:
    """A spec that breaks a condition: what is said and where, and what the module says when it is asked."""

    provider: str
    text: str
    message: str
    where: tuple[int, int]
    module: str

    def __str__(self) -> str:
        return f"{self.provider}-{self.message[:60]}"


CASES = [
    Case(
        "aws",
        PUBLIC,
        "In prod: web answers users and needs a domain, else its load balancer has no certificate.",
        (6, 5),
        "In prod a service that users call needs a domain",
    ),
    Case(
        "gcp",
        CDN,
        "In prod: the load balancer needs a domain, else it has no certificate.",
        (1, 1),
        "In prod the load balancer needs a domain",
    ),
    Case(
        "aws",
        "components:\n  db: {kind: relational-db, aws: {min_capacity: 9}}\n",
        "In dev, staging, prod: db has a 'min_capacity' above its 'max_capacity'.",
        (4, 35),
        "and at least min_capacity",
    ),
    Case(
        "azure",
        "environments:\n  prod: {components: {db: {azure: {sku_name: B_Standard_B2s}}}}\ncomponents:\n  db: {kind: relational-db}\n",
        "In prod: db has a standby, and the burstable size B_Standard_B2s can't have one.",
        (4, 36),
        "A burstable size (B_) cannot have a standby.",
    ),
    Case(
        "azure",
        "components:\n  jobs: {kind: queue}\nfoundation: {namespace: {azure: {sku: Standard, private: true}}}\n",
        "In dev, staging, prod: the Service Bus namespace is private and has the tier Standard, and only Premium has private endpoints.",
        (5, 49),
        "Only a Premium namespace can be private.",
    ),
    Case(
        "azure",
        f"domain: x.example.com\nenvironments:\n  dev: {{{TIER.replace('Standard_', 'Premium_')}}}\n{SHIELD}",
        "In dev: the firewall shield has the tier Standard_AzureFrontDoor and edge has Premium_AzureFrontDoor.",
        (5, 37),
        "A firewall policy must have the tier of the profile that it protects.",
    ),
    Case(
        "azure",
        f"environments:\n  prod: {{{TIER}}}\n{CDN}",
        "In prod: web is inside the network, and edge reaches it over a private link, which only the Premium tier of Front Door has.",
        (4, 38),
        "Only Premium_AzureFrontDoor reaches private origins.",
    ),
    *(
        Case(
            "azure",
            f"components:\n  web: {{kind: {kind}, azure: {{cpu: 0.5, memory: 4Gi}}}}\n",
            "In dev, staging, prod: web has 0.5 vCPUs and 4Gi of memory, and the Consumption profile gives 2 GiB with each vCPU.",
            (4, 35 + len(kind)),
            "The memory must be twice the vCPUs in GiB",
        )
        for kind in ("service", "worker", "job")
    ),
    *(
        Case(
            "gcp",
            f"components:\n  web: {{kind: {kind}, gcp: {{cpu: 1, memory_mb: 8192}}}}\n",
            "In dev, staging, prod: web has 1 vCPUs and 8192 MiB of memory, which Cloud Run doesn't offer together.",
            (4, 31 + len(kind)),
            "memory_mb must be at most 4096 for each processor.",
        )
        for kind in ("service", "worker", "job")
    ),
    Case(
        "aws",
        ALERTS % ("aws", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"),
        "In dev, staging, prod: the budget has more than 10 alerts in 'actual_percents' and 'forecast_percents' together.",
        (6, 29),
        "A budget has at most 10 alerts.",
    ),
    Case(
        "aws",
        "foundation: {logs: {aws: {retention_days: 31}}}\n" + PUBLIC.replace("flows", "domain: x.example.com\nflows"),
        "In dev, staging, prod: CloudWatch Logs keeps no log for the days that 'retention_days' pins.",
        (3, 27),
        "expected retention_in_days to be one of",
    ),
    Case(
        "azure",
        ALERTS % ("azure", "[1, 2, 3, 4, 5]"),
        "In dev, staging, prod: the budget has no alert, or more than 5, in 'actual_percents' and 'forecast_percents' together.",
        (6, 31),
        "A budget has 1 to 5 alerts.",
    ),
    Case(
        "aws",
        "components:\n  judge: {kind: moderation-ai, settings: {images: false, text: false}}\n",
        "In dev, staging, prod: judge judges neither images nor text.",
        (4, 43),
        "One of images and text must be true at least.",
    ),
    Case(
        "azure",
        "components:\n  judge: {kind: moderation-ai, settings: {images: false, text: false}}\n",
        "In dev, staging, prod: judge judges neither images nor text.",
        (4, 43),
        "One of images and text must be true at least.",
    ),
    Case(
        "gcp",
        "components:\n  judge: {kind: moderation-ai, settings: {images: false, text: false}}\n",
        "In dev, staging, prod: judge judges neither images nor text.",
        (4, 43),
        "One of images and text must be true at least.",
    ),
    Case(
        "aws",
        "components:\n  ties: {kind: graph-db, aws: {min_capacity: 9}}\n",
        "In dev, staging, prod: ties has a 'min_capacity' above its 'max_capacity'.",
        (4, 32),
        "min_capacity must not be above max_capacity.",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_condition_that_fails_is_named(tmp_path: Path, case: Case) -> None:
    """The environments, the values, and the line of the layer that sets one of them."""
    found = [problem for problem in problems(tmp_path, HEAD + case.text, case.provider) if problem.severity == "error"]
    assert [(problem.code, problem.message) for problem in found] == [("condition", case.message)]
    assert found[0].hint
    assert place(found[0]) == case.where


@pytest.mark.terraform
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_module_refuses_what_the_condition_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    """The stack that the spec would have become fails by the module's own statement."""
    monkeypatch.setattr("cloudgen.resolve.pipeline.check_conditions", lambda *_: None)
    refused(tmp_path, HEAD + case.text, case.provider, case.module)


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("provider", "message"),
    [
        ("aws", "max_replicas must be at least 1 and at least min_replicas."),
        ("azure", "The maximum must lie between the minimum and 1000."),
        ("gcp", "max_replicas must be at least 1 and at least min_replicas."),
    ],
)
def test_the_module_refuses_settings_that_do_not_ascend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str, message: str
) -> None:
    """As `validate` does."""
    monkeypatch.setattr("cloudgen.resolve.pipeline.ascending", lambda _node, layered, *_: layered)
    text = HEAD + "components:\n  web: {kind: service, settings: {min_replicas: 9, max_replicas: 5}}\n"
    refused(tmp_path, text, provider, message)


def refused(folder: Path, text: str, provider: str, message: str) -> None:
    """The shipped tests of a stack fail with a module's message."""
    write(folder, generate(loaded(folder, text), Catalog(), (provider,)).artifacts)
    done = terraform(initialised(folder / "infra" / provider, provider), "test")
    assert done.returncode != 0
    assert message in " ".join((done.stdout + done.stderr).replace("│", "").split())


@pytest.mark.parametrize("provider", ["aws", "gcp"])
def test_a_domain_is_what_production_asks_for(tmp_path: Path, provider: str) -> None:
    """With one, nothing is wrong."""
    assert not problems(tmp_path, f"{HEAD}domain: x.example.com\n{CDN}", provider)


def test_every_condition_is_in_a_case(tmp_path: Path) -> None:
    """A statement that no spec breaks might never be true or never be looked at."""
    hints = {problem.hint for case in CASES for problem in problems(tmp_path, HEAD + case.text, case.provider)}
    for provider, name in SERVICES:
        service = found_service(provider, name)
        for condition in [*service.conditions, *(each for rule in (*service.flows, *service.outgoing) for each in rule.conditions)]:
            written = str(source_of(condition.hint)).split("${")[0]
            assert any(hint and hint.startswith(written) for hint in hints), f"{provider}/{name}: {written}"


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_a_module_says_what_the_kind_says_of_its_settings(provider: str, name: str) -> None:
    """Each pair of ascending settings that a service takes is in one condition of the module's variables."""
    service = found_service(provider, name)
    kind = CATALOG.kind(service.kind)
    assert kind
    for pair in kind.ascending:
        if set(pair) <= service.inputs.keys():
            text = (ROOT / "templates" / provider / (service.module or name) / "variables.tf").read_text(encoding="utf-8")
            stated = re.findall(r"^ +condition += (.*)$", text, re.MULTILINE)
            assert any(all(f"var.{each}" in condition for each in pair) for condition in stated), pair


def test_conditions_of_a_catalog_of_ones_own_hold(tmp_path: Path) -> None:
    """A kind may state them, too; a required input that nobody gives is named with the key to write."""
    overlay = tmp_path / "own"
    for path in ("catalog/kinds/cache.yaml", "catalog/services/gcp/memorystore-valkey.yaml"):
        (overlay / path).parent.mkdir(parents=True, exist_ok=True)
        (overlay / path).write_text((ROOT / path).read_text(encoding="utf-8"), encoding="utf-8")
    kind, service = overlay / "catalog/kinds/cache.yaml", overlay / "catalog/services/gcp/memorystore-valkey.yaml"
    stated = 'conditions:\n  - {that: settings.replicas < 2, message: "${key.self} has ${settings.replicas} replicas.", hint: Take one., at: [replicas]}\n'
    kind.write_text(kind.read_text() + stated)
    required = 'inputs:\n  issuer: {type: string, value: null, required: true, help: "Address of the login\'s issuer."}\n'
    service.write_text(service.read_text().replace("inputs:\n", required, 1))
    text = HEAD + "components:\n  fast: {kind: cache}\nenvironments:\n  prod: {components: {fast: {settings: {replicas: 2}}}}\n"
    with pytest.raises(ProblemsError) as error:
        resolve(loaded(tmp_path, text), Catalog((overlay,)), "gcp")
    first, second = error.value.problems
    assert (first.code, place(first)) == ("missing-input", (4, 3))
    assert first.message == "In prod: fast needs 'issuer' on Google Cloud."
    assert first.hint == "Address of the login's issuer. Write 'gcp: {issuer: ...}'."
    assert (second.code, second.message, place(second)) == ("condition", "In prod: fast has 2 replicas.", (6, 41))
    given = text.replace("kind: cache", "kind: cache, gcp: {issuer: https://x.example.com}").replace("replicas: 2", "replicas: 1")
    assert (
        resolve(loaded(tmp_path, given), Catalog((overlay,)), "gcp")[0].environments[0].inputs["fast"]["issuer"] == "https://x.example.com"
    )


# The domain


def test_who_reads_the_domain_does_not_take_it(tmp_path: Path) -> None:
    """A store that tells browsers where its files are used is no second place that the domain leads to."""
    overlay = tmp_path / "own"
    path = overlay / "catalog/services/aws/s3.yaml"
    path.parent.mkdir(parents=True)
    written = (ROOT / "catalog/services/aws/s3.yaml").read_text(encoding="utf-8")
    path.write_text(written.replace("\ninputs:\n", '\narguments: {origins: ["https://${stack.domain}"]}\ninputs:\n', 1), encoding="utf-8")
    assert path.read_text() != written
    text = f"{HEAD}domain: x.example.com\n{CDN}".replace("  edge:", "  media: {kind: object-store}\n  edge:")
    architecture, warnings = resolve(loaded(tmp_path, text), Catalog((overlay,)), "aws")
    assert not warnings
    assert "origins" in next(module for module in architecture.modules if module.key == "media").arguments


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_a_service_that_is_given_the_domain_says_so(provider: str, name: str) -> None:
    """A module with a variable for the domain answers for it."""
    service = found_service(provider, name)
    assert service.takes_domain == ("domain" in service.arguments)
