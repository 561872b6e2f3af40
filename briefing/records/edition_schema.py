"""The JSON Schema of ``edition.json``: ``python -m briefing.records.edition_schema docs/edition.schema.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from briefing.records.edition import Edition


def edition_json_schema() -> dict[str, Any]:
    """JSON Schema of an edition as it is written, so that fields with a default are required too."""
    schema = Edition.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Country Desk edition",
    }


def edition_schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(edition_json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(edition_schema_text(), encoding="utf-8")
