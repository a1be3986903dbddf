"""Stacks are applied, applied again, changed, upgraded and destroyed, with the real providers against APIs on loopback.

The plain run lives one short life per cloud; `python -m pytest -m lives` lives the whole ones. `tests/lives/README.md` says what they prove,
what they can't, and how long they take. Where a provider isn't there, or only replays its schema, its lives are a skip with the reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lives import lives
from tests.lives.aws.cloud import Aws
from tests.lives.azure.cloud import Azure
from tests.lives.gcp.cloud import Gcp
from tests.lives.lives import APPLY, image, life
from tests.lives.runner import Life, generated
from tests.lives.specs import spec_of
from tests.lives.steps import Step, changed
from tests.support.stacks import EXAMPLES, PROVIDERS, TERRAFORM_NAMES
from tests.support.tools import REAL_PROVIDERS, real_provider, unavailable

pytestmark = pytest.mark.terraform

CLOUDS = {"aws": Aws, "azure": Azure, "gcp": Gcp}


@contextmanager
def begun(folder: Path, provider: str, example: str) -> Iterator[Life]:
    """A life that nothing has happened to yet; when it ends well, no fault may have been found in it."""
    name = TERRAFORM_NAMES[provider]
    if not real_provider(name):
        unavailable(REAL_PROVIDERS, f"the {name} provider isn't there, or only replays its schema", optional=provider != "aws")
    cloud = CLOUDS[provider]()
    with cloud.serving():
        result = Life(folder, cloud, spec_of(example))
        try:
            yield result
        finally:
            print(*(f"{seconds:6.1f} s  {title}" for title, seconds in result.seconds), *result.faults, sep="\n")
        assert not result.faults, "\n".join(result.faults)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_short_life(tmp_path: Path, provider: str) -> None:
    """Applied in an empty account, given its images, destroyed, and applied again the same day; each second plan is empty."""
    with begun(tmp_path, provider, "event-pipeline") as short:
        short.take(APPLY)
        short.take(image(provider, "fetch", "importer"))
        short.destroy()
        short.take(Step("apply again"))


@pytest.mark.lives
@pytest.mark.slow
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_whole_life(tmp_path: Path, provider: str, example: str) -> None:
    """Every step of `tests/lives/lives.py` keeps what is there, is refused nothing, and leaves an empty plan."""
    with begun(tmp_path, provider, example) as whole:
        for step in life(provider, example):
            whole.take(step)
        whole.destroy()
        whole.take(Step("apply again"))


@pytest.mark.lives
@pytest.mark.slow
@pytest.mark.parametrize("provider", PROVIDERS)
def test_two_environments_live_in_one_account(tmp_path: Path, provider: str) -> None:
    """A second environment changes nothing of the first; a state refuses the other one's values."""
    with begun(tmp_path / "first", provider, "event-pipeline") as first:
        (tmp_path / "first").mkdir()
        spec = {**first.spec, "environments": {"dev": {}, "staging": {}}}
        (tmp_path / "second").mkdir()
        first.spec, first.environment = spec, "dev"
        second = Life(tmp_path / "second", first.cloud, spec, "staging")
        first.take(APPLY)
        second.take(APPLY)
        first.take(Step("nothing, after the other environment's apply"))
        first.environment = "staging"
        with pytest.raises(AssertionError, match="This state is that of"):
            first.plan()
        first.faults += second.faults


@pytest.mark.lives
@pytest.mark.slow
@pytest.mark.parametrize("provider", PROVIDERS)
def test_prod_gives_up_a_flow(tmp_path: Path, provider: str) -> None:
    """With prod's values, and its protections, a grant can still be taken away."""
    with begun(tmp_path, provider, "event-pipeline") as protected:
        protected.spec["environments"] = {"life": {"like": "prod"}}
        for step in (APPLY, image(provider, "fetch", "importer"), lives.CUT_READER):
            protected.take(step)


# Foundation pieces that another class would make anew: cloud -> what `generate` must name before it does.
MADE_ANEW = {"aws": ("network",), "azure": ("network", "cluster", "namespace", "vault"), "gcp": ("network",)}


@pytest.mark.lives
@pytest.mark.slow
@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_another_class_would_make_anew_is_refused(tmp_path: Path, provider: str) -> None:
    """Networks, clusters, namespaces and vaults can't take prod's values where they are: nothing is written unless that is accepted."""
    spec = spec_of("event-pipeline")
    del spec["foundation"]
    generated(tmp_path, provider, spec, APPLY)
    spec["environments"] = {"life": {"like": "prod"}}
    with pytest.raises(AssertionError) as refused:
        generated(tmp_path, provider, spec, APPLY)
    assert [piece for piece in MADE_ANEW[provider] if f"'{piece}'" not in str(refused.value)] == []


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_steps_fit_the_examples(tmp_path: Path, provider: str, example: str) -> None:
    """Each step changes the spec, and is generated into the folder of the one before: nothing that holds data would be replaced."""
    spec = spec_of(example)
    for step in life(provider, example):
        after = changed(spec, step)
        assert after != spec or step == APPLY or step.before, f"{step.title} changes nothing"
        spec = after
        generated(tmp_path, provider, spec, step)
