"""Mutation testing: `python tests/mutants.py` tries a fixed sample of mutants on the fast tests, `--all` every one, and lists survivors.

One process imports and collects everything. It first traces which functions each test calls; then each mutant gets a fork, in which the tests
that call its function run until one fails. A mutant that no test calls survives.
"""

import argparse
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.mutation import PACKAGES, Mutant, all_mutants, apply, sample  # noqa: E402
from tests.versions import FAST  # noqa: E402

SAMPLE = 300
# A mutant meets at most so many tests, and a loop that it makes endless is ended after so many seconds.
MOST_TESTS = 80
MOST_SECONDS = 90

# The functions that each test calls, as (file, qualified name).
Calls = dict[str, list[tuple[str, str]]]


class Mutation:
    """A pytest plugin that runs the collected tests on mutants instead of running them once."""

    def __init__(self, chosen: Sequence[Mutant], workers: int) -> None:
        self.chosen = chosen
        self.workers = workers
        self.outcomes: dict[str, str] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Trace, then try each mutant."""
        items = {item.nodeid: item for item in session.items}
        parts = [list(items.values())[number :: self.workers] for number in range(self.workers)]
        calls: Calls = {}
        for answer in forked([lambda part=part: _traced(part) for part in parts], self.workers, 1800):
            calls |= json.loads(answer or "{}")
        order = [name for name, _ in sorted(calls.items(), key=lambda each: (len(each[1]), each[0]))]
        callers: dict[tuple[str, str], list[str]] = {}
        for name in order:
            for function in calls[name]:
                callers.setdefault(tuple(function), []).append(name)  # type: ignore[arg-type]
        jobs = []
        for mutant in self.chosen:
            names = _both_ends(callers.get((str(mutant.path), mutant.function), []))[:MOST_TESTS]
            jobs.append(lambda mutant=mutant, tests=[items[name] for name in names]: _tried(mutant, tests))
        for mutant, answer in zip(self.chosen, forked(jobs, self.workers, MOST_SECONDS), strict=True):
            self.outcomes[mutant.name] = answer or "killed by time"
            print(f"{mutant.place}: {self.outcomes[mutant.name]}: {mutant.name.partition(': ')[2]}", flush=True)
        return True


def _both_ends(names: list[str]) -> list[str]:
    """The most specific test first, then the broadest, and so on inwards: either kind finds what the other misses."""
    pairs = zip(names, reversed(names), strict=True)
    return list(dict.fromkeys(name for pair in pairs for name in pair))


def forked(jobs: Sequence[Callable[[], str]], workers: int, seconds: float) -> Iterator[str | None]:
    """The answers of jobs, in their order, each from a process of its own; None for one that takes too long or dies."""
    answers: dict[int, str | None] = {}
    running: dict[int, tuple[int, int, float, list[bytes]]] = {}
    waiting = list(enumerate(jobs))[::-1]
    given = 0
    while waiting or running:
        while waiting and len(running) < workers:
            number, job = waiting.pop()
            reading, process = _fork(job)
            running[reading] = (number, process, time.monotonic() + seconds, [])
        ready, _, _ = select.select(list(running), [], [], 1)
        for reading, (number, process, end, texts) in list(running.items()):
            late = time.monotonic() > end
            text = os.read(reading, 1 << 16) if reading in ready and not late else b""
            texts.append(text)
            if late or (reading in ready and not text):
                if late:
                    os.killpg(process, signal.SIGKILL)
                os.close(reading)
                os.waitpid(process, 0)
                del running[reading]
                answers[number] = None if late else b"".join(texts).decode() or None
        while given in answers:
            yield answers.pop(given)
            given += 1


def _fork(job: Callable[[], str]) -> tuple[int, int]:
    """Start a job; the end of the pipe on which its answer comes, and its process, which leads a group of its own."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return reading, process
    try:
        os.setpgid(0, 0)
        os.close(reading)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        answer = job().encode()
        while answer:
            answer = answer[os.write(writing, answer) :]
    finally:
        os._exit(0)


def _traced(items: Sequence[pytest.Item]) -> str:
    """Run tests, noting which of cloudgen's functions each one calls; as JSON."""
    folder = str(ROOT / "cloudgen") + os.sep
    called: set[tuple[str, str]] = set()

    def trace(frame: object, _event: str, _value: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        if code.co_filename.startswith(folder):
            called.add((code.co_filename, code.co_qualname))

    found = {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        called.clear()
        sys.settrace(trace)
        passed = _passes(item, following)
        sys.settrace(None)
        if passed:
            found[item.nodeid] = sorted(called)
    return json.dumps(found)


def _tried(mutant: Mutant, items: Sequence[pytest.Item]) -> str:
    """`killed by <test>`, or `survived` with the number of tests."""
    if not apply(mutant):
        return "survived: nothing changed"
    for item, following in zip(items, [*items[1:], None], strict=True):
        if not _passes(item, following):
            return f"killed by {item.nodeid}"
    return f"survived {len(items)} tests"


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def main() -> int:
    """Exit 1 if fewer mutants than --floor percent are killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", default=PACKAGES, help=f"packages of cloudgen: {', '.join(PACKAGES)}")
    parser.add_argument("--all", action="store_true", help="every mutant instead of the sample")
    parser.add_argument("--count", type=int, default=SAMPLE, help="size of the sample")
    parser.add_argument("--floor", type=float, default=0, help="exit 1 if a smaller share than this, in percent, is killed")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    found = list(all_mutants(arguments.packages))
    chosen = found if arguments.all else sample(found, arguments.count)
    plugin = Mutation(chosen, arguments.workers)
    tests = str(ROOT / "tests")
    pytest.main([tests, "-m", FAST, "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-s", f"--rootdir={ROOT}"], plugins=[plugin])
    survivors = [mutant for mutant in chosen if plugin.outcomes[mutant.name].startswith("survived")]
    print(f"\nSurvivors: {len(survivors)} of {len(chosen)} (of {len(found)} in all)")
    for mutant in sorted(survivors, key=lambda each: (each.path, each.line)):
        print(f"  {mutant.place} {mutant.name.partition(' ')[2]}: {plugin.outcomes[mutant.name]}")
    killed = 100 * (1 - len(survivors) / len(chosen))
    print(f"Killed: {killed:.1f}%")
    return 1 if killed < arguments.floor else 0


if __name__ == "__main__":
    sys.exit(main())
