"""Times cloudgen's commands beside the import of its libraries: `python benchmarks/run.py [--runs N]`.

Each figure is the median wall time of whole processes, after one run that isn't counted.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "web-app" / "cloudgen.yaml"
IMPORTS = [sys.executable, "-c", "import typer, pydantic, jinja2, yaml"]


def seconds(command: list[str], runs: int) -> float:
    """The median wall time of a command."""
    times = []
    for number in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if number:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def large_spec(components: int) -> str:
    """A spec with so many components: services that call the next one, each with a store of its own."""
    pairs = components // 2
    lines = [
        "name: large",
        "regions: {aws: us-east-1, azure: eastus2, gcp: us-central1}",
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
    base = seconds(IMPORTS, runs)
    print(f"{'what':42} {'seconds':>8} {'x import':>8}")
    print(f"{'import typer, pydantic, jinja2, yaml':42} {base:8.3f} {1:8.2f}")
    with tempfile.TemporaryDirectory() as folder:
        rows = {
            "--help": cloudgen("--help"),
            "validate, three clouds": cloudgen("validate", "--spec", str(EXAMPLE)),
            "generate, one cloud": cloudgen("generate", "-p", "aws", "--spec", str(EXAMPLE), "--out", f"{folder}/one"),
            "generate, three clouds": cloudgen("generate", "-p", "all", "--spec", str(EXAMPLE), "--out", f"{folder}/all"),
        }
        for size in (10, 100, 1000):
            spec = Path(folder) / f"{size}.yaml"
            spec.write_text(large_spec(size), encoding="utf-8")
            rows[f"generate, one cloud, {size} components"] = cloudgen(
                "generate", "-p", "gcp", "--spec", str(spec), "--out", f"{folder}/{size}"
            )
        for name, command in rows.items():
            taken = seconds(command, runs)
            print(f"{name:42} {taken:8.3f} {taken / base:8.2f}", flush=True)


if __name__ == "__main__":
    main()
