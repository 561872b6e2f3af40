"""The file that is proposed for a new source, its saved answer and its test, whatever the publisher wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from scrapers.catalogue import load_source
from scrapers.probing.answers import Answer, Ask
from scrapers.probing.failing_test import write_test
from scrapers.probing.filler import CannotFillError, fill_alike
from scrapers.probing.proposal import NoCountryError, Proposal, Wishes, describe_publisher, propose
from scrapers.probing.saved_answer import save_answer
from scrapers.probing.ways import read_ways

AT = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
SITE = "https://www.harbour-daily.kr"


def feed(count: int = 8, newest: datetime = AT, title: str = "항만 공사를 시작한다") -> bytes:
    items = "".join(
        f"<item><title>{title} {n}</title><link>{SITE}/news/{n}</link>"
        f"<pubDate>{(newest - timedelta(hours=5 * n)).isoformat()}</pubDate></item>"
        for n in range(1, count + 1)
    )
    return f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>".encode()


def answer(address: str, body: bytes, purpose: str = "start", kind: str | None = None) -> Answer:
    return Answer(Ask(address, purpose, "given"), address, "fetched", 200, kind, body, AT)  # type: ignore[arg-type]


def proposed(answers: list[Answer], wishes: Wishes | None = None) -> Proposal:
    ways = read_ways(answers, "Asia/Seoul")
    publisher = describe_publisher(ways[0], answers, wishes or Wishes())
    return propose(publisher, ways[0], ways, answers, date(2026, 3, 11))


def load(proposal: Proposal, folder: Path) -> Path:
    path = folder / "kr" / "harbour_daily.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(proposal.text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    [
        'A "quoted" one',
        "It's: a # name",
        "- [x]",
        "yes",
        "2026",
        "名前\u2028\u0007新聞",
        "{a: b}",
        "Tab\tand\nline",
        "!!python/x",
    ],
)
def test_a_name_of_any_form_stays_a_name(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', "&quot;")
    page = f"<html><meta property='og:site_name' content=\"{quoted}\"><p>x</p></html>".encode()
    answers = [
        answer(f"{SITE}/", page, kind="text/html; charset=utf-8"),
        answer(f"{SITE}/rss", feed(), "feed"),
    ]
    path = load(proposed(answers), tmp_path)
    source = load_source(path, tmp_path)
    assert source.name == " ".join("".join(c if c.isprintable() else " " for c in name).split())
    text = write_test(
        name=name, file=path, sources=tmp_path, test=tmp_path / "t" / "test_x.py", answer=tmp_path / "t" / "a.xml",
        key="feeds/0", address=f"{SITE}/rss?q='\"\\", content_type='text/xml; charset="x"', read_at=AT,
    )  # fmt: skip
    compile(text, "test_x.py", "exec")
    assert "pytest" not in text and f"{SITE}/rss" in text


def test_the_best_way_is_a_dated_feed_and_a_frozen_one_is_not() -> None:
    rows = "".join(
        f"<tr><td><a href='/news/{n}'>새 부두의 공사 소식을 전한다 {n}</a></td><td>2026-03-{11 - n:02d}</td></tr>"
        for n in range(1, 7)
    )
    page = answer(
        f"{SITE}/", f"<table class='board'>{rows}</table>".encode(), kind="text/html; charset=utf-8"
    )
    fresh, frozen = (
        answer(f"{SITE}/rss", feed(), "feed"),
        answer(f"{SITE}/old", feed(newest=AT - timedelta(days=400)), "feed"),
    )
    assert [way.group for way in read_ways([page, frozen, fresh], "Asia/Seoul")] == [
        "feeds",
        "listings",
        "feeds",
    ]
    assert read_ways([page, frozen], "Asia/Seoul")[0].group == "listings"
    held = yaml.safe_load(proposed([page, frozen]).text)
    assert held["access"] == "listing" and "feeds" not in held
    assert f"{SITE}/old" in proposed([page, frozen]).text


def test_what_is_given_wins_over_what_is_guessed() -> None:
    held = yaml.safe_load(
        proposed(
            [answer(f"{SITE}/rss", feed())], Wishes(country="jp", kind="business", name="Given", folder="us")
        ).text
    )
    assert (held["name"], held["kind"], held["countries"], held["timezone"]) == (
        "Given", "business", ["jp"], "America/New_York"
    )  # fmt: skip


def test_a_publisher_of_nowhere_needs_a_country() -> None:
    given = answer("https://a.example.org/rss", feed(title="The harbour was opened to ships"))
    with pytest.raises(NoCountryError, match="give --country"):
        proposed([given])


def test_a_false_charset_is_written_down_and_the_saved_page_keeps_it(tmp_path: Path) -> None:
    rows = "".join(
        f"<li><a href='/news/{n}'>항만 도로의 야간 공사 일정을 알린다 {n}</a><span>2026-03-{11 - n:02d}</span></li>"
        for n in range(1, 9)
    )
    body = (
        f"<html><head><meta charset='utf-8'></head><body><ul class='news'>{rows}</ul></body></html>".encode(
            "cp949"
        )
    )
    given = answer(f"{SITE}/list", body, kind="text/html")
    proposal = proposed([given])
    source = load_source(load(proposal, tmp_path), tmp_path)
    assert source.charset == "cp949"
    saved = save_answer(source, proposal.key, given)
    assert saved.ending == ".html" and "항만".encode("cp949") not in saved.body
    assert "가".encode("cp949") in saved.body


def test_a_saved_feed_is_read_alike_and_holds_no_word_of_it(tmp_path: Path) -> None:
    given = answer(f"{SITE}/rss", feed(30))
    proposal = proposed([given])
    source = load_source(load(proposal, tmp_path), tmp_path)
    saved = save_answer(source, proposal.key, given)
    text = saved.body.decode()
    assert text.count("<item>") == 15 and "공사" not in text and f"{SITE}/news/15" in text
    assert replace(given, body=saved.body).is_good


def test_an_answer_that_cannot_be_filled_alike_is_said_to_be_so() -> None:
    with pytest.raises(CannotFillError):
        fill_alike(lambda keep: "x", lambda text: False)
