"""Which posts those who listen have: queues may deliver twice, and most clients would show a post twice."""

from collections import defaultdict

from social.stream.events import Event

MOST = 100


class Told:
    """The latest posts of each channel that somebody of this process listens to."""

    def __init__(self) -> None:
        self._posts: defaultdict[str, dict[int, None]] = defaultdict(dict)

    def again(self, channel: str, event: Event) -> bool:
        """Whether a new post is none any more. One that was taken away may come anew; edits and deletions bear repeating."""
        if event.post is None:
            return False
        posts = self._posts[channel]
        if event.name == "delete":
            posts.pop(event.post, None)
        elif event.name == "update":
            if event.post in posts:
                return True
            posts[event.post] = None
            if len(posts) > MOST:
                del posts[next(iter(posts))]
        return False

    def forget(self, channel: str) -> None:
        """Nobody listens any more."""
        self._posts.pop(channel, None)

    def clear(self) -> None:
        """Nobody listens to anything."""
        self._posts.clear()
