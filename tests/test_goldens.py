"""What is rendered, to the letter: `python -m pytest --update-goldens tests/test_goldens.py` rewrites the goldens.

A golden holds each rendered file of a stack. The modules are no goldens: they are copies of templates/<cloud>/<service>/, which a test below
proves, and the tools run on them in test_stacks.py.
"""

from pathlib import Path

import pytest

from tests.support.stacks import EXAMPLES, PROVIDERS, ROOT, artifacts

GOLDENS = Path(__file__).parent / "goldens"


def rendered(example: str, provider: str) -> dict[str, str]:
    """The text of every file that isn't a module's, by its path in the stack's folder, or in the project's where it is outside."""
    stack = f"infra/{provider}/"
    return {each.path.removeprefix(stack): each.content for each in artifacts(example, provider) if f"{stack}modules/" not in each.path}


def stored(folder: Path) -> dict[str, str]:
    """The text of every golden below a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


def rewrite(folder: Path, wanted: dict[str, str]) -> None:
    """Make the goldens what is rendered now; those of files that are no longer rendered go."""
    for name in stored(folder).keys() - wanted.keys():
        (folder / name).unlink()
    for name, content in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_rendered_files_are_as_they_were(example: str, provider: str, request: pytest.FixtureRequest) -> None:
    """Every rendered file of an example on a cloud equals its golden, and every golden is rendered."""
    folder, wanted = GOLDENS / example / provider, rendered(example, provider)
    if request.config.getoption("--update-goldens"):
        rewrite(folder, wanted)
    goldens = stored(folder)
    assert goldens.keys() == wanted.keys()
    for name, content in wanted.items():
        assert content == goldens[name], (
            f"{example} on {provider}: {name} differs from its golden; read the difference, then --update-goldens"
        )


def test_every_golden_belongs_to_an_example() -> None:
    """No folder is left over from an example or a cloud that is gone."""
    assert {path.name for path in GOLDENS.iterdir()} == set(EXAMPLES)
    for example in EXAMPLES:
        assert {path.name for path in (GOLDENS / example).iterdir()} == set(PROVIDERS)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_modules_are_copies_of_their_templates(example: str, provider: str) -> None:
    """Each file of a module is its template's to the letter, and no file of the template that the stack needs is missing."""
    start = f"infra/{provider}/modules/"
    copies = {each.path.removeprefix(start): each.content for each in artifacts(example, provider) if each.path.startswith(start)}
    folder = ROOT / "templates" / provider
    modules = {name.split("/")[0] for name in copies}
    assert len(modules) > 5
    expected = {
        path.relative_to(folder).as_posix()
        for module in modules
        for path in (folder / module).iterdir()
        if path.suffix in (".tf", ".sh", ".sql")
    }
    assert copies.keys() == expected
    for name, content in copies.items():
        assert content == (folder / name).read_text(encoding="utf-8"), name
