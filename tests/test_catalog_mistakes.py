"""Mistakes in a catalog file of one's own: each is refused with its file, line and column, and a hint, by every command that reads it."""

import json
from pathlib import Path

import pytest

from cloudgen.load.catalog import Catalog
from cloudgen.load.datafiles import data_root
from cloudgen.load.specfile import load
from cloudgen.problems import Problems
from cloudgen.resolve.catalog_checks.roots import STACK_VALUES
from cloudgen.resolve.environments import stack_values
from cloudgen.resolve.pipeline import build
from tests.support.commands import cli
from tests.support.stacks import ROOT

SPEC = """\
name: shop
regions: {aws: eu-central-1, azure: germanywestcentral, gcp: europe-west1}
traffic: {monthly_active_users: 1000}
components:
  web: {kind: service}
  cache: {kind: cache}
  alarms: {kind: observability}
flows:
  - {from: users, to: web, action: request, per_user_day: 10}
  - {from: web, to: cache, action: read-write}
"""
CACHE = "services/aws/elasticache.yaml"
REDIS_USER = "services/aws/ecs-service.yaml"
KIND = "kinds/cache.yaml"
FLOWS = "flows.yaml"
HOLDS = "that: 1 == 1, message: m, hint: h"

# (file, what is replaced, its replacement, the text at which the problem is, part of the message, part of the hint)
# fmt: off
MISTAKES = [
    # The language.
    (CACHE, "nodes: settings.replicas + 1", "nodes: sumn(1, 1)", "sumn(", "sumn", None),
    (CACHE, "nodes: settings.replicas + 1", "nodes: settings.replicas +", None, "not an expression", None),
    (CACHE, "arguments: {vpc_id", "arguments: {x: {$jsonencod: 1}, vpc_id", "{$jsonencod", "$jsonencod", None),
    # The form of the file.
    (CACHE, "naming: {max: 40}", "naming: {max: forty}", "forty", "whole number", None),
    (CACHE, "title: Amazon", "titel: Amazon", "titel", "Unknown key 'titel'", "Did you mean 'title'?"),
    (CACHE, "kind: cache\n", "", None, "'kind' is missing", None),
    (KIND, "lane: data", "lane: date", "date", "lane must be", None),
    # References.
    (CACHE, "settings.replicas + 1", "settings.repicas + 1", "settings.repicas", "no setting 'repicas'", "Did you mean 'replicas'?"),
    (CACHE, "nodes: settings.replicas + 1", "nodes: 1 + setings.replicas", "setings", "nothing is called 'setings'", "'settings'?"),
    (CACHE, '"${network.vpc_id}"', '"${network.vpcid}"', "network.vpcid", "no output 'vpcid'", "Did you mean 'vpc_id'?"),
    (CACHE, "${self.cluster_id}", "${self.clusterid}", "self.clusterid", "no output 'clusterid'", "Did you mean 'cluster_id'?"),
    (CACHE, "observability.input.saturation_percent", "observability.input.saturation", "observability.input.saturation}", "'saturation'", "saturation_percent"),
    (CACHE, "vcpu: size.vcpu", "vcpu: size.typo", "size.typo", "no column 'typo'", "Allowed"),
    (CACHE, "at_least: {memory_gb", "at_least: {memory", "memory:", "no column 'memory'", "memory_gb"),
    (CACHE, "sets: {node_type: id}", "sets: {node_type: idd}", "node_type: idd", "no column 'idd'", "'id'?"),
    (CACHE, "table: elasticache", "table: elasticahe", "table:", "'elasticahe'", "Did you mean 'elasticache'?"),
    (CACHE, '"${input.node_type}"', '"${input.typo}"', "input.typo", "no input 'typo'", "Allowed"),
    (CACHE, "size_gb: usage.snapshot_gb}", "size_gb: usage.snapshot}", "usage.snapshot}", "'snapshot'", "snapshot_gb"),
    (CACHE, "7 if stack.class", "7 if stack.clas", "stack.clas ", "'clas'", "Did you mean 'class'?"),
    (CACHE, "${key.self}-memory", "${key.sef}-memory", "key.sef", "no end 'sef'", "Did you mean 'self'?"),
    (CACHE, "port: ${target.port}", "port: ${target.prt}", "target.prt", "no output 'prt'", "Did you mean 'port'?"),
    (CACHE, "${caller.security_group_id}", "${caller.security_group}", "caller.security_group", "'security_group'", "security_group_id"),
    (CACHE, "nodes: settings.replicas + 1", "nodes: count(callers.reed.settings.cpu)", "callers.reed", "no action 'reed'", "'read'?"),
    (CACHE, "nodes: settings.replicas + 1", "nodes: count(callers.read.settings.cpus)", "callers.read", "no setting 'cpus'", "'cpu'?"),
    (CACHE, "nodes: settings.replicas + 1", "nodes: count(needs.apis)", "needs.apis", "no list of needs 'apis'", None),
    (CACHE, "value: \"usage.stored_gb", "value: \"calls.reed + usage.stored_gb", "calls.reed", "no action 'reed'", "'read'?"),
    (CACHE, "value: \"usage.stored_gb", "value: \"gb.by.wrker + usage.stored_gb", "gb.by.wrker", "no caller 'wrker'", "'worker'?"),
    (CACHE, "value: \"usage.stored_gb", "value: \"all.log_gbs + usage.stored_gb", "all.log_gbs", "'log_gbs'", "'log_gb'?"),
    (CACHE, "value: \"usage.stored_gb", "value: \"hours.x + usage.stored_gb", "hours.x", "'hours' has no parts", None),
    (CACHE, "nodes: settings.replicas + 1", "nodes: settings", "settings\n", "lacks the name", None),
    (KIND, "value: calls.all", "value: calls.al", "calls.al", "no action 'al'", "Did you mean 'all'?"),
    (KIND, "memory_gb: settings.memory_gb\n", "memory_gb: settings.memory\n", "settings.memory\n", "'memory'", "memory_gb"),
    # What an image must be.
    (REDIS_USER, "port ${input.port}.", "port ${input.prt}.", "input.prt", "no input 'prt'", "Did you mean 'port'?"),
    (REDIS_USER, "    listens: HTTP", "    listns: HTTP", "listns", "'listns'", "Did you mean 'listens'?"),
    (REDIS_USER, "    login: The AWS SDKs find the task's role by themselves.\n", "", None, "says nothing of 'login'", "Add 'login:'"),
    (REDIS_USER, "platform: linux/arm64", "platform: linux/arm46", "linux/arm46", "platform must be", None),
    # Names.
    (CACHE, "to_group: ${target", "to_grp: ${target", "to_grp", "'to_grp'", "Did you mean 'to_group'?"),
    (CACHE, "threshold: ${obs", "bellow: true\n        threshold: ${obs", "bellow", "no attribute 'bellow'", "Did you mean 'below'?"),
    (CACHE, "        minutes: 15\n", "", '"${key.self}-cpu"', "lacks 'minutes'", None),
    (CACHE, "    alarms:\n", "    alarm:\n", "alarm:", "no map input 'alarm'", "Did you mean 'alarms'?"),
    (CACHE, "  observability:\n", "  observabilty:\n", "observabilty", "no owner of entries 'observabilty'", "'observability'?"),
    (CACHE, "entries:\n", "entries:\n  network: {nonsense: {\"${key.self}\": 1}}\n", "nonsense", "no map input 'nonsense'", "Allowed"),
    (CACHE, "arguments: {", "needs: {apiz: [x]}\narguments: {", "apiz", "no list of needs 'apiz'", None),
    (CACHE, "arguments: {", "host: clustr\narguments: {", "host:", "'clustr'", "Did you mean 'cluster'?"),
    (CACHE, "arguments: {", "checks: [htps]\narguments: {", "htps", "no check 'htps'", "Did you mean 'https'?"),
    (CACHE, "arguments: {", "limits: {replcas: {max: 3, why: x}}\narguments: {", "replcas", "'replcas'", "'replicas'?"),
    (CACHE, "actions: [read-write]", "actions: [read-wrte]", "read-wrte", "no action 'read-wrte'", "'read-write'?"),
    (CACHE, "actions: [read-write]\n", "actions: [read-write]\n    from: [servce]\n", "servce", "'servce'", "'service'?"),
    (CACHE, "{actions: [read], target: {users: read}", "{actions: [read], target: {user: read}", "user: read", "'user'", "'users'?"),
    (CACHE, "HOST: ${target", "HOSTS: ${target", "HOSTS", "no variable 'HOSTS'", "Did you mean 'HOST'?"),
    (KIND, "accepts: {read: [compute]", "accepts: {read: [compte]", "compte", "'compte'", "Did you mean 'compute'?"),
    (KIND, "accepts: {read:", "accepts: {reed:", "reed", "no action 'reed'", "Did you mean 'read'?"),
    (KIND, "aws: elasticache", "aws: elasticahe", "aws:", "no services/aws/elasticahe.yaml", "Did you mean 'elasticache'?"),
    (KIND, "aws: elasticache", "aws: sqs", "aws:", "serves the kind 'queue'", None),
    (KIND, "{dev: 0, staging: 0, prod: 1}", "{dev: 0, prod: 1}", "default: {dev: 0, prod", "lacks staging", None),
    (CACHE, "arguments: {", "most_flows: {read: {max: 1, from: [servce], why: x}}\narguments: {", "servce", "'servce'", "'service'?"),
    (CACHE, "arguments: {", "most_flows: {read: {max: 1, when_keys: {pth: x}, why: x}}\narguments: {", "pth", "'pth'", "'path'?"),
    (CACHE, "arguments: {", f"conditions: [{{{HOLDS}, at: [nods]}}]\narguments: {{", "nods", "'nods'", "'nodes'?"),
    (CACHE, "actions: [read-write]\n", f"actions: [read-write]\n    conditions: [{{{HOLDS}, at: [target.nods]}}]\n", "target.nods", "'target.nods'", "'target.nodes'?"),
    (CACHE, "  nodes: settings.replicas + 1\n", "  nodes: settings.replicas + 1\n  shards: {value: 1, pass: false}\n", "shards", "what the input 'shards' is", "Add 'help:'"),
    (KIND, "lane: data\n", "lane: data\nascending: [[memory, replicas]]\n", "memory,", "no setting 'memory'", "memory_gb"),
    (KIND, "lane: data\n", f"lane: data\nconditions: [{{{HOLDS}, at: [replcas]}}]\n", "replcas", "'replcas'", "'replicas'?"),
    (FLOWS, "default: shared,", "default: share,", "default: share,", "'copies'", None),
    (KIND, "{dev: 0, staging: 0, prod: 1}", "9", "default: 9", "'replicas' must be", None),
]
# fmt: on


def _overlay(folder: Path, file: str, before: str, after: str) -> str:
    source = (data_root() / "catalog" / file).read_text(encoding="utf-8")
    assert before in source
    changed = source.replace(before, after, 1)
    target = folder / "own" / "catalog" / file
    target.parent.mkdir(parents=True)
    target.write_text(changed, encoding="utf-8")
    (folder / "cloudgen.yaml").write_text(SPEC, encoding="utf-8")
    return changed


@pytest.mark.parametrize(("file", "before", "after", "at", "message", "hint"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_refused_with_its_place(
    tmp_path: Path, file: str, before: str, after: str, at: str | None, message: str, hint: str | None
) -> None:
    """`validate` names file, line, column and what is allowed."""
    changed = _overlay(tmp_path, file, before, after)
    done = cli("validate", "--provider", "aws", "--catalog", "own", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    problem = next(each for each in json.loads(done.stdout)["problems"] if message in each["message"])
    assert problem["code"] == "catalog"
    assert problem["file"].endswith(file)
    if at is not None:
        place = changed.index(at)
        line = changed.count("\n", 0, place) + 1
        column = place - changed.rfind("\n", 0, place)
        assert (problem["line"], problem["column"]) == (line, column), problem
    if hint is not None:
        assert hint in problem["hint"]


def test_generate_and_cost_refuse_it_too(tmp_path: Path) -> None:
    """Nothing is written, and there is no traceback."""
    _overlay(tmp_path, CACHE, "${input.node_type}", "${input.typo}")
    for command in (("generate", "--provider", "aws"), ("cost", "--provider", "aws"), ("compare",), ("validate",)):
        done = cli(*command, "--catalog", "own", cwd=tmp_path)
        assert done.returncode == 2, command
        assert "there is no input 'typo'" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "infra").exists()


FOLDERS = [
    ("billing/aws/queue.yaml", "has no effect.", "Billing rules belong to Terraform's resource types"),
    ("prices/aws.yaml", "has no effect.", "--overrides"),
    ("kind/cache.yaml", "the name is unknown", "Did you mean 'kinds'?"),
]


@pytest.mark.parametrize(("file", "message", "hint"), FOLDERS)
def test_a_folder_that_nothing_reads_is_refused(tmp_path: Path, file: str, message: str, hint: str) -> None:
    """Rules and prices of an overlay would be ignored, so would a misspelt folder."""
    (tmp_path / "cloudgen.yaml").write_text(SPEC, encoding="utf-8")
    path = tmp_path / "own" / "catalog" / file
    path.parent.mkdir(parents=True)
    path.write_text("a: 1\n", encoding="utf-8")
    done = cli("validate", "--provider", "aws", "--catalog", "own", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert message in problem["message"]
    assert hint in problem["hint"]


@pytest.mark.parametrize(
    ("file", "before", "after", "at", "message"),
    [
        (CACHE, "naming: {max: 40}\n", "naming: {max: 40}\nnaming: {max: 41}\n", "naming: {max: 41}", "Duplicate key 'naming'"),
        ("providers/aws.yaml", "title: ", "titel: ", "titel", "Unknown key 'titel'"),
        ("providers/aws.yaml", "title: ", "title: [", None, "isn't YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, file: str, before: str, after: str, at: str | None, message: str
) -> None:
    """Duplicate keys, and the provider's own file."""
    changed = _overlay(tmp_path, file, before, after)
    done = cli("validate", "--provider", "aws", "--catalog", "own", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    problems = json.loads(done.stdout)["problems"]
    problem = next((each for each in problems if message in each["message"]), None)
    assert problem is not None, problems
    assert problem["file"].endswith(file)
    if at is not None:
        assert problem["line"] == changed.count("\n", 0, changed.index(at)) + 1


def test_every_stack_value_is_known_to_the_checks() -> None:
    """What `stack` has in the values of an environment is what references to it may name."""
    loaded = load(ROOT / "examples" / "web-app" / "cloudgen.yaml")
    topology = build(loaded, Catalog(), "aws", None, Problems())
    assert sorted(stack_values(loaded, topology, "prod")) == sorted(STACK_VALUES)
