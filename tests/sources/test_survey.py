"""The catalogue against the survey of sources that it was begun from: no row lost, kinds and countries kept."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from scrapers.catalogue import load_catalogue

CHECKOUT = Path(__file__).resolve().parents[2]
KINDS = {
    "News Media": "news_media",
    "Government Releases": "government",
    "City/State Releases": "city_state",
    "Embassy Releases": "embassy",
    "Foreign Service Advisories": "foreign_service_advisory",
    "Academic/Think Tank": "academic_think_tank",
    "Podcasts": "podcast",
    "Videos": "video",
    "Social Media": "social",
    "Business Releases": "business",
}


def survey() -> list[dict[str, str]]:
    default = CHECKOUT.parent / "shared" / "corpora"
    path = Path(os.environ.get("DESK_CORPORA", default)).parent / "sources.csv"
    if not path.is_file():
        pytest.skip(f"no survey of sources at {path}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.corpora
def test_every_row_of_the_survey_is_in_exactly_one_file() -> None:
    held = Counter(
        row
        for source in load_catalogue(CHECKOUT / "scrapers" / "sources").values()
        for row in source.survey_ids
    )
    assert {row["id"] for row in survey()} == set(held)
    assert [row for row, count in held.items() if count > 1] == []


@pytest.mark.corpora
def test_kind_and_country_are_those_of_the_survey() -> None:
    by_row = {
        row: source
        for source in load_catalogue(CHECKOUT / "scrapers" / "sources").values()
        for row in source.survey_ids
    }
    differing = [
        (row["id"], row["kind"], by_row[row["id"]].kind)
        for row in survey()
        if by_row[row["id"]].kind != KINDS[row["kind"]] or row["id"][:2] not in by_row[row["id"]].countries
    ]
    assert differing == []


@pytest.mark.corpora
def test_the_dead_ones_are_kept_and_off() -> None:
    by_row = {
        row: source
        for source in load_catalogue(CHECKOUT / "scrapers" / "sources").values()
        for row in source.survey_ids
    }
    dead = [by_row[row["id"]] for row in survey() if row["status"] == "dead"]
    assert len(dead) == 2
    assert all(not source.enabled and source.disabled_reason for source in dead)
