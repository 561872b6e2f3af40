"""Text and metadata that a page carries in its scripts."""

from __future__ import annotations

import json
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.extraction.script_data import (
    find_linked_articles,
    find_script_text,
    parse_json,
    split_text,
    text_of_linked,
)

FIRST = "해안시는 10일 항만 배후단지 2단계 공사를 다음 달 시작한다고 밝혔다. 사업비는 1,240억 원이다."
SECOND = "시는 이번 공사로 컨테이너 처리 능력이 한 해 30만 개에서 45만 개로 늘어날 것으로 내다봤다."
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"


def tree_of(scripts: str) -> Any:
    return lxml.html.document_fromstring(
        f"<html><head>{scripts}</head><body><div id='app'></div></body></html>"
    )


def script(text: str, kind: str = "text/javascript") -> str:
    return f'<script type="{kind}">{text}</script>'


def data(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


NEXT = {"props": {"pageProps": {"post": {"content": HTML}}}}
ELEMENTS = [{"type": "text", "content": FIRST}, {"type": "image"}, {"type": "text", "content": SECOND}]
ESCAPED = "".join(f"\\u{ord(c):04x}" for c in HTML)
STREAM = json.dumps(f'1:["$","div",null,{{"children":{json.dumps(HTML)}}}]\n')


@pytest.mark.parametrize(
    "scripts",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{data(NEXT)}</script>',
        script(f"window.__INITIAL_STATE__ = {data({'article': {'body': HTML}})};"),
        script(f"Fusion.globalContent={data({'content_elements': ELEMENTS})};Fusion.x=1"),
        script(f"window.__NUXT__=(function(a,b){{return {{data:[{{body:{data(HTML)}}}]}}}}(1,2));"),
        script(f"var page = {{ title: 'x', content: '{HTML}' }};"),
        script(f'var page = {{ content: "{ESCAPED}" }};'),
        script("var page = { content: '" + HTML.replace("<", "&lt;").replace(">", "&gt;") + "' };"),
        script(f"self.__next_f.push([1,{STREAM}])"),
    ],
    ids=["next", "state", "fusion", "nuxt", "literal", "escaped", "entities", "stream"],
)  # fmt: skip
def test_the_ways_of_sites(scripts: str) -> None:
    assert find_script_text(tree_of(scripts)) == (FIRST, SECOND)


@pytest.mark.parametrize(
    "text",
    [
        "function go(){ if (a.b(c)) { return x[1]; } var message = 'no'; }" * 20,
        data({"comments": [{"text": HTML}], "related": {"body": HTML}}),
        data({"styles": ".a{color:red;}.b{margin:0;}" * 40}),
        "{" * 5000,
        "",
    ],
)
def test_code_comments_and_styles_are_no_text(text: str) -> None:
    assert find_script_text(tree_of(script(text))) == ()


def test_json_as_sites_write_it() -> None:
    assert parse_json('<!-- {"a": [1, 2,],} -->') == {"a": [1, 2]}
    assert parse_json('{"a": "line\nbreak"};') == {"a": "line\nbreak"}
    assert parse_json("[" * 100_000) is None
    assert parse_json("no json") is None


def test_articles_among_linked_data() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {"@type": ["ReportageNewsArticle"], "headline": "In the graph"},
        ]
    }
    dated = {"@type": "NewsArticle", "headline": "Dated", "datePublished": "2026-03-10"}
    page = {"@type": "WebPage", "datePublished": "2026-03-09"}
    kind = "application/ld+json"
    found = find_linked_articles(tree_of("".join(script(data(d), kind) for d in (page, graph, [dated]))))
    assert [node.get("headline") for node in found] == ["Dated", "In the graph", None]


def test_article_body_as_text_lines_or_markup() -> None:
    assert text_of_linked({"articleBody": f"{FIRST}\n{SECOND}"}) == (FIRST, SECOND)
    assert text_of_linked({"articleBody": [FIRST, SECOND]}) == (FIRST, SECOND)
    assert text_of_linked({"articleBody": HTML}) == (FIRST, SECOND)
    assert split_text(HTML.replace("<", "&lt;")) == (FIRST, SECOND)
    assert text_of_linked({"articleBody": 5}) == text_of_linked({}) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["application/ld+json", "application/json", "text/javascript"]))
def test_any_script_is_read_or_passed_over(text: str, kind: str) -> None:
    tree = tree_of("")
    element = lxml.html.Element("script", type=kind)
    element.text = "".join(c for c in text if c.isprintable())
    tree.find("head").append(element)
    assert isinstance(find_script_text(tree), tuple)
    assert isinstance(find_linked_articles(tree), list)
