"""The guide to sources: its examples are sources, and it names every key of the schema and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scrapers.catalogue import load_source, source_json_schema

CHECKOUT = Path(__file__).resolve().parents[2]
GUIDE = CHECKOUT / "docs" / "guides" / "sources.md"
README = CHECKOUT / "scrapers" / "sources" / "README.md"
LEAST = {
    "name": "Example",
    "kind": "news_media",
    "languages": ["ko"],
    "countries": ["kr"],
    "homepage": "https://www.example.com",
    "timezone": "Asia/Seoul",
    "healthy_day": {"min_items": 0, "max_items": 20, "silence_hours": 24},
    "evidence": "an example",
    "confidence": "C",
}


def examples(path: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", [*examples(GUIDE), *examples(README)])
def test_an_example_is_a_source(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kr" / "example.yml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(LEAST | yaml.safe_load(text), allow_unicode=True), encoding="utf-8")
    source = load_source(path, tmp_path)
    assert source.seeds()


def test_there_is_an_example_of_every_way_in() -> None:
    text = "\n".join(examples(GUIDE))
    ways = ("feeds", "listings", "sitemaps", "apis", "documents", "prefetch", "backfill", "country_filter")
    hard = (
        "link_pattern",
        "link_argument",
        "script_pattern",
        "markup_path",
        "inside",
        "detail",
        "child_pattern",
    )
    assert [key for key in (*ways, *hard) if f"{key}:" not in text] == []


def schema_keys() -> set[str]:
    schema = source_json_schema()
    records = [schema, *(d for d in schema["$defs"].values() if "properties" in d)]
    return {name for record in records for name in record["properties"]} - {"way"}


def test_every_key_of_the_schema_stands_in_the_guide_and_no_other() -> None:
    text = GUIDE.read_text(encoding="utf-8").partition("## Key by key")[2].partition("## Look at it")[0]
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    first = {key for row in rows for key in re.findall(r"`(\w+)`", row[1])}
    named = first | {key for row in rows for key in re.findall(r"`(\w+)`", "|".join(row[2:]))}
    assert schema_keys() - named == set()
    assert first - schema_keys() == set()


def test_every_required_key_is_said_to_be() -> None:
    text = GUIDE.read_text(encoding="utf-8").partition("### The file")[2].partition("### Every request")[0]
    for key in source_json_schema()["required"]:
        [row] = [
            line for line in text.splitlines() if line.startswith("| `") and f"`{key}`" in line.split("|")[1]
        ]
        assert "required" in row.split("|")[2], key
