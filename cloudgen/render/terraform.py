"""Terraform of one cloud: root files, flows, tfvars, backends and modules, with the stack's tests."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Attribute, Connection, Module, Resource, StackVariable
from cloudgen.language.hclvalues import Expr, Multiline, Value
from cloudgen.render import hcl
from cloudgen.render.artifacts import Artifact
from cloudgen.render.images import image_contracts, listed
from cloudgen.render.stack_tests import stack_tests
from cloudgen.render.steps import SCRIPT, steps_script, steps_section
from cloudgen.render.templates import render as render_template
from cloudgen.render.tfvars import header, tfvars

Templates = Callable[[str], Path]
"""Where the templates of a module are, or of `root`."""

_EXISTING = "-existing"
_ROOT_FILES = ("terraform.tf", "providers.tf", "README.md")


def render(architecture: Architecture, templates: Templates) -> list[Artifact]:
    """Every file below `infra/<cloud>/`; `templates` finds the folder of a module or of the root."""
    base = f"infra/{architecture.provider}"
    files = {
        "main.tf": _main(architecture, templates),
        "flows.tf": _flows(architecture),
        "variables.tf": _variables(architecture, templates),
        "outputs.tf": _outputs(architecture),
        **{name: _root(architecture, templates, name) for name in _ROOT_FILES},
        **_environments(architecture),
        **_modules(architecture, templates),
        **_scripts(architecture),
        **stack_tests(architecture, templates),
    }
    backends = {path for path in files if path.endswith("backend")}
    return [Artifact(f"{base}/{path}", content, architecture.provider, once=path in backends) for path, content in sorted(files.items())]


def _context(architecture: Architecture) -> dict[str, Any]:
    return {
        "project": architecture.project,
        "title": architecture.title,
        "environments": [environment.name for environment in architecture.environments],
        "classes": {each.name: each.class_ for each in architecture.environments if each.name != each.class_},
        "listed": listed([each.name for each in architecture.environments], "or"),
        "plain_http": _plain_http(architecture),
        "stack_inputs": list(architecture.environments[0].stack),
        "components": [
            {
                "key": component.key,
                "title": component.title,
                "kind": component.kind_title,
                "service": component.service,
                "service_title": component.service_title,
            }
            for component in architecture.components
        ],
        "databases": _with_output(architecture, "setup"),
        "jobs": _with_output(architecture, "run"),
        "steps": steps_section(architecture),
        "steps_checked": any(step.check for step in architecture.steps),
        "secrets": [{"component": key, "names": names} for key, names in architecture.secrets],
        "has_images": bool(architecture.images),
        "existing": architecture.environments[0].existing,
        "image_contracts": image_contracts(architecture).rstrip("\n"),
        "image_variable": next((image.variable for image in architecture.images), None),
        "wide": architecture.wide,
        "needs": dict(architecture.needs),
        "versions": architecture.versions,
        "foundation": [module.key for module in architecture.modules if module.foundation],
        "providers": sorted({provider for module in architecture.modules for provider in module.providers.values()}),
        "services": sorted({module.service for module in architecture.modules}),
        "arguments": {
            service: sorted({name for module in architecture.modules if module.service == service for name in module.arguments})
            for service in sorted({module.service for module in architecture.modules})
        },
        "inputs": {each.name: each.inputs for each in architecture.environments},
        "called_by_users": sorted({component.service for component in architecture.components if component.called_by_users}),
        "checks": architecture.checks,
        "references": architecture.references,
        "kinds": sorted({component.kind for component in architecture.components}),
    }


def _with_output(architecture: Architecture, name: str) -> list[Module]:
    """The modules with an output of the stack of this name, which a script beside them reads."""
    labels = {output.name for output in architecture.outputs}
    return [module for module in architecture.modules if f"{module.label}_{name}" in labels]


def _plain_http(architecture: Architecture) -> str:
    """What becomes of an environment without a domain, by its class."""
    trials = [each.name for each in architecture.environments if each.class_ != "prod"]
    productions = [each.name for each in architecture.environments if each.class_ == "prod"]
    parts = [f"a warning in {listed(trials, 'and')}"] if trials else []
    return ", ".join([*parts, *([f"refused in {listed(productions, 'and')}"] if productions else [])])


def _root(architecture: Architecture, templates: Templates, name: str) -> str:
    text = render_template(templates("root"), f"{name}.j2", **_context(architecture))
    return text if name.endswith(".md") else header(architecture) + "\n" + text


def _main(architecture: Architecture, templates: Templates) -> str:
    blocks = [_module(module) for module in architecture.modules if module.folder]
    moves = [hcl.block("moved", [], hcl.attributes([("from", Expr(m.source)), ("to", Expr(m.target))])) for m in architecture.moves]
    preamble = render_template(templates("root"), "main.tf.j2", **_context(architecture)).strip("\n")
    return "\n".join([header(architecture), preamble + "\n", *blocks, *moves])


def _module(module: Module) -> str:
    head: list[tuple[str, Value]] = [("source", f"./modules/{module.folder}")]
    if module.providers:
        head.append(("providers", {name: Expr(value) for name, value in module.providers.items()}))
    lines = hcl.attributes(head)
    lines += ["", *_spaced(module.arguments.items())] if module.arguments else []
    if module.depends_on:
        lines += ["", *hcl.attributes([("depends_on", [Expr(address) for address in module.depends_on])])]
    return hcl.comment(module.heading) + "\n" + hcl.block("module", [module.label], lines)


def _spaced(pairs: Iterable[tuple[str, Value]]) -> list[str]:
    """Attributes on one line first; each that takes several lines after an empty one."""
    single: list[tuple[str, Value]] = []
    multiple: list[tuple[str, Value]] = []
    for key, value in pairs:
        (multiple if "\n" in hcl.expression(value, 2) else single).append((key, value))
    lines = hcl.attributes(single)
    for pair in multiple:
        lines += [""] * bool(lines) + hcl.attributes([pair])
    return lines


def _flows(architecture: Architecture) -> str:
    blocks = [
        header(architecture),
        "# Who may do what: one block per pair of components with its flows in the spec's words, and what they make.\n"
        "# No other file of this folder grants anything or opens a port.\n",
        *(_connection(connection) for connection in architecture.connections),
    ]
    return "\n".join(blocks)


def _connection(connection: Connection) -> str:
    lines = [hcl.comment(f"--- {connection.heading} ---"), *(hcl.comment(note) for note in connection.notes)]
    lines += [hcl.comment(f"Shared with others: {address}.") for address in connection.shared]
    lines += [hcl.comment(f"Made by {place}.") for place in connection.inside]
    lines += [hcl.comment(f"Wider than the flow, README.md says why: {address}.") for address in connection.wide]
    if not (connection.resources or connection.environment or connection.shared or connection.inside):
        lines.append("# Nothing to grant.")
    text = "\n".join(lines) + "\n"
    if connection.local:
        local = hcl.attributes([(connection.local, Multiline(connection.environment))])
        text += "\n" + hcl.block("locals", [], local)
    for resource in connection.resources:
        text += "\n" + _resource(resource)
    return text


def _resource(resource: Resource) -> str:
    meta: list[tuple[str, Value]] = []
    if resource.count is not None:
        meta.append(("count", resource.count))
    if resource.for_each is not None:
        meta.append(("for_each", resource.for_each))
    lines = [f"  {hcl.comment(resource.comment)}"] if resource.comment else []
    lines += [f"  {hcl.comment(f'checkov:skip={check}: {reason}')}" for check, reason in resource.skips]
    lines += hcl.attributes(meta) + ([""] if meta else [])
    lines += hcl.body(resource.arguments)
    if resource.depends_on:
        lines += ["", *hcl.attributes([("depends_on", [Expr(name) for name in resource.depends_on])])]
    return hcl.block("resource", [resource.type, resource.label], lines)


def _variables(architecture: Architecture, templates: Templates) -> str:
    stack = render_template(templates("root"), "variables.tf.j2", **_context(architecture)).strip("\n")
    blocks = {module.label: _object_variable(module) for module in architecture.modules if module.attributes}
    blocks |= {variable.name: _single_variable(variable) for module in architecture.modules for variable in module.variables}
    return "\n".join([header(architecture), stack + "\n", *(blocks[name] for name in sorted(blocks))])


def _single_variable(variable: StackVariable) -> str:
    pairs: list[tuple[str, Value]] = [("description", variable.description), ("type", Expr(variable.type)), ("default", None)]
    return hcl.block("variable", [variable.name], hcl.attributes(pairs))


def _object_variable(module: Module) -> str:
    lines = hcl.attributes([("description", module.description)])
    lines += ["  type = object({", *(line for each in module.attributes for line in _attribute(each)), "  })"]
    lines += ["  nullable = false"]
    return hcl.block("variable", [module.label], lines)


def _attribute(attribute: Attribute) -> list[str]:
    """An attribute of an object type below its description; one with a default may be left out of the values."""
    note = [f"    {hcl.comment(attribute.help)}"] if attribute.help else []
    type_ = attribute.type if attribute.default is None else f"optional({attribute.type}, {attribute.default})"
    return [*note, *hcl.attributes([(attribute.name, Expr(type_))], 4)]


def _outputs(architecture: Architecture) -> str:
    blocks = [header(architecture)]
    for output in architecture.outputs:
        pairs: list[tuple[str, Value]] = [("description", output.help), ("value", output.value)]
        if output.sensitive:
            pairs.append(("sensitive", True))
        blocks.append(hcl.block("output", [output.name], hcl.attributes(pairs)))
    return "\n".join(blocks)


def _scripts(architecture: Architecture) -> dict[str, str]:
    script = steps_script(architecture)
    return {} if script is None else {SCRIPT: script}


def _environments(architecture: Architecture) -> dict[str, str]:
    files = {}
    for environment in architecture.environments:
        files[f"environments/{environment.name}.tfvars"] = tfvars(architecture, environment)
        backend = "\n".join(hcl.attributes(environment.backend.items(), 0)) + "\n"
        files[f"environments/{environment.name}.{architecture.backend_type}.tfbackend"] = backend
    return files


def _modules(architecture: Architecture, templates: Templates) -> dict[str, str]:
    files: dict[str, str] = {}
    for folder in sorted({module.folder for module in architecture.modules if module.folder}):
        paths = [path for path in templates(folder).iterdir() if path.suffix in (".tf", ".md", ".sh", ".sql")]
        if folder.endswith(_EXISTING):
            paths += templates(folder.removesuffix(_EXISTING)).glob("*.sql")
        files |= {f"modules/{folder}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(paths)}
    return files
