"""Fixtures of the whole suite."""

from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.support.stacks import EXAMPLES, PROVIDERS, artifacts, initialised, write
from tests.support.tools import left_out

# The same examples on every machine and in every run; `--hypothesis-profile random` searches for new ones and makes what it finds small.
WITHOUT_SHRINKING = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]
settings.register_profile(
    "fixed", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=WITHOUT_SHRINKING, database=None
)
settings.register_profile("random", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("fixed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """One switch rewrites the goldens."""
    parser.addoption("--update-goldens", action="store_true", help="Rewrite tests/goldens from what is generated now.")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """The closing line says what the machine's tools left out, and how to get them."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    reasons = [str(report.longrepr[2]) for report in reporter.stats.get("skipped", ()) if isinstance(report.longrepr, tuple)]
    if line := left_out(reasons):
        reporter.write_line(line, yellow=True)


@pytest.fixture(scope="session", params=[(example, provider) for provider in PROVIDERS for example in EXAMPLES], ids="-".join)
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Path]:
    """An example, a cloud, and the folder of its initialised Terraform."""
    example, provider = request.param
    folder = tmp_path_factory.mktemp(f"{example}-{provider}")
    write(folder, artifacts(example, provider))
    return example, provider, initialised(folder / "infra" / provider, provider)
