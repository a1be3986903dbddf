"""What is rendered, to the letter: `python -m pytest --update-goldens tests/test_goldens.py` rewrites the goldens.

A golden holds each rendered file of a stack. The modules, the tests beside them and the mocks are no goldens: they are copies of
templates/<cloud>/, which tests below prove, and the tools run on them in test_stacks.py.
"""

from pathlib import Path

import pytest

from tests.support.stacks import EXAMPLES, PROVIDERS, ROOT, artifacts

GOLDENS = Path(__file__).parent / "goldens"


def rendered(example: str, provider: str) -> dict[str, str]:
    """The text of every file that isn't a copy, by its path in the stack's folder, or in the project's where it is outside."""
    stack, copied = f"infra/{provider}/", copied_tests(provider)
    files = {each.path.removeprefix(stack): each.content for each in artifacts(example, provider)}
    return {path: content for path, content in files.items() if not path.startswith("modules/") and path not in copied}


def copied_tests(provider: str) -> dict[str, Path]:
    """The files below a stack's tests/ that are copies, with what they are copies of."""
    folder = ROOT / "templates" / provider
    found = {f"tests/{path.name}": path for path in folder.glob("*/tests/*.tftest.hcl")}
    return {f"tests/mocks/{provider}.tfmock.hcl": folder / "root" / "mocks.tfmock.hcl", **found}


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


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_tests_of_modules_and_mocks_are_copies(example: str, provider: str) -> None:
    """Each that stands beside a module of the stack is there, to the letter, and none of another module."""
    stack = f"infra/{provider}/"
    files = {each.path.removeprefix(stack): each.content for each in artifacts(example, provider)}
    modules = {path.split("/")[1] for path in files if path.startswith("modules/")}
    expected = {name: path for name, path in copied_tests(provider).items() if path.parent.name != "tests" or path.parent.parent.name in modules}
    assert len(expected) > len(modules) / 2
    assert {name: files[name] for name in copied_tests(provider) if name in files} == {
        name: path.read_text(encoding="utf-8") for name, path in expected.items()
    }
