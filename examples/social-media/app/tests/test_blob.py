"""The folder of files keeps the contract of the port."""

from pathlib import Path

import pytest

from social.adapters.blob.folder import FolderBlob
from tests.contracts.blob import *  # noqa: F403 - the contract's tests run here


@pytest.fixture
def blob(tmp_path: Path) -> FolderBlob:
    """An empty store."""
    return FolderBlob(tmp_path / "media", "http://localhost:3000/media", b"k" * 32)
