"""One country-day from WARC to edition: wall time by stage, and the share that is fixed start-up.

``python -m benchmarks.country_day [--items 500] [--runs 3]`` writes a day of its own making (pages of a few hundred
characters in Korean, one feed) into a WARC file, replays it with the ``desk`` command in fresh home folders, and
prints medians. The same day with one item is the start-up. Each figure is the wall time of a whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.made_day import DATE, write_day


def measure(items: int, runs: int, folder: Path) -> tuple[list[float], list[dict[str, float]]]:
    """Wall seconds of each run, and seconds by step."""
    warc, sources = write_day(folder / f"{items}", items)
    walls, steps = [], []
    for number in range(runs):
        home = folder / f"home-{items}-{number}"
        environment = {**os.environ, "DESK_HOME": str(home), "DESK_SOURCES": str(sources)}
        began = time.perf_counter()
        done = subprocess.run(
            [
                str(Path(sys.executable).parent / "desk"),
                *("replay", "--warc", str(warc), "--country", "kr", "--date", DATE.isoformat()),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        walls.append(time.perf_counter() - began)
        if done.returncode != 0:
            sys.exit(f"replay ended with {done.returncode}:\n{done.stderr}")
        steps.append(json.loads(done.stdout)["seconds"])
    return walls, steps


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        empty, empty_steps = measure(1, arguments.runs, Path(name))
        full, full_steps = measure(arguments.items, arguments.runs, Path(name))
    print(f"{'step':<32}{'1 item':>10}{arguments.items:>8} items   (median seconds of {arguments.runs} runs)")
    for step in full_steps[0]:
        small = statistics.median(s[step] for s in empty_steps)
        large = statistics.median(s[step] for s in full_steps)
        print(f"{step:<32}{small:>10.2f}{large:>14.2f}")
    small, large = statistics.median(empty), statistics.median(full)
    print(f"{'whole process':<32}{small:>10.2f}{large:>14.2f}")
    print(
        f"start-up is {small:.1f} s of {large:.1f} s, {small / large:.0%}; "
        f"{(large - small) / arguments.items * 1000:.0f} ms an item"
    )


if __name__ == "__main__":
    main()
