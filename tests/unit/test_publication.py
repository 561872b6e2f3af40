"""Where a page says when it was published, which place is believed, and that nothing is invented."""

from __future__ import annotations

from datetime import UTC, datetime

import lxml.html
import pytest

from scrapers.extraction.dates import WrittenDate
from scrapers.extraction.head_data import HeadData
from scrapers.extraction.publication import find_published
from scrapers.extraction.script_data import find_linked_articles

AT = datetime(2026, 3, 11, 12, tzinfo=UTC)
ADDRESS = "https://www.haean.example/news/771"


def published(html: str, address: str = ADDRESS, zone: str = "Asia/Seoul", **more: str) -> WrittenDate:
    tree = lxml.html.document_fromstring(f"<html><body>{html}</body></html>" if "<head" not in html else html)
    return find_published(
        tree, HeadData(tree), find_linked_articles(tree), address=address, timezone=zone, at=AT, **more
    )


@pytest.mark.parametrize(
    ("line", "zone", "instant"),
    [
        ("<span>입력 2026.03.10 09:05</span>", "Asia/Seoul", "2026-03-10T00:05"),
        (
            "<span>기사입력 2026-03-10 09:05</span><span>최종수정 2026-03-10 18:00</span>",
            "Asia/Seoul",
            "2026-03-10T00:05",
        ),
        ("<ul><li>승인 2026.03.10 09:05</li></ul>", "Asia/Seoul", "2026-03-10T00:05"),
        ("<div>등록일 : 2026-03-10</div>", "Asia/Seoul", "2026-03-09T15:00"),
        ("<p>発行：2026年3月10日 09時05分</p>", "Asia/Tokyo", "2026-03-10T00:05"),
        ("<p>2026年3月10日 9:05 公開</p>", "Asia/Tokyo", "2026-03-10T00:05"),
        ("<div>发布时间：2026-03-10 08:05 来源：滨海网</div>", "Asia/Shanghai", "2026-03-10T00:05"),
        ("<span class='time'>2026/03/10 08:05</span>", "Asia/Taipei", "2026-03-10T00:05"),
        (
            "<span class='date'>Thứ ba, 10/3/2026, 07:05 (GMT+7)</span>",
            "Asia/Ho_Chi_Minh",
            "2026-03-10T00:05",
        ),
        ("<div>Updated: Mar 10, 2026, 05:35 AM IST</div>", "Asia/Kolkata", "2026-03-10T00:05"),
    ],
)
def test_visible_lines(line: str, zone: str, instant: str) -> None:
    found = published(f"<h1>항만 2단계 공사</h1>{line}<p>본문이다.</p>", zone=zone)
    assert found.at is not None, found
    assert found.at.isoformat()[:16] == instant
    assert found.basis.startswith("page text")


@pytest.mark.parametrize(
    ("html", "place"),
    [
        (
            "<html><head><meta name='pubdate' content='2026-03-10T09:05:00+09:00'></head><body></body></html>",
            "page meta",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle",'
            '"datePublished":"2026-03-10T09:05:00+09:00",}</script>',
            "page JSON-LD",
        ),
        ("<article><time datetime='2026-03-10T09:05:00+09:00'>today</time></article>", "page time element"),
        ("<script>var page = {'publishTime': 1773101100};</script>", "page script data"),
        (
            '<script>var page = {"pubDate": "2026-03-10 09:05"};</script>',
            "page script data, zone of the source",
        ),
    ],
)
def test_places(html: str, place: str) -> None:
    found = published(html)
    assert (found.at, found.basis) == (datetime(2026, 3, 10, 0, 5, tzinfo=UTC), place)


def test_the_address_is_asked_last() -> None:
    found = published("<p>x</p>", address="https://www.haean.example/2026/03/10/port")
    assert found.at == datetime(2026, 3, 9, 15, tzinfo=UTC)
    assert (found.precision, found.basis.split(",")[0]) == ("day", "address")


def test_a_finer_date_of_the_same_day_wins_and_one_of_another_day_does_not() -> None:
    head = "<html><head><meta name='date' content='2026-03-10'></head><body><h1>Port</h1>{}</body></html>"
    finer = published(head.format("<span class='date'>2026-03-10 09:05</span>"))
    assert finer.at == datetime(2026, 3, 10, 0, 5, tzinfo=UTC)
    other = published(head.format("<span class='date'>2026-03-08 09:05</span>"))
    assert (other.at, other.precision) == (datetime(2026, 3, 9, 15, tzinfo=UTC), "day")


def test_the_date_of_a_change_yields_to_that_of_the_publication() -> None:
    found = published("<h1>Port</h1><p>2026年3月10日 更新</p><p>2026年3月1日 公開</p>", zone="Asia/Tokyo")
    assert found.at == datetime(2026, 2, 28, 15, tzinfo=UTC)
    alone = published("<h1>Port</h1><p>2026年3月10日 更新</p>", zone="Asia/Tokyo")
    assert alone.at is not None
    assert "of its last change" in alone.basis


def test_dates_of_other_articles_and_of_the_future_are_none() -> None:
    times = "<time datetime='2026-03-01T00:00:00Z'></time><span class='date'>2026-03-01</span>"
    others = f"<div class='related'>{times}</div>"
    assert published(f"<h1>Port</h1>{others}").basis == "no date in page"
    future = published("<h1>Port</h1><span class='date'>2026-12-31 10:00</span>")
    assert (future.at, future.basis) == (None, "date in page text lies in the future")
    assert published("").at is None


def test_the_text_that_a_rule_points_to_goes_first() -> None:
    html = "<html><head><meta name='date' content='2026-03-01'></head><body></body></html>"
    found = published(html, ruled="2026.03.10 09:05")
    assert (found.at, found.basis) == (
        datetime(2026, 3, 10, 0, 5, tzinfo=UTC),
        "page, by rule, zone of the source",
    )
