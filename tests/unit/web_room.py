"""A reading room over a folder of its own: editions on its shelf, and tools that answer from memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from briefing.audit.trace import Trace, TraceStep
from briefing.records.edition import Edition
from briefing.rendering.html import render_html
from briefing.settings import Settings
from briefing.storage import editions
from briefing.storage.database import open_database
from briefing.storage.home import Home
from briefing.web.app import make_app
from briefing.web.limits import Buckets, Limit
from briefing.web.room import Exchange, Tools

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ADDRESS = "http://desk.example"
PAGE = b'<html><body onload="alert(1)"><h1>Ports</h1><script>alert(2)</script></body></html>'
WIDE = {kind: Limit(per_minute=1e9, burst=10**9) for kind in ("page", "heavy", "form", "sign")}


def make_settings(home: Path, **given: Any) -> Settings:
    values = {"home": home, "web_url": ADDRESS, "secret": "s" * 40, "_env_file": None}
    return Settings(**(values | given))


def shelve(home: Path, edition: Edition) -> None:
    """Put an edition on the shelf as its next version."""
    editions.store(
        Home(home),
        lambda version: edition.model_copy(update={"version": version}),
        render_html,
        edition.country,
        edition.edition_date,
    )


def make_tools(**given: Any) -> Tools:
    def recompose(country: str, day: date) -> int:
        return 1

    values: dict[str, Any] = {
        "trace": make_trace,
        "read_exchange": exchange_of(PAGE),
        "recompose": recompose,
        "now": lambda: NOW,
        "dagster_url": "http://dagster.example:3000",
    }
    return Tools(**(values | given))


def make_trace(country: str, day: date, number: int, version: int) -> Trace:
    return Trace(
        edition=f"{country}/{day}/v{version}",
        line=number,
        headline_en="",
        headline_original=None,
        story_id="st-1",
        item_id="i-1",
        item_version=1,
        source_id="kr_x",
        url="javascript:alert(3)",
        entry_id=None,
        feed_capture_id=None,
        page_capture_id=None,
        capture_id="0c5b1b7e/../x\r\nSet-Cookie: a=b",
        warc_file="archive/crawls/kr/x.warc.gz",
        warc_offset=34840,
        payload_digest="sha1:AAAA",
        recomputed_digest="sha1:AAAA",
        digest_agrees=True,
        status=200,
        final_url="https://harbours.example/r/10",
        fetched_at=NOW,
        monitoring_date=str(day),
        run_id="run-1",
        steps=(TraceStep(step="capture", engine="scrapy", version="2", run_id="run-1"),),
        verdicts=(),
    )


def exchange_of(body: bytes) -> Callable[[Trace], Exchange]:
    return lambda _: Exchange(
        status_line="HTTP/1.1 200 OK",
        response_headers=(("X-Bad", "<script>alert(4)</script>"),),
        request_line="GET / HTTP/1.1",
        request_headers=(("Host", "harbours.example"),),
        payload=body,
        body=body,
        text=body.decode("utf-8", "replace"),
        charset="utf-8",
        charset_basis="http",
    )


def open_room(
    home: Path, tools: Tools | None = None, buckets: Buckets | None = None, **given: Any
) -> TestClient:
    """A browser in front of the room; faults of the room are answered, not raised."""
    settings = make_settings(home, **given)
    app = make_app(settings, open_database(settings), tools or make_tools(), buckets or Buckets(WIDE))
    return TestClient(app, base_url=settings.web_url, raise_server_exceptions=False)


def token_of(page: str) -> str:
    """The form token that a page carries."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None, "no form on this page"
    return found.group(1)
