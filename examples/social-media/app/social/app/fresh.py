"""What a process may remember for a moment: values with an end, forgotten early when somebody says that they changed."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from time import monotonic
from typing import Any

MOST = 20_000


class Fresh:
    """A small cache. A value that is forgotten while it is being fetched is not kept: it may be from before the change."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._changes = 0

    async def get(self, key: Hashable, seconds: float, make: Callable[[], Awaitable[Any]]) -> Any:
        """The value, made anew if there is none or it is too old."""
        found = self._values.get(key)
        if found is not None and found[0] > monotonic():
            return found[1]
        changes, until = self._changes, monotonic() + seconds
        value = await make()
        if changes == self._changes:
            self._values.pop(key, None)
            self._values[key] = (until, value)
            if len(self._values) > MOST:
                self._values.popitem(last=False)
        return value

    def forget(self, key: Hashable) -> None:
        """The value changed."""
        self._changes += 1
        self._values.pop(key, None)

    def clear(self) -> None:
        """Everything may have changed."""
        self._changes += 1
        self._values.clear()
