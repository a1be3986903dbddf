"""Long lists of ids in queries."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, bindparam


def among(ids: Collection[int], name: str | None = None) -> Any:
    """For `column.in_(…)`: written into the text of the query, since a thousand parameters cost more than the answer to it."""
    return bindparam(name, list(ids), type_=BigInteger, expanding=True, literal_execute=True)
