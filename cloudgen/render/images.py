"""What the images must be, as a section of the stack's README: components whose images are held to the same share a table."""

from collections.abc import Sequence

from cloudgen.architecture import Architecture, ContractPoint, ImageContract


def image_contracts(architecture: Architecture) -> str:
    """A table per contract, in the components' order; empty where nothing runs an image."""
    groups: dict[object, list[ImageContract]] = {}
    for each in architecture.images:
        groups.setdefault((each.platform, each.build, tuple(_text(point) for point in each.points)), []).append(each)
    return "\n".join(_table(group) for group in groups.values())


def _table(group: Sequence[ImageContract]) -> str:
    first = group[0]
    named = [(each, f" of `{each.component}`" if len(group) > 1 else "") for each in group]
    options = " ".join(["--platform", first.platform, *first.build])
    rows = [(f"Variable{of}", f"`{each.variable}`") for each, of in named]
    rows += [("Build", f"`docker build {options} --tag <image>:<version> <folder>`")]
    rows += [(point.title, _text(point)) for point in first.points]
    rows += [
        (f"Environment{of}", "<br>".join(_told(name, text) for name, text in each.environment.items()))
        for each, of in named
        if each.environment
    ]
    keys = listed([f"`{each.component}`" for each in group], "and")
    return "\n".join([f"**{keys}**", "", "| | |", "|---|---|", *(f"| {title} | {text} |" for title, text in rows)]) + "\n"


def _told(name: str, text: str) -> str:
    return f"`{name}`: {_cell(text)}" if text else f"`{name}`"


def _text(point: ContractPoint) -> str:
    """What holds, or what holds in which environments where they differ."""
    by_text: dict[str, list[str]] = {}
    for environment, text in point.texts.items():
        by_text.setdefault(text, []).append(environment)
    if len(by_text) == 1:
        return _cell(next(iter(by_text)))
    return " ".join(f"{listed(names, 'and')}: {_cell(text)}" for text, names in by_text.items())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def listed(names: Sequence[str], word: str) -> str:
    """`a, b or c`."""
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
