"""``desk extract``: articles of saved pages."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from orchestration.speaking import STORAGE, USAGE, say, speaking_plainly, stop


def extract(
    index: Annotated[Path, typer.Argument(metavar="INDEX.jsonl", help="url and html (a path) per line")],
    out: Annotated[Path, typer.Option("--out", help="the file to write, one line per line of the index")],
) -> None:
    """Read saved pages: title, date with its basis, language, byline, body and kind of each, as JSON lines.

    Each line of the index is an object with `url` and `html`, a path that counts from the index's folder, packed by
    gzip or not. `content_type`, `charset`, `timezone`, `country` and `fetched_at` are used where they are given. A
    page that cannot be read is a line of kind `error` and ends nothing.
    """
    with speaking_plainly():
        from scrapers.extract_index import count_lines, extract_index
        from scrapers.workers import ExtractionWorkers

        try:
            total = count_lines(index)
        except (OSError, EOFError) as error:
            stop(USAGE, f"{index}: {error}")
        begun = last = time.monotonic()

        def tell(done: int, kinds: dict[str, int]) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= 2 or done == total:
                last = now
                shown = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
                print(
                    f"\r{done}/{total} pages, {done / (now - begun):.0f}/s: {shown}", end="", file=sys.stderr
                )

        try:
            with ExtractionWorkers() as workers:
                tally = extract_index(index, out, workers, tell)
        except OSError as error:
            stop(STORAGE if error.errno == 28 else USAGE, f"{out}: {error}")
        say(f"\n{tally.lines} lines in {out}")
