"""Articles, lists of links and stubs told apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrapers.extraction.page import Page, read_page

AT = datetime(2026, 3, 11, 12, tzinfo=UTC)
TEXT = "".join(
    f"<p>해안시는 {n}일 항만 배후단지 {n}단계 공사를 다음 달 시작한다고 밝혔다. 사업비는 1,{n}40억 원이다.</p>"
    for n in range(1, 7)
)
ROWS = "".join(
    f"<tr><td>{n}</td><td><a href='view.do?no={n}'>항만 배후단지 {n}단계 공사 시작에 관한 보도자료</a></td>"
    "<td>2026-03-10</td></tr>"
    for n in range(1, 31)
)
CARDS = "".join(
    f"<article><h3><a href='/{n}'>Port authority opens terminal number {n} to ships</a></h3>"
    f"<p>The first ship arrived on day {n}.</p></article>"
    for n in range(1, 31)
)


def read(body: str, head: str = "", address: str = "https://www.haean.example/news/7731") -> Page:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_page(
        html.encode(), content_type="text/html; charset=utf-8", address=address, timezone="Asia/Seoul", at=AT
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>보도자료</h2><table>{ROWS}</table>",
        f"<h1>News</h1>{CARDS}",
        f"<ul>{ROWS.replace('tr', 'li')}</ul>",
    ],
)
@pytest.mark.parametrize(
    "address",
    [
        "https://www.haean.example/",
        "https://www.haean.example/board/list.do?id=3",
        "https://www.haean.example/news",
    ],
)
def test_lists_are_listings_without_text(body: str, address: str) -> None:
    page = read(body, address=address)
    assert (page.kind, page.paragraphs) == ("listing", ())


@pytest.mark.parametrize("around", ["", f"<table>{ROWS}</table>", f"<aside>{CARDS}</aside>{CARDS}"])
def test_an_article_is_one_whatever_it_links_to(around: str) -> None:
    title = "해안시, 항만 배후단지 2단계 공사 다음 달 시작"
    page = read(f"<h1>{title}</h1><div>{TEXT}</div>{around}", f"<title>{title}</title>")
    assert page.kind == "article"
    assert len(page.paragraphs) == 6


def test_a_short_article_under_its_headline_is_one() -> None:
    title = "해안시, 항만 배후단지 2단계 공사 다음 달 시작"
    page = read(
        f"<h1>{title}</h1><p>해안시는 10일 항만 배후단지 2단계 공사를 다음 달 시작한다고 밝혔다.</p>"
        f"<div>{CARDS}</div>",
        f"<title>{title}</title>",
    )
    assert page.kind == "article"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Sign in.</p>",
        "<h1>사진으로 보는 항만</h1><img src='a.jpg'>",
        "<h1>港の工事が来月から始まる見通しに</h1><p>港湾局は10日、第2埠頭の拡張工事を来月から始めると発表した。</p>"
        "<p>この記事は有料会員限定です。残り 812文字</p>",
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
        "<p>The port authority said on Tuesday that work begins in May.</p>",
    ],
    ids=["login", "picture", "wall", "said to be paid"],
)
def test_stubs(body: str) -> None:
    assert read(body).kind == "stub"
