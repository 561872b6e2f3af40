"""Bodies, titles and dates of saved article pages: ours beside the published extractors, in one run.

    python -m benchmarks.extraction FOLDER [--only ours,trafilatura-fast] [--half development|held-out]
                                           [--show ours] [--json FILE]

FOLDER holds ``index.jsonl.gz``: one JSON object a line with ``html`` (a gzipped UTF-8 page, relative to FOLDER),
``url``, ``country``, ``site`` and what is known of it: ``title``, ``date``, ``body``, ``body_with``,
``body_without``, ``body_phrase``, ``body_first_words``.

The body is measured as the scrapinghub article-extraction-benchmark does: 4-grams of tokens as multisets, each
page's matches scaled to one, precision and recall averaged over the pages, F1 of the two averages. A character of
Han, kana, Thai, Lao, Khmer or Burmese is a token of its own, since these scripts put no space between words; the
rule holds for every extractor alike, and so does Unicode's normal form NFC. Speed is pages per second of this
process's CPU time, metadata included where the extractor reads any. Sites are divided into two halves by their name;
``development`` is the half that our rules may be written on.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import json
import logging
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

COUNTRIES = ("kr", "jp", "cn", "tw", "vn", "in")
ZONES = {
    "kr": "Asia/Seoul",
    "jp": "Asia/Tokyo",
    "cn": "Asia/Shanghai",
    "tw": "Asia/Taipei",
    "vn": "Asia/Ho_Chi_Minh",
    "in": "Asia/Kolkata",
}
# Captured after every page of the collection was published.
CAPTURED_AT = datetime(2026, 11, 1, tzinfo=UTC)
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+?(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\W|$)"
)


@dataclass(frozen=True)
class Found:
    """What an extractor found on a page; ``published`` is a day in the page's zone."""

    body: str
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True)
class Score:
    """One page by one extractor. Shares from 0 to 1; None where the truth is not known or nothing was promised."""

    html: str
    country: str
    true_shingles: float
    false_shingles: float
    missed_shingles: float
    has_body: bool
    title: bool | None
    date: bool | None
    phrases: float | None
    seconds: float

    @property
    def f1(self) -> float:
        return 2 * self.true_shingles / (2 * self.true_shingles + self.false_shingles + self.missed_shingles)


Extractor = Callable[[str, dict[str, Any]], Found]


def zone_of(row: dict[str, Any]) -> str:
    return ZONES.get(row.get("country") or "", "UTC")


def tokenise(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text))


def count_shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """A text of fewer tokens than ``size`` is one shingle; an empty one has the empty shingle, as published."""
    tokens = tokenise(text)
    return Counter(tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))


def compare_bodies(truth: str, found: str) -> tuple[float, float, float]:
    """Matched, invented and missed shingles, scaled to a sum of one."""
    wanted, got = count_shingles(truth), count_shingles(found)
    matched = sum((wanted & got).values())
    invented, missed = sum((got - wanted).values()), sum((wanted - got).values())
    total = matched + invented + missed
    return matched / total, invented / total, missed / total


def fold_title(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


def read_truth_days(written: str, zone: str) -> set[date]:
    """The days that a known date may be printed as: in the zone it names, and in the page's."""
    try:
        at = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return set()
    return {at.date()} if at.tzinfo is None else {at.date(), at.astimezone(ZoneInfo(zone)).date()}


def read_day(written: Any) -> date | None:
    """The day as an extractor gives it; of an instant, in the zone that it carries."""
    if isinstance(written, datetime):
        return written.date()
    try:
        return datetime.fromisoformat(str(written).replace("Z", "+00:00")).date()
    except ValueError:
        return None


def judge_phrases(row: dict[str, Any], body: str) -> float | None:
    """The share of known segments that stand in the body, or are rightly kept out of it."""
    folded = fold_title(body)
    wanted = [*row.get("body_with", []), *filter(None, [row.get("body_phrase"), row.get("body_first_words")])]
    checks = [fold_title(w)[:60] in folded for w in wanted]
    checks += [fold_title(w) not in folded for w in row.get("body_without", [])]
    return sum(checks) / len(checks) if checks else None


def judge(row: dict[str, Any], found: Found, promises: set[str], seconds: float) -> Score:
    truth = row.get("body") or ""
    matched, invented, missed = compare_bodies(truth, found.body) if truth else (0.0, 0.0, 1.0)
    title, zone = row.get("title"), zone_of(row)
    days = read_truth_days(row["date"], zone) if row.get("date") else set()
    return Score(
        html=row["html"],
        country=row.get("country") or "other",
        true_shingles=matched,
        false_shingles=invented,
        missed_shingles=missed,
        has_body=bool(truth),
        title=fold_title(found.title or "") == fold_title(title) if title and "title" in promises else None,
        date=found.published in days if days and "date" in promises else None,
        phrases=judge_phrases(row, found.body),
        seconds=seconds,
    )


def read_ours() -> Extractor:
    from scrapers.extraction.page import NoArticleError, read_page

    def extract(html: str, row: dict[str, Any]) -> Found:
        zone = zone_of(row)
        try:
            page = read_page(
                html.encode(),
                content_type="text/html; charset=utf-8",
                address=row.get("url") or "https://unknown.example/",
                timezone=zone,
                at=CAPTURED_AT,
            )
        except NoArticleError:
            return Found("")
        return Found("\n".join(page.paragraphs), page.title, _written_day(page.published, zone))

    return extract


def _written_day(published: Any, zone: str) -> date | None:
    """The day as the page writes it, as the other extractors give it: in the zone named there, or the page's."""
    if published.at is None:
        return None
    iso = re.match(r"\d{4}-\d\d-\d\d(?=T|$| )", published.raw)
    return date.fromisoformat(iso.group()) if iso else published.at.astimezone(ZoneInfo(zone)).date()


def read_trafilatura(**options: Any) -> Callable[[], Extractor]:
    def load() -> Extractor:
        import trafilatura

        def extract(html: str, row: dict[str, Any]) -> Found:
            found = trafilatura.bare_extraction(
                html, url=row.get("url"), include_comments=False, with_metadata=True, **options
            )
            if found is None:
                return Found("")
            return Found(found.text or "", found.title, read_day(found.date))

        return extract

    return load


def read_newspaper() -> Extractor:
    newspaper = importlib.import_module("newspaper")

    def extract(html: str, row: dict[str, Any]) -> Found:
        article = newspaper.Article(row.get("url") or "https://unknown.example/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return Found(article.text or "", article.title, read_day(article.publish_date))

    return extract


def read_readability() -> Extractor:
    import lxml.html

    readability = importlib.import_module("readability")
    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def extract(html: str, row: dict[str, Any]) -> Found:
        document = readability.Document(html)
        tree = lxml.html.fromstring(document.summary())
        return Found("\n".join(t.strip() for t in tree.itertext() if t.strip()), document.short_title())

    return extract


def read_resiliparse() -> Extractor:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    tree_of = importlib.import_module("resiliparse.parse.html").HTMLTree

    def extract(html: str, row: dict[str, Any]) -> Found:
        tree = tree_of.parse(html)
        return Found(
            plain(tree, main_content=True, alt_texts=False, links=False, preserve_formatting=True), tree.title
        )

    return extract


def read_goose() -> Extractor:
    goose3 = importlib.import_module("goose3")

    def extract(html: str, row: dict[str, Any]) -> Found:
        article = goose3.Goose({"enable_image_fetching": False}).extract(raw_html=html)
        return Found(article.cleaned_text or "", article.title, read_day(article.publish_date))

    return extract


def read_justext() -> Extractor:
    justext = importlib.import_module("justext")
    lists = {
        name: justext.get_stoplist(listed)
        for name, listed in (("ko", "Korean"), ("vi", "Vietnamese"), ("hi", "Hindi"), ("de", "German"))
        if listed in justext.get_stoplists()
    }
    english = justext.get_stoplist("English")

    def extract(html: str, row: dict[str, Any]) -> Found:
        stoplist = lists.get((row.get("lang") or "")[:2], english)
        paragraphs = justext.justext(html.encode(), stoplist, encoding="utf-8")
        return Found("\n".join(p.text for p in paragraphs if not p.is_boilerplate))

    return extract


def read_boilerpy() -> Extractor:
    extractor = importlib.import_module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False)
    logging.getLogger("boilerpy3").setLevel(logging.CRITICAL)

    def extract(html: str, row: dict[str, Any]) -> Found:
        document = extractor.get_doc(html)
        return Found(document.content or "", document.title)

    return extract


def read_magic() -> Extractor:
    import lxml.html

    extractor = importlib.import_module("magic_html").GeneralExtractor()

    def extract(html: str, row: dict[str, Any]) -> Found:
        found = extractor.extract(html, base_url=row.get("url") or "https://unknown.example/")
        tree = lxml.html.fromstring(found["html"])
        return Found("\n".join(t.strip() for t in tree.itertext() if t.strip()), found.get("title"))

    return extract


# How each is loaded, and what it reads beside the body.
EXTRACTORS: dict[str, tuple[Callable[[], Extractor], set[str]]] = {
    "ours": (read_ours, {"title", "date"}),
    "trafilatura-precision": (read_trafilatura(favor_precision=True), {"title", "date"}),
    "trafilatura-fast": (read_trafilatura(fast=True), {"title", "date"}),
    "trafilatura-default": (read_trafilatura(), {"title", "date"}),
    "trafilatura-recall": (read_trafilatura(favor_recall=True), {"title", "date"}),
    "newspaper4k": (read_newspaper, {"title", "date"}),
    "readability-lxml": (read_readability, {"title"}),
    "magic-html": (read_magic, {"title"}),
    "resiliparse": (read_resiliparse, {"title"}),
    "goose3": (read_goose, {"title", "date"}),
    "boilerpy3": (read_boilerpy, {"title"}),
    "justext": (read_justext, set()),
}


def read_rows(folder: Path, half: str | None) -> list[dict[str, Any]]:
    with gzip.open(folder / "index.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    known = ("title", "date", "body", "body_with", "body_phrase", "body_first_words")
    rows = [r for r in rows if any(r.get(k) for k in known)]
    return [r for r in rows if half is None or half_of(r) == half]


def half_of(row: dict[str, Any]) -> str:
    """By the site's name, so that no site stands in both halves."""
    name = row.get("site") or row["html"]
    return "development" if hashlib.sha256(name.encode()).digest()[0] % 2 else "held-out"


def run(name: str, rows: list[dict[str, Any]], folder: Path) -> list[Score]:
    load, promises = EXTRACTORS[name]
    extract = load()
    scores = []
    for row in rows:
        html = gzip.decompress((folder / row["html"]).read_bytes()).decode("utf-8", "replace")
        begun = time.process_time()
        try:
            found = extract(html, row)
        except Exception as error:  # noqa: BLE001 - a library's failure is its result, and is said
            print(f"{name}: {row['html']}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
            found = Found("")
        scores.append(judge(row, found, promises, time.process_time() - begun))
    return scores


def average(values: Iterable[float | None]) -> float | None:
    known = [float(v) for v in values if v is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class Figures:
    """Averages over pages; ``f1`` is that of average precision and recall, ``page_f1`` the average of each page's."""

    pages: int
    f1: float | None
    precision: float | None
    recall: float | None
    page_f1: float | None
    title: float | None
    date: float | None
    phrases: float | None
    pages_per_second: float


def summarise(scores: list[Score]) -> Figures:
    bodies = [s for s in scores if s.has_body]
    precision = average(
        s.true_shingles / (s.true_shingles + s.false_shingles)
        for s in bodies
        if s.true_shingles + s.false_shingles
    )
    recall = average(s.true_shingles / (s.true_shingles + s.missed_shingles) for s in bodies)
    both = (precision or 0) + (recall or 0)
    return Figures(
        pages=len(bodies),
        f1=2 * (precision or 0) * (recall or 0) / both if bodies and both else None,
        precision=precision,
        recall=recall,
        page_f1=average(s.f1 for s in bodies),
        title=average(s.title for s in scores),
        date=average(s.date for s in scores),
        phrases=average(s.phrases for s in scores),
        pages_per_second=len(scores) / max(sum(s.seconds for s in scores), 1e-9),
    )


def print_table(results: dict[str, list[Score]]) -> None:
    columns = ["f1", "precision", "recall", "page_f1", "title", "date", "phrases"]
    print(f"{'':24}{'pages':>6}" + "".join(f"{c:>10}" for c in columns) + f"{'pages/s':>9}")
    for name, scores in results.items():
        figures = summarise(scores)
        cells = "".join(f"{_form(getattr(figures, c)):>10}" for c in columns)
        print(f"{name:24}{figures.pages:>6}{cells}{figures.pages_per_second:>9.1f}")
    print("\nF1 of the body by country")
    count = {c: sum(s.has_body for s in next(iter(results.values())) if s.country == c) for c in COUNTRIES}
    print(f"{'':24}" + "".join(f"{f'{c} ({n})':>10}" for c, n in count.items()))
    for name, scores in results.items():
        by = defaultdict(list)
        for score in scores:
            by[score.country].append(score)
        print(f"{name:24}" + "".join(f"{_form(summarise(by[c]).f1):>10}" for c in COUNTRIES))
    print("\nDates right to the day by country / titles")
    for name, scores in results.items():
        cells = [
            f"{_form(average(s.date for s in scores if s.country == c))}/"
            f"{_form(average(s.title for s in scores if s.country == c))}"
            for c in COUNTRIES
        ]
        print(f"{name:24}" + "".join(f"{c:>12}" for c in cells))
    best = [
        max((s[i] for s in results.values()), key=lambda s: s.f1)
        for i in range(len(next(iter(results.values()))))
    ]
    print(f"\nbest of all per page: F1 {_form(summarise(best).f1)}")


def _form(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--country", help="code of one country; all by default")
    parser.add_argument("--half", choices=("development", "held-out"))
    parser.add_argument("--show", metavar="NAME", help="list this extractor's pages, worst first")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every page's score")
    given = parser.parse_args(arguments)
    rows = [r for r in read_rows(given.folder, given.half) if given.country in (None, r.get("country"))]
    results: dict[str, list[Score]] = {}
    for name in given.only.split(",") if given.only else EXTRACTORS:
        try:
            results[name] = run(name, rows, given.folder)
        except ImportError as error:
            print(
                f"left out: {name} is not installed ({error}); it comes with the extra `bench`",
                file=sys.stderr,
            )
    print_table(results)
    if given.show:
        for score in sorted((s for s in results[given.show] if s.has_body), key=lambda s: s.f1):
            print(f"{score.f1:.3f} +{score.false_shingles:.2f} -{score.missed_shingles:.2f} {score.html}")
    if given.json:
        given.json.write_text(json.dumps({n: [asdict(s) for s in r] for n, r in results.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
