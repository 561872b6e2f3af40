"""What a page may ask for while a browser draws it, and what is said where there is no browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.http import Request

from briefing.settings import Settings
from scrapers.browser import browser_settings, errand_of, missing_words, refuse_request

PAGE = "https://page.example.kr/list"


@pytest.mark.parametrize(
    ("address", "kind", "method", "words"),
    [
        ("https://page.example.kr/app.js", "script", "GET", ""),
        ("https://cdn.example.net/app.js", "script", "GET", ""),
        ("https://page.example.kr/api", "xhr", "POST", ""),
        ("https://other.example.net/api", "fetch", "POST", "a POST to another host"),
        ("https://page.example.kr/api", "xhr", "DELETE", "DELETE is not made for a page"),
        ("https://page.example.kr/a.png", "image", "GET", "image is not wanted"),
        ("https://page.example.kr/a.mp4", "media", "GET", "media is not wanted"),
        ("https://page.example.kr/a.woff", "font", "GET", "font is not wanted"),
        ("https://page.example.kr/a.css", "stylesheet", "GET", "stylesheet is not wanted"),
        ("wss://page.example.kr/", "websocket", "GET", "websocket is not wanted"),
    ],
)
def test_only_what_draws_the_text_is_fetched(address: str, kind: str, method: str, words: str) -> None:
    assert refuse_request(address, kind, method, False, PAGE) == words


def test_what_a_page_asks_for_goes_the_way_of_any_other_request() -> None:
    """With its source, for the pace and the certificate; without a word on where it comes from, and no exception."""
    first = Request(
        PAGE,
        headers={"User-Agent": "Ours", "Cookie": "a=1", "Api-Key": "s3cret", "Referer": "https://x.example.kr/"},
        meta={"source": "its source", "playwright": True, "dont_obey_robotstxt": True, "errand": "the page's",
              "download_timeout": 7},
    )  # fmt: skip
    asked = errand_of(first, "https://cdn.example.net/rows", "POST", b'{"page": 1}')
    assert asked.headers.to_unicode_dict() == {
        "Accept": "*/*", "User-Agent": "Ours", "Content-Type": "application/json",
    }  # fmt: skip
    assert (asked.method, asked.body) == ("POST", b'{"page": 1}')
    assert asked.meta == {
        "source": "its source", "download_timeout": 7, "dont_redirect": True, "dont_retry": True,
    }  # fmt: skip


def test_a_page_does_not_lead_on_to_another_host() -> None:
    assert refuse_request("https://other.example.net/", "document", "GET", True, PAGE)
    assert not refuse_request("https://page.example.kr/2", "document", "GET", True, PAGE)
    assert not refuse_request("https://other.example.net/frame", "document", "GET", False, PAGE)


def test_a_missing_browser_is_said_beforehand(tmp_path: Path) -> None:
    off = Settings(_env_file=None)  # type: ignore[call-arg]
    assert "DESK_CRAWL_BROWSER" in missing_words(off)
    assert browser_settings(off)["DESK_BROWSER_MISSING"] == missing_words(off)
    assert "DESK_BROWSER_PATH" not in browser_settings(off)
    absent = off.model_copy(update={"crawl_browser": True, "crawl_browser_path": tmp_path / "none"})
    assert missing_words(absent)
