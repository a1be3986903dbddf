"""What every feed store must do. `store` is a fixture: windows of 40 ids, outboxes of 20."""

from social.ports.feed import FeedStore

SIZE = 40
READER = 7
# Neighbours that are one and the same number as a double.
BASE = 118_000_000_000_000_000


async def built(store: FeedStore, ids: list[int], *, complete: bool = False, reader: int = READER) -> None:
    """A window."""
    token = await store.begin("home", reader)
    assert token is not None
    assert await store.build("home", reader, token, ids, complete=complete, seconds=60)


async def test_ids_that_a_double_would_round_stay_apart(store: FeedStore) -> None:
    """Bounds are exclusive and exact."""
    ids = [BASE + each for each in (0, 1, 8, 9)]
    await built(store, ids)
    assert await store.window(READER, None, None, 40) == (ids[::-1], BASE)
    assert await store.window(READER, BASE + 9, BASE, 40) == ([BASE + 8, BASE + 1], BASE)
    assert await store.window(READER, BASE + 8, None, 1) == ([BASE + 1], BASE)


async def test_only_windows_that_exist_take_posts(store: FeedStore) -> None:
    """Nobody who is away costs memory, and twice is once."""
    await built(store, [10], complete=True)
    assert await store.push([READER, 8], 11) == 1
    assert await store.push([READER, 8], 11) == 1
    assert await store.window(READER, None, None, 40) == ([11, 10], None)
    assert await store.window(8, None, None, 40) is None
    assert await store.active([READER, 8]) == {READER}


async def test_nothing_comes_in_below_the_floor(store: FeedStore) -> None:
    """There it would hide a gap."""
    await built(store, [100, 110])
    assert await store.push([READER], 99) == 0
    await store.add(READER, [98, 105])
    assert await store.window(READER, None, None, 40) == ([110, 105, 100], 100)
    await built(store, [100], complete=True, reader=9)
    assert await store.push([9], 50) == 1
    assert await store.window(9, None, None, 40) == ([100, 50], None)


async def test_windows_are_trimmed_and_know_it(store: FeedStore) -> None:
    """The newest stay, and the window no longer says that it holds everything."""
    await built(store, [1], complete=True)
    for each in range(2, SIZE + SIZE // 20 + 3):
        await store.push([READER], each)
    found = await store.window(READER, None, None, 100)
    assert found is not None
    ids, floor = found
    assert SIZE <= len(ids) <= SIZE + SIZE // 20
    assert ids == list(range(ids[0], ids[0] - len(ids), -1))
    assert (ids[0], floor) == (SIZE + SIZE // 20 + 2, ids[-1])


async def test_what_is_added_leaves_no_gap_above_the_floor(store: FeedStore) -> None:
    """Of an author with more posts than fit, the window keeps only what it has all of."""
    await built(store, list(range(1, 11)), complete=True)
    await store.add(READER, list(range(100, 100 + SIZE)))
    assert await store.window(READER, None, None, 100) == (list(range(99 + SIZE, 99, -1)), 100)


async def test_a_window_that_is_built_takes_what_comes_meanwhile(store: FeedStore) -> None:
    """It can't be read yet; afterwards it has what SQL knew and what was pushed, but nothing below its floor."""
    token = await store.begin("home", READER)
    assert token
    assert await store.push([READER], 60) == 1
    assert await store.push([READER], 40) == 1
    await store.add(READER, [55])
    assert await store.floor(READER) == 0
    assert await store.window(READER, None, None, 40) is None
    assert await store.build("home", READER, token, [50, 58], complete=False, seconds=60)
    assert await store.window(READER, None, None, 40) == ([60, 58, 55, 50], 50)
    assert await store.floor(READER) == 50


async def test_of_two_builders_the_later_one_wins(store: FeedStore) -> None:
    """And none can begin on a window that is there."""
    first, second = await store.begin("home", READER), await store.begin("home", READER)
    assert first
    assert second
    assert not await store.build("home", READER, first, [1], complete=True, seconds=60)
    assert await store.build("home", READER, second, [2], complete=True, seconds=60)
    assert await store.begin("home", READER) is None
    assert not await store.build("home", READER, second, [3], complete=True, seconds=60)
    assert await store.window(READER, None, None, 40) == ([2], None)


async def test_a_window_that_was_dropped_can_not_be_built(store: FeedStore) -> None:
    """What was pushed meanwhile is lost."""
    token = await store.begin("home", READER)
    assert token
    await store.drop(READER)
    assert not await store.build("home", READER, token, [1], complete=True, seconds=60)
    assert await store.window(READER, None, None, 40) is None


async def test_windows_of_people_without_posts_are_complete(store: FeedStore) -> None:
    """Empty, but not missing."""
    await built(store, [], complete=True)
    assert await store.window(READER, None, None, 40) == ([], None)
    assert await store.floor(READER) == 0


async def test_posts_can_be_taken_out(store: FeedStore) -> None:
    """A window that loses its last post is missing, since it no longer knows where it ends."""
    await built(store, [1, 2, 3])
    await store.remove(READER, [2, 9])
    assert await store.window(READER, None, None, 40) == ([3, 1], 1)
    await store.remove(READER, [1, 3])
    assert await store.window(READER, None, None, 40) is None


async def test_outboxes(store: FeedStore) -> None:
    """Like windows, of another size; those that are not there are left out."""
    await store.post(5, 1)
    assert await store.outboxes([5, 6], None, 20) == {}
    token = await store.begin("outbox", 5)
    assert token
    await store.post(5, 2)
    assert await store.build("outbox", 5, token, [1], complete=True, seconds=60)
    assert await store.outboxes([5, 6], None, 20) == {5: ([2, 1], None)}
    for each in range(3, 30):
        await store.post(5, each)
    found = await store.outboxes([5], 25, 3)
    assert found[5][0] == [24, 23, 22]
    assert found[5][1]


async def test_one_asks_for_a_window_at_a_time(store: FeedStore) -> None:
    """The others needn't."""
    assert await store.claim(READER, 30)
    assert not await store.claim(READER, 30)
    assert await store.claim(8, 30)


async def test_rendered_posts_are_kept_by_version(store: FeedStore) -> None:
    """One of another version is none."""
    await store.cache({1: ("1.1", b'{"a":1}\n'), 2: ("1.1", b"{}")}, 60)
    assert await store.bodies({1: "1.1", 2: "2.1", 3: "1.1"}) == {1: b'{"a":1}\n'}
    await store.cache({1: ("2.1", b"new")}, 60)
    assert await store.bodies({1: "2.1"}) == {1: b"new"}
    await store.forget([1])
    assert await store.bodies({1: "2.1"}) == {}
    await store.cache({4: ("1", b"x")}, 0)
    assert await store.bodies({4: "1"}) == {}


async def test_everything_of_a_person_can_be_erased(store: FeedStore) -> None:
    """Window and outbox."""
    await built(store, [1, 2], complete=True)
    token = await store.begin("outbox", READER)
    assert token
    await store.build("outbox", READER, token, [3], complete=True, seconds=60)
    assert await store.erase(READER) == 3
    assert await store.window(READER, None, None, 40) is None
    assert await store.outboxes([READER], None, 20) == {}
