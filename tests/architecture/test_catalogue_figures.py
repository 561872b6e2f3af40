"""docs/catalogue.md says what the catalogue holds."""

from __future__ import annotations

from pathlib import Path

from orchestration.cli_sources import count_table, counts_by_kind
from scrapers.catalogue import load_catalogue

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_printed_counts_are_those_of_the_files() -> None:
    sources = list(load_catalogue(CHECKOUT / "scrapers" / "sources").values())
    table = "\n".join(count_table(counts_by_kind(sources), sources))
    assert table in (CHECKOUT / "docs" / "catalogue.md").read_text(encoding="utf-8"), (
        "write it anew: see the command in docs/catalogue.md"
    )
