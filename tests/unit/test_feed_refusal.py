"""What stands where a feed should: each kind is told apart, in words."""

from __future__ import annotations

import gzip
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.feed import NotAFeedError, read_feed
from scrapers.extraction.feeds.refusal import FOUND


def refusal(body: bytes | str) -> NotAFeedError:
    with pytest.raises(NotAFeedError) as caught:
        read_feed(
            body if isinstance(body, bytes) else body.encode(),
            content_type="application/rss+xml",
            address="https://daily.example.com/rss.xml",
            timezone="Asia/Seoul",
            at=datetime(2026, 3, 10, 12, tzinfo=UTC),
        )
    return caught.value


def page(title: str, body: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


LONG = "<p>" + "오늘 국무회의에서 논의된 안건을 정리했다. " * 100 + "서버 점검은 없다.</p>"


@pytest.mark.parametrize(
    ("body", "found", "words"),
    [
        (b"", "empty", "nothing"),
        (b" \n\xef\xbb\xbf", "empty", "white space"),
        (page("Daily news"), "html", "HTML page titled 'Daily news' instead of a feed"),
        (page("", "<p>hello</p>"), "html", "without a title"),
        (page("일간", LONG), "html", "HTML page titled '일간'"),
        (page("404 Not Found"), "html", "an error page"),
        (page("오류", "요청하신 페이지를 찾을 수 없습니다."), "html", "an error page"),
        (page("エラー", "ページが見つかりません"), "html", "an error page"),
        (page("页面不存在"), "html", "an error page"),
        (page("Không tìm thấy trang"), "html", "an error page"),
        (page("Members", '<form><input name="p" type="password"></form>'), "html", "a login page"),
        (page("Just a moment..."), "html", "a firewall"),
        (page("", "<script src='/x/challenge-platform/y.js'></script>"), "html", "a firewall"),
        (page("Access Denied"), "html", "a firewall"),
        (page("Site maintenance"), "maintenance", "maintenance page"),
        (page("안내", "<h1>시스템 점검 중입니다</h1>"), "maintenance", "maintenance page"),
        (page("お知らせ", "ただいまメンテナンス中です。"), "maintenance", "maintenance page"),
        (page("公告", "<p>系统升级维护中</p>"), "maintenance", "maintenance page"),
        (page("公告", "<p>網站維護中</p>"), "maintenance", "maintenance page"),
        (page("Thông báo", "Hệ thống đang bảo trì"), "maintenance", "maintenance page"),
        ("Service temporarily unavailable", "maintenance", "notice"),
        ('{"message": "API key required"}', "json_error", "API key required"),
        ('{"error": {"code": 500, "message": "quota"}}', "json_error", "quota"),
        ("[1, 2]", "json_error", "JSON that is no feed"),
        ('{"items": [{"name": "no feed"}]}', "json_error", "JSON that is no feed"),
        ('{"message": "서비스 점검 중"}', "maintenance", "점검"),
        ('{"cut": ', "unparseable", "JSON"),
        ("<?xml version='1.0'?><error><code>500</code></error>", "xml_other", "'500'"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "xml_other", "a sitemap"),
        ("<opml version='2.0'><body/></opml>", "xml_other", "OPML"),
        (b"%PDF-1.7 ...", "binary", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "binary", "PNG"),
        (bytes(range(32)) * 4, "binary", "no text"),
        (b"\x1f\x8b\x08 broken", "binary", "gzip"),
        ("plain words", "unparseable", "plain text"),
    ],
)
def test_what_was_found(body: bytes | str, found: str, words: str) -> None:
    error = refusal(body)
    assert (error.found, words in error.words) == (found, True), error.words
    assert found in FOUND
    assert error.words in str(error)


def test_a_packed_bomb_is_refused() -> None:
    error = refusal(gzip.compress(b"<rss>" + b" " * (40 * 1024 * 1024)))
    assert error.found == "binary"


def test_a_refusal_crosses_processes() -> None:
    error = refusal("plain words")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.found, copy.words) == (str(error), error.found, error.words)


@given(st.text(max_size=200), st.sampled_from(["", "<html>", "{", "<a>", "<!DOCTYPE html><title>"]))
def test_any_refusal_has_words(text: str, start: str) -> None:
    try:
        read_feed(
            (start + text).encode("utf-8", "replace"),
            content_type=None,
            address="https://x.example.com/",
            timezone="UTC",
            at=datetime(2026, 3, 10, tzinfo=UTC),
        )
    except NotAFeedError as error:
        assert error.found in FOUND
        assert error.words
