"""Pages of our making, in the forms in which boards and news lists come, and what is guessed of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrapers.probing.listing_guess import ListingGuess, guess_listings

AT = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
MENU = (
    "<div id='gnb'><ul>"
    + "".join(f"<li><a href='/menu/{n}'>기관 소개와 조직 안내 {n}</a></li>" for n in range(12))
    + "</ul></div>"
)
FOOT = (
    "<footer><ul><li><a href='/privacy'>개인정보 처리방침</a></li>"
    "<li><a href='/terms'>이용약관 안내문</a></li></ul></footer>"
)


def best(html: str, address: str, timezone: str = "Asia/Seoul") -> ListingGuess:
    page = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>t</title></head><body>{html}</body></html>"
    )
    found = guess_listings(
        page.encode(), content_type="text/html; charset=utf-8", address=address, timezone=timezone, at=AT
    )
    assert found
    return found[0]


def told(guess: ListingGuess, place: int = 0) -> tuple[str, str, str]:
    entry = guess.reading.entries[place]
    at = entry.published.at
    return entry.link, entry.title, f"{at:%Y-%m-%dT%H:%MZ}" if at else ""


def test_a_korean_board_is_read_by_its_table() -> None:
    rows = "".join(
        f"<tr class='row{n}'><td>{90 - n}</td><td class='subject'><a href='/brd/m_4080/view.do?seq={700 - n}&page=1'>"
        f"제{n}차 항만 정책 협의회를 열었다</a></td><td>대변인실</td><td>2026-03-{11 - n:02d}</td><td>{n * 17}</td>"
        f"<td><a href='/down/{n}'>첨부</a></td></tr>"
        for n in range(1, 11)
    )
    pager = "<div class='paging'><a href='?page=1'>1</a><a href='/brd/m_4080/list.do?page=2'>2</a></div>"
    guess = best(
        f"{MENU}<div id='content'><table class='board_list'><thead><tr><th>번호</th><th>제목</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{pager}</div>{FOOT}",
        "https://www.harbour.go.kr/brd/m_4080/list.do",
    )
    assert (guess.entries, guess.dated) == (10, 10)
    assert told(guess) == (
        "https://www.harbour.go.kr/brd/m_4080/view.do?seq=699&page=1",
        "제1차 항만 정책 협의회를 열었다",
        "2026-03-09T15:00Z",
    )
    assert guess.listing.row is not None and "board_list" in guess.listing.row
    assert guess.listing.url == "https://www.harbour.go.kr/brd/m_4080/list.do?page={page}"
    assert guess.listing.date == "td:nth-child(4)"


def test_a_board_whose_links_are_script_calls_is_read_by_the_page_s_own_script() -> None:
    rows = "".join(
        f"<li><a href='javascript:;' onclick=\"goView('{8800 - n}', 'N')\">새로운 지원 사업을 공고한다 {n}</a>"
        f"<span class='date'>2026.03.{11 - n:02d}.</span></li>"
        for n in range(1, 9)
    )
    script = (
        "<script>function goView(no, kind) {"
        " location.href = '/news/view.do?no=' + no + '&kind=' + kind; }</script>"
    )
    guess = best(
        f"{MENU}<div class='board'><ul class='list'>{rows}</ul></div>{script}",
        "https://www.fund.or.kr/news/list.do",
    )
    assert (guess.entries, guess.dated, guess.is_complete) == (8, 8, True)
    assert told(guess)[0] == "https://www.fund.or.kr/news/view.do?no=8799&kind=N"
    assert guess.listing.link_attribute == "onclick"


def test_a_form_that_a_script_sends_becomes_a_query_and_says_so() -> None:
    rows = "".join(
        f"<tr><td><a href=\"javascript:fnDetail('{400 - n}')\">연구 보고서를 발간하였다 {n}</a></td><td>"
        f"2026-03-{11 - n:02d}</td></tr>"
        for n in range(1, 7)
    )
    script = (
        "<script>function fnDetail(id){ var f=document.frm; f.nttId.value = id;"
        " f.action = '/bbs/view.do?mId=3'; f.submit(); }"
        "</script><form name='frm'><input type='hidden' name='pageIndex' value='1'></form>"
        "<div class='paging'><a href='#' onclick='fnLink(2); return false;'>2</a></div>"
    )
    guess = best(f"<table><tbody>{rows}</tbody></table>{script}", "https://www.study.re.kr/bbs/list.do?mId=3")
    assert told(guess)[0] == "https://www.study.re.kr/bbs/view.do?mId=3&nttId=399"
    assert guess.listing.url == "https://www.study.re.kr/bbs/list.do?mId=3&pageIndex={page}"
    assert any("form" in note for note in guess.notes) and any("pageIndex" in note for note in guess.notes)


def test_calls_that_no_script_explains_are_left_for_a_person() -> None:
    rows = "".join(
        f"<li><a href=\"javascript:openIt('{n}')\">해석되지 않는 목록의 제목이다 {n}</a> 2026-03-0{n}</li>"
        for n in range(1, 7)
    )
    guess = best(f"<ul class='list'>{rows}</ul>", "https://www.study.re.kr/list")
    assert not guess.is_complete
    assert guess.listing.link_template == "https://www.study.re.kr/REPLACE-ME/{1}"
    assert any("openIt" in note for note in guess.notes)


def test_a_chinese_government_list_is_read_with_its_dates_beside_the_links() -> None:
    rows = "".join(
        f"<li><a href='./202603/t202603{11 - n:02d}_{51400 + n}.html' title='关于加强港口管理工作的通知之{n}全文'>"
        f"关于加强港口管理工作的…</a><span>2026-03-{11 - n:02d}</span></li>"
        for n in range(1, 10)
    )
    side = (
        "<div class='side'><ul>"
        + "".join(f"<li><a href='/zwgk/{n}/'>政务公开栏目</a></li>" for n in "abcdef")
        + "</ul></div>"
    )
    guess = best(
        f"{side}<div class='news_box'><ul class='list_txt'>{rows}</ul></div><a href='index_1.html'>下一页</a>",
        "http://www.haibin.gov.cn/zwgk/tzgg/", "Asia/Shanghai",
    )  # fmt: skip
    assert (guess.entries, guess.dated) == (9, 9)
    assert told(guess) == (
        "http://www.haibin.gov.cn/zwgk/tzgg/202603/t20260310_51401.html",
        "关于加强港口管理工作的通知之1全文",
        "2026-03-09T16:00Z",
    )
    assert guess.listing.title_attribute == "title"


def test_a_vietnamese_news_page_of_cards_is_read() -> None:
    cards = "".join(
        f"<article class='story'><a class='thumb' href='/kinh-te/cang-bien-mo-rong-{n}-{48210000 + n}.html'>"
        f"<img src='x.jpg'></a>"
        f"<h3 class='story__title'><a href='/kinh-te/cang-bien-mo-rong-{n}-{48210000 + n}.html'>Cảng biển "
        f"miền Trung mở rộng lần {n}</a></h3>"
        f"<p class='summary'>Bộ cho biết công trình bắt đầu vào mùa thu.</p><span class='time'>"
        f"{n:02d}/03/2026 08:1{n % 10}</span></article>"
        for n in range(9, 0, -1)
    )
    guess = best(
        f"<div class='main'>{cards}</div>{FOOT}", "https://www.bao-bien.vn/kinh-te", "Asia/Ho_Chi_Minh"
    )
    assert (guess.entries, guess.dated) == (9, 9)
    assert told(guess) == (
        "https://www.bao-bien.vn/kinh-te/cang-bien-mo-rong-9-48210009.html",
        "Cảng biển miền Trung mở rộng lần 9",
        "2026-03-09T01:19Z",
    )


def test_an_indian_table_of_notices_with_month_names_is_read() -> None:
    rows = "".join(
        f"<tr><td>{n}.</td><td>Notification regarding the revised tariff for berth number {n}</td>"
        f"<td>{10 - n} March, 2026</td><td><a href='/uploads/notice-{n}.pdf'>Download the notification {n}</a>"
        f"</td></tr>"
        for n in range(1, 8)
    )
    guess = best(
        f"<table class='table'><tbody>{rows}</tbody></table>", "https://port.gov.in/notices", "Asia/Kolkata"
    )
    assert (guess.entries, guess.dated) == (7, 7)
    assert told(guess)[0] == "https://port.gov.in/uploads/notice-1.pdf"
    assert told(guess)[2] == "2026-03-08T18:30Z"


def test_days_that_can_only_stand_second_make_a_form() -> None:
    rows = "".join(
        f"<li><a href='/n/{n}'>The harbour board met again on the matter {n}</a> <em>3/{n}/2026</em></li>"
        for n in range(10, 3, -1)
    )
    guess = best(
        f"<ul class='x'>{rows}</ul>".replace("3/10/2026", "2/25/2026"),
        "https://us.example.com/news",
        "America/New_York",
    )
    assert guess.listing.date_formats == ("%m/%d/%Y",)
    assert told(guess)[2] == "2026-02-25T05:00Z"


def test_headlines_in_many_places_are_read_by_the_form_of_their_addresses() -> None:
    blocks = "".join(
        f"<div class='b{n}'><{tag}><a href='/news/{section}/202603{10 - n:02d}{1000 + n}'>{section} headline "
        f"about the harbour {n}</a></{tag}></div>"
        for n, (tag, section) in enumerate(
            [("h1", "politics"), ("p", "economy"), ("h4", "world"), ("b", "sport"), ("i", "culture")]
        )
    )
    guess = best(
        f"<nav><a href='/about-the-company'>About the company and its people</a></nav>{blocks}",
        "https://www.daily.example.com/",
    )
    assert guess.entries == 5
    assert guess.listing.link_pattern is not None and guess.listing.row is None
    assert "about" not in " ".join(entry.link for entry in guess.reading.entries)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>text</p>",
        "<a href='/a'>One link that is long enough</a>",
        MENU,
        "<table><tr><td>1</td></tr></table>",
    ],
)
def test_a_page_that_is_no_list_gives_none_or_an_undated_one(html: str) -> None:
    found = guess_listings(
        f"<html><body>{html}</body></html>".encode(),
        content_type=None, address="https://x.example.com/", timezone="Asia/Seoul", at=AT,
    )  # fmt: skip
    assert all(guess.dated == 0 for guess in found)


def test_a_japanese_list_of_terms_and_a_list_with_roc_years_are_read() -> None:
    rows = "".join(
        f"<dt>令和8年3月{11 - n}日</dt>"
        f"<dd><a href='/press/2026/{n:03d}.html'>港湾の整備に関する検討会を開催します {n}</a></dd>"
        for n in range(1, 8)
    )
    guess = best(f"<dl class='press'>{rows}</dl>", "https://www.minato.go.jp/press/", "Asia/Tokyo")
    assert guess.entries == 7
    roc = "".join(
        f"<li><span class='date'>115-03-{11 - n:02d}</span>"
        f"<a href='/news/{n}.html'>港務公司公布新的碼頭計畫 {n}</a></li>"
        for n in range(1, 8)
    )
    guess = best(f"<ul class='news'>{roc}</ul>", "https://www.port.gov.tw/news", "Asia/Taipei")
    assert (guess.entries, guess.dated) == (7, 7)
    assert told(guess)[2] == "2026-03-09T16:00Z"


def test_cards_that_are_links_give_the_headline_without_the_rest() -> None:
    cards = "".join(
        f"<a class='card' href='/story/{5000 + n}'><p class='label'>정책</p>"
        f"<strong class='tit'>섬 지역의 새 배편이 열린다 {n}</strong>"
        f"<span class='txt'>배편은 봄부터 하루에 두 번 다닌다.</span><em>2026.03.{11 - n:02d}</em></a>"
        for n in range(1, 7)
    )
    guess = best(f"<div class='cards'>{cards}</div>", "https://www.island.go.kr/stories")
    assert (guess.entries, guess.dated) == (6, 6)
    assert told(guess)[1] == "섬 지역의 새 배편이 열린다 1"
