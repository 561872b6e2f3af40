"""Placeholders: dates, pages, names; what fills a place in an address never moves it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extraction.placeholders import fill_dates, fill_names, fill_page, is_paged, placeholder_faults

DATES = [date(2026, 3, 9), date(2026, 3, 10)]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("p={page}", "p=7"),
        ("p={page:03d}", "p=007"),
        ("p={page:01d}&o={offset}", "p=7&o=120"),
        ("o={offset:06d}", "o=000120"),
        ("p={page:3d}", "p={page:3d}"),
    ],
)
def test_pages_are_filled_in_with_their_width(template: str, expected: str) -> None:
    assert fill_page(template, 7, 20, 1) == expected
    assert is_paged(template) == (template != expected)


def test_a_width_does_not_cut_a_longer_number() -> None:
    assert fill_page("{page:02d}", 1234, 20, 1) == "1234"


def test_dates_alike_make_one_request() -> None:
    assert fill_dates(["{date:%Y%m}"], DATES) == [("202603",)]
    assert fill_dates(["{yyyymmdd}", "{from:%d}-{to:%d}"], DATES) == [
        ("20260309", "09-10"),
        ("20260310", "09-10"),
    ]
    assert fill_dates(["{date:%ROC-%m-%d}"], DATES[:1]) == [("115-03-09",)]


@pytest.mark.parametrize("good", ["{page}", "{page:03d}", "{offset}", "{date:%Y}", "{token}", "{token:path}"])
def test_what_is_replaced_is_no_fault(good: str) -> None:
    assert placeholder_faults(f"https://x.example/{good}", ["token"]) == []


@pytest.mark.parametrize("bad", ["{page:3}", "{pages}", "{other}", "{other:path}", "{token:host}", "{}"])
def test_what_nothing_replaces_is_a_fault(bad: str) -> None:
    assert placeholder_faults(f"https://x.example/{bad}", ["token"]) == [bad]


VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "//evil.example/a", "https://evil.example", "\\\\evil.example\\a", "@evil.example", ".evil.example",
            "..//../x", "?a=b#c", "\r\nHost: evil", "http:evil.example", "https://x.example@evil.example/",
            ":80/a", "https://X.EXAMPLE/ok", "///evil.example", "/\\evil.example", "\t//evil.example",
        ]
    ),
)  # fmt: skip


@given(VALUES, st.sampled_from(["https://x.example/a/{v}", "https://x.example/{v}/b?c={v}"]))
def test_a_value_stays_in_its_place(value: str, template: str) -> None:
    filled = fill_names(template, {"v": value}, in_address=True)
    parts, own = urlsplit(filled), urlsplit(template)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "x.example", "")
    assert parts.path.count("/") == own.path.count("/")
    assert parts.query.count("&") == own.query.count("&")
    assert not any(c in filled for c in "\r\n ")


@given(VALUES, st.sampled_from(["https://x.example{v:path}", "https://x.example/a/{v:path}"]))
def test_a_path_stays_on_its_host(value: str, template: str) -> None:
    filled = fill_names(template, {"v": value}, in_address=True)
    if filled == template:
        return  # of another host: left as it is, and refused by whoever wanted it
    parts = urlsplit(filled)
    assert (parts.scheme, parts.netloc) == ("https", "x.example")
    assert ".." not in parts.path.split("/")
    assert "//" not in parts.path
    assert not any(c in filled for c in "\r\n\\ ")


def test_an_unknown_name_is_left_as_it_is_written() -> None:
    assert fill_names("{a}{b:path}", {}, in_address=True) == "{a}{b:path}"
    assert fill_names("{a:path}", {"a": "x y"}) == "x y"
