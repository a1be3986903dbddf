"""The file with an environment's values, beside the Terraform."""

from cloudgen.architecture import Architecture, Environment
from cloudgen.language.hclvalues import Multiline
from cloudgen.render import hcl


def header(architecture: Architecture) -> str:
    """The first line of a generated file."""
    command = f"cloudgen generate --provider {architecture.provider}"
    return f"# Written by cloudgen from cloudgen.yaml: `{command}` writes it again and keeps edits.\n"


def tfvars(architecture: Architecture, environment: Environment) -> str:
    """The file with an environment's values."""
    lines = [header(architecture), *hcl.attributes(environment.stack.items(), 0)]
    if environment.variables:
        lines += ["", *hcl.attributes(environment.variables.items(), 0)]
    for name, values in environment.inputs.items():
        lines += ["", *hcl.attributes([(name, Multiline(values))], 0)]
    return "\n".join(lines) + "\n"
