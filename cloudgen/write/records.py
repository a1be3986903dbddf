"""The record of a cloud: from its architecture, or, where the manifest has none, from the Terraform on disk."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Module
from cloudgen.language.hclvalues import identifier
from cloudgen.resolve.identity import Known, Remembered
from cloudgen.write.manifest import CloudRecord, Record
from cloudgen.write.textfiles import read, sides


def record(architecture: Architecture) -> CloudRecord:
    """What names in the cloud and stored data depend on."""
    components = {module.key: Known(module.id, module.former) for module in architecture.modules if not module.foundation}
    return CloudRecord(
        Remembered(architecture.project, architecture.cloud_project, components),
        {environment.name: {"region": environment.region} for environment in architecture.environments},
        {
            environment.name: {
                module.key: _identity(module, str(module.folder), environment.inputs.get(module.label, {}))
                for module in architecture.modules
                if holds_data(module)
            }
            for environment in architecture.environments
        },
    )


def holds_data(module: Module) -> bool:
    """Whether replacing the module's resources loses data, or what the whole stack is in."""
    return module.folder is not None and (bool(module.replace_on) if module.foundation else module.stateful)


def _identity(module: Module, folder: str, values: Mapping[str, Any]) -> Record:
    """What replaces the module's resources when it changes."""
    names = [name for name in ("name", *module.replace_on) if name in values]
    return {"module": folder, **{name: list(values[name]) if isinstance(values[name], tuple) else values[name] for name in names}}


def recovered(root: Path, architecture: Architecture) -> CloudRecord | None:
    """The record that the Terraform on disk shows, of the components that the spec still has; None where there is no Terraform.

    What can't be read counts as not there: the record only serves to warn.
    """
    folder = f"infra/{architecture.provider}"
    folders = _folders(_parsed(read(root, f"{folder}/main.tf")))
    if not folders:
        return None
    on_disk = {name: _parsed(read(root, f"{folder}/environments/{name}.tfvars")) for name in _names(architecture)}
    project = next((str(values["project"]) for values in on_disk.values() if "project" in values), architecture.cloud_project)
    regions = {name: values.get("region", values.get("location")) for name, values in on_disk.items()}
    components = [module for module in architecture.modules if not module.foundation]
    known = {key: Known(module.id) for module in components if (key := _key_on_disk(module, folders))}
    return CloudRecord(
        Remembered(architecture.project, project, known),
        {name: {"region": region} for name, region in regions.items() if region},
        {name: _data_on_disk(architecture, folders, values) for name, values in on_disk.items() if values},
    )


def _names(architecture: Architecture) -> list[str]:
    return [environment.name for environment in architecture.environments]


def _folders(main: Mapping[str, Any]) -> dict[str, str]:
    """The folder of each module block, by label."""
    sources = {label: str(body.get("source", "")) for block in main.get("module", []) for label, body in block.items()}
    return {label: source.rsplit("/", 1)[-1] for label, source in sources.items()}


def _key_on_disk(module: Module, folders: Mapping[str, str]) -> str | None:
    """The key, now or before, under which a module is on disk."""
    return next((key for key in (module.key, *module.former) if identifier(key) in folders), None)


def _data_on_disk(architecture: Architecture, folders: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Record]:
    found = {}
    for module in architecture.modules:
        key = _key_on_disk(module, folders)
        if key and holds_data(module):
            label = identifier(key)
            found[key] = _identity(module, folders[label], values.get(label, {}))
    return found


def _plain(value: Any) -> Any:
    """What the HCL parser returns, without the quotes that it keeps."""
    if isinstance(value, dict):
        return {_plain(key): _plain(member) for key, member in value.items() if not str(key).startswith("__")}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    quoted = isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1] if quoted else value


def _parsed(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    import hcl2

    try:
        found: dict[str, Any] = _plain(hcl2.loads(sides(text)[0]))
    except Exception:  # the parser raises its grammar's own errors
        return {}
    return found
