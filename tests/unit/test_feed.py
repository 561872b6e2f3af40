"""Feeds as publishers really serve them: four dialects, damaged, hostile, or no feed at all."""

from __future__ import annotations

import gzip
import html
import json
import time
import tracemalloc
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.feed import MAX_ENTRIES, MAX_MARKUP, Feed, FeedEntry, NotAFeedError, read_feed
from scrapers.extraction.text import clean

CAPTURED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ADDRESS = "https://daily.example.com/rss/all.xml"
AT = datetime(2026, 3, 10, 0, 5, 6, tzinfo=UTC)


def read(body: str | bytes, **given: Any) -> Feed:
    content = body if isinstance(body, bytes) else body.encode()
    values = {
        "content_type": "application/rss+xml",
        "address": ADDRESS,
        "timezone": "Asia/Seoul",
        "at": CAPTURED,
    }
    return read_feed(content, **(values | given))


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'{head}<rss version="2.0"><channel><title>Daily</title><language>ko</language>{body}</channel></rss>'
    )


def only(feed: Feed) -> FeedEntry:
    [entry] = feed.entries
    return entry


ITEM = (
    "<title>정부, R&amp;amp;D 예산 확대</title><link>https://daily.example.com/n/1?utm_source=rss</link>"
    "<description>&lt;p&gt;요약 &lt;b&gt;문장&lt;/b&gt;이다.&lt;/p&gt;</description>"
    "<pubDate>Tue, 10 Mar 2026 09:05:06 +0900</pubDate><guid isPermaLink='false'>n-1</guid><author>홍길동</author>"
)


def test_rss_2() -> None:
    feed = read(rss(ITEM))
    entry = only(feed)
    assert (feed.language, feed.charset, feed.cut, feed.damaged) == ("ko", "utf-8", 0, 0)
    assert entry.title == "정부, R&D 예산 확대"
    assert entry.summary == "요약 문장이다."
    assert entry.link == "https://daily.example.com/n/1?utm_source=rss"
    assert entry.canonical_url == entry.key == "https://daily.example.com/n/1"
    assert (entry.published.at, entry.published.basis, entry.byline) == (AT, "feed", "홍길동")


def test_rdf() -> None:
    entry = only(
        read(
            '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<channel rdf:about="https://daily.example.com/"><title>Daily</title></channel>'
            '<item rdf:about="https://daily.example.com/n/2"><title>日銀、金利を据え置き</title>'
            "<link>https://daily.example.com/n/2</link><dc:date>2026-03-10T09:05:06+09:00</dc:date></item></rdf:RDF>"
        )
    )
    assert (entry.title, entry.key) == ("日銀、金利を据え置き", "https://daily.example.com/n/2")
    assert entry.published.at == AT


def test_atom_with_full_text() -> None:
    entry = only(
        read(
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Daily</title><entry><id>tag:x,1</id>'
            '<title type="html">Port &lt;i&gt;reopens&lt;/i&gt;</title><link rel="alternate" href="/n/3"/>'
            "<updated>2026-03-10T01:00:00Z</updated><published>2026-03-10T00:05:06Z</published>"
            "<summary>short</summary>"
            "<content type='html'>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</content>"
            "</entry></feed>"
        )
    )
    assert (entry.title, entry.summary, entry.content) == ("Port reopens", "short", ("First.", "Second."))
    assert entry.published.at == AT
    assert entry.updated.at == datetime(2026, 3, 10, 1, 0, tzinfo=UTC)


def test_an_entry_that_only_says_when_it_was_updated() -> None:
    entry = only(
        read(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>D</title><entry><id>a</id><title>t</title>'
            "<updated>2026-03-10T00:05:06Z</updated></entry></feed>"
        )
    )
    assert (entry.published.at, entry.published.basis) == (AT, "feed update")


def test_an_undated_entry_stays_undated() -> None:
    entry = only(read(rss("<title>t</title><link>https://daily.example.com/n/1</link>")))
    assert (entry.published.at, entry.published.basis) == (None, "no date in feed")


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf\r\n", b"\n\n  ", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xef\xbb\xbf"]
)
def test_marks_and_blank_lines_before_the_declaration(start: bytes) -> None:
    assert only(read(start + rss(ITEM).encode())).title == "정부, R&D 예산 확대"


@pytest.mark.parametrize("codec", ["euc-kr", "cp949", "utf-8"])
@pytest.mark.parametrize("declares", ["in the declaration", "in the header", "nowhere", "falsely"])
def test_charsets(codec: str, declares: str) -> None:
    name = {"in the declaration": codec, "falsely": "utf-8" if codec != "utf-8" else "euc-kr"}.get(declares)
    head = f'<?xml version="1.0" encoding="{name}"?>' if name else '<?xml version="1.0"?>'
    header = f"text/xml; charset={codec}" if declares == "in the header" else "text/xml"
    long = ITEM.replace("요약", "정부는 10일 국무회의에서 내년 예산안을 확정했다고 밝혔다. 요약")
    feed = read(rss(long, head=head).encode(codec), content_type=header)
    assert only(feed).title == "정부, R&D 예산 확대"
    assert feed.damaged == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back at 9.</body></html>",
        "<html><body><h1>시스템 점검 중입니다</h1></body></html>".encode(),
        b'{"message": "Not Found", "status": 404}',
        b"%PDF-1.4",
        b"\x00\x01\x02\x03",
        b"plain words",
        b"<?xml version='1.0'?><error><code>500</code></error>",
    ],
)
def test_what_is_no_feed_is_named(body: bytes) -> None:
    with pytest.raises(
        NotAFeedError, match=r"https://daily\.example\.com/rss/all\.xml: not a feed; it begins with"
    ):
        read(body)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss()).entries == ()


def test_entries_without_link_guid_or_title_are_kept_apart() -> None:
    feed = read(
        rss(
            "<title>only a title</title>",
            "<guid isPermaLink='false'>only-a-guid</guid>",
            "<description>only a summary</description>",
            "<description>another summary</description>",
            "<title>only a title</title><description>and another text</description>",
        )
    )
    assert len({entry.key for entry in feed.entries}) == 5
    assert [entry.position for entry in feed.entries] == [0, 1, 2, 3, 4]
    assert {entry.canonical_url for entry in feed.entries} == {""}


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://[bad/",
        "https://daily.example.com:99999/", "http://127.0.0.1\\@daily.example.com/", "mailto:a@example.com",
    ],
)  # fmt: skip
def test_a_hostile_link_is_kept_as_text_and_leads_nowhere(link: str) -> None:
    entry = only(read(rss(f"<title>t</title><link>{link}</link><guid isPermaLink='false'>g</guid>")))
    assert (entry.canonical_url, entry.key, entry.title) == ("", "g", "t")


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("/n/1", "https://daily.example.com/n/1"),
        ("n/1", "https://daily.example.com/rss/n/1"),
        ("//other.example.com/n", "https://other.example.com/n"),
        ("https://daily.example.com/기사 1", "https://daily.example.com/%EA%B8%B0%EC%82%AC%201"),
    ],
)
def test_a_relative_link_is_taken_from_the_feed(link: str, meant: str) -> None:
    assert only(read(rss(f"<title>t</title><link>{link}</link>"))).link == meant


def test_tags_and_entities_in_a_title() -> None:
    written = "<title><![CDATA[<b>[단독]</b> A&nbspB &lt;기생충&gt; R&ampD]]></title><link>https://daily.example.com/n/1</link>"
    assert only(read(rss(written))).title == "[단독] A B <기생충> R&D"


def test_a_damaged_feed_gives_what_can_be_read() -> None:
    whole = rss(ITEM, ITEM.replace("/n/1", "/n/2"))
    cut = read(whole[: whole.index("/n/2") + 60])
    assert cut.entries[0].title == "정부, R&D 예산 확대"
    loose = read(rss("<title>A & B <br> C</title><link>https://daily.example.com/n/1?a=1&b=2</link>"))
    assert only(loose).link == "https://daily.example.com/n/1?a=1&b=2"
    assert only(loose).title.startswith("A & B")


def test_a_feed_beyond_the_cap_is_cut_and_says_so() -> None:
    items = (f"<title>t{n}</title><link>https://daily.example.com/{n}</link>" for n in range(MAX_ENTRIES + 1))
    feed = read(rss(*items))
    assert (len(feed.entries), feed.cut) == (MAX_ENTRIES, 1)


def test_an_entity_bomb_is_bounded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>' + rss(
        "<title>&l9;</title>", head=""
    )
    tracemalloc.start()
    started = time.process_time()
    try:
        feed = read(bomb)
        assert sum(len(entry.title) for entry in feed.entries) < 100_000
    except NotAFeedError:
        pass
    assert time.process_time() - started < 5
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_an_outer_entity_is_not_opened() -> None:
    body = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + rss(
        "<title>[&x;]</title>", head=""
    )
    assert only(read(body)).title in ("[&x;]", "[]")


def test_the_wording_changes_with_what_a_reader_sees_and_only_then() -> None:
    first = only(read(rss(ITEM)))
    assert only(read(rss(ITEM))).wording == first.wording
    moved = read(rss("<title>above</title>", ITEM)).entries[1]
    assert (moved.wording, moved.position) == (first.wording, 1)
    for old, new in (("확대", "축소"), ("문장", "글"), ("09:05:06", "09:05:07")):
        assert only(read(rss(ITEM.replace(old, new)))).wording != first.wording


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_title_comes_out_clean(text: str) -> None:
    entry = only(
        read(rss(f"<title><![CDATA[{text.replace(']]>', '')}]]></title><guid isPermaLink='false'>g</guid>"))
    )
    assert clean(entry.title) == entry.title


@given(st.binary(max_size=200), st.sampled_from([b"", b"<rss><channel><item>", b"<feed>", b"<?xml "]))
def test_any_bytes_are_a_feed_or_refused(body: bytes, start: bytes) -> None:
    try:
        feed = read(start + body)
    except NotAFeedError:
        return
    assert len(feed.entries) <= MAX_ENTRIES


# How a feed arrives


def test_a_feed_that_was_packed_without_saying_so() -> None:
    assert only(read(gzip.compress(rss(ITEM).encode()))).title == "정부, R&D 예산 확대"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="utf-16"?>', ""])
def test_wide_charsets_with_and_without_a_mark(codec: str, head: str) -> None:
    assert only(read(rss(ITEM, head=head).encode(codec), content_type="text/xml")).byline == "홍길동"


def test_western_letters_without_a_declaration() -> None:
    feed = read(rss("<title>Café à Hué</title>", head="").encode("latin-1"), content_type=None)
    assert only(feed).title == "Café à Hué"


@pytest.mark.parametrize("content_type", [None, "", "text/html", "application/json", "image/png", "nonsense"])
def test_the_content_type_decides_nothing(content_type: str | None) -> None:
    assert only(read(rss(ITEM), content_type=content_type)).title == "정부, R&D 예산 확대"


def test_warnings_of_a_program_around_the_feed() -> None:
    before = "<br />\n<b>Warning</b>: mysql in /x.php on line 3<br />\n"
    assert only(read(before + rss(ITEM) + "<script>track()</script>\0")).byline == "홍길동"


def test_prefixes_that_nobody_declared() -> None:
    entry = only(
        read(
            rss(
                "<title>t</title><dc:creator>N</dc:creator><content:encoded>&lt;p&gt;All&lt;/p&gt;</content:encoded>"
            )
        )
    )
    assert (entry.byline, entry.content) == ("N", ("All",))


def test_references_that_only_html_knows() -> None:
    entry = only(read(rss("<title>A&nbsp;B &middot; C &bogus; D&E &#8230; &#0; F</title>")))
    assert entry.title == "A B · C &bogus; D&E … F"
    typed = rss(
        "<title>A &eacute; B</title>",
        head='<!DOCTYPE rss PUBLIC "-//X//DTD 0.91//EN" "http://x.example/a.dtd">',
    )
    assert only(read(typed)).title == "A é B"


def test_a_cdata_block_is_not_touched_and_may_be_split() -> None:
    entry = only(read(rss("<title><![CDATA[A & B]]><![CDATA[ &amp; C]]> D\x0b</title>")))
    assert entry.title == "A & B & C D"


def test_utf_8_that_was_read_as_latin_1() -> None:
    assert only(read(rss(f"<title>{'日銀'.encode().decode('latin-1')}</title>"))).title == "日銀"


# Links and ids


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("<guid>https://daily.example.com/p/1</guid>", "https://daily.example.com/p/1"),
        ("<guid isPermaLink='true'>/p/1</guid>", "https://daily.example.com/p/1"),
        ("<guid isPermaLink='false'>https://daily.example.com/p/1</guid>", ""),
        ("<guid>12345</guid>", "12345"),  # kept as published: it leads nowhere
        ("<link/><guid>https://daily.example.com/p/1</guid>", "https://daily.example.com/p/1"),
        ("<guid>https://daily.example.com/p/1</guid><link>/n/2</link>", "https://daily.example.com/n/2"),
        (
            "<link>http://proxy.example.net/~r/x/1</link><feedburner:origLink>https://daily.example.com/n/3"
            "</feedburner:origLink>",
            "https://daily.example.com/n/3",
        ),
        ("<link>http:moc.example.vn/tin/1</link>", "http://moc.example.vn/tin/1"),
        (
            "<link>\n  https://daily.example.com/n/1?a=1&amp;b=2\n</link>",
            "https://daily.example.com/n/1?a=1&b=2",
        ),
        ("<link><![CDATA[https://daily.example.com/n/4]]></link>", "https://daily.example.com/n/4"),
        ("<link xml:base='https://other.example.com/a/'>b</link>", "https://other.example.com/a/b"),
    ],
)
def test_the_page_of_an_item(inner: str, link: str) -> None:
    assert only(read(rss("<title>t</title>" + inner))).link == link


def atom(*entries: str, head: str = "") -> str:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {head}><title>Daily</title>{body}</feed>'


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ('<link rel="self" href="/s"/><link rel="edit" href="/e"/><link href="/n/1"/>', "/n/1"),
        ('<link rel="replies" href="/r"/><id>https://daily.example.com/n/2</id>', "/n/2"),
        (
            '<link rel="alternate" type="application/json" href="/j"/><link type="text/html" href="/n/3"/>',
            "/n/3",
        ),
        ('<link rel="alternate" type="application/json" href="/j"/>', "/j"),
    ],
)
def test_the_page_of_an_atom_entry(inner: str, link: str) -> None:
    assert only(read(atom("<title>t</title>" + inner))).link == "https://daily.example.com" + link


def test_xml_base_of_a_feed() -> None:
    written = atom("<title>t</title><link href='n/1'/>", head='xml:base="https://other.example.com/x/"')
    assert only(read(written)).link == "https://other.example.com/x/n/1"


def test_each_change_of_an_advisory_is_an_item() -> None:
    page = "https://advice.example.gov/vietnam"
    changes = [
        f"<id>{page}#{at}</id><title>Vietnam</title><link href='{page}'/><updated>{at}</updated><summary>{n}"
        "</summary>"
        for n, at in enumerate(("2026-03-09T10:00:00Z", "2026-03-10T08:00:00+00:00"))
    ]
    both = read(atom(*changes)).entries
    assert [entry.key for entry in both] == [
        f"{page}#2026-03-09T10:00:00Z",
        f"{page}#2026-03-10T08:00:00+00:00",
    ]
    assert {entry.canonical_url for entry in both} == {page}
    assert only(read(atom(changes[1]))).key == both[1].key  # the same whether the other is still listed


def test_items_that_share_a_page_are_told_apart() -> None:
    same = "<link>https://city.example.kr/news/list.do?p=1</link>"
    by_id = read(rss(f"<title>a</title>{same}<guid>n-1</guid>", f"<title>b</title>{same}<guid>n-2</guid>"))
    assert [entry.key for entry in by_id.entries] == ["n-1", "n-2"]
    by_title = read(rss(f"<title>a</title>{same}", f"<title>b</title>{same}"))
    assert len({entry.key for entry in by_title.entries}) == 2
    twice = read(rss(f"<title>a</title>{same}<guid>n-1</guid>", f"<title>a</title>{same}<guid>n-9</guid>"))
    assert len({entry.key for entry in twice.entries}) == 1


def test_a_home_page_identifies_nothing() -> None:
    home = "<link>https://city.example.kr/</link>"
    feed = read(rss(f"<title>a</title>{home}", f"<title>b</title>{home}<guid isPermaLink='false'>9</guid>"))
    assert [entry.key for entry in feed.entries] == ["https://city.example.kr/\na", "9"]


# Dates


def test_one_date_for_a_whole_batch() -> None:
    feed = read(
        rss(*(f"<title>t{n}</title><pubDate>Sun, 01 Mar 2026 00:00:00 +0900</pubDate>" for n in range(8)))
    )
    assert {(e.published.precision, e.published.basis) for e in feed.entries} == {
        ("day", "feed, one date for a whole batch")
    }
    alone = only(read(rss("<title>t</title><pubDate>Sun, 01 Mar 2026 00:00:00 +0900</pubDate>")))
    assert (alone.published.precision, alone.published.basis) == ("second", "feed")


def test_a_form_of_dates_that_only_the_source_knows() -> None:
    written = rss("<title>t</title><pubDate>2026Mar10</pubDate>")
    assert only(read(written, formats=["%Y%b%d"])).published.at == datetime(2026, 3, 9, 15, tzinfo=UTC)


def test_the_link_dates_an_entry_that_the_feed_does_not() -> None:
    link = "<link>https://daily.example.com/2026/03/09/port</link>"
    entry = only(read(rss(f"<title>t</title>{link}")))
    assert (entry.published.basis, entry.published.precision) == ("address, zone of the source", "day")
    assert entry.published.at == datetime(2026, 3, 8, 15, tzinfo=UTC)
    dated = only(read(rss(f"<title>t</title>{link}<pubDate>Tue, 10 Mar 2026 09:05:06 +0900</pubDate>")))
    assert (dated.published.at, dated.published.basis) == (AT, "feed")


# The feed itself


def test_what_a_feed_says_of_itself() -> None:
    body = rss(
        "<title>a</title><pubDate>Mon, 09 Mar 2026 00:00:01 GMT</pubDate>",
        "<title>b</title><pubDate>Mon, 09 Mar 2026 03:00:00 GMT</pubDate>",
        "<title>c</title>",
    ).replace(
        "<language>",
        '<atom:link rel="hub" href="https://hub.example.com/"/><atom:link rel="next" href="?page=2"/><language>',
    )
    feed = read(body)
    assert (feed.kind, feed.title) == ("rss", "Daily")
    assert feed.newest == datetime(2026, 3, 9, 3, tzinfo=UTC)
    assert feed.next_link == f"{ADDRESS}?page=2"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss(), "rss"),
        (atom(), "atom"),
        (
            '<RDF:RDF xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>',
            "rdf",
        ),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "D", "items": []}', "json"),
    ],
)
def test_an_empty_feed_is_a_feed_of_its_kind(body: str, kind: str) -> None:
    feed = read(body)
    assert (feed.kind, feed.entries, feed.newest) == (kind, (), None)


# JSON Feed


def test_json_feed() -> None:
    said = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Daily <1>", "language": "ko",
        "next_url": "https://daily.example.com/2.json",
        "items": [
            {
                "id": "n-1", "url": "/n/1?utm_source=j", "title": "A < B & C",
                "content_html": "<p>One.</p><p>Two.</p>",
                "summary": "short", "date_published": "2026-03-10T09:05:06+09:00",
                "date_modified": "2026-03-10T01:00:00Z",
                "authors": [{"name": "홍길동"}, {"name": "김철수"}],
                "attachments": [
                    {"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9, "duration_in_seconds": 61.5}
                ],
            },
            {"id": 17, "external_url": "https://other.example.com/x", "content_text": "1 < 2\nnext"},
            "no item",
        ],
    }  # fmt: skip
    feed = read("\ufeff" + json.dumps(said), content_type="text/html")
    first, second = feed.entries
    assert (feed.kind, feed.title, feed.language) == ("json", "Daily <1>", "ko")
    assert feed.next_link == "https://daily.example.com/2.json"
    assert (first.title, first.summary, first.content) == ("A < B & C", "short", ("One.", "Two."))
    assert (first.key, first.byline) == ("https://daily.example.com/n/1", "홍길동, 김철수")
    assert (first.published.at, first.updated.at) == (AT, datetime(2026, 3, 10, 1, tzinfo=UTC))
    assert (first.media[0].url, first.media[0].seconds) == ("https://daily.example.com/a.mp3", 61)
    assert (second.id, second.link, second.content) == (
        "17",
        "https://other.example.com/x",
        ("1 < 2", "next"),
    )


def test_json_feed_beyond_the_cap_and_without_a_version() -> None:
    items = [{"id": n, "content_text": "x"} for n in range(MAX_ENTRIES + 3)]
    feed = read(json.dumps({"title": "t", "items": items}))
    assert (len(feed.entries), feed.cut) == (MAX_ENTRIES, 3)


# Social media and advisories, in the shapes that they come in


def test_a_post_has_no_title() -> None:
    post = (
        "<guid isPermaLink='true'>https://social.example/@ministry/1</guid><link>https://social.example/@ministry/1</link>"
        "<pubDate>Tue, 10 Mar 2026 00:05:06 +0000</pubDate>"
        "<description>&lt;p&gt;Port opens.&lt;/p&gt;&lt;p&gt;More soon.&lt;/p&gt;</description>"
    )
    entry = only(read(rss(post)))
    assert (entry.title, entry.summary, entry.published.at) == ("", "Port opens. More soon.", AT)
    assert entry.key == "https://social.example/@ministry/1"


def test_a_post_known_by_an_opaque_id() -> None:
    post = "<link>https://bsky.example/profile/x/post/1</link><guid isPermaLink='false'>at://did:plc:x/post/1</guid>"
    entry = only(read(rss(post + "<description>Words.</description>")))
    assert (entry.key, entry.id) == ("https://bsky.example/profile/x/post/1", "at://did:plc:x/post/1")


def test_a_forum_in_atom() -> None:
    entry = only(
        read(
            atom(
                "<author><name>/u/reader</name><uri>https://forum.example/user/reader</uri></author><id>t3_abc</id>"
                '<content type="html">&lt;div&gt;&lt;p&gt;Body.&lt;/p&gt;&lt;/div&gt;</content>'
                '<link href="https://forum.example/r/x/1/"/><updated>2026-03-10T00:05:06+00:00</updated>'
                "<published>2026-03-10T00:05:06+00:00</published><title>Talk</title>"
            )
        )
    )
    assert (entry.title, entry.content, entry.byline, entry.summary) == ("Talk", ("Body.",), "/u/reader", "")


# Bounds


def test_a_long_text_is_cut_and_says_so() -> None:
    entry = only(read(rss(f"<title>t</title><description>{'가나 ' * MAX_MARKUP}</description>")))
    assert entry.is_cut
    assert 0 < len(entry.summary) <= MAX_MARKUP
    assert not only(read(rss(ITEM))).is_cut


def test_a_deep_nest_still_gives_its_words() -> None:
    deep = "<div>" * 50_000 + "words inside" + "</div>" * 50_000
    for written in (deep, html.escape(deep), f"<![CDATA[{deep}]]>"):
        entry = only(read(rss(f"<title>t</title><description>{written}</description>")))
        assert entry.title == "t"
        assert "words inside" in entry.summary
    assert only(read(rss("<title>t</title>").replace("<item>", "<a>" * 50_000 + "<item>"))).title == "t"


def test_a_cut_feed_of_each_dialect_keeps_its_first_items() -> None:
    many = MAX_ENTRIES + 7
    bodies = (
        rss(*(f"<title>t{n}</title>" for n in range(many))),
        rss(*(f"<title>t{n} & <b>x</title>" for n in range(many))),
        atom(*(f"<title>t{n}</title>" for n in range(many))),
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>D</title></channel>"
        + "".join(f"<item><title>t{n}</title></item>" for n in range(many))
        + "</rdf:RDF>",
    )
    for body in bodies:
        feed = read(body)
        assert (len(feed.entries), feed.cut) == (MAX_ENTRIES, 7)
        assert feed.entries[-1].title.startswith(f"t{MAX_ENTRIES - 1}")


@pytest.mark.parametrize(
    "body",
    [
        rss("<title>t</title>").replace(
            "<item>", "<item " + " ".join(f"a{n}='1'" for n in range(300_000)) + ">"
        ),
        rss("<title>" + "<![CDATA[" * 200_000 + "</title>"),
        rss("<title>" + "<!-- <item> " * 100_000 + "</title>"),
        rss("<title>" + "&" * 300_000 + "</title>"),
        "<!DOCTYPE " * 200_000 + rss(),
        "<?xml " * 200_000,
        "<" * 300_000,
        "<html>" + "<script" * 100_000,
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "'
        + "x" * 50_000
        + '">]>'
        + rss("&a;" * 20_000, head=""),
        '<?xml version="1.0"?><!DOCTYPE rss [' + "<!ENTITY " * 100_000 + "]>" + rss(),
        "[" * 100_000,
    ],
    ids=[
        "attributes",
        "cdata",
        "comments",
        "ampersands",
        "doctype",
        "head",
        "angles",
        "script",
        "quadratic",
        "dtd",
        "json",
    ],
)
def test_hostile_shapes_end(body: str) -> None:
    started = time.process_time()
    try:
        feed = read(body)
        assert sum(len(e.title) + len(e.summary) for e in feed.entries) <= 10 * len(body)
    except NotAFeedError:
        pass
    assert time.process_time() - started < 20  # these take less than two seconds; without a bound, minutes


# The two readers of XML


def test_what_feedparser_trips_over_is_read_all_the_same() -> None:
    whole = rss("<title>a</title>", "<title>b</title><description>cut off here</description>")
    with patch("feedparser.parse", side_effect=TypeError("no subscript")):
        assert [entry.title for entry in read(whole[: whole.index("here")]).entries] == ["a", "b"]
        with pytest.raises(NotAFeedError, match="cannot be parsed: TypeError"):
            read("<rss><channel><title>a<b></title></channel></rss>")


def test_a_lost_end_tag_swallows_no_entries() -> None:
    lost = rss("<title>a</title><link>/1</link>", "<title>b</title><link>/2</link>").replace(
        "<language>", "<itunes:subtitle>words</itunes  <![CDATA[x]]></itunes:summary><language>"
    )
    assert {entry.title for entry in read(lost).entries} == {"a", "b"}


def both_ways(body: str) -> tuple[Feed, Feed]:
    """As it is read, and as the lenient reader alone reads it."""
    quick = read(body)
    with patch("scrapers.extraction.feed.read_well_formed", return_value=None):
        return quick, read(body)


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\xa0\ufffe\uffff"
    ),
    min_size=1,
    max_size=40,
)
DATES = st.sampled_from(
    ["Tue, 10 Mar 2026 09:05:06 +0900", "2026-03-10T00:05:06Z", "2026. 3. 10.", "soon", ""]
)
PATHS = st.from_regex(r"/[a-z0-9]{1,8}(\?[a-z]=[0-9]{1,3}(&[a-z]=[0-9])?)?", fullmatch=True)


@st.composite
def written_items(draw: st.DrawFn) -> str:
    def element(name: str, words: str) -> str:
        if draw(st.booleans()) and "]]>" not in words:
            return f"<{name}><![CDATA[{words}]]></{name}>"
        return f"<{name}>{html.escape(words)}</{name}>"

    parts = [
        element("title", draw(WORDS)),
        element("link", "https://daily.example.com" + draw(PATHS)),
        element("description", f"<p>{html.escape(draw(WORDS))}</p>"),
        element("pubDate", draw(DATES)),
        element("guid", "https://daily.example.com" + draw(PATHS)),
        element("dc:creator", draw(WORDS)),
        element("content:encoded", f"<p>{html.escape(draw(WORDS))}</p><p>{html.escape(draw(WORDS))}</p>"),
        '<enclosure url="/a.mp3" type="audio/mpeg" length="5"/>',
    ]
    chosen = draw(st.lists(st.sampled_from(parts), unique=True, min_size=1))
    return "".join(chosen)


NAMESPACES = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
)


@given(st.lists(written_items(), max_size=4))
def test_both_readers_give_the_same_entries(items: list[str]) -> None:
    quick, slow = both_ways(rss(*items).replace('<rss version="2.0">', NAMESPACES))
    assert quick == slow


@given(st.lists(written_items(), min_size=1, max_size=3), st.integers(20, 200))
def test_a_feed_cut_off_anywhere_is_read_or_refused(items: list[str], keep: int) -> None:
    whole = rss(*items).replace('<rss version="2.0">', NAMESPACES)
    try:
        feed = read(whole[: len(whole) - keep])
    except NotAFeedError:
        return
    assert len(feed.entries) <= len(items)
