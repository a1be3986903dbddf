"""Environments of any name: whose defaults they have, what they take over, what two of them may not share."""

from pathlib import Path

import pytest

from cloudgen.architecture import Architecture
from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from cloudgen.load.environments import main_environment, providers_of
from tests.support.commands import cli
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import PROVIDERS, initialised, terraform, write

WEB = HEAD + "components:\n  web: {kind: service}\n  db: {kind: relational-db}\n"
NAMED = (
    WEB
    + """budget: 100
tags: {team: shop}
foundation: {budget: {settings: {emails: [ops@example.com]}}}
environments:
  qa: {like: staging}
  prod:
    traffic: {monthly_active_users: 900}
    budget: 700
    tags: {cost: high}
    aws: {account: "111111111111"}
    components: {web: {settings: {min_replicas: 3, cpu: 2}}, db: {aws: {min_capacity: 2}}}
  prod-eu:
    like: prod
    regions: {aws: eu-west-1, azure: westeurope, gcp: europe-west1}
    tags: {owner: eu}
    components: {web: {settings: {cpu: 1}}}
"""
)


def told(folder: Path, text: str, provider: str | None = None) -> list[tuple[str, str, str | None]]:
    """Problems as place and code, message, hint."""
    found = problems(folder, text, provider)
    return [(f"{p.where.line}:{p.where.column} {p.code}" if p.where else p.code, p.message, p.hint) for p in found]


def values(architecture: Architecture, name: str) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """What is in the tfvars of an environment: of the stack, and by component."""
    [found] = [each for each in architecture.environments if each.name == name]
    return dict(found.stack), {key: dict(inputs) for key, inputs in found.inputs.items()}


@pytest.mark.parametrize(
    ("environments", "expected"),
    [
        ("", [("dev", "dev"), ("staging", "staging"), ("prod", "prod")]),
        ("environments:\n", [("dev", "dev"), ("staging", "staging"), ("prod", "prod")]),
        ("environments: {prod: }\n", [("prod", "prod")]),
        ("environments: {live: {like: prod}, dev: }\n", [("live", "prod"), ("dev", "dev")]),
    ],
)
def test_the_keys_are_the_environments(tmp_path: Path, environments: str, expected: list[tuple[str, str]]) -> None:
    """Those that the spec lists, in its order; without the key the three classes."""
    architecture = resolved(tmp_path, WEB + environments, "aws")
    assert [(each.name, each.class_) for each in architecture.environments] == expected


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_environment_starts_from_the_one_it_is_like(tmp_path: Path, provider: str) -> None:
    """Its class's defaults, then settings, traffic, budget and tags of that environment, then its own."""
    architecture = resolved(tmp_path, NAMED, provider)
    _, qa = values(architecture, "qa")
    prod_stack, prod = values(architecture, "prod")
    eu_stack, eu = values(architecture, "prod-eu")
    assert (qa["db"]["backup_days"], prod["db"]["backup_days"], eu["db"]["backup_days"]) == (7, 14, 14)
    assert (qa["web"]["min_replicas"], prod["web"]["min_replicas"], eu["web"]["min_replicas"]) == (1, 3, 3)
    assert (prod["budget"]["amount"], eu["budget"]["amount"], qa["budget"]["amount"]) == (700, 700, 100)
    assert {each.name: each.users for each in architecture.environments} == {"qa": 0, "prod": 900, "prod-eu": 900}
    tags = "labels" if provider == "gcp" else "tags"
    assert prod_stack[tags] == {"team": "shop", "cost": "high"}
    assert eu_stack[tags] == {"team": "shop", "cost": "high", "owner": "eu"}
    assert prod["web"] | {"name": ""} != eu["web"] | {"name": ""}, "cpu differs"


def test_domain_and_account_are_never_taken_over(tmp_path: Path) -> None:
    """A domain leads to one environment, and an account is what keeps environments apart."""
    text = NAMED.replace("    budget: 700\n", "    budget: 700\n    domain: a.example.com\n")
    found = loaded(tmp_path, text).environments
    assert {each.name: each.domain[0] for each in found} == {"qa": None, "prod": "a.example.com", "prod-eu": None}
    stacks = {each.name: each.stack for each in resolved(tmp_path, text, "aws").environments}
    assert {name: stack["account_id"] for name, stack in stacks.items()} == {"qa": None, "prod": "111111111111", "prod-eu": None}
    assert stacks["prod-eu"]["prefix"] == "demo-prod-eu"


def test_pins_of_the_environment_that_it_is_like_hold(tmp_path: Path) -> None:
    """On the cloud that they name; a nearer setting that an input comes from drops them."""
    text = NAMED.replace("{min_capacity: 2}", "{min_capacity: 2, max_capacity: 7}")
    _, eu = values(resolved(tmp_path, text, "aws"), "prod-eu")
    assert (eu["db"]["min_capacity"], eu["db"]["max_capacity"]) == (2, 7)
    _, eu = values(resolved(tmp_path, text.replace("{cpu: 1}}}", "{cpu: 1}}, db: {settings: {memory_gb: 32}}}"), "aws"), "prod-eu")
    assert (eu["db"]["min_capacity"], eu["db"]["max_capacity"]) == (2, 16)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_regions_are_those_of_the_environment(tmp_path: Path, provider: str) -> None:
    """In the tfvars, in the backend where it has one, and for prices."""
    architecture = resolved(tmp_path, NAMED, provider)
    expected = {"aws": ("us-east-1", "eu-west-1"), "azure": ("eastus2", "westeurope"), "gcp": ("us-central1", "europe-west1")}[provider]
    found = {each.name: each.region for each in architecture.environments}
    assert (found["prod"], found["prod-eu"]) == expected
    name = "location" if provider == "azure" else "region"
    assert [each.stack[name] for each in architecture.environments] == list(found.values())
    assert [each.backend.get("region", each.region) for each in architecture.environments] == list(found.values())


@pytest.mark.parametrize(
    ("environments", "place", "message", "hint"),
    [
        (
            "environments:\n  test: {budget: 5}\n",
            "7:3 missing-like",
            "The environment 'test' doesn't say which one it is like.",
            "Add 'like: dev', 'like: staging' or 'like: prod': whose defaults it has.",
        ),
        (
            "environments:\n  stagin: {}\n",
            "7:3 missing-like",
            "The environment 'stagin' doesn't say which one it is like.",
            "Did you mean 'staging'? Add 'like: dev', 'like: staging' or 'like: prod': whose defaults it has.",
        ),
        (
            "environments:\n  qa: {like: prd}\n",
            "7:8 wrong-like",
            "'like' must be dev, staging or prod, not 'prd'.",
            "Did you mean 'prod'? Allowed: dev, staging, prod.",
        ),
        (
            "environments:\n  prod: {like: dev}\n",
            "7:10 wrong-like",
            "'prod' is a class and can't be like another.",
            "Choose another name, or remove 'like'.",
        ),
        (
            "environments:\n  Qa: {like: dev}\n",
            "7:3 wrong-name",
            "The environment 'Qa' must be lower-case letters, digits and single hyphens, begin with a letter and have at most 20 characters.",
            None,
        ),
        ("environments:\n  con: {like: dev}\n", "7:3 reserved", "'con' can't be the name of an environment.", "Choose another name."),
        (
            "environments:\n  dev-web: {like: dev}\n  dev:\n",
            "7:3 name-clash",
            "Names of 'web' in 'dev' and names in 'dev-web' would be the same in the cloud.",
            "Name the environment so that it isn't 'dev-' and the beginning of a component, such as 'web-dev'.",
        ),
        (
            "environments:\n  prod: {domain: a.example.com}\n  eu: {like: prod, domain: a.example.com}\n",
            "8:20 shared-domain",
            "The domain a.example.com is that of 'prod' (line 7) and 'eu' (line 8).",
            "A domain leads to one environment; one at the top is that of the environment of class prod without its own.",
        ),
        (
            "domain: a.example.com\nenvironments:\n  prod:\n  eu: {like: prod}\n",
            "6:1 shared-domain",
            "The domain a.example.com is that of 'prod' (line 6) and 'eu' (line 6).",
            "A domain leads to one environment; one at the top is that of the environment of class prod without its own.",
        ),
        (
            "domain: a.example.com\nenvironments: {dev: }\n",
            "6:1 unused-domain",
            "No environment uses the domain a.example.com.",
            "The domain at the top is for the environment of class prod that has no domain. Write it to an environment.",
        ),
        (
            "environments:\n  prod: {tags: {Owner: me}}\n",
            "7:17 wrong-tag",
            "The tag 'Owner: me' isn't valid on all clouds.",
            "Keys: a lower-case letter, then letters, digits, _ and -; values: the same or empty; 63 characters at most.",
        ),
    ],
)
def test_what_an_environment_may_not_be(tmp_path: Path, environments: str, place: str, message: str, hint: str | None) -> None:
    """Name, class, domain and tags: at their place, with what is allowed."""
    assert told(tmp_path, WEB + environments) == [(place, message, hint)]


def test_names_of_stacks_never_meet(tmp_path: Path) -> None:
    """The names that a clash is about are really the same, and a component that begins otherwise is none."""
    text = (
        WEB.replace("web:", "eu-web:") + "  web: {kind: service}\nenvironments:\n  prod:\n  prod-eu: {like: prod, domain: a.example.com}\n"
    )
    [clash] = told(tmp_path, text)
    assert clash[0] == "9:3 name-clash"
    other = text.replace("prod-eu:", "eu:").replace("prod:", "live: {like: prod, domain: b.example.com}")
    assert told(tmp_path, other) == []


def test_the_domain_at_the_top_is_that_of_prod(tmp_path: Path) -> None:
    """Whether the stack has the variable doesn't depend on the environment; only one has the value."""
    text = WEB + "  edge: {kind: cdn}\ndomain: a.example.com\nflows:\n  - {from: users, to: edge, action: request}\n"
    text += "  - {from: edge, to: web, action: route}\n"
    for provider in PROVIDERS:
        found = {each.name: each.stack["domain"] for each in resolved(tmp_path, text, provider).environments}
        assert found == {"dev": None, "staging": None, "prod": "a.example.com"}


def test_several_names_and_their_zone(tmp_path: Path) -> None:
    """The first name is the main one; a zone holds for all environments that have a domain, records by hand for the one that says so."""
    text = WEB + "domain: [a.example.com, www.example.com]\ndomain_ready: true\ndns_zone: {aws: Z0123456789ABC, gcp: example-com}\n"
    text += "environments: {qa: {like: prod, domain: qa.example.com}, prod: , dev: {dns_zone: {gcp: dev-zone}}}\n"
    found = {each.name: each for each in loaded(tmp_path, text).environments}
    assert {name: each.domains[0] for name, each in found.items()} == {
        "qa": ("qa.example.com",), "prod": ("a.example.com", "www.example.com"), "dev": (),
    }  # fmt: skip
    assert {name: each.domain_ready for name, each in found.items()} == {"qa": False, "prod": True, "dev": True}
    assert {name: [each.dns_zone(cloud) for cloud in PROVIDERS] for name, each in found.items()} == {
        "qa": ["Z0123456789ABC", None, "example-com"], "prod": ["Z0123456789ABC", None, "example-com"],
        "dev": ["Z0123456789ABC", None, "dev-zone"],
    }  # fmt: skip


def test_a_further_name_of_another_environment_is_a_problem(tmp_path: Path) -> None:
    """At the environment that claims it last."""
    text = WEB + "environments:\n  dev: {domain: [b.example.com, a.example.com]}\n  prod: {domain: a.example.com}\n"
    [(place, message, _)] = told(tmp_path, text)
    assert place == "8:10 shared-domain"
    assert message == "The domain a.example.com is that of 'dev' (line 7) and 'prod' (line 8)."


@pytest.mark.parametrize(
    ("environments", "expected"),
    [
        ("", "prod"),
        ("environments: {dev: , live: {like: prod}, live-2: {like: prod}}\n", "live"),
        ("environments: {live: {like: prod}, prod: }\n", "prod"),
        ("environments: {dev: , qa: {like: staging}}\n", "qa"),
    ],
)
def test_a_command_without_env_takes_the_main_environment(tmp_path: Path, environments: str, expected: str) -> None:
    """prod, else the first of class prod, else the last."""
    assert main_environment(loaded(tmp_path, WEB + environments).environments).name == expected
    assert resolved(tmp_path, WEB + environments, "aws").main_environment == expected


def test_a_command_takes_the_clouds_that_the_spec_has_regions_for(tmp_path: Path) -> None:
    """At the top or in an environment; all where there is none; a cloud that is asked for and has none is a problem."""
    aws = WEB.replace(", azure: eastus2, gcp: us-central1", "")
    assert providers_of(loaded(tmp_path, aws).environments, PROVIDERS) == ("aws",)
    in_one = aws + "environments: {dev: , prod: {regions: {gcp: us-central1}}}\n"
    assert providers_of(loaded(tmp_path, in_one).environments, PROVIDERS) == ("aws", "gcp")
    assert told(tmp_path, in_one, "gcp")[0][:2] == ("2:1 no-region", "dev has no region for gcp.")
    none = aws.replace("regions: {aws: us-east-1}\n", "")
    assert providers_of(loaded(tmp_path, none).environments, PROVIDERS) == PROVIDERS
    place, message, hint = told(tmp_path, none, "aws")[0]
    assert (place, message) == ("1:1 no-region", "The spec names no region for aws.")
    assert str(hint).startswith("Add one under 'regions': us-east-1, us-east-2,")


def test_commands_take_environments_and_clouds_of_the_spec(tmp_path: Path) -> None:
    """`validate`, `cost` and `compare` without --provider; a wrong --env names the nearest."""
    text = WEB.replace(", azure: eastus2, gcp: us-central1", "") + "environments: {dev: , live: {like: prod}}\n"
    (tmp_path / "cloudgen.yaml").write_text(text, encoding="utf-8")
    assert "is valid on aws:" in cli("validate", cwd=tmp_path).stdout
    asked = cli("validate", "--provider", "gcp", cwd=tmp_path)
    assert (asked.returncode, "The spec names no region for gcp." in asked.stderr) == (2, True)
    assert "live" in cli("cost", cwd=tmp_path).stdout
    wrong = cli("cost", "--env", "liv", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "error: The spec has no environment 'liv'. [wrong-option]\n  Did you mean 'live'? Allowed: dev, live.\n",
    )
    assert "eu-west-1" in cli("compare", "--regions", "us-east-1,eu-west-1", cwd=tmp_path).stdout
    alone = cli("compare", cwd=tmp_path)
    assert (alone.returncode, "One cloud alone is nothing to compare." in alone.stderr) == (2, True)


def test_a_region_has_the_zones_that_an_account_can_use(tmp_path: Path) -> None:
    """A default gives way to the region, a setting and a pin are problems."""
    text = WEB.replace("us-east-1", "us-west-1")
    zones = {each.name: each.inputs["network"]["availability_zones"] for each in resolved(tmp_path, text, "aws").environments}
    assert zones == {"dev": 2, "staging": 2, "prod": 2}
    place, message, hint = told(tmp_path, text + "foundation: {network: {settings: {zones: 3}}}\n", "aws")[0]
    assert (place, message) == ("6:35 limit", "'zones' is 3, and an account can use 2 zones in us-west-1.")
    assert str(hint).startswith("Newer accounts can use two of its zones: https://aws.amazon.com/")
    pinned = told(tmp_path, text + "foundation: {network: {aws: {availability_zones: 3}}}\n", "aws")
    assert pinned == [
        (
            "6:30 wrong-pin",
            "The pin 'availability_zones' must be at most 2, not 3.",
            "Remove the pin to have the input computed from the settings.",
        )
    ]
    assert told(tmp_path, WEB + "foundation: {network: {settings: {zones: 3}}}\n", "aws") == []


@pytest.mark.parametrize(
    ("provider", "region", "place", "message"),
    [
        ("aws", "ap-southeast-9", "2:11 unlisted-region", "The catalog doesn't list the region 'ap-southeast-9' of Amazon Web Services."),
        ("azure", "newzealandnorth", "2:27 unlisted-region", "The catalog doesn't list the region 'newzealandnorth' of Microsoft Azure."),
        ("gcp", "africa-south1", "2:43 unlisted-region", "The catalog doesn't list the region 'africa-south1' of Google Cloud."),
        ("aws", "Frankfurt", "2:11 unknown-region", "Amazon Web Services has no region 'Frankfurt'."),
        ("azure", "us-east-1", "2:27 unknown-region", "Microsoft Azure has no region 'us-east-1'."),
        ("gcp", "us-central", "2:43 unknown-region", "Google Cloud has no region 'us-central'."),
    ],
)
def test_a_region_newer_than_the_list_is_a_warning(tmp_path: Path, provider: str, region: str, place: str, message: str) -> None:
    """One of the cloud's form is used, with prices of another one; anything else is an error."""
    old = {"aws": "us-east-1", "azure": "eastus2", "gcp": "us-central1"}[provider]
    text = WEB.replace(old, region)
    [found] = problems(tmp_path, text, provider)
    assert (f"{found.where.line}:{found.where.column} {found.code}" if found.where else "", found.message) == (place, message)
    assert (found.severity == "warning") == ("unlisted" in place)
    if found.severity == "warning":
        assert "If it is new, go on" in str(found.hint)
        assert "--catalog" in str(found.hint)
        assert {each.region for each in resolved(tmp_path, text, provider).environments} == {region}
    else:
        assert "Allowed: " in str(found.hint)


def test_a_shared_piece_that_no_cloud_has_is_a_problem(tmp_path: Path) -> None:
    """At the top and in an environment."""
    text = WEB + "foundation: {netwrk: {settings: {zones: 3}}}\nenvironments:\n  prod: {foundation: {logz: {}}}\n"
    found = told(tmp_path, text, "aws")
    assert [each[:2] for each in found] == [
        ("6:14 unknown-foundation", "There is no shared piece 'netwrk'."),
        ("8:23 unknown-foundation", "There is no shared piece 'logz'."),
    ]
    assert str(found[0][2]).startswith("Did you mean 'network'? Allowed: ")


LIVE = (
    HEAD
    + """domain: shop.example.com
environments:
  qa: {like: staging}
  prod:
  prod-eu: {like: prod, domain: eu.shop.xn--p1ai, regions: {aws: eu-west-1, azure: westeurope, gcp: europe-west1}}
components:
  edge: {kind: cdn}
  web: {kind: service}
  api: {kind: service}
flows:
  - {from: users, to: edge, action: request}
  - {from: edge, to: web, action: route}
  - {from: web, to: api, action: request}
"""
)


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_stacks_of_named_environments_pass_their_own_tests(tmp_path: Path, provider: str) -> None:
    """Formatted, valid, and each environment's test passes: what compares with prod gets the class."""
    write(tmp_path, generate(loaded(tmp_path, LIVE), Catalog(), (provider,)).artifacts)
    folder = initialised(tmp_path / "infra" / provider, provider)
    for command in (("fmt", "-check", "-recursive"), ("validate",), ("test",)):
        done = terraform(folder, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    main = (folder / "main.tf").read_text(encoding="utf-8")
    assert ("local.class" in main) == (provider == "gcp"), "only what goes by the class looks it up"
    for name in ("qa", "prod", "prod-eu"):
        assert f'run "{name}"... pass' in done.stdout
