"""What a page may ask for while a browser draws it, and what is said where there is no browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.settings import Settings
from scrapers.browser import browser_settings, missing_words, refuse_request
from scrapers.public_addresses import Reach

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
    assert refuse_request(address, kind, method, False, PAGE, Reach()) == words


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://0x7f.1/", "http://169.254.169.254/", "file:///x",
     "http://localhost/", "data:text/plain,x", "blob:https://page.example.kr/1"],
)  # fmt: skip
def test_nothing_inward_is_fetched_for_a_page(address: str) -> None:
    assert refuse_request(address, "fetch", "GET", False, PAGE, Reach())


def test_a_page_does_not_lead_on_to_another_host() -> None:
    assert refuse_request("https://other.example.net/", "document", "GET", True, PAGE, Reach())
    assert not refuse_request("https://page.example.kr/2", "document", "GET", True, PAGE, Reach())
    assert not refuse_request("https://other.example.net/frame", "document", "GET", False, PAGE, Reach())


def test_a_missing_browser_is_said_beforehand(tmp_path: Path) -> None:
    off = Settings(_env_file=None)  # type: ignore[call-arg]
    assert "DESK_CRAWL_BROWSER" in missing_words(off)
    assert "DOWNLOAD_HANDLERS" not in browser_settings(off)
    absent = off.model_copy(update={"crawl_browser": True, "crawl_browser_path": tmp_path / "none"})
    assert missing_words(absent)
