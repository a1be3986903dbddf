"""Times cloudgen's commands beside the import of its libraries: `python benchmarks/run.py [--runs N]`.

Each figure is of whole processes, after one run that isn't counted: the median wall time, the least processor time (a busy machine moves it
less), and the most memory of any of them. The processor time is compared with that of importing the libraries.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "web-app" / "cloudgen.yaml"
IMPORTS = [sys.executable, "-c", "import typer, pydantic, jinja2, yaml"]


@dataclass(frozen=True)
class Measured:
    """Wall and processor time of a command in seconds, and its memory in megabytes."""

    wall: float
    processor: float
    memory: float

    def row(self, what: str, base: "Measured") -> str:
        """A line of the table; `base` is the import of the libraries."""
        return f"{what:42} {self.wall:8.3f} {self.processor:10.3f} {self.processor / base.processor:8.2f} {self.memory:6.0f}"


def measured(command: list[str], runs: int) -> Measured:
    """Run a command some times."""
    times, processor, most = [], [], 0
    for number in range(runs + 1):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        if number:
            times.append(time.perf_counter() - start)
            processor.append(used.ru_utime + used.ru_stime)
            most = max(most, used.ru_maxrss)
    return Measured(statistics.median(times), min(processor), most / 1024)


def large_plan(resources: int) -> str:
    """A plan with so many resources, in equal parts NAT gateways, functions, queues, roles and subnets."""
    types = ("aws_nat_gateway", "aws_lambda_function", "aws_sqs_queue", "aws_iam_role", "aws_subnet")
    values = {"memory_size": 512, "fifo_queue": False, "tags": {"team": "shop"}}
    listed = []
    for number in range(resources):
        kind = types[number % len(types)]
        listed.append({"address": f"{kind}.r{number}", "mode": "managed", "type": kind, "name": f"r{number}", "values": values})
    return json.dumps({"format_version": "1.2", "planned_values": {"root_module": {"resources": listed}}})


def large_spec(components: int) -> str:
    """A spec with so many components: services that call the next one, each with a store of its own."""
    pairs = components // 2
    lines = [
        "name: large",
        "regions: {aws: us-east-1, azure: eastus2, gcp: us-central1}",
        "domain: large.example.com",
        "traffic: {monthly_active_users: 1000}",
    ]
    lines += ["components:", "  edge: {kind: cdn}"]
    for number in range(pairs):
        lines += [f"  service-{number}: {{kind: service}}", f"  store-{number}: {{kind: object-store}}"]
    lines += ["flows:", "  - {from: users, to: edge, action: request, per_user_day: 10}", "  - {from: edge, to: service-0, action: route}"]
    for number in range(pairs):
        lines += [f"  - {{from: service-{number}, to: store-{number}, action: read-write, ratio: 0.1}}"]
        if number:
            lines += [f"  - {{from: service-{number - 1}, to: service-{number}, action: request, ratio: 0.9}}"]
    return "\n".join(lines) + "\n"


def cloudgen(*arguments: str) -> list[str]:
    """A command line of this checkout's cloudgen."""
    return [sys.executable, "-m", "cloudgen", *arguments]


def main() -> None:
    """Print one row per measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    base = measured(IMPORTS, runs)
    print(f"{'what':42} {'seconds':>8} {'processor':>10} {'x import':>8} {'MB':>6}")
    print(base.row("import typer, pydantic, jinja2, yaml", base))
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            "--help": cloudgen("--help"),
            "validate, three clouds": cloudgen("validate", "--spec", str(EXAMPLE)),
            "generate, one cloud": cloudgen("generate", "-p", "aws", "--spec", str(EXAMPLE), "--out", f"{folder}/one"),
            "generate, three clouds": cloudgen("generate", "-p", "all", "--spec", str(EXAMPLE), "--out", f"{folder}/all"),
            "cost, one cloud": cloudgen("cost", "-p", "aws", "--spec", str(EXAMPLE)),
            "cost, one cloud, three environments": cloudgen("cost", "-p", "aws", "--all-envs", "--spec", str(EXAMPLE)),
            "compare, three clouds": cloudgen("compare", "--spec", str(EXAMPLE)),
        }
        for size in (1000, 5000, 10000):
            plan = Path(folder) / f"{size}.json"
            plan.write_text(large_plan(size), encoding="utf-8")
            rows[f"cost, plan of {size} resources"] = cloudgen("cost", "--plan", str(plan))
        for size in (10, 100, 1000):
            spec = Path(folder) / f"{size}.yaml"
            spec.write_text(large_spec(size), encoding="utf-8")
            rows[f"generate, one cloud, {size} components"] = cloudgen(
                "generate", "-p", "gcp", "--spec", str(spec), "--out", f"{folder}/{size}"
            )
        for name, command in rows.items():
            print(measured(command, runs).row(name, base), flush=True)


if __name__ == "__main__":
    main()
