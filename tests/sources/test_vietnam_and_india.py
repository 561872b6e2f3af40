"""Sources of Vietnam and India whose lists are odd, each against a page of our own making of the same structure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing.records.source import Source
from scrapers.catalogue import load_source
from scrapers.extraction.asking import detail_asking, first_askings
from scrapers.extraction.hooks import HOOKS
from scrapers.extraction.prefetch import read_picks
from scrapers.extraction.seed_reader import read_seed
from scrapers.extraction.seed_reading import SeedReading

SOURCES = Path(__file__).resolve().parents[2] / "scrapers" / "sources"
CAPTURED_AT = datetime(2026, 3, 11, 12, tzinfo=UTC)
DATES = [date(2026, 3, 10), date(2026, 3, 11)]


def source(name: str) -> Source:
    return load_source(SOURCES / f"{name}.yml", SOURCES)


def read(name: str, key: str, text: str, content_type: str = "text/html; charset=utf-8") -> SeedReading:
    described = source(name)
    seed = described.seed(key)
    return read_seed(
        seed,
        text.encode(),
        content_type=content_type,
        address=first_askings(seed, DATES, {"token": "t"})[0].url,
        timezone=described.timezone,
        at=CAPTURED_AT,
        since=datetime(2026, 3, 1, tzinfo=UTC),
        dates=DATES,
    )


def found(reading: SeedReading, zone_hours: float) -> list[tuple[str, str, str]]:
    """Link, title and local day of each entry; no day is an empty text."""
    return [
        (
            entry.link,
            entry.title,
            f"{datetime.fromtimestamp(entry.published.at.timestamp() + zone_hours * 3600, UTC):%Y-%m-%d}"
            if entry.published.at
            else "",
        )
        for entry in reading.entries
    ]


PAGES = {
    "a headline before its PDF": (
        "in/st_sk",
        """<div><h2 class="big">A school opens in Namchi</h2><p class="d">Published on: 10 Mar 2026</p>
        <a href="/press_releases/1f2e_school.pdf">View</a></div><div><h2>Roads &amp; bridges</h2>
        <p>Published on: 9 Mar 2026</p><p>More</p><a href="/press_releases/77ab_roads.pdf">View</a></div>""",
        [
            (
                "https://ipr.sikkim.gov.in/press_releases/1f2e_school.pdf",
                "A school opens in Namchi",
                "2026-03-10",
            ),
            ("https://ipr.sikkim.gov.in/press_releases/77ab_roads.pdf", "Roads & bridges", "2026-03-09"),
        ],
    ),
    "a raised ordinal in the date": (
        "in/st_mz",
        """<div><a href="/post/farmers" class="t" title="Minister meets the farmers">Minister meets…</a>
        <span>Dated: 5<sup>th</sup> Mar 26</span></div><div><a href="/post/water" title="Water supply restored">
        <h3>Water</h3></a><p>Dated: 1<sup>st</sup> Mar 26 </p></div>""",
        [
            ("https://dipr.mizoram.gov.in/post/farmers", "Minister meets the farmers", "2026-03-05"),
            ("https://dipr.mizoram.gov.in/post/water", "Water supply restored", "2026-03-01"),
        ],
    ),
    "a date beside a symbol": (
        "in/st_pb",
        """<a href="/en/press-releases/hq-press-releases/">All</a><li><a href="/en/press-releases/cabinet/"><p>Cabinet
        meets in Chandigarh</p></a><i class="icofont-ui-calendar"></i>March 10, 2026</li>""",
        [
            (
                "https://ipr.punjab.gov.in/en/press-releases/cabinet/",
                "Cabinet meets in Chandigarh",
                "2026-03-10",
            )
        ],
    ),
    "a row without a link": (
        "in/egazette",
        """<table id="gvGazetteList"><tr><th>Subject</th></tr><tr><td><span id="gvGazetteList_lbl_Subject_0">The
        Ports Act, 2026</span></td><td><span id="gvGazetteList_lbl_UGID_0">CG-DL-E-10032026-270001</span></td></tr>
        </table>""",
        [
            (
                "https://egazette.gov.in/WriteReadData/2026/270001.pdf",
                "The Ports Act, 2026",
                "2026-03-10",
            )
        ],
    ),
    "a script call that holds the address": (
        "in/commerce",
        """<div class="whats-new-wrapper"><div class="whats-new-calander"><h4>10-03-2026</h4></div>
        <div class="whats-new-heading"><h3>Exports in February</h3></div><div class="whats-new-btn-wrapper">
        <a href="javascript:void(0)" onclick="window.open('https://www.commerce.gov.in/uploads/feb.pdf', '_blank')">
        Open</a></div></div>""",
        [("https://www.commerce.gov.in/uploads/feb.pdf", "Exports in February", "2026-03-10")],
    ),
    "a date within the title": (
        "in/st_as",
        """<table><tr><th>Title</th><th>File</th></tr><tr><td>Press release No 12 dated 10.03.2026</td>
        <td>2 MB</td><td><a class="file-default" href="/a.pdf">English</a></td></tr><tr><td>Flood bulletin</td>
        <td>1 MB</td><td><a class="file-default" href="/b.pdf">English</a></td></tr></table>""",
        [
            ("https://dipr.assam.gov.in/a.pdf", "Press release No 12 dated 10.03.2026", "2026-03-10"),
            ("https://dipr.assam.gov.in/b.pdf", "Flood bulletin", ""),
        ],
    ),
    "a table of PDFs": (
        "in/st_up",
        "<table><tr><th>#</th></tr><tr><td>1</td><td>बैठक हुई</td><td>10/Mar/2026</td>"
        "<td><a href='files/one.pdf'>PDF</a></td></tr></table>",
        [("https://information.up.gov.in/files/one.pdf", "बैठक हुई", "2026-03-10")],
    ),
    "addresses that carry the page they were found on": (
        "in/prs",
        '<a href="/theprsblog/the-ports-bill?page=3&per-page=1">The Ports Bill</a>'
        '<a href="/theprsblog?page=2">2</a>',
        [("https://prsindia.org/theprsblog/the-ports-bill", "The Ports Bill", "")],
    ),
    "a release with the reader's region behind its number": (
        "in/pib_list",
        '<h3>Ministry of Ports</h3><a href="/PressReleasePage.aspx?PRID=2100001&reg=3&lang=1">Ports</a>'
        '<a href="/indexd.aspx">Home</a>',
        [("https://www.pib.gov.in/PressReleasePage.aspx?PRID=2100001", "Ports", "")],
    ),
}


@pytest.mark.parametrize("case", PAGES)
def test_an_odd_list_of_india_is_read(case: str) -> None:
    name, page, expected = PAGES[case]
    assert found(read(name, "listings/0", page), 5.5) == expected


def test_a_list_in_script_of_the_printed_paper_is_read() -> None:
    page = 'grouped_articles = {"A":[{"href":"\\/todays-paper\\/2026-03-10\\/th_chennai\\/articleGABC1-12.ece"}]}'
    reading = read("in/hindu", "backfill/listings/0", page)
    link = "https://www.thehindu.com/todays-paper/2026-03-10/th_chennai/articleGABC1-12.ece"
    assert [entry.link for entry in reading.entries] == [link]


def test_releases_without_titles_and_addresses_stay_apart() -> None:
    items = [
        {
            "Id": 7,
            "Description": "<p>पहली बात। दूसरी बात।</p>",
            "PressreleaseDate": "2026-03-10T00:00:00",
            "PDFUrl": None,
        },
        {
            "Id": 8,
            "Description": "<p>तीसरी बात।</p>",
            "PressreleaseDate": "2026-03-10T10:00:00",
            "PDFUrl": None,
        },
    ]
    reading = read("in/st_rj", "apis/0", json.dumps({"Data": {"Data": items}}), "application/json")
    assert [entry.title.rstrip(".") for entry in reading.entries] == ["पहली बात", "तीसरी बात"]
    assert len({entry.key for entry in reading.entries}) == 2


def test_a_shifted_number_gives_day_identity_and_text() -> None:
    shifted = "".join(chr(ord(c) + 0x80) for c in "20260310N12")
    reading = read(
        "in/st_mp",
        "apis/0",
        json.dumps([{"newsid": shifted, "NewsTitle": "जल"}]),
        "application/json",
    )
    assert found(reading, 5.5) == [("https://www.mpinfo.org/Home/TodaysNews#20260310N12", "जल", "2026-03-10")]
    (call,) = reading.details.values()
    assert "IdNews=20260310N12&" in call.url
    days = [asking.url[-10:] for asking in first_askings(source("in/st_mp").seed("apis/0"), DATES)]
    assert days == ["03/10/2026", "03/11/2026"]


def test_a_number_that_begins_with_no_day_adds_none() -> None:
    unshift = HOOKS["unshift_newsid"]
    assert "newsid_date" not in unshift({"newsid": "N12"})
    assert "newsid_date" not in unshift({})
    assert unshift({"newsid": "20260310N12"})["newsid_date"] == "20260310"


def test_a_token_is_sent_with_the_form() -> None:
    seed = source("in/st_gj").seed("apis/0")
    assert seed.prefetch is not None
    page = b'<form><input name="AntiforgeryFieldname" type="hidden" value="a+b"></form>'
    picked = read_picks(seed.prefetch, page, content_type="text/html")
    (asking,) = first_askings(seed, DATES, picked)
    assert asking.body == b"PressLangId=1&AntiforgeryFieldname=a%2Bb"
    item = {
        "pressId": 5,
        "pressTitle": "Budget",
        "createdDate": "2026-03-09T00:00:00",
        "pressDesc": "<p>T</p>",
    }
    english = read("in/st_gj", "apis/0", json.dumps([item]), "application/json")
    gujarati = read("in/st_gj", "apis/1", json.dumps([{**item, "pressTitle": "બજેટ"}]), "application/json")
    assert english.entries[0].key == gujarati.entries[0].key


def test_a_past_day_is_asked_for_with_the_form_of_the_page() -> None:
    seed = source("in/pib_list").seed("backfill/listings/0")
    assert seed.prefetch is not None
    page = b'<form><input type="hidden" name="__VIEWSTATE" value="v"></form>'
    picked = read_picks(seed.prefetch, page, content_type="text/html")
    bodies = [asking.body.decode() for asking in first_askings(seed, DATES, picked)]
    assert len(bodies) == 2
    assert all(body.startswith("__VIEWSTATE=v&__EVENTTARGET=") for body in bodies)
    assert [("ddlday=10&" in body, "ddlday=11&" in body) for body in bodies] == [(True, False), (False, True)]


def test_a_board_that_comes_up_again_is_dated_by_its_beginning() -> None:
    page = """<div class="js-threadList"><div class="structItem structItem--thread"><div class="structItem-title">
    <a href="/f/x/?prefix_id=1">Tin</a><a href="/t/mot-chu-de.123/" data-tp-primary="on">Một chủ đề</a></div>
    <li class="structItem-startDate"><time datetime="2026-03-10T10:00:00+0700">10/3</time></li>
    <div class="structItem-cell--latest"><time datetime="2026-03-11T09:00:00+0700">11/3</time></div></div></div>"""
    reading = read("vn/voz", "listings/0", page)
    assert found(reading, 7) == [("https://voz.vn/t/mot-chu-de.123/", "Một chủ đề", "2026-03-10")]


@pytest.mark.parametrize(
    ("name", "month", "other"),
    [
        (
            "vn/baodautu",
            "https://baodautu.vn/sitemaps/news-2026-3.xml",
            "https://baodautu.vn/sitemaps/news-2026-2.xml",
        ),
        (
            "vn/vneconomy",
            "https://vneconomy.vn/sitemap/news-2026-03.xml",
            "https://vneconomy.vn/sitemap/news-2025-03.xml",
        ),
        (
            "in/nie",
            "https://www.newindianexpress.com/sitemap/sitemap-daily-2026-03-10.xml",
            "https://www.newindianexpress.com/sitemap/sitemap-daily-2026-03-01.xml",
        ),
    ],
)
def test_of_an_index_only_the_days_sitemaps_are_read(name: str, month: str, other: str) -> None:
    index = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in (other, month))
    text = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'
    assert read(name, "sitemaps/0", text, "text/xml").children == (month,)


def test_a_call_behind_a_release_needs_its_number() -> None:
    seed = source("in/st_mp").seed("apis/0")
    assert seed.way == "api"
    assert seed.detail is not None
    assert detail_asking(seed.detail, {"NewsTitle": "without a number"}) is None
