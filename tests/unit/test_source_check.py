"""The verdict on a source that was looked at: every sign has its state and its advice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from briefing.records.source import HealthyDay, Source
from scrapers.probing.source_check import PageCheck, SeedCheck, ShownDate, ShownEntry, judge, tell_age

AT = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
SOURCE = Source(
    id="kr_x", name="X", kind="news_media", languages=("ko",), countries=("kr",), homepage="https://x.example.kr",
    feeds=("https://x.example.kr/rss",), timezone="Asia/Seoul", evidence="a test", confidence="C",
    healthy_day=HealthyDay(min_items=1, max_items=9, silence_hours=24),
)  # fmt: skip
NO_DATE = ShownDate(written="", at=None, precision="none", basis="no date in feed")


def seed(**given: Any) -> SeedCheck:
    values: dict[str, Any] = {
        "seed": "feeds/0", "role": "feed", "address": "https://x.example.kr/rss", "final_address": "https://x.example.kr/rss",
        "outcome": "fetched", "status": 200, "content_type": None, "payload_bytes": 1, "fetched_at": AT,
    }  # fmt: skip
    return SeedCheck(**values | given)


def full(**given: Any) -> SeedCheck:
    entry = ShownEntry(
        title="제목", link="https://x.example.kr/1", published=NO_DATE, summary="", language="ko"
    )
    values: dict[str, Any] = {
        "entries": 5, "dated": 4, "undated": 1, "dated_links": 4, "links": ("a", "b"),
        "newest": AT - timedelta(hours=2), "first": (entry,)
    }  # fmt: skip
    return seed(**values | given)


def page(**given: Any) -> PageCheck:
    values: dict[str, Any] = {
        "address": "https://x.example.kr/1", "outcome": "fetched", "status": 200, "content_type": None,
        "kind": "article", "paragraphs": 4, "language": "ko",
    }  # fmt: skip
    return PageCheck(**values | given)


def test_a_good_source_is_healthy_in_one_line() -> None:
    verdict = judge(SOURCE, [full()], [page()], AT)
    assert (verdict.state, verdict.words, verdict.advice, verdict.is_usable) == (
        "healthy", "5 entries, 4 dated, newest 2 hours ago", (), True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("check", "state", "words"),
    [
        (
            seed(outcome="refused_by_robots", status=None, fault="robots.txt forbids this address"),
            "blocked",
            "robots.txt forbids",
        ),
        (
            seed(outcome="refused_by_robots", status=None, fault="robots.txt cannot be read (DNS)"),
            "unreadable",
            "robots.txt cannot be read",
        ),
        (seed(outcome="refused_by_opt_out", status=None), "blocked", "opt-out"),
        (seed(outcome="failed", status=None, fault="time-out"), "unreadable", "try again later"),
        (seed(status=404, fault="it answered 404"), "unreadable", "the address is gone"),
        (seed(status=403, fault="it answered 403"), "blocked", "another network"),
        (seed(fault="a page", fault_class="html"), "unreadable", "a page came where"),
        (seed(fault="valid, and without an entry", fault_class="empty"), "unreadable", "nothing in it today"),
        (seed(fault="no row", fault_class="no_entries"), "unreadable", "match nothing"),
        (full(dated=0, undated=5, dated_links=0, newest=None), "degraded", "no entry has a date"),
        (full(dated=1, undated=4), "degraded", "4 of 5 entries"),
        (full(links=(), dated_links=0), "degraded", "no entry has a link"),
        (full(damaged=7, charset="utf-8"), "degraded", "7 characters"),
        (full(newest=AT - timedelta(hours=25)), "late", "silence_hours is 24"),
    ],
)
def test_each_sign_has_its_state_and_what_to_try(check: SeedCheck, state: str, words: str) -> None:
    verdict = judge(SOURCE, [check], [], AT)
    assert verdict.state == state
    assert words in " ".join(verdict.advice)
    assert verdict.is_usable == (check.dated_links > 0)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (page(kind="listing"), "reads like a listing"),
        (page(paragraphs=0), "no text was found"),
        (page(language="en"), "its text is en"),
        (page(fault="content type image/png is not a page"), "is not a page"),
    ],
)
def test_a_page_that_is_no_article_is_said_to_be_so(shown: PageCheck, words: str) -> None:
    verdict = judge(SOURCE, [full()], [shown], AT)
    assert verdict.state == "degraded" and words in verdict.advice[0]


def test_titles_in_another_language_and_a_page_that_repeats_are_seen() -> None:
    entry = ShownEntry(title="News", link="", published=NO_DATE, summary="", language="en")
    verdict = judge(SOURCE, [full(first=(entry,)), full(is_turned=True)], [], AT)
    assert "titles are in en" in " ".join(verdict.advice)
    assert "the second page repeats the first" in " ".join(verdict.advice)
    assert verdict.words.startswith("5 entries")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "just now"),
        (0.5, "30 minutes ago"),
        (1, "1 hour ago"),
        (23, "23 hours ago"),
        (49, "2 days ago"),
        (-2, "in the future"),
    ],
)
def test_an_age_is_told_in_words(hours: float, words: str) -> None:
    assert tell_age(AT, AT - timedelta(hours=hours)) == words
