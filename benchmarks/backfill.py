"""A backfill of many days and countries: is the cost of a partition flat as days grow, and the memory too?

``python -m benchmarks.backfill [--days 30] [--countries kr,jp,cn,tw,vn,in] [--items 20]`` makes one WARC file per
country and day, runs every partition in this process as ``desk backfill`` does, and prints, for each sixth of the
range, the mean wall seconds of a partition and the peak resident memory so far. A flat column is the aim.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.made_day import write_day

FIRST = date(2026, 2, 3)  # a Tuesday: a Monday would ask for the days before it


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--countries", default="kr,jp,cn,tw,vn,in")
    parser.add_argument("--items", type=int, default=20)
    arguments = parser.parse_args()
    countries = arguments.countries.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        days = [FIRST + timedelta(days=number) for number in range(arguments.days)]
        archives = {
            (country, day): write_day(folder / "made", arguments.items, day=day, country=country)
            for day in days
            for country in countries
        }
        os.environ["DESK_HOME"] = str(folder / "home")
        os.environ["DESK_SOURCES"] = str(folder / "made" / "sources")
        seconds = _run(folder, archives)
    size = max(1, len(seconds) // 6)
    print(f"{len(seconds)} partitions of {arguments.items} items")
    print(f"{'partitions':<16}{'mean s':>8}{'peak MB':>10}")
    for start in range(0, len(seconds), size):
        part = seconds[start : start + size]
        mean = statistics.mean(s for s, _ in part)
        print(f"{start + 1:>5} to {start + len(part):<7}{mean:>8.2f}{part[-1][1]:>10.0f}")


def _run(folder: Path, archives: dict[tuple[str, date], tuple[Path, Path]]) -> list[tuple[float, float]]:
    from briefing.settings import load_settings
    from briefing.storage.home import Home
    from orchestration.run import run_country_day
    from scrapers.archive.importing import import_archive

    load_settings.cache_clear()
    home = Home(load_settings().home)
    seconds = []
    for (country, day), (warc, _) in archives.items():
        archive = home.relative(import_archive(home, warc))
        began = time.perf_counter()
        outcome = run_country_day(home, country, day, capture={"fetch": "never", "archives": [archive]})
        if not outcome.success:
            raise SystemExit(f"{country} {day}: {outcome.failure}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds.append((time.perf_counter() - began, peak))
    return seconds


if __name__ == "__main__":
    main()
