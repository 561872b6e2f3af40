"""The PDF of a full edition, and the whole way of an edition: compose's document, HTML and PDF.

python -m benchmarks.pdf [--items 300] [--out FILE]

Prints seconds, pages and memory; the ratio is to reading the same document back page by page with pypdfium2, the
named peer.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import timedelta
from pathlib import Path

import pypdfium2

from benchmarks.full_edition import full_edition
from briefing.records.trend_day import TrendDay
from briefing.rendering.html import render_html
from briefing.rendering.pdf import render_pdf
from briefing.storage.editions import to_bytes
from briefing.storage.trend import trend_day


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    start = time.perf_counter()
    edition = full_edition(options.items)
    made = time.perf_counter()
    document = to_bytes(edition)
    page = render_html(edition)
    html = time.perf_counter()
    today = trend_day(edition)
    trend: list[TrendDay] = [
        today.model_copy(
            update={"date": today.date - timedelta(days=n), "monitored": today.monitored - 7 * n}
        )
        for n in range(12, 0, -1)
    ]
    first = time.perf_counter()
    content = render_pdf(edition, trend=trend)
    cold = time.perf_counter()
    render_pdf(edition.model_copy(update={"version": 2}), trend=trend)
    warm = time.perf_counter()
    reader = pypdfium2.PdfDocument(content)
    pages = len(reader)
    for number in range(pages):
        reader[number].get_textpage().get_text_range()
    read = time.perf_counter() - warm
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.items} items, {len(edition.developments)} Developments: made {made - start:.2f} s")
    print(
        f"  edition.json {len(document):,} bytes and HTML {len(page.encode()):,} bytes: {html - made:.2f} s"
    )
    print(
        f"  PDF {len(content):,} bytes, {pages} pages: {cold - first:.2f} s cold (fonts read), "
        f"{warm - cold:.2f} s warm"
    )
    print(
        f"  {pages / (cold - first):.0f} pages/s cold, {pages / (warm - cold):.0f} warm; peak memory {memory:.0f} MB"
    )
    print(
        f"  pypdfium2 reads it back in {read:.2f} s: setting takes {(warm - cold) / read:.1f} times as long"
    )
    if options.out:
        options.out.write_bytes(content)


if __name__ == "__main__":
    main()
