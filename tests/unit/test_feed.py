"""Feeds as publishers really serve them: three dialects, damaged, hostile, or no feed at all."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.feed import MAX_ENTRIES, Feed, FeedEntry, NotAFeedError, read_feed
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
