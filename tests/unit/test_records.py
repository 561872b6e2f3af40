"""APIs and documents in JSON or XML, and answers that are neither."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.records.seed import Api, Detail, Document
from scrapers.extraction.first_words import LONGEST, first_words
from scrapers.extraction.hooks import HOOKS
from scrapers.extraction.json_paths import fault_of_path, search_path
from scrapers.extraction.records import MAX_ITEMS, read_api, read_detail, read_document
from scrapers.extraction.seed_reading import NotAListError, SeedReading

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ADDRESS = "https://api.example.kr/v1/list"


def read(body: Any, **described: Any) -> SeedReading:
    held = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    return read_api(
        Api(url=ADDRESS, **{"items": "list", "link": "u", "title": "t", **described}),
        held,
        content_type="application/json",
        address=ADDRESS,
        timezone="Asia/Seoul",
        at=AT,
    )


def links(reading: SeedReading) -> list[str]:
    return [entry.link for entry in reading.entries]


@pytest.mark.parametrize(
    "items", ["list", "list[]", "[list, data.list][]", "[@, *, *.*] | [] | [] | [] | [?t]"]
)
def test_an_error_message_holds_no_list(items: str) -> None:
    with pytest.raises(NotAListError, match="leads to no list") as caught:
        read({"code": 500, "message": "maintenance"}, items=items)
    assert caught.value.found == "json_shape"


@pytest.mark.parametrize("items", ["list", "list[]", "[list, data.list][]", "list[?x]"])
def test_an_empty_list_is_one(items: str) -> None:
    assert read({"list": []}, items=items).entries == ()


def test_items_that_lead_nowhere_are_counted_and_if_all_do_it_is_an_error() -> None:
    reading = read({"list": [{"u": "/a", "t": "A"}, {"x": 1}, 5, None]})
    assert (links(reading), reading.passed_over) == (["https://api.example.kr/a"], 3)
    with pytest.raises(NotAListError, match="2 items, none with a link or a title"):
        read({"list": [{"x": 1}, {"y": 2}]})


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///x", "http://[", "x" * 5000, " "]
)
def test_what_is_no_address_is_no_link(link: str) -> None:
    [entry] = read({"list": [{"u": link, "t": "A"}]}).entries
    assert (entry.link, entry.canonical_url) == ("", "")


def test_a_template_escapes_a_field_and_keeps_a_path_on_its_host() -> None:
    rows = [{"p": "/a/b?c=1"}, {"p": "//evil.example/x"}, {"p": "https://api.example.kr/d"}, {"p": "a b/c"}]
    named = [{**row, "t": str(n)} for n, row in enumerate(rows)]
    assert links(read({"list": named}, link=None, link_template="https://api.example.kr{p:path}")) == [
        "https://api.example.kr/a/b?c=1",
        "",
        "https://api.example.kr/d",
        "https://api.example.kr/a%20b/c",
    ]
    escaped = read({"list": named[:1]}, link=None, link_template="https://api.example.kr/x/{p}")
    assert links(escaped) == ["https://api.example.kr/x/%2Fa%2Fb%3Fc%3D1"]


def test_a_function_that_meets_another_kind_leads_to_nothing() -> None:
    [entry] = read({"list": [{"u": "/a", "t": 5}]}, title="join(', ', t)").entries
    assert entry.title == ""
    assert search_path("to_number(a)", {"a": {}}) is None
    assert search_path("sort_by(a, &b)", {"a": [{"b": 1}, {"b": "x"}]}) is None


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("a.b[?c > `1`]", ""),
        ("not_null(a, b, c)", ""),
        ("a[", "Invalid jmespath expression: Incomplete"),
        ("nope(a)", "unknown function nope()"),
        ("items[?contains(t)]", "contains() takes 2 arguments, not 1"),
        ("{x: join(',', [nope(a)])}", "unknown function nope()"),
    ],
)
def test_a_fault_of_a_path_is_told_beforehand(path: str, fault: str) -> None:
    assert fault_of_path(path).startswith(fault)
    assert bool(fault_of_path(path)) == bool(fault)


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    [entry] = read('{"list":[{"u":"/a","t":"x \\ud800 y","k":"\\udfff"}]}', key="k", byline="t").entries
    assert "\ud800" not in entry.title + entry.byline + entry.key


def test_the_next_page_may_be_relative_and_is_of_the_web() -> None:
    assert read({"list": [], "n": "?page=2"}, next_page="n").next_pages == (ADDRESS + "?page=2",)
    for no in ("javascript:x", 5, "", None, "x" * 9000):
        assert read({"list": [], "n": no}, next_page="n").next_pages == ()


def test_deep_huge_and_odd_json_is_bounded() -> None:
    for deep in ("[" * 200_000, '{"list":' * 100_000):
        with pytest.raises(NotAListError):
            read(deep)
    # As deep as the reader of JSON goes.
    nested = '{"list":' + "[" * 800 + "]" * 800 + "}"
    with pytest.raises(NotAListError):
        read(nested)
    many = read({"list": [{"u": f"/{n}"} for n in range(MAX_ITEMS + 10)]})
    assert (len(many.entries), many.cut) == (MAX_ITEMS, 10)
    with pytest.raises(NotAListError, match="not JSON"):
        read('{"list": [' + "9" * 100_000 + "]}")
    assert links(read('{"list": [{"u": "/a", "t": NaN}]}')) == ["https://api.example.kr/a"]


XML = '<?xml version="1.0"?><r><body>{}</body></r>'


def test_xml_without_items_is_empty_only_where_it_is_the_document_that_was_meant() -> None:
    described = {"format": "xml", "items": "r.body.item"}
    one = read(XML.format("<item><u>/a</u><t>A</t></item>"), **described)
    assert links(one) == ["https://api.example.kr/a"]
    assert read(XML.format(""), **described).entries == ()
    with pytest.raises(NotAListError, match="titled 'Down'") as caught:
        read("<html><head><title>Down</title></head></html>", **described)
    assert caught.value.found == "html"
    for other in ("<error>no key</error>", "<OpenAPI_ServiceResponse><m/></OpenAPI_ServiceResponse>"):
        with pytest.raises(NotAListError, match="leads to no list"):
            read(other, **described)


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r><item><t>&b;</t></item></r>'
    with pytest.raises(NotAListError):
        read(bomb, format="xml", items="r.item")


def read_advice(held: Any, **described: Any) -> tuple[str, tuple[str, ...], Any]:
    document = Document(url=ADDRESS, **described)
    body = json.dumps(held).encode()
    return read_document(document, body, content_type="application/json", timezone="UTC", at=AT)


def test_a_documents_title_is_words_or_a_path() -> None:
    held = {"name": "Korea", "text": "<p>Take care.</p>", "changed": "2026-03-09T10:00:00Z"}
    words = read_advice(held, title="name", content="text")
    path = read_advice(held, title_path="name", content="text", date="changed")
    assert (words[0], path[0]) == ("name", "Korea")
    assert path[1] == ("Take care.",)
    assert path[2].at == datetime(2026, 3, 9, 10, tzinfo=UTC)
    with pytest.raises(NotAListError, match="holds no text"):
        read_advice(held, content="missing")


def test_texts_of_a_document_keep_their_order_however_deep() -> None:
    held: Any = "inmost"
    for _ in range(900):
        held = [held]
    assert read_advice({"a": "first", "b": held, "c": ["x", {"d": "last"}]})[1] == (
        "first",
        "inmost",
        "x",
        "last",
    )


def test_first_words_end_where_a_sentence_does() -> None:
    assert first_words(()) == ""
    assert first_words(("", "Short.")) == "Short."
    long = (
        "The pilot boat left at six in the morning and came back at noon. " + "It rained all day long " * 10
    )
    assert first_words((long,)) == "The pilot boat left at six in the morning and came back at noon."
    unbroken = "港" * 500
    assert first_words((unbroken,)) == "港" * (LONGEST - 1) + "…"
    words = "word " * 100
    assert first_words((words,)).endswith("word…")


def test_a_post_is_named_by_the_last_part_of_its_uri() -> None:
    assert HOOKS["name_post"]({"uri": "at://did:plc:a/app.bsky.feed.post/3k"})["post_key"] == "3k"
    for no in ("https://x/3k", "at://a/b/", "at://a/b/../x y", 5, None):
        assert "post_key" not in HOOKS["name_post"]({"uri": no})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-03-10"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["list", "u", "t", "d", "#text", "k"]), inner, max_size=4)
    ),
    max_leaves=20,
)
DESCRIPTIONS: list[dict[str, Any]] = [
    {"date": "d", "content": "t", "byline": "k", "next_page": "list[0].u"},
    {"items": "@", "date": "d", "date_unit": "ms", "key": "k"},
    {"items": "[@, *, *.*] | [] | [] | []", "link": None, "link_template": "https://x.example/{u}/{t:path}"},
    {"items": "*.list[]", "title": "join('-', [t, k])", "hook": "join_date_array"},
    {"items": "list", "detail": {"url": "https://x.example/{u}", "content": "t"}, "hook": "name_disclosure"},
    {"items": "list", "inside": "script", "link_pattern": "a"},
    {"items": "list.u", "format": "xml"},
]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        JSON.map(lambda value: json.dumps(value).encode()),
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        JSON.map(lambda value: b"<script>" + json.dumps(value).encode() + b"</script>"),
        st.text(alphabet="<>/lisut&;#x \n", max_size=120).map(str.encode),
    ),
    st.sampled_from(DESCRIPTIONS),
)
def test_whatever_comes_it_is_a_list_or_said_to_be_none(body: bytes, described: dict[str, Any]) -> None:
    try:
        reading = read(body, **described)
    except NotAListError:
        return
    assert all(not link or link.startswith(("http://", "https://")) for link in links(reading))


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_details_and_documents_are_read_or_refused(held: Any) -> None:
    body = json.dumps(held).encode()
    read_detail(Detail(url=ADDRESS, content="t", title="u", date="d"), body, "application/json")
    try:
        title, paragraphs, _ = read_document(
            Document(url=ADDRESS, title_path="u", date="d"), body, content_type=None, timezone="UTC", at=AT
        )
    except NotAListError:
        return
    assert paragraphs
    title.encode()
