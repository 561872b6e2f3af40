"""Titles without their outlets, and with what belongs to them."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from scrapers.extraction.head_data import HeadData
from scrapers.extraction.headline import cut_outlet, find_title

ADDRESS = "https://www.haeanilbo.example/news/1"


def title_of(head: str, body: str = "", linked: dict[str, Any] | None = None) -> str:
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>")
    return find_title(tree, HeadData(tree), linked or {}, ADDRESS)


@pytest.mark.parametrize(
    ("told", "shown", "title"),
    [
        (
            "항만 2단계 공사 다음 달 시작 | 해안일보",
            "항만 2단계 공사 다음 달 시작",
            "항만 2단계 공사 다음 달 시작",
        ),
        (
            "항만 2단계 공사 시작",
            "[단독] 항만 2단계 공사 다음 달 시작",
            "[단독] 항만 2단계 공사 다음 달 시작",
        ),
        (
            "港の拡張工事、来月開始へ：汐見新聞オンライン",
            "港の拡張工事、来月開始へ",
            "港の拡張工事、来月開始へ",
        ),
        ("Port grows", "Harbour Gazette News", "Port grows"),
    ],
)
def test_the_heading_shown_goes_before_what_is_told(told: str, shown: str, title: str) -> None:
    assert title_of(f"<meta property='og:title' content='{told}'>", f"<h1>{shown}</h1>") == title


@pytest.mark.parametrize(
    ("whole", "title"),
    [
        ("二期码头工程下月开工-滨海网", "二期码头工程下月开工"),
        ("二期碼頭工程下月開工_濱海新聞網", "二期碼頭工程下月開工"),
        ("Cảng khởi công giai đoạn hai - Báo Bình Minh", "Cảng khởi công giai đoạn hai"),
        ("Port opens its second terminal | World | Harbour Times", "Port opens its second terminal"),
        ("항만 2단계 공사 다음 달 시작 < 사회 < 기사본문 - 해안일보", "항만 2단계 공사 다음 달 시작"),
        (
            "Twenty-two ships - and one tug - arrive in the port",
            "Twenty-two ships - and one tug - arrive in the port",
        ),
    ],
)
def test_the_pages_title_loses_its_outlet(whole: str, title: str) -> None:
    assert title_of(f"<title>{whole}</title>") == title


def test_a_page_titled_by_its_outlet_only_is_titled_by_what_it_shows() -> None:
    body = "<div class='view_title'>해안군, 항만 2단계 공사 다음 달 시작</div>"
    assert title_of("<title>해안군청</title>", body) == "해안군, 항만 2단계 공사 다음 달 시작"


def test_names_that_the_page_gives_itself_are_cut() -> None:
    assert cut_outlet("Port opens — The Quay", {"thequay"}) == "Port opens"
    assert cut_outlet("The Quay: a history", set()) == "The Quay: a history"
    assert title_of(
        "<title>Port opens its terminal · Quay</title><meta property='og:site_name' content='Quay'>"
    ) == ("Port opens its terminal")


def test_nothing_told_is_no_title() -> None:
    assert title_of("") == ""
