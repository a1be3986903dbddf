"""What the shipped tests demand of main.tf: the inputs that protect a module, or let somebody in, come from where the architecture says.

Terraform shows a test what a module gives and not what it gets, so a small module beside the tests reads main.tf's blocks.
"""

from collections.abc import Iterator

from cloudgen.architecture import Module
from cloudgen.render import hcl

_MAIN = r"""# Reads the module blocks of main.tf: a test sees what a module gives, not what it gets.

locals {
  text   = replace(file("main.tf"), "/(?m)^ *#.*$/", "")
  blocks = { for block in regexall("(?ms)^module \"(\\w+)\" \\{\\n(.*?)^\\}", local.text) : block[0] => block[1] }

  # An argument begins in the third column, and what goes on over several lines further in.
  pieces = { for label, body in local.blocks : label => split("\u0001", replace(body, "/(?m)^  (\\w+) +=/", "\u0001$1 =")) }

  arguments = {
    for label, pieces in local.pieces : label => [
      for piece in slice(pieces, 1, length(pieces)) : regex("^(\\w+) = (.*)$", trimspace(replace(piece, "/\\s+/", " ")))
    ]
  }
}
"""
_OUTPUTS = """output "modules" {
  description = "Each module's arguments as main.tf has them, by label and name, without line breaks."
  value       = { for label, arguments in local.arguments : label => { for argument in arguments : argument[0] => argument[1] } }
}
"""
_TERRAFORM = """terraform {
  required_version = ">= 1.11"
}
"""

FILES = {
    "tests/blocks/main.tf": _MAIN,
    "tests/blocks/outputs.tf": _OUTPUTS,
    "tests/blocks/terraform.tf": _TERRAFORM,
}
"""The module that reads main.tf, by path."""


def module_assertions(module: Module) -> Iterator[tuple[str, str]]:
    """Condition and message: which arguments there are, and what those are that protect or that flows fill."""
    path = f"output.modules.{module.label}"
    names = ["source", *(["providers"] if module.providers else []), *module.arguments, *(["depends_on"] if module.depends_on else [])]
    listed = "".join(f"      {hcl.literal(name)},\n" for name in sorted(names))
    yield (
        f"keys({path}) == [\n{listed}    ]",
        f"{module.key}: main.tf must give its module these arguments and no others, by which a door could open.",
    )
    told = [name for name in (*module.protects, *module.flow_inputs) if name in module.arguments]
    if told:
        texts = {name: " ".join(hcl.expression(module.arguments[name], 2).split()) for name in dict.fromkeys(told)}
        yield (
            hcl.conditions([f"{path}.{name} == {hcl.literal(text)}" for name, text in texts.items()]),
            f"{module.key}: main.tf must give its module what protects it in each environment, and whom its flows let in.",
        )
