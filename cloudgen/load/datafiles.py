"""Files of data: where the catalog and the templates are, YAML and size limits in one place, and the base of models that read them."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from cloudgen.problems import Problem, ProblemsError

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where the machine has it."""

_PACKAGE = Path(__file__).resolve().parent.parent


class StrictModel(BaseModel):
    """A part of a file: frozen, and closed to keys that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TooLargeError(Exception):
    """A file has more bytes than its reader takes."""


def data_root() -> Path:
    """The folder that holds `catalog/` and `templates/`: in the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent


def parse_yaml(text: str | bytes) -> Any:
    """YAML of the project's own files, as plain data; raises yaml.YAMLError. What users write goes through `positions`."""
    return yaml.load(text, YAML_LOADER)  # noqa: S506 - a safe loader, in C


def read_bounded(path: Path, most: int) -> bytes:
    """A file of at most so many bytes; TooLargeError for more, the environment's problem where it can't be read."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise ProblemsError((Problem("unreadable", f"{path} can't be read: {error.strerror}.", blame="environment"),)) from None
    if len(content) > most:
        raise TooLargeError(path)
    return content
