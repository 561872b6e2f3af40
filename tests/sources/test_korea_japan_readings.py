"""Sources of Korea and Japan, and the advisories, read from answers that we made in the form their pages have."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.records.source import Source
from scrapers.articles import is_about
from scrapers.catalogue import load_catalogue
from scrapers.extraction.feed import FeedEntry
from scrapers.extraction.placeholders import fill_page
from scrapers.extraction.records import read_detail
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import SeedReading

SOURCES = Path(__file__).resolve().parents[2] / "scrapers" / "sources"
AT = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
PAGE = "<!doctype html><html><head><title>List</title></head><body><a href='/'>Home</a>{}</body></html>"


@pytest.fixture(scope="module")
def shipped() -> dict[str, Source]:
    return load_catalogue(SOURCES)


def read(source: Source, key: str, text: str, address: str | None = None) -> SeedReading:
    seed = source.seed(key)
    is_page = text.lstrip().startswith("<!doctype")
    return read_seed(
        seed,
        text.encode(),
        content_type="text/html; charset=utf-8" if is_page else None,
        address=address or seed.url,
        timezone=source.timezone,
        at=AT,
        charset=source.charset,
        rules=source.article,
    )


def told(entry: FeedEntry) -> tuple[str, str, str]:
    when = entry.published.at
    return entry.link, entry.title, f"{when:%Y-%m-%dT%H:%MZ}" if when else ""


LISTINGS = [
    (
        "kr_kbs_world",
        '<div class="comp_contents_1x"><article><h2><a href="news_view.htm?lang=e&amp;Seq_Code=7">Ferry runs again'
        '</a></h2><p class="date">2026-03-10 09:05:00</p></article></div>',
        "http://world.kbs.co.kr/service/news_view.htm?lang=e&Seq_Code=7",
        "Ferry runs again",
        "2026-03-10T00:05Z",
    ),
    (
        "kr_bok_ko",
        '<ul><li><a href="/portal/bbs/P0000559/view.do?nttId=10099&amp;menuId=200690&amp;pageIndex=2">통화 동향</a>'
        "</li></ul>",
        "https://www.bok.or.kr/portal/bbs/P0000559/view.do?nttId=10099&menuNo=200690",
        "통화 동향",
        "",
    ),
    (
        "kr_msit",
        """<div class="row"><a href="#" onclick="fn_detail('31801');">연구 지원</a></div>""",
        "https://www.msit.go.kr/bbs/view.do?sCode=user&mId=113&mPid=112&bbsSeqNo=94&nttSeqNo=31801",
        "",
        "",
    ),
    (
        "kr_city_gwangju",
        '<div class="board_list_body"><div class="body_row"><div class="subject"><a href="/boardView.do?pageId=www789'
        '&amp;boardId=BD_0000000027&amp;seq=99&amp;movePage=3&amp;recordCnt=15">새 도서관</a></div>'
        '<div class="date">2026-03-10</div></div></div>',
        "https://www.gwangju.go.kr/boardView.do?pageId=www789&boardId=BD_0000000027&seq=99&movePage=1&recordCnt=15",
        "새 도서관",
        "2026-03-09T15:00Z",
    ),
    (
        "kr_city_jeonnam",
        """<table><tbody><tr><td class="title"><a href="javascript:goView('1960001')">섬 축제</a></td>"""
        '<td class="date">2026.03.10</td></tr></tbody></table>',
        "https://www.jeonnam.go.kr/M7116/boardView.do?seq=1960001&menuId=jeonnam0202000000&pageIndex=1&boardId=M7116",
        "섬 축제",
        "2026-03-09T15:00Z",
    ),
    (
        "kr_city_mokpo",
        '<a class="item_cont" href="?idx=541&amp;mode=view&amp;page=2"><strong class="tit">항구 공사</strong>'
        '<span class="date">2026-03-10</span></a>',
        "https://www.mokpo.go.kr/www/mokpo_news/press_release/report_material?idx=541&mode=view",
        "항구 공사",
        "2026-03-09T15:00Z",
    ),
    (
        "kr_city_incheon",
        '<ul><li><a href="/IC010205/view?repSeq=DOM_0000000001234567&amp;curPage=1">다리 점검</a>'
        "<span>제공일자 2026-03-10</span></li></ul>",
        "https://www.incheon.go.kr/IC010205/view?repSeq=DOM_0000000001234567",
        "다리 점검",
        "2026-03-09T15:00Z",
    ),
    (
        "kr_emb_cn",
        '<ul id="TRS"><li><a href="./202603/t20260310_11.htm">领事提醒</a></li></ul>',
        "http://kr.china-embassy.org/chn/lsqz/ls_tz/202603/t20260310_11.htm",
        "领事提醒",
        "2026-03-09T15:00Z",
    ),
    (
        "kr_kiep",
        '<ul class="board_report"><li><a class="title" href="/gallery.es?mid=a20301000000&amp;bid=0007&amp;list_no=55'
        '&amp;act=view&amp;nPage=2">Trade outlook</a><ul class="info"><li class="date"><span>2026-03-10</span></li>'
        "</ul></li></ul>",
        "https://www.kiep.go.kr/gallery.es?mid=a20301000000&bid=0007&act=view&list_no=55",
        "Trade outlook",
        "2026-03-09T15:00Z",
    ),
    (
        "kr_ulsancci",
        """<table><tbody><tr><td><a href="javascript:contentsView('123')">회원 모임</a></td></tr></tbody></table>""",
        "https://ulsancci.korcham.net/front/board/boardContentsView.do?boardId=10099&menuId=707&contentsId=123",
        "회원 모임",
        "",
    ),
    (
        "jp_nikkei_cn",
        '<dl><dt><a href="/china/ceconomy/61234-2026-03-10-05-00-00.html">港口贸易</a></dt></dl>',
        "https://cn.nikkei.com/china/ceconomy/61234-2026-03-10-05-00-00.html",
        "港口贸易",
        "2026-03-09T20:00Z",
    ),
    (
        "jp_fdma",
        '<div class="txt-list"><a href="items/260310_yobou_1.pdf">訓練の実施</a></div>',
        "https://www.fdma.go.jp/pressrelease/houdou/items/260310_yobou_1.pdf",
        "訓練の実施",
        "2026-03-09T15:00Z",
    ),
    (
        "jp_jihs",
        '<p><a class="sizeview" href="idwr2026-10.pdf">2026年第10週 〔2026年3月10日〕発行</a></p>',
        "https://id-info.jihs.go.jp/surveillance/idwr/jp/idwr/2026/idwr2026-10.pdf",
        "2026年第10週 〔2026年3月10日〕発行",
        "2026-03-09T15:00Z",
    ),
    (
        "jp_nri",
        '<ul><li><a href="/jp/knowledge/report/20260310_1.html"><time class="--date">2026-03-10</time>'
        '<h3 class="--title">人口と街</h3></a></li></ul>',
        "https://www.nri.com/jp/knowledge/report/20260310_1.html",
        "人口と街",
        "2026-03-09T15:00Z",
    ),
    (
        "jp_tdnet",
        '<table id="main-list-table"><tr><td class="kjTime">15:30</td><td class="kjCode">9</td><td class="kjName">'
        '架空製作所</td><td class="kjTitle"><a href="140120260310512345.pdf">業績予想の修正</a></td></tr></table>',
        "https://www.release.tdnet.info/inbs/140120260310512345.pdf",
        "業績予想の修正",
        "2026-03-10T06:30Z",
    ),
]


@pytest.mark.parametrize(
    ("source_id", "row", "link", "title", "at"), LISTINGS, ids=[case[0] for case in LISTINGS]
)
def test_a_row_becomes_an_entry(
    shipped: dict[str, Source], source_id: str, row: str, link: str, title: str, at: str
) -> None:
    source = shipped[source_id]
    address = fill_page(source.listings[0].url, 1, 20, 1)
    address = address.replace("{date:%Y}", "2026").replace("{yyyymmdd}", "20260310")
    reading = read(source, "listings/0", PAGE.format(row), address)
    assert [told(entry) for entry in reading.entries] == [(link, title, at)]


def test_a_disclosure_says_whose_it_is(shipped: dict[str, Source]) -> None:
    case = next(case for case in LISTINGS if case[0] == "jp_tdnet")
    reading = read(
        shipped["jp_tdnet"],
        "listings/0",
        PAGE.format(case[1]),
        "https://www.release.tdnet.info/inbs/I_list_001_20260310.html",
    )
    assert reading.entries[0].summary == "架空製作所"


def test_a_past_disclosure_has_the_address_that_the_feed_gives_it(shipped: dict[str, Source]) -> None:
    row = '<table><tr><td><a href="/dsaf001/main.do?rcpNo=20260310000123">분기보고서</a></td></tr></table>'
    reading = read(
        shipped["kr_dart"],
        "backfill/listings/0",
        PAGE.format(row),
        "https://dart.fss.or.kr/dsac001/mainAll.do?selectDate=20260310",
    )
    link = "https://dart.fss.or.kr/api/link.jsp?rcpNo=20260310000123"
    assert told(reading.entries[0]) == (link, "분기보고서", "2026-03-09T15:00Z")


def test_the_world_service_is_read_with_the_call_behind_each_item(shipped: dict[str, Source]) -> None:
    item = {
        "id": "20260310_07",
        "title": "Snow on the coast",
        "page_url": "/nhkworld/en/news/20260310_07/",
        "updated_at": "1773104400000",
    }
    reading = read(shipped["jp_nhk_world"], "apis/0", json.dumps({"data": [item]}))
    entry = reading.entries[0]
    link = "https://www3.nhk.or.jp/nhkworld/en/news/20260310_07/"
    assert told(entry) == (link, "Snow on the coast", "2026-03-10T01:00Z")
    call = reading.details[entry.key]
    assert call.url == "https://api.nhkworld.jp/nwapi/rdnewsweb/v6b/en/detail/20260310_07.json"


def test_an_earthquake_is_read_with_its_figures(shipped: dict[str, Source]) -> None:
    item = {
        "json": "20260310_VX_1.json",
        "ttl": "震源・震度情報",
        "anm": "架空沖",
        "mag": "4.1",
        "maxi": None,
    }
    item |= {"rdt": "2026-03-10T12:15:00+09:00"}
    entry = read(shipped["jp_jma_quake"], "apis/0", json.dumps([item])).entries[0]
    link = "https://www.jma.go.jp/bosai/quake/data/20260310_VX_1.json"
    assert told(entry) == (link, "震源・震度情報 架空沖", "2026-03-10T03:15Z")
    assert "M 4.1" in entry.content[0]


def test_each_change_of_the_british_advice_is_an_entry_of_its_country(shipped: dict[str, Source]) -> None:
    source = shipped["gb_travel_advisories"]
    changes = [
        {"note": "Heavy snow near India Street", "public_timestamp": "2026-03-10T09:00:00.000+00:00"},
        {"note": None, "public_timestamp": "2026-02-01T09:00:00.000+00:00"},
    ]
    reading = read(source, "apis/1", json.dumps({"details": {"change_history": changes}}))
    assert [told(entry)[1:] for entry in reading.entries] == [
        ("Japan travel advice: Heavy snow near India Street", "2026-03-10T09:00Z"),
        ("Japan travel advice:", "2026-02-01T09:00Z"),
    ]
    assert len({entry.key for entry in reading.entries}) == 2
    title = reading.entries[0].title
    assert [c for c, words in source.country_filter.items() if any(word in title for word in words)] == ["jp"]


def test_a_canadian_document_is_another_item_once_its_text_is(shipped: dict[str, Source]) -> None:
    def document(words: str, generated: str) -> str:
        half = {"name": "Taiwan", "advisories": {"description": f"<p>{words}</p>"}}
        dated = {"asp": "2026-03-09T16:20:32-05:00"}
        held = {"eng": half, "fra": {"name": "Taïwan"}, "date-published": dated}
        return json.dumps({"metadata": {"generated": generated}, "data": held})

    source = shipped["ca_travel_advisories"]
    first, again, changed = (
        read(source, "documents/3", document(*said)).entries[0]
        for said in (("Take care", "1"), ("Take care", "2"), ("Take more care", "3"))
    )
    assert first.title == "Taiwan: travel advice and advisories"
    assert first.link == "https://travel.gc.ca/destinations/taiwan"
    assert first.published.at == datetime(2026, 3, 9, 21, 20, 32, tzinfo=UTC)
    assert first.key == again.key != changed.key


@pytest.mark.parametrize("wrapped", [lambda rows: rows, lambda rows: {"code": 1, "data": {"list": rows}}])
def test_a_korean_notice_bears_its_country_in_front(shipped: dict[str, Source], wrapped: object) -> None:
    rows = [
        {"pstNo": 9, "pstType": "A", "ntnNm": "인도", "ttlNm": "집회 안내", "regDt": [2026, 3, 10, 9, 5]},
        {"pstNo": 8, "pstType": "A", "ntnNm": "인도네시아", "ttlNm": "화산", "regDt": [2026, 3, 10, 9, 0]},
    ]
    source = shipped["kr_travel_advisories"]
    reading = read(source, "apis/0", json.dumps(wrapped(rows)))  # type: ignore[operator]
    india = source.country_filter["in"]
    assert [any(word in entry.title for word in india) for entry in reading.entries] == [True, False]
    entry = reading.entries[0]
    link = "https://www.0404.go.kr/bbs/safetyNtc/detail/9"
    assert told(entry) == (link, "[인도] 집회 안내", "2026-03-10T00:05Z")
    call = reading.details[entry.key]
    assert (call.method, call.url, json.loads(call.body)) == ("POST", link, {"pstNo": "9", "pstType": "A"})
    detail = source.apis[0].detail
    assert detail is not None
    answer = json.dumps(
        {"code": 1, "data": {"title": "집회", "text": "<p>시내 곳곳에서 집회가 열립니다.</p>"}}
    )
    assert read_detail(detail, answer.encode(), "application/json")[1] == ("시내 곳곳에서 집회가 열립니다.",)


def test_mails_of_japanese_missions_are_read_and_their_countries_told_apart(
    shipped: dict[str, Source],
) -> None:
    def mail(number: int, kind: str, country: str, title: str) -> str:
        return (
            f"<mail><keyCd>{number}</keyCd><infoType>{kind}</infoType><leaveDate>2026/03/10 14:02:01</leaveDate>"
            f"<title>{title}</title><mainText>{title}の詳細</mainText>"
            f"<infoUrl>https://www.anzen.mofa.go.jp/od/{number}.html</infoUrl>"
            f"<country><cd>0</cd><name>{country}</name></country></mail>"
        )

    source = shipped["jp_travel_advisories"]
    mails = mail(1, "R10", "インド", "祭りの混雑") + mail(2, "T40", "韓国", "注意喚起")
    mails += mail(3, "R20", "インドネシア", "道路の閉鎖")
    reading = read(source, "apis/0", f'<?xml version="1.0" encoding="UTF-8"?><opendata>{mails}</opendata>')
    assert [entry.title for entry in reading.entries] == [
        "インド：祭りの混雑",
        "インドネシア：道路の閉鎖",
    ]
    assert [is_about(source, "in", entry.title) for entry in reading.entries] == [True, False]
    assert is_about(source, "in", "インドネシア・インド：渡航")
    assert reading.entries[0].published.at == datetime(2026, 3, 10, 5, 2, 1, tzinfo=UTC)
    alone = read(source, "apis/0", f"<opendata>{mail(4, 'R10', '台湾', '停電')}</opendata>")
    assert [entry.title for entry in alone.entries] == ["台湾：停電"]


def test_every_issuer_of_advisories_speaks_of_other_countries_than_its_own(
    shipped: dict[str, Source],
) -> None:
    issuers = {s.id[:2]: s for s in shipped.values() if s.kind == "foreign_service_advisory" and s.survey_ids}
    assert set(issuers) >= {"us", "gb", "ca", "au", "kr", "jp"}
    for code, source in issuers.items():
        assert code not in source.countries
        assert set(source.country_filter) == set(source.countries)
