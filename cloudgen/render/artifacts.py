"""One output file as data."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

Owner = Literal["aws", "azure", "gcp", "repository"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to write: `path` is POSIX and relative to the output's root; `once` files are the user's after the first write."""

    path: str
    content: str
    owner: Owner
    executable: bool = False
    once: bool = False

    def __post_init__(self) -> None:
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts or str(path) != self.path or not path.parts:
            raise ValueError(f"not a relative path: {self.path!r}")
