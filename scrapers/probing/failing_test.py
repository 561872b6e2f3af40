"""The test of a new source: it fails until a person has compared what is read with what stands there."""

from __future__ import annotations

import json
import os.path
from datetime import datetime
from pathlib import Path

_TEMPLATE = '''"""What is read of {title}. It fails until a person has looked.

The answer was saved on {day} with its words replaced by filler of the same scripts and lengths: structure, addresses
and dates are the publisher's, no text is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from scrapers.catalogue import load_source
from scrapers.extraction.seed_reader import read_seed

HERE = Path(__file__).resolve().parent
SOURCES = (HERE / {sources}).resolve()
FILE = SOURCES / {file}
ANSWER = HERE / {answer}
ADDRESS = {address}
CONTENT_TYPE = {content_type}
READ_AT = datetime.fromisoformat({read_at})

# Open the file that ANSWER names (a page in a browser, a feed or JSON in an editor) and write here what you see in
# it, not what a program says. Nothing else of this file needs to be touched.
ENTRIES: int | None = None  # how many articles it lists
TITLE_LENGTH: int | None = None  # characters of the first one's headline, blanks included; 0 where it has none
LINK: str | None = None  # the whole address that it leads to, as an article's page has it
PUBLISHED: str | None = None  # its date, as "2026-03-10T09:00+09:00"; "" where none is written


def test_a_person_has_looked_at_the_source() -> None:
    blanks = {{"ENTRIES": ENTRIES, "TITLE_LENGTH": TITLE_LENGTH, "LINK": LINK, "PUBLISHED": PUBLISHED}}
    missing = [name for name, value in blanks.items() if value is None]
    assert not missing, f"fill in {{', '.join(missing)}} in {{__file__}}, from what you see in {{ANSWER}}"
    lines = FILE.read_text(encoding="utf-8").splitlines()
    left = [line.strip(" #") for line in lines if "CHECK" in line or "REPLACE-ME" in line]
    assert not left, f"decide in {{FILE}} and take the remark out: {{left}}"


def test_the_saved_answer_is_read_as_a_person_reads_it() -> None:
    source = load_source(FILE, SOURCES)
    reading = read_seed(
        source.seed({key}),
        ANSWER.read_bytes(),
        content_type=CONTENT_TYPE,
        address=ADDRESS,
        timezone=source.timezone,
        at=READ_AT,
        charset=source.charset,
        since=READ_AT - timedelta(days=31),
        rules=source.article,
        date_formats=source.date_formats,
    )
    first = reading.entries[0]
    assert len(reading.entries) == ENTRIES, "row, link or link_pattern take too many or too few"
    assert len(first.title) == TITLE_LENGTH, f"the title is read as {{first.title!r}}"
    assert first.link == LINK, "link, link_argument or link_template lead elsewhere"
    expected = datetime.fromisoformat(PUBLISHED) if PUBLISHED else None
    assert first.published.at == expected, f"{{first.published}}: look at date, date_formats and timezone"
'''


def write_test(
    *,
    name: str,
    file: Path,
    sources: Path,
    test: Path,
    answer: Path,
    key: str,
    address: str,
    content_type: str | None,
    read_at: datetime,
) -> str:
    """The text of the test at ``test`` for the source ``file`` in the catalogue ``sources``."""
    return _TEMPLATE.format(
        title=_plain(name),
        day=f"{read_at:%Y-%m-%d}",
        sources=_quoted(os.path.relpath(sources, test.parent)),
        file=_quoted(file.relative_to(sources).as_posix()),
        answer=_quoted(answer.relative_to(test.parent).as_posix()),
        key=_quoted(key),
        address=_quoted(address),
        content_type=_quoted(content_type) if content_type else "None",
        read_at=_quoted(read_at.isoformat()),
    )


def _quoted(text: str) -> str:
    """A string of Python; JSON's form is one of them and cannot be left by what stands in it."""
    return json.dumps(text, ensure_ascii=False)


def _plain(text: str) -> str:
    """A name as it may stand in a docstring."""
    return "".join(c for c in text if c.isalnum() or c in " .,-&()").strip()[:80] or "the source"
