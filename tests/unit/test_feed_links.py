"""Links as publishers write them: slips with one meaning are mended, doubtful ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.addresses import is_web_address
from scrapers.extraction.feeds.links import mend_link, resolve_link

FEED = "https://daily.example.com/rss/all.xml"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http:moc.example.vn/tin/1.aspx", "http://moc.example.vn/tin/1.aspx"),
        ("https:/moc.example.vn/1", "https://moc.example.vn/1"),
        ("http:///moc.example.vn/1", "http://moc.example.vn/1"),
        ("http//moc.example.vn/1", "http://moc.example.vn/1"),
        ("http://https://moc.example.vn/1", "https://moc.example.vn/1"),
        ("http://http//moc.example.vn/1", "http://moc.example.vn/1"),
        ("www.example.vn/1", "https://www.example.vn/1"),
        ("http://moc.example.vn/a\n   /b", "http://moc.example.vn/a/b"),
        # as good as relative, or right as it is: nothing is guessed
        ("http:news/1", "https://daily.example.com/rss/http:news/1"),
        ("http:index.html", "https://daily.example.com/rss/http:index.html"),
        (
            "https://example.vn/redirect?to=http://other.vn/",
            "https://example.vn/redirect?to=http://other.vn/",
        ),
        ("www", "https://daily.example.com/rss/www"),
        ("?id=5", "https://daily.example.com/rss/all.xml?id=5"),
        ("", ""),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_slips(written: str, meant: str) -> None:
    if meant.endswith(("http:news/1", "http:index.html")):
        assert mend_link(written, FEED) == written
    else:
        assert resolve_link(written, FEED)[0] == meant


def test_an_inward_address_is_not_made_of_a_slip() -> None:
    for written in ("http:127.0.0.1/x", "http:localhost/x", "http:169.254.169.254/x"):
        assert mend_link(written, FEED) == written


@given(
    st.from_regex(
        r"https?://[a-z]{1,8}\.example\.(com|vn)/[a-z0-9/_.~-]{0,20}(\?[a-z]=[a-z0-9]{0,5})?", fullmatch=True
    )
)
def test_a_good_link_is_left_alone(link: str) -> None:
    assert mend_link(link, FEED) == link


@given(st.text(max_size=60))
def test_any_text_resolves_or_stays(text: str) -> None:
    resolved, is_web = resolve_link(text, FEED)
    assert is_web_address(resolved) is is_web
    if is_web:
        assert resolve_link(resolved, FEED) == (resolved, True)
    else:
        assert resolved == mend_link(text, FEED)
