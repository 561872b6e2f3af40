"""Pages of archives are matched to sources by host, and by folder and pattern where a host has several."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.records.source import Source
from scrapers.hosts import SourceHosts, hosts_of

from .record_samples import source


def seen(name: str, homepage: str, **given: Any) -> Source:
    return source(
        name, homepage=homepage, feeds=given.pop("feeds", (f"{homepage.rstrip('/')}/rss.xml",)), **given
    )


PAPER = seen("paper", "https://www.paper.example.com")
MINISTRY = seen("ministry", "https://gov.example.com/kor/", kind="government")
ENGLISH = seen(
    "ministry_en",
    "https://gov.example.com",
    kind="government",
    feeds=(),
    listings=(
        {
            "url": "https://gov.example.com/board/list.do?page={page}",
            "link_pattern": r"/board/view\.do\?lang=en",
        },
    ),
)
LETTERS = seen("a_letters", "https://letters.example.com", kind="business")
MAGAZINE = seen("z_magazine", "https://letters.example.com")


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("https://www.paper.example.com/n/1", "kr_paper"),
        ("http://paper.example.com/n/1", "kr_paper"),
        ("https://m.paper.example.com/n/1", "kr_paper"),
        ("https://notpaper.example.com/n/1", None),
        ("https://example.com/", None),
        ("https://gov.example.com/kor/news/5", "kr_ministry"),
        ("https://gov.example.com/board/view.do?lang=en&seq=5", "kr_ministry_en"),
        ("https://gov.example.com/board/other/7", "kr_ministry_en"),
        ("https://letters.example.com/n/1", "kr_z_magazine"),  # of equals the news medium
    ],
)
def test_the_owner_of_an_address(address: str, owner: str | None) -> None:
    hosts = SourceHosts([PAPER, MINISTRY, ENGLISH, LETTERS, MAGAZINE])
    assert hosts.owner_of(address) == owner
    assert SourceHosts([MAGAZINE, LETTERS, ENGLISH, MINISTRY, PAPER]).owner_of(address) == owner


def test_endpoints_over_many_countries_and_sources_with_patterns_own_no_host() -> None:
    many = seen("many", "https://many.example.com", country_filter={"kr": ("Korea",)})
    shown = seen("shown", "https://shown.example.com", archived_pages=("/a/",))
    hosts = SourceHosts([many, shown])
    assert hosts.owner_of("https://many.example.com/x") is None
    assert hosts.owner_of("https://shown.example.com/a/1") is None
    assert not hosts.is_known("many.example.com")
    assert SourceHosts([many, shown], all_kinds=True).all_of("www.shown.example.com") == ["kr_shown"]


def test_the_hosts_of_a_source_are_those_of_its_homepage_and_seeds() -> None:
    one = seen("one", "https://www.one.example.com", feeds=("https://feeds.example.org/one.xml",))
    assert hosts_of(one) == {"one.example.com", "feeds.example.org"}
