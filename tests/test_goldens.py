"""What is rendered, to the letter: `python -m pytest --update-goldens tests/test_goldens.py` rewrites the goldens."""

from pathlib import Path

import pytest

from tests.support.stacks import EXAMPLES, PROVIDERS, artifacts

GOLDENS = Path(__file__).parent / "goldens"
# Modules are copied as they are, so they are no goldens; the tools run on these same files in test_stacks.py.
RENDERED = (
    "main.tf",
    "flows.tf",
    "variables.tf",
    "outputs.tf",
    "providers.tf",
    "README.md",
    "environments/prod.tfvars",
    "database/app-db.sql",
)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_rendered_files_are_as_they_were(example: str, provider: str, request: pytest.FixtureRequest) -> None:
    """Every rendered file of an example on a cloud equals its golden."""
    rendered = {artifact.path.removeprefix(f"infra/{provider}/"): artifact.content for artifact in artifacts(example, provider)}
    wanted = {name: rendered[name] for name in RENDERED if name in rendered}
    folder = GOLDENS / example / provider
    if request.config.getoption("--update-goldens"):
        for name, content in wanted.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    stored = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}
    assert stored.keys() == wanted.keys()
    for name, content in wanted.items():
        assert content == stored[name], (
            f"{example} on {provider}: {name} differs from its golden; read the difference, then --update-goldens"
        )
