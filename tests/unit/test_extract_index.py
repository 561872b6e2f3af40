"""Saved pages of an index to lines: in order, one for each, whatever a line or a page holds."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scrapers.extract_index import extract_index, extract_line
from scrapers.workers import InlineWorkers, WorkerLimitError

TEXT = "".join(
    f"<p>해안시는 {n}일 항만 배후단지 {n}단계 공사를 다음 달 시작한다고 밝혔다. 사업비는 1,{n}40억 원이다.</p>"
    for n in range(1, 5)
)
OF_SOURCE = "page meta, zone of the source"
RELATIVE = "page meta, relative to the capture"
MARCH = {"fetched_at": "2026-03-01T00:00:00Z"}
NOON = {"fetched_at": "2026-03-10T03:00:00Z"}
KEYS = ["url", "title", "published", "date_basis", "language", "byline", "body", "kind", "error"]


def page(date: str = "", text: str = TEXT, title: str = "해안시, 항만 2단계 공사 다음 달 시작") -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{date}<div>{text}</div></body></html>"


def run(folder: Path, rows: list[Any], **files: str | bytes) -> list[dict[str, Any]]:
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    index = folder / "index.jsonl"
    index.write_text(
        "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows) + "\n", encoding="utf-8"
    )
    with InlineWorkers() as workers:
        extract_index(index, folder / "out.jsonl", workers)
    return [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def read_one(folder: Path, html: str | bytes, **row: Any) -> dict[str, Any]:
    return run(folder, [{"url": "https://www.haean.kr/n/1", "html": "a.html"} | row], **{"a.html": html})[0]


def test_a_line_of_the_result(tmp_path: Path) -> None:
    found = read_one(tmp_path, page("<span>입력 2026.03.10 09:05</span>"))
    assert list(found) == KEYS
    assert found["published"] == "2026-03-10T09:05:00+09:00"
    assert (found["language"], found["kind"], found["error"]) == ("ko", "article", None)
    assert found["title"] == "해안시, 항만 2단계 공사 다음 달 시작"
    assert len(found["body"].split("\n")) == 4


def test_one_line_per_line_in_their_order_and_bad_ones_are_named(tmp_path: Path) -> None:
    rows = [
        {"url": "https://a.kr/1", "html": "a.html"},
        "no json",
        "",
        [1],
        {"url": "https://a.kr/2"},
        {"url": "https://a.kr/3", "html": "missing.html"},
        {"url": "https://a.kr/4", "html": "damaged.gz"},
        {"url": "https://a.kr/5", "html": "a.html.gz"},
        {"url": 6, "html": "a.html"},
        {"url": "https://a.kr/7", "html": "picture.png", "content_type": "image/png"},
        {"url": "https://a.kr/8", "html": "a.html", "timezone": "Nowhere/City"},
        {"url": "https://a.kr/9", "html": "a.html", "fetched_at": "yesterday"},
        {"url": "https://a.kr/10", "html": str(tmp_path / "a.html")},
    ]
    files = {
        "a.html": page(),
        "a.html.gz": gzip.compress(page().encode()),
        "damaged.gz": gzip.compress(page().encode())[:60],
        "picture.png": b"\x89PNG",
    }
    found = run(tmp_path, rows, **files)
    assert [r["url"] for r in found] == [
        rows[0]["url"],
        None,
        None,
        *(f"https://a.kr/{n}" for n in (2, 3, 4, 5)),
        6,
        *(f"https://a.kr/{n}" for n in (7, 8, 9, 10)),
    ]  # type: ignore[index]
    assert [r["kind"] for r in found] == [
        "article",
        *["error"] * 5,
        "article",
        "article",
        *["error"] * 3,
        "article",
    ]
    assert all(bool(r["error"]) == (r["kind"] == "error") for r in found)
    assert all(list(r) == KEYS for r in found)


@pytest.mark.parametrize(
    ("url", "row", "date", "published", "basis"),
    [
        ("https://a.jp/1", {}, "2026-03-10 09:05", "2026-03-10T09:05:00+09:00", OF_SOURCE),
        ("https://a.com/1", {"timezone": "Asia/Taipei"}, "2026-03-10 09:05", "2026-03-10T09:05:00+08:00", OF_SOURCE),
        ("https://a.com/1", {"country": "vn"}, "2026-03-10 09:05", "2026-03-10T09:05:00+07:00", OF_SOURCE),
        ("https://a.com/1", {}, "2026-03-10 09:05", "2026-03-10T09:05:00+09:00", "page meta, zone of the language"),
        ("https://a.com/1", {}, "2026-03-10", "2026-03-10", "page meta, zone of the language"),
        ("https://a.com/1", {}, "2026-03-10T00:05:00Z", "2026-03-10T09:05:00+09:00", "page meta"),
        ("https://a.com/1", {}, "2026-03-10T00:05:00-05:00", "2026-03-10T00:05:00-05:00", "page meta"),
        ("https://a.kr/1", MARCH, "2026-03-10 09:05", None, "date in page meta lies in the future"),
        ("https://a.kr/1", NOON, "3시간 전", "2026-03-10T09:00:00+09:00", RELATIVE),
        ("https://a.kr/1", {}, "3시간 전", None, f"{RELATIVE}, whose time is not known"),
    ],
)  # fmt: skip
def test_zones_and_dates(
    tmp_path: Path, url: str, row: dict[str, Any], date: str, published: str | None, basis: str
) -> None:
    html = page().replace("<title>", f"<meta name='pubdate' content='{date}'><title>")
    found = read_one(tmp_path, html, url=url, **row)
    assert (found["published"], found["date_basis"]) == (published, basis)


def test_without_any_zone_a_time_of_day_is_only_a_day(tmp_path: Path) -> None:
    english = "".join(f"<p>The port authority said on day {n} that work begins in May.</p>" for n in range(5))
    html = page("<span class='date'>2026-03-10 09:05</span>", english, "Port opens its second terminal")
    found = read_one(tmp_path, html, url="https://a.com/1")
    assert (found["published"], found["language"]) == ("2026-03-10", "en")
    assert found["date_basis"] == "page text, no zone known: the day only"


def test_a_page_beyond_the_limits_of_its_worker_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrapers.extract_index.MAX_BYTES", 100)
    found = read_one(tmp_path, page())
    assert (found["kind"], found["error"]) == ("error", "a.html: more than 100 bytes")


def test_the_target_stays_as_it_was_where_the_index_cannot_be_read(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    with InlineWorkers() as workers, pytest.raises(OSError):
        extract_index(tmp_path / "nowhere.jsonl", target, workers)
    assert target.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_line_never_raises(tmp_path: Path) -> None:
    for line in (
        "",
        "[]",
        "{",
        '{"html": 1}',
        '{"html": "\\u0000"}',
        '{"html": "."}',
        "[" * 100_000,
        '{"url": "http://[", "html": "x"}',
    ):
        assert extract_line(line, str(tmp_path))["kind"] == "error"


@pytest.mark.slow
def test_the_command_uses_workers(tmp_path: Path) -> None:
    from orchestration.cli import app

    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    (tmp_path / "i.jsonl").write_text('{"url":"https://a.kr/1","html":"a.html"}\n' * 3, encoding="utf-8")
    result = CliRunner().invoke(
        app, ["extract", str(tmp_path / "i.jsonl"), "--out", str(tmp_path / "o.jsonl")]
    )
    assert result.exit_code == 0, result.output
    assert len((tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    missing = CliRunner().invoke(
        app, ["extract", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "o.jsonl")]
    )
    assert missing.exit_code == 2


class BrokenWorkers(InlineWorkers):
    """Workers of which each call is ended."""

    def submit(self, function: Any, /, **arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(WorkerLimitError("timed out after 20 s of processor time"))
        return future


def test_a_worker_that_is_ended_leaves_a_line(tmp_path: Path) -> None:
    (tmp_path / "i.jsonl").write_text('{"url":"https://a.kr/1","html":"a.html"}\nno json\n', encoding="utf-8")
    tally = extract_index(tmp_path / "i.jsonl", tmp_path / "o.jsonl", BrokenWorkers())
    assert tally.kinds == {"error": 2}
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["url"] for line in lines] == ["https://a.kr/1", None]
    assert all("timed out" in line["error"] for line in lines)
