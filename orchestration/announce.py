"""Say where the briefings lie, and the line that opens one. For ``make briefing``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scrapers.sample import SAMPLE_DATE


def main() -> None:
    """Reads the JSON that ``desk sample`` printed: country to page."""
    pages = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("The briefings of the sample day (invented outlets) lie here:")
    for code, page in pages.items():
        print(f"  {code}  {page}")
    first = next(iter(pages))
    print("\nOpen one:")
    print(f"  .venv/bin/desk edition open --country {first} --date {SAMPLE_DATE}")
    print("Follow a line back to its bytes:")
    print(f"  .venv/bin/desk trace {first}/{SAMPLE_DATE} 1")


if __name__ == "__main__":
    main()
