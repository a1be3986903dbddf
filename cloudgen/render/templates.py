"""The one Jinja setup. HCL, shell and workflows all claim braces, so the delimiters are `<% %>`, `<%= %>` and `<%# %>`."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cloudgen.render import hcl


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<%=",
        variable_end_string="%>",
        comment_start_string="<%#",
        comment_end_string="%>",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - no HTML is written; text passes the filters below
    )
    environment.filters |= {
        "literal": hcl.literal,
        "comment": hcl.comment,
        "value": hcl.expression,
        "markdown": markdown,
    }
    return environment


def render(folder: Path, name: str, **values: object) -> str:
    """A template's text; a name that it uses and nobody gives is an error."""
    return _environment(folder).get_template(name).render(**values)


def markdown(text: str) -> str:
    """Text as one line of Markdown without markup of its own."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!" else char for char in line)
