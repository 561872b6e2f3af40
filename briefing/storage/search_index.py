"""The search index: the words of every edition's newest version, in English and in the originals.

An SQLite file made from the editions alone, so that it can be deleted at any time. Chinese and Japanese are written
without blanks, Korean with endings on every word, so that their text is indexed by pairs of characters: 삼성전자 is
found by 삼성 and by 전자. Other words are indexed as they are, without the marks on letters: Hà Nội is found by ha
noi.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock

from briefing.records.edition import Edition, Line
from briefing.rendering.page import lines_in_order
from briefing.storage import editions
from briefing.storage.home import Home
from briefing.taxonomy.countries import COUNTRIES

_SCHEMA = 1
MOST_CHARACTERS = 200
_MOST_TERMS = 12
# Han, kana, hangul, with the marks that belong into their words.
_PAIRED = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003134f"
)
_RUN = re.compile(f"[{_PAIRED}]+|[^{_PAIRED}]+")
_IS_PAIRED = re.compile(f"[{_PAIRED}]")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w")
_TABLES = """
create table shelved (country text, day text, version integer, stamp integer, primary key (country, day));
create table lines (
    id integer primary key, country text, day text, version integer, number integer, source_id text, source_name text,
    kind text, language text, risk text, ops text, importance integer, headline_en text, headline_original text,
    body_en text, body_original text, names text
);
create index lines_by_day on lines (day desc, importance desc);
create index lines_by_edition on lines (country, day);
create virtual table words using fts5 (
    headline_en, headline_original, body_en, body_original, names,
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
"""
_ADD_LINE = "insert into lines values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_WORDS = (
    "insert into words (rowid, headline_en, headline_original, body_en, body_original, names) "
    "values (?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Every word must be there; words in quotation marks stand together. Empty: no limit."""

    words: str = ""
    country: str = ""
    first: date | None = None
    last: date | None = None
    category: str = ""
    kind: str = ""
    source: str = ""


@dataclass(frozen=True)
class Hit:
    """A line that was found."""

    country: str
    day: date
    version: int
    number: int
    source_name: str
    kind: str
    language: str
    risk: str
    ops: str
    headline_en: str
    headline_original: str
    body_en: str
    body_original: str
    names: str


@dataclass(frozen=True)
class Found:
    """``total`` counts all hits, ``hits`` are those of the page, newest first, then the weightiest."""

    total: int
    hits: tuple[Hit, ...]


def terms_of(words: str) -> tuple[str, ...]:
    """The words to look for, those in quotation marks together; signs alone are none."""
    found = (quoted or plain for quoted, plain in _TERM.findall(words[:MOST_CHARACTERS]))
    return tuple(dict.fromkeys(t for term in found if _WORD.search(t := term.strip('" '))))[:_MOST_TERMS]


def search(home: Home, wanted: Wanted, page: int = 1, size: int = 25) -> Found:
    """Lines that fit, a page of them. Brings the index up to date first."""
    refresh(home)
    where, values = _conditions(wanted)
    terms = terms_of(wanted.words)
    if wanted.words.strip() and not terms:
        return Found(0, ())
    if terms:
        where.append("id in (select rowid from words where words match ?)")
        values.append(" AND ".join(map(_phrase, terms)))
    condition = f" where {' and '.join(where)}" if where else ""
    with closing(_open(home.search_index)) as index:
        (total,) = index.execute(f"select count(*) from lines{condition}", values).fetchone()  # noqa: S608 - our words
        rows = index.execute(
            "select country, day, version, number, source_name, kind, language, risk, ops, headline_en, "  # noqa: S608
            f"headline_original, body_en, body_original, names from lines{condition} "
            "order by day desc, importance desc, country, number limit ? offset ?",
            [*values, size, (page - 1) * size],
        ).fetchall()
    return Found(total, tuple(Hit(row[0], date.fromisoformat(row[1]), *row[2:]) for row in rows))


def _conditions(wanted: Wanted) -> tuple[list[str], list[object]]:
    """Conditions with a mark for each value: nothing that was typed becomes part of a statement."""
    tests: tuple[tuple[str, object], ...] = (
        ("country = ?", wanted.country),
        ("day >= ?", wanted.first.isoformat() if wanted.first else ""),
        ("day <= ?", wanted.last.isoformat() if wanted.last else ""),
        ("? in (risk, ops)", wanted.category),
        ("kind = ?", wanted.kind),
        ("source_id = ?", wanted.source),
    )
    asked = [(test, value) for test, value in tests if value]
    return [test for test, _ in asked], [value for _, value in asked]


def _phrase(term: str) -> str:
    """A term as FTS5 reads it: a string in which nothing but the quotation mark means anything, and it is doubled.

    The last word may go on: ``semicon`` finds semiconductors.
    """
    grams = _pairs(term, is_whole=False).replace('"', '""')
    return f'"{grams}" *'


def _pairs(text: str, *, is_whole: bool = True) -> str:
    """Text with its runs of paired characters as pairs, and after them, of a whole text, the last character alone, so
    that each character begins one token."""
    return " ".join(
        " ".join(_run_pairs(run, is_whole)) if _IS_PAIRED.match(run) else run for run in _RUN.findall(text)
    )


def _run_pairs(run: str, is_whole: bool) -> list[str]:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return [*pairs, run[-1]] if is_whole or not pairs else pairs


def refresh(home: Home) -> int:
    """Read what is new on the shelf, forget what is gone; returns how many editions were read."""
    with closing(_open(home.search_index)) as index:
        known = _known(index)
        if known == (shelf := dict(_shelf(home))):
            return 0
    home.locks.mkdir(parents=True, exist_ok=True)
    with FileLock(home.locks / "search_index.lock"), closing(_open(home.search_index)) as index:
        known = _known(index)
        changed = [key for key, newest in shelf.items() if known.get(key) != newest]
        for country, day in {*changed, *(known.keys() - shelf.keys())}:
            with index:
                _forget(index, country, day)
                if (country, day) in shelf:
                    version, stamp = shelf[country, day]
                    _add(index, editions.load(home, country, date.fromisoformat(day), version), stamp)
    return len(changed)


def _known(index: sqlite3.Connection) -> dict[tuple[str, str], tuple[int, int]]:
    rows = index.execute("select country, day, version, stamp from shelved").fetchall()
    return {(country, day): (version, stamp) for country, day, version, stamp in rows}


def _shelf(home: Home) -> Iterator[tuple[tuple[str, str], tuple[int, int]]]:
    """Every edition's newest version and when its file was written."""
    for code in COUNTRIES:
        folder = home.root / "editions" / code
        for path in folder.iterdir() if folder.is_dir() else ():
            try:
                have = editions.versions(home, code, date.fromisoformat(path.name))
            except ValueError:
                continue  # not a folder of a date; nothing of ours
            if have:
                stamp = (path / f"v{have[-1]}" / "edition.json").stat().st_mtime_ns
                yield (code, path.name), (have[-1], stamp)


def _forget(index: sqlite3.Connection, country: str, day: str) -> None:
    of_day = (country, day)
    index.execute(
        "delete from words where rowid in (select id from lines where country = ? and day = ?)", of_day
    )
    index.execute("delete from lines where country = ? and day = ?", of_day)
    index.execute("delete from shelved where country = ? and day = ?", of_day)


def _add(index: sqlite3.Connection, edition: Edition, stamp: int) -> None:
    day = edition.edition_date.isoformat()
    for line in lines_in_order(edition):
        texts = _texts(line)
        row = index.execute(
            _ADD_LINE,
            (
                edition.country,
                day,
                edition.version,
                line.number,
                line.source_id,
                line.source_name,
                line.kind,
                line.language,
                line.risk_category or "",
                line.ops_category or "",
                line.importance.score if line.importance else 0,
                *texts,
            ),
        ).lastrowid
        index.execute(_ADD_WORDS, (row, *map(_pairs, texts)))
    index.execute("insert into shelved values (?, ?, ?, ?)", (edition.country, day, edition.version, stamp))


def _texts(line: Line) -> Sequence[str]:
    is_english = line.language_label == "English"
    return (
        line.headline_en,
        line.headline_original or "",
        " ".join(s.text_en or s.terms_en or "" for s in line.summary),
        "" if is_english else " ".join(s.original for s in line.summary),
        "; ".join(
            dict.fromkeys(f"{e.name_en} ({e.name})" if e.name != e.name_en else e.name for e in line.entities)
        ),
    )


def _open(path: Path) -> sqlite3.Connection:
    """The index; one of an older form is emptied and made anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    index = sqlite3.connect(path, timeout=30)
    index.execute("pragma journal_mode=wal")
    if index.execute("pragma user_version").fetchone()[0] != _SCHEMA:
        with FileLock(path.with_name(f".{path.name}.lock")):
            if index.execute("pragma user_version").fetchone()[0] != _SCHEMA:
                for table in ("shelved", "lines", "words"):
                    index.execute(f"drop table if exists {table}")
                index.executescript(f"begin; {_TABLES} pragma user_version = {_SCHEMA}; commit;")
    return index
