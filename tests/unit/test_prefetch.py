"""What a page asked for first gives to the request behind it, whole or not at all; and that request."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.records.seed import Detail, Listing, Prefetch
from scrapers.extraction.asking import Asking, detail_asking, first_askings, next_asking, with_headers
from scrapers.extraction.placeholders import UnfilledError
from scrapers.extraction.prefetch import MAX_FIELDS, MAX_VALUE, read_picks
from scrapers.extraction.seed_reading import NotAListError

PAGE = "https://form.example.in/start"
DATES = [date(2026, 3, 9), date(2026, 3, 10)]


def picks(body: str | bytes, **described: Any) -> dict[str, str]:
    prefetch = Prefetch(url=PAGE, **described)
    return read_picks(prefetch, body.encode() if isinstance(body, str) else body, content_type="text/html")


def listing(**described: Any) -> Listing:
    return Listing(**{"url": "https://form.example.in/list", "link": "a", **described})


def test_what_is_needed_and_not_there_is_named() -> None:
    with pytest.raises(NotAListError, match="no token in it; the page is titled 'Sign in'") as caught:
        picks("<title>Sign in</title>", picks={"token": {"css": "input", "attribute": "value"}})
    assert caught.value.found == "no_token"
    for empty in ("<input value=''>", "<input>"):
        with pytest.raises(NotAListError, match="no token"):
            picks(empty, picks={"token": {"css": "input", "attribute": "value"}})
    with pytest.raises(NotAListError, match="no token"):
        picks("token=;", picks={"token": {"pattern": "token=(x)?;"}})
    with pytest.raises(NotAListError, match="no form"):
        picks("<p>", hidden_fields_of="form")


def test_a_long_state_is_taken_whole_and_a_longer_one_refused() -> None:
    field = "<form><input type=hidden name=s value='{}'></form>"
    assert len(picks(field.format("a" * MAX_VALUE), hidden_fields_of="form")["hidden:s"]) == MAX_VALUE
    with pytest.raises(
        NotAListError, match="200001 characters long, more than the 200000 sent back"
    ) as caught:
        picks(field.format("a" * (MAX_VALUE + 1)), hidden_fields_of="form")
    assert caught.value.found == "too_large"
    with pytest.raises(NotAListError, match=f"{MAX_FIELDS + 1} hidden fields"):
        picks("<form>" + "<input type=hidden name=a>" * (MAX_FIELDS + 1), hidden_fields_of="form")
    with pytest.raises(NotAListError, match="characters long"):
        picks("x" * (MAX_VALUE + 1), picks={"all": {"pattern": "x+"}})


def test_a_page_asked_for_its_cookies_may_be_empty() -> None:
    assert picks("", keep_cookies=True) == {}


def test_a_value_fills_its_place_in_address_body_form_and_header() -> None:
    value = 'a&b=c"/../\r\nCookie: x'
    [asked] = first_askings(
        listing(url="https://form.example.in/l?t={t}", headers={"X-T": "{t}"}), DATES, {"t": value}
    )
    assert parse_qsl(urlsplit(asked.url).query) == [("t", value)]
    assert asked.headers == (("X-T", 'a&b=c"/../ Cookie: x'),)
    [posted] = first_askings(listing(method="POST", body='{"t":"{t}"}'), DATES, {"t": value})
    assert json.loads(posted.body) == {"t": value}
    [formed] = first_askings(listing(method="POST", form={"t": "{t}"}), DATES, {"t": value, "hidden:h": "1"})
    assert parse_qsl(formed.body.decode()) == [("h", "1"), ("t", value)]
    assert ("Content-Type", "application/x-www-form-urlencoded") in formed.headers


def test_a_picked_path_leads_within_its_host_only() -> None:
    seed = listing(url="https://form.example.in{p:path}")
    assert first_askings(seed, DATES, {"p": "/a/b?c=1"})[0].url == "https://form.example.in/a/b?c=1"
    assert (
        first_askings(seed, DATES, {"p": "https://form.example.in/a"})[0].url == "https://form.example.in/a"
    )
    for foreign in ("https://evil.example/a", "//evil.example", "ftp://form.example.in/a"):
        with pytest.raises(UnfilledError, match="p leads to another host"):
            first_askings(seed, DATES, {"p": foreign})


def test_a_query_picked_whole_stays_a_query() -> None:
    seed = listing(url="https://form.example.in/u?{q}")
    assert (
        first_askings(seed, DATES, {"q": "a=1&b=2#x\r\ny"})[0].url
        == "https://form.example.in/u?a=1&b=2%23x y"
    )


def test_pages_turn_by_number_offset_and_body_and_dates_stay() -> None:
    seed = listing(url="https://form.example.in/{yyyymmdd}/{page:02d}")
    first = first_askings(seed, DATES)
    assert [asked.url[-11:] for asked in first] == ["20260309/01", "20260310/01"]
    second = next_asking(seed, first[1], DATES)
    assert second is not None
    assert (second.url[-11:], second.page) == ("20260310/02", 2)
    posted = listing(method="POST", body='{"from":{offset}}', page_size=50)
    turned = next_asking(posted, first_askings(posted, DATES)[0], DATES)
    assert turned is not None
    assert turned.body == b'{"from":50}'
    assert next_asking(listing(), Asking("https://form.example.in/list", page=1), DATES) is None


def test_requests_to_one_address_are_told_apart_by_their_bodies() -> None:
    one, two = (Asking("https://x.example/a", "POST", body) for body in (b"1", b"2"))
    assert len({one.identity, two.identity, Asking("https://x.example/a").identity}) == 3


def test_a_call_behind_a_row_needs_every_field() -> None:
    detail = Detail(url="https://x.example/{id}", method="POST", body='{"k":"{kind}"}', content="t")
    assert detail_asking(detail, {"kind": "a"}) is None
    asked = detail_asking(detail, {"id": "a/b", "kind": 'x"y'})
    assert asked is not None
    assert (asked.url, json.loads(asked.body)) == ("https://x.example/a%2Fb", {"k": 'x"y'})


def test_a_seeds_headers_win_over_its_sources() -> None:
    asked = with_headers(
        Asking("https://x.example/", headers=(("Referer", "a"),)), {"referer": "b", "X": "1"}
    )
    assert asked.headers == (("X", "1"), ("Referer", "a"))


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet="<>/=forminputhdevalu '\"", max_size=200).map(str.encode)
    )
)
def test_whatever_comes_it_gives_values_or_says_what_is_missing(body: bytes) -> None:
    described = {"picks": {"t": {"css": "input", "attribute": "value"}}, "hidden_fields_of": "form"}
    try:
        found = picks(body, **described)
    except NotAListError:
        return
    assert found["t"]
