"""What a probe makes of what it was answered: feeds found, patterns, fillers, rhythms, publishers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.dates import read_date
from scrapers.probing.answers import Answer, Ask, nature_of, read_answers, write_answers
from scrapers.probing.feed_links import (
    find_feed_pages,
    find_feeds,
    find_interfaces,
    find_list_pages,
    sitemaps_of_robots,
)
from scrapers.probing.filler import fill_json, fill_page, fill_text, fill_xml
from scrapers.probing.healthy_day_guess import guess_rhythm
from scrapers.probing.json_guess import guess_api
from scrapers.probing.link_shapes import pattern_of
from scrapers.probing.plan import first_asks, next_asks
from scrapers.probing.publisher import stem_of, tell_country, tell_kind
from scrapers.probing.script_calls import read_call, rule_of

AT = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
HERE = "https://www.daily.example.kr/news/index.html"


def tree(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(f"<html><body>{html}</body></html>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>",
            "https://www.daily.example.kr/rss.xml",
        ),
        (
            "<link rel='ALTERNATE' type='application/atom+xml; charset=utf-8' href='a.atom'>",
            "https://www.daily.example.kr/news/a.atom",
        ),
        (
            "<link rel='alternate' type='application/feed+json' href='/feed.json'>",
            "https://www.daily.example.kr/feed.json",
        ),
        (
            "<link rel='alternate' type='text/xml' href='/rss/all.xml'>",
            "https://www.daily.example.kr/rss/all.xml",
        ),
        ("<link rel='feed' href='/news/f'>", "https://www.daily.example.kr/news/f"),
        ("<a href='feed://www.daily.example.kr/rss'>구독</a>", "http://www.daily.example.kr/rss"),
        ("<a href='feed:https://www.daily.example.kr/rss'>구독</a>", "https://www.daily.example.kr/rss"),
        (
            "<a href='https://feedly.com/i/subscription/feed/https%3A%2F%2Fwww.daily.example.kr%2Frss.xml'>f</a>",
            "https://www.daily.example.kr/rss.xml",
        ),
        (
            "<a href='/bbs/home/791/rssList.do?row=50'>RSS</a>",
            "https://www.daily.example.kr/bbs/home/791/rssList.do?row=50",
        ),
        ("<area href='/index.rdf'>", "https://www.daily.example.kr/index.rdf"),
    ],
)
def test_a_feed_is_found_in_each_form(html: str, expected: str) -> None:
    assert [ask.address for ask in find_feeds(tree(html), HERE)] == [expected]


@pytest.mark.parametrize(
    "html",
    [
        "<link rel='alternate' hreflang='en' href='/en/'>",
        "<link rel='alternate' type='application/json+oembed' href='/oembed?url=x'>",
        "<link rel='alternate' type='application/rss+xml' href='/comments/feed/'>",
        "<a href='javascript:rss()'>RSS</a>",
        "<link rel='alternate' media='handheld' href='https://m.daily.example.kr/'>",
        "<a href='/newsfeedback/'>write to us</a>",
        "<link rel='alternate' type='application/rss+xml' href='http://[bad/rss'>",
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(html: str) -> None:
    assert find_feeds(tree(html), HERE) == []


def test_pages_about_feeds_and_pages_of_news_are_told_by_their_links() -> None:
    html = (
        "<a href='/rss_info.html'>RSS 서비스</a><a href='/press'>보도자료</a>"
        "<a href='/x'>오시는 길</a><a href='/n'>Press Releases</a>"
    )
    assert [ask.address for ask in find_feed_pages(tree(html), HERE)] == [
        "https://www.daily.example.kr/rss_info.html"
    ]
    assert [a.address.rpartition("/")[2] for a in find_list_pages(tree(html), HERE)] == ["press", "n"]


@pytest.mark.parametrize(
    ("html", "address", "expected"),
    [
        (
            "<link rel='https://api.w.org/' href='/wp-json/'>",
            HERE,
            "https://www.daily.example.kr/wp-json/wp/v2/posts?per_page=20",
        ),
        (
            "<img src='/wp-content/x.png'>",
            HERE,
            "https://www.daily.example.kr/wp-json/wp/v2/posts?per_page=20",
        ),
        (
            "<script>Fusion.globalContent={}</script>",
            HERE,
            "https://www.daily.example.kr/arc/outboundfeeds/rss/?outputType=xml",
        ),
        (
            "<p>x</p>",
            "https://www.farm.example.kr/bbs/home/791/artclList.do",
            "https://www.farm.example.kr/bbs/home/791/rssList.do?row=50",
        ),
    ],
)
def test_the_ways_of_a_known_cms_are_asked_for(html: str, address: str, expected: str) -> None:
    assert expected in [ask.address for ask in find_interfaces(tree(html), html, address)]


def test_news_sitemaps_of_robots_come_first() -> None:
    robots = (
        b"User-agent: *\nDisallow: /x\nSitemap: https://a.example.kr/map.xml\n"
        b"SITEMAP : https://a.example.kr/news.xml\nSitemap: file:///etc/passwd"
    )
    found = [ask.address for ask in sitemaps_of_robots(robots, HERE)]
    assert found == ["https://a.example.kr/news.xml", "https://a.example.kr/map.xml"]


@pytest.mark.parametrize(
    ("addresses", "matches", "refuses"),
    [
        (["https://a.kr/news/123", "https://a.kr/news/4567"], "https://a.kr/news/9", "https://a.kr/news/about"),
        (
            ["https://a.vn/kinh-te/cang-bien-4821.html", "https://a.vn/xa-hoi/truong-hoc-4822.html"],
            "https://a.vn/the-gioi/tau-4823.html", "https://a.vn/lien-he.html",
        ),
        (["https://a.kr/v.do?seq=1&page=1", "https://a.kr/v.do?seq=2&page=1"], "https://a.kr/v.do?page=3&seq=77", "https://a.kr/v.do?page=2"),
        (
            ["https://a.cn/202603/t20260310_1.html", "https://a.cn/202602/t20260210_2.html"],
            "https://a.cn/202604/t20260401_9.html", "https://a.cn/index.html",
        ),
        (["https://a.in/2026/x-y", "https://a.in/2025/z"], "https://a.in/2024/w", "https://a.in/2024/w/more"),
    ],
)  # fmt: skip
def test_a_pattern_takes_what_is_alike_and_nothing_else(
    addresses: list[str], matches: str, refuses: str
) -> None:
    import re

    pattern = pattern_of(addresses)
    assert all(re.search(pattern, address) for address in [*addresses, matches])
    assert not re.search(pattern, refuses)


@given(
    st.lists(
        st.from_regex(r"https://a\.kr(/[a-z0-9.-]{1,9}){1,3}(\?[a-z]=[a-z0-9]{0,4})?", fullmatch=True),
        min_size=1,
        max_size=6,
    )
)
def test_a_pattern_matches_what_it_was_made_of(addresses: list[str]) -> None:
    import re

    assert all(re.search(pattern_of(addresses), address) for address in addresses)


@pytest.mark.parametrize(
    "text",
    [
        "제1차 항만 정책 협의회",
        "港の新しい埠頭",
        "关于加强港口管理工作的通知",
        "Cảng biển miền Trung",
        "The Harbour Board, 2nd call",
        "बंदरगाह का विस्तार",
        "துறைமுகம்",
    ],
)
def test_filler_has_the_length_and_the_script_and_none_of_the_words(text: str) -> None:
    filled = fill_text(text)
    assert len(filled) == len(text)
    assert [c.isspace() for c in filled] == [c.isspace() for c in text]
    assert not any(len(word) > 2 and word in filled for word in text.split())


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-10",
        "2026.03.10.",
        "2026년 3월 10일 09:30",
        "10 March 2026",
        "Mar 10, 2026",
        "3시간 전",
        "10/03/2026 08:11",
        "2026年3月10日",
        "03-10",
        "[2026-03-10]",
    ],
)
def test_filler_keeps_dates(text: str) -> None:
    before, after = (read_date(t, "Asia/Seoul", "x", AT) for t in (text, fill_text(text)))
    assert before.at == after.at


@given(st.text(max_size=120))
def test_filler_never_changes_the_length(text: str) -> None:
    assert len(fill_text(text)) == len(text)


def test_a_filled_page_keeps_addresses_and_loses_scripts_and_words() -> None:
    html = (
        "<html><head><script>var secret='본문'</script><meta name='description' content='설명'></head><body>"
        "<!-- 주석 --><a href='/v?id=1' data-x='본문' title='제목이다'>머리기사이다 10</a><img src='/p.jpg' "
        "alt='사진'></body></html>"
    )
    filled = fill_page(html)
    assert "/v?id=1" in filled
    for word in ("본문", "설명", "주석", "제목이다", "머리기사", "p.jpg", "사진"):
        assert word not in filled


def test_a_filled_feed_and_filled_json_keep_addresses_and_dates_only() -> None:
    feed = (
        "<rss version='2.0'><channel><title>신문</title><item><title>머리기사</title><link>https://a.kr/1</link>"
        "<description>&lt;p&gt;본문이다&lt;/p&gt;</description><pubDate>Tue, 10 Mar 2026 09:00:00 "
        "+0900</pubDate></item></channel></rss>"
    )
    filled = fill_xml(feed)
    assert "https://a.kr/1" in filled and "Tue, 10 Mar 2026 09:00:00 +0900" in filled
    assert "머리기사" not in filled and "본문이다" not in filled and "신문" not in filled
    made = fill_json('{"list":[{"id":"a1","title":"머리기사","date":"2026-03-10","url":"/v/1","n":3}]}')
    assert '"2026-03-10"' in made and '"/v/1"' in made and '"a1"' in made and "머리기사" not in made


def test_a_rhythm_is_told_from_the_dates_and_says_from_what() -> None:
    instants = [AT - timedelta(hours=5 * n) for n in range(1, 30)]
    rhythm = guess_rhythm(instants, "Asia/Seoul", AT, is_cut=True)
    assert rhythm.cadence == "daily"
    assert rhythm.healthy_day.min_items == 1 and rhythm.healthy_day.max_items == 20
    assert rhythm.healthy_day.silence_hours == 72
    assert "29 dated entries" in rhythm.words and "4 to 5 a day" in rhythm.words


@pytest.mark.parametrize(
    ("every_hours", "cadence"),
    [(0.2, "continuous"), (24, "daily"), (24 * 5, "weekly"), (24 * 40, "monthly"), (24 * 90, "irregular")],
)
def test_a_cadence_follows_from_the_distance_of_entries(every_hours: float, cadence: str) -> None:
    instants = [AT - timedelta(hours=every_hours * n) for n in range(20)]
    assert guess_rhythm(instants, "UTC", AT, is_cut=False).cadence == cadence


def test_without_dates_nothing_is_estimated() -> None:
    rhythm = guess_rhythm([AT], "UTC", AT, is_cut=False)
    assert rhythm.cadence == "irregular" and rhythm.words.startswith("Not estimated")


def test_a_list_in_json_is_read_by_its_names() -> None:
    body = (
        b'{"ok":true,"data":{"rows":['
        b'{"newsId":7,"newsTitle":"A harbour is built","pubTime":1773100800000,"url":"/n/7"},'
        b'{"newsId":8,"newsTitle":"A road","pubTime":1773104400000,"url":"/n/8"}]}}'
    )
    found = guess_api(body, content_type=None, address="https://a.cn/api", timezone="Asia/Shanghai", at=AT)
    assert found is not None
    api, notes = found
    assert (api.items, api.title, api.link, api.date, api.date_unit, notes) == (
        "data.rows", "newsTitle", "url", "pubTime", "ms", ()
    )  # fmt: skip
    assert guess_api(b"[1, 2]", content_type=None, address="https://a.cn/api", timezone="UTC", at=AT) is None
    assert guess_api(b"<p>", content_type=None, address="https://a.cn/api", timezone="UTC", at=AT) is None


@pytest.mark.parametrize(
    ("host", "stem", "country", "kind"),
    [
        ("www.mofa.go.kr", "mofa", "kr", "government"),
        ("english.hani.co.kr", "hani", "kr", "news_media"),
        ("www.city.yokohama.lg.jp", "yokohama", "jp", "city_state"),
        ("news.21jingji.com", "s_21jingji", None, "news_media"),
        ("kr.usembassy.gov", "usembassy", None, "embassy"),
        ("www.kiep.re.kr", "kiep", "kr", "academic_think_tank"),
        ("www.korcham-chamber.net", "korcham_chamber", None, "business"),
        ("www.bbc.co.uk", "bbc", "gb", "news_media"),
    ],
)
def test_a_host_tells_name_country_and_kind(host: str, stem: str, country: str | None, kind: str) -> None:
    told = tell_country(host, ["und"])
    assert (stem_of(host), told.value if told else None, tell_kind(host, "x").value) == (stem, country, kind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("javascript:goView('12', \"N\");", ("goView", ("12", "N"))),
        ("fn_view(34); return false;", ("fn_view", ("34",))),
        ("javascript:void(0)", None),
        ("history.back(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_a_call_is_taken_apart(text: str | None, expected: tuple[str, tuple[str, ...]] | None) -> None:
    call = read_call(text)
    assert (call and (call.function, call.arguments)) == expected


def test_a_template_string_of_a_script_becomes_a_template() -> None:
    rule = rule_of("go", 2, "const go = (a, b) => { window.open(`/v/${b}/${a}.html`) }", "https://a.kr/list")
    assert (rule.link_template, rule.certain) == ("https://a.kr/v/{2}/{1}.html", True)
    unknown = rule_of("go", 1, "function go(a){ location.href = base + a }", "https://a.kr/list")
    assert "REPLACE-ME" in unknown.link_template


@pytest.mark.parametrize(
    ("body", "nature"),
    [
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><rss version='2.0'>", "feed"),
        (b"<?xml version='1.0'?><!-- x --><feed xmlns='a'>", "feed"),
        (b"<rdf:RDF xmlns='x'>", "feed"),
        (b'{"version":"https://jsonfeed.org/version/1.1"}', "feed"),
        (b'{"a":1}', "json"),
        (b"<urlset xmlns='x'>", "sitemap"),
        (b"\x1f\x8b\x08", "sitemap"),
        (b"<!doctype html><html>", "page"),
        (b"plain", "other"),
        (b"", "other"),
    ],
)
def test_bytes_are_told_by_their_beginning(body: bytes, nature: str) -> None:
    assert nature_of(body) == nature


def answered(ask: Ask, body: bytes = b"", status: int = 200) -> Answer:
    return Answer(ask, ask.address, "fetched", status, None, body, AT)


def test_answers_travel_as_json() -> None:
    answers = [answered(Ask("https://a.kr/", "start", "given"), b"\x00\xff")]
    assert read_answers(write_answers(answers)) == answers


def test_a_plan_ends_and_asks_nothing_twice() -> None:
    home = b"<html><a href='/press'>\xeb\xb3\xb4\xeb\x8f\x84\xec\x9e\x90\xeb\xa3\x8c</a><p>nothing</p></html>"
    answers = [
        answered(ask, home if ask.purpose == "start" else b"", 200 if ask.purpose == "start" else 404)
        for ask in first_asks("https://a.kr/")
    ]
    asked = [a.ask.address for a in answers]
    for _ in range(30):
        wanted = next_asks(answers)
        if not wanted:
            break
        assert not {ask.address for ask in wanted} & set(asked)
        asked += [ask.address for ask in wanted]
        answers += [answered(ask, b"", 404) for ask in wanted]
    assert next_asks(answers) == ()
    assert (
        "https://a.kr/press" in asked
        and "https://a.kr/feed/" in asked
        and "https://a.kr/sitemap.xml" in asked
    )
    assert len(asked) <= 20


def test_a_plan_stops_at_a_good_feed() -> None:
    head = b"<html><link rel=alternate type=application/rss+xml href=/rss.xml></html>"
    items = "".join(
        f"<item><title>Headline {n}</title><link>https://a.kr/{n}</link><pubDate>"
        f"2026-03-10T0{n}:00:00Z</pubDate></item>"
        for n in range(1, 8)
    )
    start, robots = first_asks("https://a.kr/")
    answers = [answered(start, head), answered(robots, b"", 404)]
    wanted = next_asks(answers)
    assert [ask.address for ask in wanted] == ["https://a.kr/rss.xml"]
    answers.append(answered(wanted[0], f"<rss version='2.0'><channel>{items}</channel></rss>".encode()))
    assert next_asks(answers) == ()
