"""The specs whose lives are lived: the examples, with one environment named `life` and the engine a version behind."""

import copy
from functools import cache
from typing import Any

import yaml

from tests.lives.steps import Spec, merged
from tests.support.stacks import ROOT

# Both classes that lives go through, in the state of one environment.
LIFE = "life"
CHANGES: dict[str, Any] = {
    "web-app": {
        "environments": {LIFE: {"like": "dev", "domain": "life.gallery.example.com", "domain_ready": True}},
        "components": {"app-db": {"settings": {"version": "16"}}},
    },
    "event-pipeline": {
        "environments": {LIFE: {"like": "dev"}},
        "components": {"records": {"settings": {"version": "16"}}},
    },
}


@cache
def _example(name: str) -> Spec:
    spec: Spec = yaml.safe_load((ROOT / "examples" / name / "cloudgen.yaml").read_text(encoding="utf-8"))
    return spec


def spec_of(name: str) -> Spec:
    """An example's spec at the start of its life."""
    spec = copy.deepcopy(_example(name))
    del spec["environments"]
    # Each class has a range of its own, and another range makes another network.
    spec["foundation"] = {"network": {"settings": {"cidr": "10.10.0.0/16"}}}
    return Spec(merged(spec, CHANGES[name]))
