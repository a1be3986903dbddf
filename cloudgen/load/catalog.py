"""The catalog: kinds, services, sizes and providers, read from YAML and checked; only what is asked for is read."""

from pathlib import Path
from typing import Any, TypeVar

from cloudgen.load.catalog_files import read_extension, read_file, read_model
from cloudgen.load.catalog_models import (
    PROVIDERS,
    Action,
    BilledForm,
    Condition,
    Entries,
    Figure,
    FlowKey,
    FlowsFile,
    Grant,
    Kind,
    Limit,
    MostFlows,
    NetworkUse,
    Provider,
    Setting,
    Unsupported,
)
from cloudgen.load.datafiles import StrictModel, data_root
from cloudgen.load.provider_models import NetworkRule, ProviderFile, Region, StackInput, Statement
from cloudgen.load.service_models import Rule, Service, VariableRules
from cloudgen.problems import Problem, ProblemsError, Where

__all__ = [
    "PROVIDERS", "Action", "BilledForm", "Catalog", "Condition", "Entries", "Figure",
    "FlowKey", "FlowsFile", "Grant", "Kind", "Limit", "MostFlows", "NetworkRule",
    "NetworkUse", "Provider", "ProviderFile", "Region", "Rule", "Service", "Setting",
    "StackInput", "Statement", "Unsupported", "VariableRules",
]  # fmt: skip

T = TypeVar("T", bound=StrictModel)


class Catalog:
    """The files of one catalog folder, read on demand; a user's own folders come before the built-in one."""

    def __init__(self, overlays: tuple[Path, ...] = ()) -> None:
        self._roots = (*overlays, data_root())
        self.overlays = overlays

    def file(self, relative: str) -> Path | None:
        """The file that holds at a path within a catalog folder: a user's own before the built-in one."""
        return next((path for root in self._roots if (path := root / relative).is_file()), None)

    def is_own(self, path: Path) -> bool:
        """Whether a file is in one of the user's own folders."""
        return any(path.is_relative_to(root) for root in self.overlays)

    def kind(self, name: str) -> Kind | None:
        """The kind of this name, if there is one."""
        return self._read(f"catalog/kinds/{name}.yaml", Kind)

    def service(self, provider: str, name: str) -> Service | None:
        """The service of this name on a cloud, if there is one."""
        path = self.file(f"catalog/services/{provider}/{name}.yaml")
        if path is None or not (origin := read_file(path).get("extends")):
            return None if path is None else read_model(path, Service)
        base = self.file(f"catalog/services/{provider}/{origin}.yaml")
        if base is None or read_file(base).get("extends"):
            message = f"The service {name} extends '{origin}', which isn't a service of {provider} that extends no other."
            raise ProblemsError((Problem("catalog", message, Where(str(path), 1, 1), blame="catalog"),))
        return read_extension(path, base, Service)

    def provider(self, name: str) -> ProviderFile:
        """What holds for a whole cloud."""
        found = self._read(f"catalog/providers/{name}.yaml", ProviderFile)
        if found is None:
            raise ProblemsError((Problem("catalog", f"The catalog has no provider file for {name}.", blame="catalog"),))
        return found

    def sizes(self, provider: str, table: str) -> list[dict[str, Any]]:
        """The rows of a table of sizes, in the file's order."""
        tables = self._tables(provider)
        if not tables.get(table):
            known = f"catalog/sizes/{provider}.yaml has: {', '.join(sorted(tables))}."
            raise ProblemsError((Problem("catalog", f"The catalog has no sizes '{table}' on {provider}.", None, known, blame="catalog"),))
        rows: list[dict[str, Any]] = tables[table]
        return rows

    def size_tables(self, provider: str) -> list[str]:
        """The names of a cloud's tables of sizes, sorted."""
        return sorted(self._tables(provider))

    def flows(self) -> FlowsFile:
        """Every action and key of flows; an overlay adds to them."""
        found = [file for root in reversed(self._roots) if (file := self._at(root, "catalog/flows.yaml", FlowsFile))]
        actions = {name: action for file in found for name, action in file.actions.items()}
        return FlowsFile(actions=actions, keys={name: key for file in found for name, key in file.keys.items()})

    def kinds(self) -> list[str]:
        """Every kind's name, sorted."""
        return self._names("catalog/kinds")

    def services(self, provider: str) -> list[str]:
        """Every service's name on a cloud, sorted."""
        return self._names(f"catalog/services/{provider}")

    def template_folder(self, provider: str, name: str) -> Path:
        """The folder of a module or of the root templates, of the first catalog that has one."""
        for root in self._roots:
            folder = root / "templates" / provider / name
            if folder.is_dir():
                return folder
        raise ProblemsError((Problem("catalog", f"The catalog has no templates/{provider}/{name}.", blame="catalog"),))

    def _tables(self, provider: str) -> dict[str, Any]:
        tables: dict[str, Any] = {}
        for root in reversed(self._roots):
            path = root / "catalog" / "sizes" / f"{provider}.yaml"
            if path.is_file():
                tables |= read_file(path) or {}
        return tables

    def _names(self, folder: str) -> list[str]:
        return sorted({path.stem for root in self._roots for path in (root / folder).glob("*.yaml")})

    def _read(self, relative: str, model: type[T]) -> T | None:
        for root in self._roots:
            if found := self._at(root, relative, model):
                return found
        return None

    def _at(self, root: Path, relative: str, model: type[T]) -> T | None:
        path = root / relative
        return read_model(path, model) if path.is_file() else None
