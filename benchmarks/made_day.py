"""A day of our own making, of any size, as a WARC file and a catalogue of one source.

Sentences are put together from a small stock of Korean words by a seeded generator: enough variety that duplicates
and stories have work to do, the same bytes every time.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from scrapers.archive.writing import ArchiveWriter

DATE = date(2026, 2, 3)
_WHO = (
    "정부는",
    "산업통상부는",
    "한국은행은",
    "서울시는",
    "부산항만공사는",
    "국회는",
    "경찰은",
    "법원은",
    "조선업계는",
    "반도체 업계는",
)
_WHAT = (
    "수출 통제를",
    "금리 동결을",
    "투자 계획을",
    "임금 협상을",
    "주택 공급을",
    "개인정보 유출 조사를",
    "신규 공장 건설을",
    "관세 협상을",
)
_HOW = ("발표했다", "검토한다", "연기했다", "시작했다", "승인했다", "중단했다", "요구했다", "거부했다")
_WHERE = ("서울에서", "부산에서", "평택에서", "울산에서", "세종에서", "인천에서", "광주에서", "대구에서")


def write_day(
    folder: Path, items: int, *, day: date = DATE, country: str = "kr", name: str = "made"
) -> tuple[Path, Path]:
    """Returns the WARC file and the folder of sources. ``items`` articles, all inside the monitoring day."""
    random_of_day = random.Random(f"{country} {day} {items}")
    host = f"www.{name}-{country}.example"
    begin = datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)
    pages = [_article(random_of_day, number, f"{host}/{day}", begin) for number in range(items)]
    warc = folder / f"{country}-{day}.warc.gz"
    at = begin + timedelta(hours=8, minutes=30)
    with ArchiveWriter(warc, {"description": "made for a benchmark"}, at) as writer:
        feed = "".join(
            f"<item><title>{escape(p['title'])}</title><link>{p['url']}</link>"
            f"<pubDate>{format_datetime(p['at'])}</pubDate><description>{escape(p['text'][0])}</description></item>"
            for p in pages
        )
        _write(
            writer,
            f"http://{host}/rss.xml",
            at,
            "application/rss+xml",
            f"<rss version='2.0'><channel>{feed}</channel></rss>",
        )
        for page in pages:
            paragraphs = "".join(f"<p>{escape(text)}</p>" for text in page["text"])
            _write(
                writer,
                page["url"],
                at,
                "text/html; charset=utf-8",
                f"<html lang='ko'><head><title>{escape(page['title'])}</title></head><body><article>"
                f"<h1>{escape(page['title'])}</h1>{paragraphs}</article></body></html>",
            )
    sources = folder / "sources"
    (sources / country).mkdir(parents=True, exist_ok=True)
    (sources / country / f"{name}.yml").write_text(
        f"name: Made Daily\nkind: news_media\nlanguages: [ko]\ncountries: [{country}]\nhomepage: http://{host}\n"
        f"feeds: [http://{host}/rss.xml]\ntimezone: Asia/Seoul\n"
        "healthy_day: {min_items: 0, max_items: 100000, silence_hours: 48}\n"
        "evidence: made for a benchmark\nconfidence: A\nfictional: true\n",
        encoding="utf-8",
    )
    return warc, sources


def _write(writer: ArchiveWriter, url: str, at: datetime, content_type: str, text: str) -> None:
    writer.write_exchange(
        url=url,
        at=at,
        method="GET",
        request_target="/" + url.split("/", 3)[3],
        request_headers=[("Host", url.split("/")[2])],
        status_line="HTTP/1.1 200 OK",
        response_headers=[("Content-Type", content_type)],
        payload=text.encode(),
    )


def _sentence(source: random.Random) -> str:
    amount = source.randint(2, 9000)
    subject = f"{source.choice(_WHERE)} {source.choice(_WHO)}"
    return f"{subject} {amount}억원 규모의 {source.choice(_WHAT)} {source.choice(_HOW)}."


def _article(source: random.Random, number: int, place: str, begin: datetime) -> dict:
    title = f"{source.choice(_WHO)} {source.choice(_WHAT)} {source.choice(_HOW)} {number}차"
    return {
        "title": title,
        "url": f"http://{place}/{number}.html",
        "at": begin + timedelta(seconds=60 * (number % 480)),
        "text": [" ".join(_sentence(source) for _ in range(3)) for _ in range(4)],
    }
