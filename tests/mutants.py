"""Mutation testing: `python tests/mutants.py` tries a fixed sample of mutants on the fast tests, `--all` every one, and lists survivors.

One process imports and collects everything. It first measures which lines each test runs; then each mutant gets a fork, in which the tests that
run its line go on until one fails. A mutant on a line that no test runs survives.
"""

import argparse
import functools
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.mutation import PACKAGES, Mutant, all_mutants, apply, sample  # noqa: E402
from tests.versions import FAST  # noqa: E402

SAMPLE = 300
# A mutant meets at most so many tests. An endless loop that it makes is ended after so many seconds of processor time, so that a busy
# machine kills no mutant; what waits for ever ends after an hour.
MOST_TESTS = 100
MOST_SECONDS = 120
AN_HOUR = 3600

# By file and line: the tests that run it.
Lines = dict[str, dict[int, list[str]]]


class Mutation:
    """A pytest plugin that runs the collected tests on mutants instead of running them once."""

    def __init__(self, chosen: Sequence[Mutant], workers: int) -> None:
        self.chosen = chosen
        self.workers = workers
        self.outcomes: dict[str, str] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure, then try each mutant."""
        items = {item.nodeid: item for item in session.items}
        runners = self._runners(list(items.values()))
        counts = Counter(name for lines in runners.values() for names in lines.values() for name in names)
        jobs = []
        for mutant in self.chosen:
            names = sorted(_nearest(runners.get(str(mutant.path), {}), mutant), key=lambda name: (counts[name], name))
            tests = [items[name] for name in dict.fromkeys([*_both_ends(names)[:MOST_TESTS], *(name for name in items if _whole(name))])]
            jobs.append(functools.partial(_tried, mutant, tests))
        for mutant, answer in zip(self.chosen, forked(jobs, self.workers), strict=True):
            self.outcomes[mutant.name] = answer or "killed by time"
            print(f"{mutant.place}: {self.outcomes[mutant.name]}: {mutant.name.partition(': ')[2]}", flush=True)
        return True

    def _runners(self, items: Sequence[pytest.Item]) -> Lines:
        """Who runs which line, measured in as many processes as there are workers."""
        found: Lines = {}
        parts = [functools.partial(_measured, items[number :: self.workers]) for number in range(self.workers)]
        for answer in forked(parts, self.workers):
            for path, lines in json.loads(answer or "{}").items():
                for line, names in lines.items():
                    found.setdefault(path, {}).setdefault(int(line), []).extend(names)
        return found


def _nearest(lines: dict[int, list[str]], mutant: Mutant) -> list[str]:
    """Who runs the mutant's line; a line within a statement may count as the statement's first."""
    running = [line for line in range(mutant.start, mutant.line + 1) if line in lines]
    return lines[running[-1]] if running else []


def _whole(name: str) -> bool:
    """Whether a test looks at everything that the examples make.

    Their output is cached, so that the lines that make it are measured for whichever test came first; these are tried on every mutant.
    """
    return name.startswith(("tests/test_goldens.py::", "tests/test_readme.py::"))


def _both_ends(names: list[str]) -> list[str]:
    """The most specific test first, then the broadest, and so on inwards: either kind finds what the other misses."""
    pairs = zip(names, reversed(names), strict=True)
    return list(dict.fromkeys(name for pair in pairs for name in pair))


def forked(jobs: Sequence[Callable[[], str]], workers: int) -> Iterator[str | None]:
    """The answers of jobs, in their order, each from a process of its own; None for one that takes too long or dies."""
    answers: dict[int, str | None] = {}
    running: dict[int, tuple[int, int, float, list[bytes]]] = {}
    waiting = list(enumerate(jobs))[::-1]
    given = 0
    while waiting or running:
        while waiting and len(running) < workers:
            number, job = waiting.pop()
            reading, process = _fork(job)
            running[reading] = (number, process, time.monotonic() + AN_HOUR, [])
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


def _measured(items: Sequence[pytest.Item]) -> str:
    """Run tests, and say which lines of cloudgen each one that passes runs; as JSON."""
    measuring = coverage.Coverage(data_file=None, include=[f"{ROOT}/cloudgen/{package}/*" for package in PACKAGES], config_file=False)
    measuring.start()
    passed = set()
    for item, following in zip(items, [*items[1:], None], strict=True):
        measuring.switch_context(item.nodeid)
        if _passes(item, following):
            passed.add(item.nodeid)
    measuring.stop()
    data = measuring.get_data()
    contexts = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
    return json.dumps(
        {path: {line: [n for n in names if n in passed] for line, names in lines.items()} for path, lines in contexts.items()}
    )


def _tried(mutant: Mutant, items: Sequence[pytest.Item]) -> str:
    """`killed by <test>`, or `survived` with the number of tests."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if not apply(mutant):
        return "survived: nothing changed"
    _forget()
    for item, following in zip(items, [*items[1:], None], strict=True):
        if not _passes(item, following):
            return f"killed by {item.nodeid}"
    return f"survived {len(items)} tests"


def _forget() -> None:
    """Empty the caches of the code and of its tests: what was computed while tests were collected is not the mutant's."""
    for found in gc.get_objects():
        if isinstance(found, functools._lru_cache_wrapper) and found.__module__.split(".")[0] in ("cloudgen", "tests"):
            found.cache_clear()


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def main() -> int:
    """Exit 1 if fewer mutants than --floor percent are killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", default=PACKAGES, help=f"packages of cloudgen: {', '.join(PACKAGES)}")
    parser.add_argument("--all", action="store_true", help="every mutant instead of the sample")
    parser.add_argument("--count", type=int, default=SAMPLE, help="size of the sample")
    parser.add_argument("--balanced", action="store_true", help="a sample with as many mutants of each operator, which is harder to kill")
    parser.add_argument("--floor", type=float, default=0, help="exit 1 if a smaller share than this, in percent, is killed")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    found = list(all_mutants(arguments.packages))
    chosen = found if arguments.all else sample(found, arguments.count, balanced=arguments.balanced)
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
