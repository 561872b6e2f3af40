"""The article's paragraphs: which element holds them, and what in it is none of the text."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.extraction.body import read_body, read_elements
from scrapers.extraction.walk import walk_blocks

KOREAN = (
    "해안시는 10일 항만 배후단지 2단계 공사를 다음 달 시작한다고 밝혔다. 사업비는 1,240억 원이다.",
    "시는 이번 공사로 컨테이너 처리 능력이 한 해 30만 개에서 45만 개로 늘어날 것으로 내다봤다.",
    "박서연 항만국장은 “어민과의 협의는 지난주에 끝났다”고 말했다.",
)
JAPANESE = (
    "港湾局は10日、第2埠頭の拡張工事を来月から始めると発表した。事業費は120億円を見込む。",
    "完成すれば取扱量は年30万個から45万個に増える見通しで、周辺道路の整備も進める。",
)
CHINESE = (
    "港务局10日宣布，二期码头工程将于下月开工，总投资约十二亿元。",
    "工程完成后，年吞吐量预计由三十万标准箱提高到四十五万标准箱。",
)
VIETNAMESE = (
    "Sở Giao thông cho biết giai đoạn hai của cảng sẽ khởi công vào tháng tới với vốn 1.200 tỷ đồng.",
    "Khi hoàn thành, năng lực của cảng tăng từ 300.000 lên 450.000 container mỗi năm.",
)
HINDI = (
    "बंदरगाह प्राधिकरण ने बताया कि दूसरे चरण का काम अगले महीने शुरू होगा और इस पर 1,200 करोड़ रुपये खर्च होंगे।",
    "अधिकारियों के अनुसार काम पूरा होने पर क्षमता डेढ़ गुना हो जाएगी।",
)
TEXTS = [KOREAN, JAPANESE, CHINESE, VIETNAMESE, HINDI]


def tree_of(html: str) -> Any:
    return lxml.html.document_fromstring(f"<html><body>{html}</body></html>")


def read(html: str, title: str = "", linked: list[dict[str, Any]] | None = None) -> tuple[str, ...]:
    tree = tree_of(html)
    return read_body(tree, walk_blocks(tree), title, linked or [])


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


LINKS = (
    "<ul>"
    + "".join(f"<li><a href='/{n}'>Another headline of the day, number {n}</a></li>" for n in range(12))
    + "</ul>"
)


@pytest.mark.parametrize("text", TEXTS, ids=["ko", "ja", "zh", "vi", "hi"])
def test_the_text_among_links_in_each_script(text: tuple[str, ...]) -> None:
    html = f"<div class='menu'>{LINKS}</div><div><h1>T</h1>{paragraphs(text)}</div><div>{LINKS}</div>"
    assert read(html, "T") == text


@pytest.mark.parametrize("text", TEXTS, ids=["ko", "ja", "zh", "vi", "hi"])
def test_lines_divided_by_breaks_are_paragraphs(text: tuple[str, ...]) -> None:
    assert read(f"<div id='news_view'>{'<br><br>'.join(text)}</div>{LINKS}") == text


def test_a_single_break_inside_a_sentence_ends_no_paragraph() -> None:
    assert read("<div>The port authority said on Tuesday<br>that work begins in May.</div>") == (
        "The port authority said on Tuesday that work begins in May.",
    )


@pytest.mark.parametrize(
    "around",
    [
        "<div class='articleBody'>{}</div>",
        "<section class='view_con'>{}</section>",
        "<form><table><tr><td>{}</td></tr></table></form>",
        "<div hidden id='S:0'>{}</div>",
        "<aside><div>{}</div></aside>",
        "<div class='sidebar-grid'>{}</div>",
        "<div class='comment'>{}</div>",
    ],
)
def test_wherever_the_only_text_stands_it_is_found(around: str) -> None:
    assert read(around.format(paragraphs(KOREAN))) == KOREAN


def test_comments_longer_than_the_article_are_not_it() -> None:
    comments = "".join(
        f"<p>나는 {n}번째로 이 기사에 대해 길게 의견을 적는다. 정말 그렇게 생각한다.</p>" for n in range(30)
    )
    html = f"<article>{paragraphs(KOREAN)}</article><div id='comments'>{comments}</div>"
    assert read(html) == KOREAN


def test_text_in_two_elements_of_one_article_is_read_whole() -> None:
    parts = "".join(f"<div class='part'>{paragraphs(text)}</div>" for text in (KOREAN, JAPANESE))
    assert read(f"<article>{parts}</article>{LINKS}") == KOREAN + JAPANESE


@pytest.mark.parametrize(
    "noise",
    [
        "<div class='share'><span>페이스북 공유하기. 트위터 공유하기.</span></div>",
        "<figure><img src='a.jpg'><figcaption>항만 전경. 해안시 제공.</figcaption></figure>",
        "<div><img src='a.jpg'><span>공사 현장 조감도</span></div>",
        "<div class='reporter_info'>김도윤</div>",
        "<p>[관련기사]</p>",
        "<p>김도윤 기자 doyun@haean.example</p>",
        "<p>&lt;저작권자 ⓒ 해안일보, 무단 전재 및 재배포 금지&gt;</p>",
        "<ul><li><a href='/1'>다른 기사의 제목이 여기에 있다</a></li></ul>",
        "<table><tr><td>구분</td><td>2025</td></tr></table>",
        "<p style='display:none'>보이지 않는 문장이 여기에 하나 숨어 있다. 정말 그렇다.</p>",
    ],
)
@pytest.mark.parametrize("place", [1, 3])
def test_what_is_no_text_goes_from_within_and_behind(noise: str, place: int) -> None:
    parts = [f"<p>{text}</p>" for text in KOREAN]
    parts.insert(place, noise)
    assert read(f"<div class='article_body'>{''.join(parts)}</div>") == KOREAN


def test_nothing_is_read_behind_the_editor_or_the_heading_of_other_articles() -> None:
    teaser = "<p>另一篇报道的摘要写在这里，它和本文没有任何关系。</p>"
    for end in ("<p>责任编辑：李明远</p>", "<h3>相关新闻</h3>"):
        last = "工程由港务局下属公司承建，预计三年完成，周边道路将同步改造升级。"
        html = f"<div>{paragraphs((*CHINESE, last))}{end}{teaser}</div>"
        assert read(html) == (*CHINESE, last)


def test_a_heading_of_other_articles_inside_the_text_goes_alone() -> None:
    others = "<h4>관련 기사</h4><p><a href='/1'>다른 기사</a></p>"
    assert read(f"<div>{paragraphs(KOREAN[:1])}{others}{paragraphs(KOREAN[1:])}</div>") == KOREAN


def test_a_wall_ends_the_text() -> None:
    offer = "<p>この記事は会員限定です。</p><p>電子版に登録すると、すべての記事が読めます。</p>"
    assert read(f"<div>{paragraphs(JAPANESE)}{offer}</div>") == JAPANESE


def test_cards_of_other_articles_are_outside() -> None:
    card = (
        "<div class='card'><h3><a href='/{0}'>Another story of the port, number {0}</a></h3>"
        "<p>It has an excerpt of its own that is a sentence, number {0}.</p></div>"
    )
    cards = "".join(card.format(n) for n in range(4))
    assert read(f"<main><div>{paragraphs(KOREAN)}</div><section>{cards}</section></main>") == KOREAN


def test_the_lead_between_title_and_text_is_its_first_paragraph() -> None:
    lead = "Work on the second terminal begins in May, the port authority said."
    body = f"<div class='article-body'>{paragraphs(VIETNAMESE)}</div>"
    assert read(f"<h1>Port</h1><p class='article-lead'>{lead}</p>{body}", "Port") == (lead, *VIETNAMESE)


def test_a_placeholder_that_repeats_and_a_second_layout_are_dropped() -> None:
    notice = (
        "<p>This content of another site is not shown because of your settings. Change them to see it.</p>"
    )
    html = f"<div>{notice}{paragraphs(KOREAN[:1])}{notice}{paragraphs(KOREAN[1:])}{notice}</div>"
    assert read(html) == KOREAN
    twice = f"<div><div>{paragraphs(VIETNAMESE)}</div><div>{paragraphs(VIETNAMESE)}</div></div>"
    assert read(twice) == VIETNAMESE


def test_readings_of_characters_stand_in_parentheses_once() -> None:
    with_marks = "<ruby>瀬戸<rp>（</rp><rt>せと</rt><rp>）</rp></ruby>"
    without = "<ruby>瀬戸<rt>せと</rt></ruby>"
    for ruby in (with_marks, without):
        assert read(f"<p>{ruby}市長は10日の会見で、工事の開始を発表した。</p>") == (
            "瀬戸（せと）市長は10日の会見で、工事の開始を発表した。",
        )


def test_the_pages_own_text_confirms_what_is_shown() -> None:
    stray = "<p>Thousands of readers start their day with our morning letter, and so could you.</p>"
    text = VIETNAMESE + KOREAN
    body = " ".join(text)
    html = f"<div>{paragraphs(text)}{stray}</div>"
    linked = [{"@type": "NewsArticle", "articleBody": body}]
    assert read(html, linked=linked) == text
    assert len(read(html)) == len(text) + 1


def test_a_text_that_a_script_would_draw() -> None:
    html = (
        '<div id="app"></div><script>window.__STATE__ = {"story": {"body": "<p>%s</p><p>%s</p>"}};</script>'
    )
    assert read(html % CHINESE) == CHINESE


def test_chosen_elements_are_read_with_their_lists() -> None:
    tree = tree_of("<ul><li>Item 1</li><li><a href='/'>Item 2</a></li></ul>")
    assert read_elements([tree.find(".//ul")], "") == ("Item 1", "Item 2")


def test_a_page_without_sentences_has_no_text() -> None:
    assert read("") == ()
    assert read(LINKS) == ()


MARKUP = [
    "<div>",
    "</div>",
    "<p>",
    "<br>",
    "<a href='/'>",
    "</a>",
    "<table><td>",
    "<h1>",
    "<ruby><rt>",
    "<!--x-->",
]
WORDS = [
    "A sentence that is long enough to count. ",
    "항만 공사가 다음 달 시작된다고 시가 밝혔다. ",
    "\x0b",
    "x",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*MARKUP, *WORDS]), max_size=40))
def test_no_markup_makes_text_that_is_not_on_the_page(pieces: list[str]) -> None:
    tree = tree_of("".join(pieces))
    shown = "".join("".join(tree.itertext()).split())
    for paragraph in read_body(tree, walk_blocks(tree), "", []):
        assert "".join(paragraph.split()).replace("（", "").replace("）", "") in shown
