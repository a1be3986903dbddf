"""Any spec either generates valid HCL or yields problems: never a traceback, and no text of a user becomes code."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from cloudgen.problems import ProblemsError
from cloudgen.render.artifacts import Artifact
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
KEYS = st.from_regex(r"[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


@st.composite
def specs(draw: Any, texts: Any = TEXTS) -> dict[str, Any]:
    """A spec with components of all kinds and flows between any of them, legal ones mostly."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=7, unique=True))
    components = {key: {"kind": draw(st.sampled_from(KINDS)), "title": draw(texts)} for key in keys}
    for component in components.values():
        if component["kind"] in ("service", "worker", "job"):
            component["environment"] = {"PLAIN": draw(texts)}
            component["settings"] = {"command": [draw(texts)]}
        if component["kind"] == "secrets":
            component["settings"] = {"names": ["one", "two"]}
    flows, seen = [], set()
    for source in ["users", *keys]:
        for target in keys:
            kind = CATALOG.kind(components[target]["kind"])
            role = components[source]["kind"] if source != "users" else "users"
            assert kind is not None
            legal = [action for action, callers in kind.answers.items() if role in callers]
            if legal and source != target and draw(st.booleans()):
                action = draw(st.sampled_from(legal))
                if (source, target, action) not in seen:
                    seen.add((source, target, action))
                    flow: dict[str, Any] = {"from": source, "to": target, "action": action, "title": draw(texts)}
                    if components[target]["kind"] == "secrets":
                        flow["secrets"] = ["one"]
                    flows.append(flow)
    return {
        "name": draw(KEYS), "title": draw(texts), "domain": "www.example.com",
        "regions": {"aws": "us-east-1", "azure": "eastus2", "gcp": "us-central1"}, "components": components, "flows": flows,
    }  # fmt: skip


def outcome(folder: Path, spec: dict[str, Any], provider: str) -> tuple[Artifact, ...] | list[str]:
    """The artifacts, or the codes of the problems."""
    path = folder / "cloudgen.yaml"
    path.write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), encoding="utf-8", errors="surrogatepass")
    try:
        return generate(load(path), CATALOG, (provider,)).artifacts
    except ProblemsError as error:
        codes = [problem.code for problem in error.problems]
        assert codes
        assert "catalog" not in codes, [problem.message for problem in error.problems]
        return codes


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
def test_any_spec_generates_formatted_hcl_or_problems(provider: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Terraform's own formatter accepts every file, in one batch over all generated specs."""
    terraform = require_tool("terraform")
    batch = tmp_path_factory.mktemp("batch")
    made = []

    @given(specs())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def check(spec: dict[str, Any]) -> None:
        folder = batch / str(len(made))
        folder.mkdir()
        result = outcome(folder, spec, provider)
        made.append(not isinstance(result, list))
        if not isinstance(result, list):
            plain = outcome(folder, harmless(spec), provider)
            assert not isinstance(plain, list)
            for artifact in result:
                if "/modules/" not in artifact.path and artifact.path.endswith((".tf", ".tfvars", ".hcl")):
                    path = folder / artifact.path
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(artifact.content, encoding="utf-8")
                    other = next(each for each in plain if each.path == artifact.path)
                    if artifact.path.endswith(("main.tf", "variables.tf", "outputs.tf")):
                        assert skeleton(artifact.content) == skeleton(other.content), artifact.path
                    else:
                        heads = re.compile(r"^(?!\s*#)\s*[a-z_]+(?: \"[^\"]*\")* [{=]", re.MULTILINE)
                        assert heads.findall(artifact.content) == heads.findall(other.content), artifact.path

    check()
    done = subprocess.run([terraform, "fmt", "-check", "-recursive", "-diff", "."], cwd=batch, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert sum(made) > 5, "most specs had problems, so little was checked"
    shutil.rmtree(batch)


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
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_document_is_a_spec_or_a_problem(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    """Whatever stands in the file."""
    outcome(tmp_path_factory.mktemp("any"), document, "aws")
