"""Stores that always fail."""


class BrokenGraph:
    """A graph store that is down. With BROKEN_GRAPH=1 in the environment all tests of the world run on it."""

    def __init__(self) -> None:
        self.calls = 0

    async def suggestions(self, account_id: int, limit: int) -> list[tuple[int, int]]:  # noqa: ARG002
        """Never."""
        return await self._fail()

    async def follow(self, source: int, target: int) -> None:  # noqa: ARG002
        """Never."""
        await self._fail()

    async def unfollow(self, source: int, target: int) -> None:  # noqa: ARG002
        """Never."""
        await self._fail()

    async def erase(self, account_id: int) -> int:  # noqa: ARG002
        """Never."""
        return len(await self._fail())

    async def _fail(self) -> list[tuple[int, int]]:
        self.calls += 1
        raise ConnectionError("the graph is down")
