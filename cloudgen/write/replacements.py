"""What holds data on disk already: swapping the service of such a component would destroy it."""

import re
from pathlib import Path

from cloudgen.architecture import Architecture
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem

_MODULE = re.compile(r'^module "([A-Za-z0-9_-]+)" \{\n  source\s+= "\./modules/([A-Za-z0-9_-]+)"', re.MULTILINE)


def swapped(root: Path, loaded: LoadedSpec, catalog: Catalog, architecture: Architecture) -> list[Problem]:
    """A problem per component that holds data and whose module differs from the one generated before."""
    main = root / "infra" / architecture.provider / "main.tf"
    if not main.is_file():
        return []
    before = dict(_MODULE.findall(main.read_text(encoding="utf-8")))
    moved = {move.target.removeprefix("module."): move.source.removeprefix("module.") for move in architecture.moves}
    problems = []
    for module in architecture.modules:
        kind = catalog.kind(module.kind)
        old = before.get(module.label) or before.get(moved.get(module.label, ""))
        if module.foundation or kind is None or not kind.stateful or not old or old == module.folder:
            continue
        where = loaded.where("components", module.key)
        message = f"'{module.key}' holds data in {old} on {architecture.provider}; {module.folder} would replace it and its data."
        hint = "Move the data first, then generate with --accept-replace."
        problems.append(Problem("replaces-data", message, where, hint))
    return problems
