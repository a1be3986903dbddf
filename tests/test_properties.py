"""Valid specs generate valid HCL, wrong ones yield their problem: never a traceback, and no text of a user becomes code."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog, Service
from cloudgen.load.names import FOUNDATION, STACK_WORDS, TERRAFORM_WORDS
from cloudgen.load.specfile import USERS, load
from cloudgen.problems import Problem, ProblemsError
from cloudgen.render.artifacts import Artifact
from tests.support.specs import NEEDED
from tests.support.tools import require_tool

CATALOG = Catalog()
KINDS = [name for name in CATALOG.kinds() if not CATALOG.kind(name).foundation]  # type: ignore[union-attr]
HOSTILE = [
    '"',
    "${var.x}",
    "%{ if true }x%{ endif }",
    "`id`",
    'a\nresource "x" "y" {}',
    "*/ # //",
    "\u202e\U0001f600",
    "x" * 300,
    "'; DROP TABLE x; --",
    "<<EOT\nx\nEOT",
    "$${",
    "\\",
    "<%= x %>",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
# Titles are one line of printable text.
TITLES = TEXTS.map(lambda text: "".join(char for char in text if char.isprintable()))
RESERVED = {USERS, *TERRAFORM_WORDS, *FOUNDATION, *STACK_WORDS}
KEYS = st.from_regex(r"[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8}){0,2}", fullmatch=True).filter(lambda key: key not in RESERVED)


@st.composite
def components(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> dict[str, dict[str, Any]]:
    """Components of all kinds: one CDN at most, and a firewall only with one."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=7, unique=True))
    kinds = ["cdn", "firewall"][: draw(st.integers(0, 2))]
    kinds += [draw(st.sampled_from([name for name in KINDS if name not in ("cdn", "firewall")])) for _ in keys]
    found: dict[str, dict[str, Any]] = {}
    for key, kind in zip(keys, kinds, strict=False):
        found[key] = {"kind": kind, "title": draw(TITLES)}
        if kind in ("service", "worker", "job"):
            found[key] |= {"environment": {"PLAIN": draw(texts)}, "settings": {"command": [draw(texts)]}}
        found[key] |= NEEDED.get(kind, {})
    # A firewall whose cdn was cut off guards nothing.
    return {key: each for key, each in found.items() if each["kind"] != "firewall" or len(found) > 1}


@st.composite
def specs(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> dict[str, Any]:
    """A valid spec. Work goes from earlier components to later ones, messages too, so there is no loop."""
    found = draw(components(texts))
    order = list(found)
    flows: list[dict[str, Any]] = []
    for source in [USERS, *order]:
        role = USERS if source == USERS else found[source]["kind"]
        for target in order:
            for action in _legal(role, found[target]["kind"]):
                first, second = (target, source) if action == "consume" else (source, target)
                forward = first == USERS or order.index(first) < order.index(second)
                to_cdn = {role, found[target]["kind"]} == {"firewall", "cdn"}
                if to_cdn or (forward and draw(st.booleans())):
                    flow = {"from": source, "to": target, "action": action, "title": draw(TITLES)}
                    flows.append(flow | _needed(role, found[target]["kind"], target, action))
    spec = {
        "name": draw(KEYS), "title": draw(TITLES), "regions": {"aws": "us-east-1", "azure": "eastus2", "gcp": "us-central1"},
        "components": found, "flows": flows,
    }  # fmt: skip
    # A domain leads to one place: to the cdn, or to the one service that users call.
    public = [found[flow["to"]]["kind"] for flow in flows if flow["from"] == USERS and flow["action"] == "request"]
    takers = public.count("service") + sum(each["kind"] == "cdn" for each in found.values())
    # Without one, production is refused where a load balancer needs its certificate.
    return spec | ({"domain": "www.example.com"} if takers == 1 else {"environments": {"dev": {}, "staging": {}}})


def _needed(role: str, kind: str, target: str, action: str) -> dict[str, Any]:
    """The keys without which a flow of any number is wrong: services behind a CDN have paths of their own, consumers copies."""
    if kind == "secrets":
        return {"secrets": ["one"]}
    if (role, action) == ("cdn", "route"):
        return {"path": f"/{target}/*"}
    return {"copies": "each"} if action == "consume" else {}


@cache
def _legal(role: str, kind: str) -> list[str]:
    """The actions by which one kind may use another on every cloud."""
    used, user = CATALOG.kind(kind), CATALOG.kind(role)
    assert used is not None
    if (role, kind) == ("firewall", "service"):
        return []  # The firewall is in front of the CDN.
    names = {role, *(user.groups if user else ())}
    services = [service for provider in PROVIDERS if (service := CATALOG.service(provider, str(used.services[provider])))]
    assert len(services) == len(PROVIDERS)
    return [action for action, who in used.accepts.items() if names & set(who) and all(_supported(each, action, names) for each in services)]


def _supported(service: Service, action: str, names: set[str]) -> bool:
    """Whether the rule for these callers, or the one for all where they have none, isn't there to refuse them."""
    rules = [rule for rule in service.flows if action in rule.actions]
    own = [rule for rule in rules if rule.from_ is not None and names & set(rule.from_)]
    found = next(iter(own), next((rule for rule in rules if rule.from_ is None), None))
    return found is not None and not found.unsupported


def outcome(folder: Path, spec: dict[str, Any], provider: str) -> tuple[Artifact, ...] | list[Problem]:
    """The artifacts, or the errors."""
    path = folder / "cloudgen.yaml"
    path.write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), encoding="utf-8", errors="surrogatepass")
    try:
        return generate(load(path), CATALOG, (provider,)).artifacts
    except ProblemsError as error:
        errors = [problem for problem in error.problems if problem.severity == "error"]
        assert errors
        assert not [problem.message for problem in errors if problem.blame == "catalog"]
        return errors


def harmless(value: Any) -> Any:
    """The same spec with plain texts."""
    if isinstance(value, dict):
        return {
            key: "plain" if key in ("title", "PLAIN") else ["plain"] if key == "command" else harmless(member)
            for key, member in value.items()
        }
    return [harmless(member) for member in value] if isinstance(value, list) else value


def skeleton(text: str) -> Any:
    """Blocks, labels and attribute names of a file, without values."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(member) for key, member in value.items()}
        return [walk(member) for member in value] if isinstance(value, list) else None

    # python-hcl2 stumbles over an escaped mark behind a dollar, which Terraform reads well; both stand within strings only.
    return walk(hcl2.loads(text.replace("$${", "_").replace("%%{", "_")))


@pytest.mark.slow
@pytest.mark.parametrize("provider", PROVIDERS)
def test_any_valid_spec_generates_formatted_hcl(provider: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every generated spec resolves, its texts change no block, and Terraform's own formatter accepts every file, in one batch."""
    terraform = require_tool("terraform")
    batch = tmp_path_factory.mktemp("batch")

    @given(specs())
    @settings(max_examples=25)
    def check(spec: dict[str, Any]) -> None:
        folder = Path(tempfile.mkdtemp(dir=batch))
        hostile, plain = outcome(folder, spec, provider), outcome(folder, harmless(spec), provider)
        assert not isinstance(hostile, list), hostile
        assert not isinstance(plain, list), plain
        others = {artifact.path: artifact.content for artifact in plain}
        for artifact in hostile:
            if "/modules/" not in artifact.path and artifact.path.endswith((".tf", ".tfvars", ".hcl")):
                path = folder / artifact.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(artifact.content, encoding="utf-8")
                assert shape(artifact.path, artifact.content) == shape(artifact.path, others[artifact.path]), artifact.path

    check()
    assert any(batch.rglob("main.tf"))
    done = subprocess.run([terraform, "fmt", "-check", "-recursive", "-diff", "."], cwd=batch, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    shutil.rmtree(batch)


def shape(path: str, text: str) -> Any:
    """What a user's text must not change in a file."""
    if path.endswith(("main.tf", "variables.tf", "outputs.tf")):
        return skeleton(text)
    return re.findall(r"^(?!\s*#)\s*[a-z_]+(?: \"[^\"]*\")* [{=]", text, re.MULTILINE)


def _first(spec: dict[str, Any]) -> dict[str, Any]:
    return next(iter(spec["components"].values()))  # type: ignore[no-any-return]


# What is changed in a valid spec, and the one problem that follows.
FAULTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "unknown-kind": lambda spec: _first(spec).update(kind="cahce"),
    "unknown-key": lambda spec: _first(spec).update(nonsense=1),
    "unknown-setting": lambda spec: _first(spec).setdefault("settings", {}).update(nonsense=1),
    "unknown-region": lambda spec: spec["regions"].update(aws="mars-1", azure="mars", gcp="mars"),
    "unknown-component": lambda spec: spec["flows"].append(
        {"from": "nobody-at-all", "to": next(iter(spec["components"])), "action": "read"}
    ),
    "illegal-flow": lambda spec: spec["flows"].append({"from": "users", "to": next(iter(spec["components"])), "action": "consume"}),
    "duplicate-flow": lambda spec: spec["flows"].extend([spec["flows"][0]]),
    "wrong-value": lambda spec: spec.update(title="two\nlines"),
    "wrong-name": lambda spec: spec["components"].update(Upper={"kind": "cache"}),
    "reserved": lambda spec: spec["components"].update(network={"kind": "cache"}),
}


@pytest.mark.parametrize("code", FAULTS)
def test_one_fault_in_a_valid_spec_is_the_one_problem(code: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever else is in the spec, the problem of the fault is reported, at a place, and no other one."""

    @given(specs(st.just("plain")).filter(lambda spec: bool(spec["flows"])), st.sampled_from(PROVIDERS))
    @settings(max_examples=5)
    def check(spec: dict[str, Any], provider: str) -> None:
        broken = deepcopy(spec)
        FAULTS[code](broken)
        errors = outcome(tmp_path_factory.mktemp("fault"), broken, provider)
        assert isinstance(errors, list), "the fault went unnoticed"
        assert {problem.code for problem in errors} == {code}
        assert all(problem.where for problem in errors)

    check()


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(
                st.sampled_from(
                    [
                        "name",
                        "components",
                        "flows",
                        "kind",
                        "from",
                        "to",
                        "action",
                        "settings",
                        "environments",
                        "prod",
                        "a",
                        "regions",
                        "domain",
                        "tags",
                        "traffic",
                        "was",
                    ]
                ),
                inner,
                max_size=5,
            ),
        ),
        max_leaves=25,
    )
)
@settings(max_examples=100)
def test_any_document_is_a_spec_or_a_problem(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    """Whatever is in the file."""
    outcome(tmp_path_factory.mktemp("any"), document, "aws")
