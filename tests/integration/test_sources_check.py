"""``desk sources check``: one source, visited by the real crawl on loopback, told field by field."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.loopback_web import HTML, Desk, Reply, Web, item, page, rss, serve

pytestmark = pytest.mark.slow
SITE = "http://daily.example.com"


def desk(web: Web, root: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DESK_", "DAGSTER_"))} | {
        "DESK_HOME": str(root / "home"),
        "DESK_SOURCES": str(root / "sources"),
        "DESK_CRAWL_PROXY": web.proxy,
        "DESK_CRAWL_DELAY_SECONDS": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *words],
        env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


def hours_ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def text_in_korean(title: str) -> bytes:
    words = "오늘 항만 당국은 새 부두의 공사를 내년 봄에 시작한다고 밝혔다. 예산은 아직 정해지지 않았다. " * 3
    return page(title, words, words + "둘째.", words + "셋째.")


def world(web: Web) -> None:
    web.pages[f"{SITE}/rss.xml"] = Reply(
        rss(
            item(f"{SITE}/a/1", "항만 공사를 시작한다", hours_ago(2)),
            item(f"{SITE}/a/2", "시장 회의가 열렸다", hours_ago(30)),
            item(f"{SITE}/a/3", "날짜가 없는 기사이다", None),
        ),
        headers=(("Content-Type", "application/rss+xml"),),
    )
    for number in (1, 2, 3):
        web.pages[f"{SITE}/a/{number}"] = Reply(text_in_korean(f"기사 {number}"))


def test_a_feed_is_told_field_by_field_and_only_so_many_pages_are_asked_for(tmp_path: Path) -> None:
    with serve() as web:
        world(web)
        Desk(tmp_path).add_source("daily")
        Desk(tmp_path).add_source("other")
        done = desk(web, tmp_path, "sources", "check", "kr_daily", "--json", "--keep", str(tmp_path / "kept"))
        assert [a for a, _ in web.asked if "other" in a] == []
        assert sum("/a/" in address for address, _ in web.asked) == 2
        assert web.times(f"{SITE}/robots.txt") == 1
    check: dict[str, Any] = json.loads(done.stdout)
    [seed] = check["seeds"]
    assert (seed["entries"], seed["dated"], seed["undated"], seed["status"]) == (3, 2, 1, 200)
    assert seed["content_type"] == "application/rss+xml"
    assert [entry["link"] for entry in seed["first"]] == [f"{SITE}/a/{n}" for n in (1, 2, 3)]
    assert {entry["language"] for entry in seed["first"]} == {"ko"}
    assert seed["first"][0]["published"]["precision"] == "second"
    assert seed["first"][2]["published"]["basis"] == "no date in feed"
    assert [p["paragraphs"] for p in check["pages"]] == [3, 3]
    assert check["verdict"]["state"] == "healthy"
    assert check["verdict"]["words"] == "3 entries, 2 dated, newest 2 hours ago"
    assert list((tmp_path / "kept" / "archive" / "crawls" / "kr").rglob("*.warc.gz"))
    assert not (tmp_path / "home" / "archive").exists()


def test_a_disabled_source_is_visited_by_the_path_of_its_file(tmp_path: Path) -> None:
    with serve() as web:
        world(web)
        Desk(tmp_path).add_source("daily", enabled=False, disabled_reason="it is an example")
        file = tmp_path / "sources" / "kr" / "daily.yml"
        done = desk(web, tmp_path, "sources", "check", str(file), "--pages", "0")
    assert "disabled: it is an example; it is visited all the same" in done.stdout
    assert "healthy: 3 entries, 2 dated" in done.stdout
    assert sum("/a/" in address for address, _ in web.asked) == 0


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(b"<html><title>Under repair</title>", 200), "a page came where a feed"),
        (Reply(b"gone", 404), "the address is gone"),
        (Reply(b"no", 403), "blocked: "),
        (Reply(rss(), 200), "there is nothing in it today"),
    ],
)
def test_what_is_wrong_is_said_and_the_exit_code_is_1(tmp_path: Path, reply: Reply, words: str) -> None:
    with serve() as web:
        web.pages[f"{SITE}/rss.xml"] = reply
        Desk(tmp_path).add_source("daily")
        done = desk(web, tmp_path, "sources", "check", "kr_daily", code=1)
    assert words in " ".join(done.stdout.split())


def test_robots_and_the_opt_out_list_are_obeyed_in_a_trial(tmp_path: Path) -> None:
    with serve() as web:
        world(web)
        web.pages[f"{SITE}/robots.txt"] = Reply(
            b"User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),)
        )
        Desk(tmp_path).add_source("daily")
        done = desk(web, tmp_path, "sources", "check", "kr_daily", code=1)
        assert "blocked" in done.stdout and "robots.txt forbids it" in done.stdout
        (tmp_path / "home").mkdir(exist_ok=True)
        (tmp_path / "home" / "opt_out.txt").write_text("daily.example.com\n", encoding="utf-8")
        before = len(web.asked)
        done = desk(web, tmp_path, "sources", "check", "kr_daily", code=1)
        assert len(web.asked) == before
        assert "opt-out list" in done.stdout


def test_a_list_whose_second_page_repeats_the_first_is_degraded(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td><a href='/view?id={n}'>새 부두의 공사 소식 {n}</a></td><td>2026-03-0{n}</td></tr>"
        for n in range(1, 6)
    )
    with serve() as web:
        for number in (1, 2):
            web.pages[f"{SITE}/list?page={number}"] = Reply(
                f"<table><tbody>{rows}</tbody></table>".encode(), headers=(("Content-Type", HTML),)
            )
        Desk(tmp_path).add_source(
            "daily", feeds=[],
            listings=[{"url": f"{SITE}/list?page={{page}}", "row": "tbody > tr", "date": "td:nth-child(2)"}],
        )  # fmt: skip
        done = desk(web, tmp_path, "sources", "check", "kr_daily", "--pages", "0")
    assert "next page     http://daily.example.com/list?page=2" in done.stdout
    assert "the second page repeats the first" in done.stdout
    assert "late: 5 entries, 5 dated" in done.stdout


def test_an_unknown_id_names_close_ones(tmp_path: Path) -> None:
    with serve() as web:
        Desk(tmp_path).add_source("daily")
        done = desk(web, tmp_path, "sources", "check", "kr_dayly", code=2)
    assert "did you mean kr_daily?" in done.stderr
