"""Addresses: which are of the web, and which of them name the same item."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from scrapers.extraction.addresses import canonical_address, is_web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example.com",
        "HTTP://A.example.com/x?y#z",
        "http://[::1]:8080/",
        " https://한국.example/기사 ",
    ],
)
def test_web(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
        "file:///etc/passwd", "data:text/html,<script>", "ftp://a.example.com/", "mailto:a@example.com",
        "//a.example.com/x",         "/relative", "about:blank", "http://", "http:///x", "https:a.example.com", "http://127.0.0.1\\@a.example.com/",
        "http:\\\\a.example.com", "http://[bad/", "http://a.example.com:99999/", "http://a.example.com:port/",
        "http://a.example.com:0/", "blob:https://a.example.com/1", "view-source:https://a.example.com",
    ],
)  # fmt: skip
def test_not_web(address: str) -> None:
    assert not is_web_address(address)


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("http://A.Example.com:80/x", "https://a.example.com/x"),
        ("https://a.example.com:443", "https://a.example.com/"),
        ("https://a.example.com:8443/x", "https://a.example.com:8443/x"),
        ("https://user:word@a.example.com/x", "https://a.example.com/x"),
        ("https://a.example.com/x#part", "https://a.example.com/x"),
        ("https://a.example.com/x?utm_source=rss&id=5&UTM_Medium=x&fbclid=1", "https://a.example.com/x?id=5"),
        ("https://a.example.com/x?utm_source=rss", "https://a.example.com/x"),
        (
            "https://a.example.com/board.es?mid=a10101&bid=0001&act=view&list_no=77&nPage=1",
            "https://a.example.com/board.es?mid=a10101&bid=0001&act=view&list_no=77&nPage=1",
        ),
        ("https://a.example.com/x?b=2&a=1&b=3", "https://a.example.com/x?b=2&a=1&b=3"),
        ("https://a.example.com/x?empty=&flag", "https://a.example.com/x?empty=&flag"),
        ("https://a.example.com/x?q=%b0%a1", "https://a.example.com/x?q=%B0%A1"),
        ("https://a.example.com/기사", "https://a.example.com/%EA%B8%B0%EC%82%AC"),
        ("https://a.example.com/%ea%b8%b0%ec%82%ac", "https://a.example.com/%EA%B8%B0%EC%82%AC"),
        ("http://[::1]:8080/x", "https://[::1]:8080/x"),
    ],
)
def test_canonical(address: str, canonical: str) -> None:
    assert canonical_address(address) == canonical
    assert canonical_address(canonical) == canonical


def test_queries_in_euc_kr_stay_different_articles() -> None:
    one, two = (f"https://a.example.com/v?title={code}" for code in ("%B0%A1", "%B0%A2"))
    assert canonical_address(one) != canonical_address(two)


@pytest.mark.parametrize(
    "other", ["http://a.example.com/x", "https://A.EXAMPLE.COM/x", "https://a.example.com/x#y"]
)
def test_the_same_item(other: str) -> None:
    assert canonical_address(other) == canonical_address("https://a.example.com/x")


@pytest.mark.parametrize(
    "other", ["https://a.example.com/X", "https://a.example.com/x/", "https://a.example.com/x?p=2"]
)
def test_another_item(other: str) -> None:
    assert canonical_address(other) != canonical_address("https://a.example.com/x")


SCRAPS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(["http://", "https://", "a.example.com", ":99999", "%b0", *"/?&=#%:@[]\\"]),
    ),
    max_size=10,
).map("".join)


@given(SCRAPS.map("https://a.example.com/".__add__) | SCRAPS)
@example("http://[::1]x/")
@example("https://a.example.com/?a=%&b=%zz")
@example("http://a.example.com:٣/")
def test_a_web_address_has_one_lasting_form(address: str) -> None:
    assume(is_web_address(address))
    once = canonical_address(address)
    assert canonical_address(once) == once
    assert once.startswith("https://")
    assert "#" not in once
    assert is_web_address(once)
