"""``desk sources new`` on loopback: what it finds at publishers of several forms, and a newcomer's way to the end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from scrapers.catalogue import load_source
from tests.integration.loopback_web import Reply, Web, item, page, rss, serve

pytestmark = pytest.mark.slow
XML = (("Content-Type", "application/xml"),)
TEXT = (("Content-Type", "text/plain"),)
JSON = (("Content-Type", "application/json"),)
NOW = datetime.now(UTC)


def desk(web: Web, root: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DESK_", "DAGSTER_"))} | {
        "DESK_HOME": str(root / "home"),
        "DESK_SOURCES": str(root / "scrapers" / "sources"),
        "DESK_CRAWL_PROXY": web.proxy,
        "DESK_CRAWL_DELAY_SECONDS": "0",
    }
    tests = ["--tests", str(root / "tests" / "sources")] if words[1] == "new" else []
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *words, *tests],
        env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


def run_test(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def newspaper(web: Web) -> None:
    site = "http://www.harbour-daily.kr"
    head = (
        "<link rel='alternate' type='application/rss+xml' title='전체' href='/rss/all.xml'>"
        "<meta property='og:site_name' content='Harbour Daily'>"
    )
    web.pages[f"{site}/"] = Reply(page("항만일보", "첫 면", head=head))
    titles = [
        "부두 확장 공사가 시작된다",
        "시장 회의에서 예산을 논의했다",
        "새로운 노선이 열린다",
        "연구소가 보고서를 냈다",
        "학교 급식을 바꾼다",
        "도로를 넓힌다",
    ]
    web.pages[f"{site}/rss/all.xml"] = Reply(
        rss(
            *(item(f"{site}/news/{n}", t, days_ago(n / 3).isoformat()) for n, t in enumerate(titles, start=1))
        ),
        headers=XML,
    )


def board(web: Web) -> None:
    site = "http://www.harbour.go.kr"
    rows = "".join(
        f"<tr><td>{90 - n}</td><td class='subject'><a href='/brd/view.do?seq={700 - n}'>제{n}차 항만 정책 "
        f"협의회를 열었다</a></td>"
        f"<td>{days_ago(n):%Y-%m-%d}</td></tr>"
        for n in range(1, 11)
    )
    table = f"<table class='board_list'><tbody>{rows}</tbody></table><a href='/brd/list.do?page=2'>2</a>"
    reply = Reply(f"<html><title>항만청 | 보도자료</title><body>{table}</body></html>".encode())
    web.pages |= {f"{site}/brd/list.do": reply, f"{site}/brd/list.do?page=1": reply}


def blog(web: Web) -> None:
    site = "http://think.example.vn"
    head = "<link rel='https://api.w.org/' href='http://think.example.vn/wp-json/'>"
    web.pages[f"{site}/"] = Reply(page("Viện nghiên cứu", "Trang chủ của viện.", head=head))
    posts = ",".join(
        f'{{"id":{n},"date_gmt":"{days_ago(n):%Y-%m-%dT%H:%M:%S}","link":"{site}/bai-{n}/",'
        f'"title":{{"rendered":"Báo cáo về cảng biển miền Trung {n}"}},'
        '"content":{"rendered":"<p>Toàn văn của báo cáo.</p>"}}'
        for n in range(1, 9)
    )
    web.pages[f"{site}/wp-json/wp/v2/posts?per_page=20"] = Reply(f"[{posts}]".encode(), headers=JSON)


def with_news_sitemap(web: Web) -> None:
    site = "http://www.kaiun.example.jp"
    web.pages[f"{site}/"] = Reply(page("海運の新聞", "表紙。"))
    web.pages[f"{site}/robots.txt"] = Reply(
        f"User-agent: *\nAllow: /\nSitemap: {site}/sitemap/index.xml".encode(), headers=TEXT
    )
    web.pages[f"{site}/sitemap/index.xml"] = Reply(
        f"<sitemapindex><sitemap><loc>{site}/sitemap/news.xml</loc></sitemap></sitemapindex>".encode(),
        headers=XML,
    )
    urls = "".join(
        f"<url><loc>{site}/article/{n}</loc><n:news><n:publication_date>"
        f"{days_ago(n / 2).isoformat()}</n:publication_date>"
        f"<n:title>港の新しい埠頭について {n}</n:title></n:news></url>"
        for n in range(1, 8)
    )
    web.pages[f"{site}/sitemap/news.xml"] = Reply(
        f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'.encode(),
        headers=XML,
    )


@pytest.mark.parametrize(
    ("world", "address", "file", "expected"),
    [
        (
            newspaper, "http://www.harbour-daily.kr/", "kr/harbour_daily.yml",
            {"name": "Harbour Daily", "access": "rss", "languages": ["ko"],
             "feeds": ["http://www.harbour-daily.kr/rss/all.xml"],
             "kind": "news_media", "timezone": "Asia/Seoul", "confidence": "C"},
        ),
        (
            board, "http://www.harbour.go.kr/brd/list.do", "kr/harbour.yml",
            {"kind": "government", "access": "listing", "countries": ["kr"], "backfill": {"route": "paged_archive"}},
        ),
        (
            blog, "http://think.example.vn/", "vn/example.yml",
            {"access": "json_api", "languages": ["vi"], "countries": ["vn"]},
        ),
        (
            with_news_sitemap, "http://www.kaiun.example.jp/", "jp/example.yml",
            {"access": "news_sitemap", "languages": ["ja"], "sitemaps": [{"url": "http://www.kaiun.example.jp/sitemap/news.xml"}]},
        ),
    ],
)  # fmt: skip
def test_a_publisher_is_described_and_the_saved_answer_is_read_alike(
    tmp_path: Path, world: Callable[[Web], None], address: str, file: str, expected: dict[str, object]
) -> None:
    sources = tmp_path / "scrapers" / "sources"
    with serve() as web:
        world(web)
        done = desk(web, tmp_path, "sources", "new", address)
        asked = [url for url, _ in web.asked]
        assert (
            len(asked) == len(set(asked)) + asked.count(f"{'/'.join(address.split('/')[:3])}/robots.txt") - 1
        )
        assert len(asked) <= 21
        source = load_source(sources / file, sources)
    text = (sources / file).read_text(encoding="utf-8")
    held = yaml.safe_load(text)
    assert {key: held[key] for key in expected} == expected
    assert source.healthy_day.max_items >= 10
    assert "CHECK" in text and "Estimated from" in text
    assert f"desk sources check {source.id}" in done.stdout
    failed = run_test(tmp_path / "tests" / "sources" / f"test_{source.id}.py")
    assert failed.returncode == 1
    assert "fill in ENTRIES, TITLE_LENGTH, LINK, PUBLISHED" in failed.stdout


def test_a_newcomer_gets_from_an_address_to_a_passing_test(tmp_path: Path) -> None:
    with serve() as web:
        board(web)
        desk(
            web,
            tmp_path,
            "sources",
            "new",
            "http://www.harbour.go.kr/brd/list.do",
            "--name",
            "Harbour Ministry",
        )
        checked = desk(web, tmp_path, "sources", "check", "kr_harbour", "--pages", "0")
        assert "10 entries, 10 dated" in checked.stdout
    sources, tests = tmp_path / "scrapers" / "sources", tmp_path / "tests" / "sources"
    answer = (tests / "pages" / "kr_harbour" / "listings_0.html").read_text(encoding="utf-8")
    assert "협의회" not in answer and "view.do?seq=699" in answer
    assert f"{days_ago(1):%Y-%m-%d}" in answer
    test = tests / "test_kr_harbour.py"
    title = "제1차 항만 정책 협의회를 열었다"
    filled = {
        "ENTRIES: int | None = None": "ENTRIES: int | None = 10",
        "TITLE_LENGTH: int | None = None": f"TITLE_LENGTH: int | None = {len(title)}",
        "LINK: str | None = None": 'LINK: str | None = "http://www.harbour.go.kr/brd/view.do?seq=699"',
        "PUBLISHED: str | None = None": f'PUBLISHED: str | None = "{days_ago(1):%Y-%m-%d}T00:00+09:00"',
    }
    text = test.read_text(encoding="utf-8")
    for blank, value in filled.items():
        assert blank in text
        text = text.replace(blank, value)
    test.write_text(text, encoding="utf-8")
    failed = run_test(test)
    assert failed.returncode == 1 and "1 passed" in failed.stdout and "take the remark out" in failed.stdout
    file = sources / "kr" / "harbour.yml"
    file.write_text(
        "\n".join(line for line in file.read_text(encoding="utf-8").splitlines() if "CHECK" not in line)
        + "\n",
        encoding="utf-8",
    )
    passed = run_test(test)
    assert passed.returncode == 0, passed.stdout
    test.write_text(text.replace("int | None = 10", "int | None = 9"), encoding="utf-8")
    assert "row, link or link_pattern take too many or too few" in run_test(test).stdout


def test_nothing_is_overwritten_and_nothing_is_read_twice(tmp_path: Path) -> None:
    address = "http://www.harbour-daily.kr/"
    with serve() as web:
        newspaper(web)
        dry = desk(
            web, tmp_path, "sources", "new", address, "--dry-run", "--kind", "government", "--id", "kr/other"
        )
        assert yaml.safe_load(dry.stdout)["kind"] == "government"
        assert not (tmp_path / "tests").exists() and not (tmp_path / "scrapers" / "sources" / "kr").exists()
        desk(web, tmp_path, "sources", "new", address)
        before = (tmp_path / "scrapers" / "sources" / "kr" / "harbour_daily.yml").read_bytes()
        again = desk(web, tmp_path, "sources", "new", address, code=2)
        assert "exists and is left as it is" in again.stderr
        other = desk(web, tmp_path, "sources", "new", address, "--id", "kr/second", code=2)
        assert "kr_harbour_daily reads http://www.harbour-daily.kr/rss/all.xml already" in other.stderr
        assert (tmp_path / "scrapers" / "sources" / "kr" / "harbour_daily.yml").read_bytes() == before


def test_a_feed_itself_is_taken_as_it_is_given(tmp_path: Path) -> None:
    with serve() as web:
        newspaper(web)
        desk(web, tmp_path, "sources", "new", "http://www.harbour-daily.kr/rss/all.xml")
    text = (tmp_path / "scrapers" / "sources" / "kr" / "harbour_daily.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["name"] == "Harbour Daily"


def test_a_feed_that_holds_nothing_of_the_list_that_was_given_is_not_taken(tmp_path: Path) -> None:
    site = "http://www.harbour.go.kr"
    with serve() as web:
        board(web)
        reply = web.pages[f"{site}/brd/list.do"]
        assert isinstance(reply, Reply)
        head = b"<html><link rel=alternate type='application/rss+xml' href='/jobs.xml'>"
        web.pages[f"{site}/brd/list.do"] = Reply(reply.body.replace(b"<html>", head))
        web.pages[f"{site}/jobs.xml"] = Reply(
            rss(*(item(f"{site}/jobs/{n}", f"채용 공고 {n}", days_ago(n).isoformat()) for n in range(1, 9))),
            headers=XML,
        )
        done = desk(web, tmp_path, "sources", "new", f"{site}/brd/list.do", "--dry-run")
    held = yaml.safe_load(done.stdout)
    assert held["listings"][0]["url"] == f"{site}/brd/list.do?page={{page}}"
    assert "feeds" not in held


@pytest.mark.parametrize(
    ("robots", "body", "words"),
    [
        (b"User-agent: *\nDisallow: /", b"<p>x</p>", "robots.txt forbids"),
        (
            b"",
            b"<html><body><p>Nothing but a few words.</p></body></html>",
            "nothing was found that lists articles",
        ),
    ],
)
def test_where_nothing_can_be_had_it_says_what_it_asked(
    tmp_path: Path, robots: bytes, body: bytes, words: str
) -> None:
    site = "http://www.nothing.example.kr"
    with serve() as web:
        web.pages[f"{site}/robots.txt"] = Reply(robots, headers=TEXT)
        web.pages[f"{site}/"] = Reply(body)
        done = desk(web, tmp_path, "sources", "new", f"{site}/", code=1)
    assert words in done.stderr
    assert not (tmp_path / "scrapers").exists()
    assert re.search(r"\(start\)", done.stderr)


def test_an_inward_address_is_not_asked(tmp_path: Path) -> None:
    with serve() as web:
        done = desk(web, tmp_path, "sources", "new", "http://169.254.169.254/latest/meta-data/", code=1)
        assert web.asked == []
    assert "not public" in done.stderr


def test_a_country_that_nothing_tells_is_asked_for(tmp_path: Path) -> None:
    site = "http://news.example.org"
    with serve() as web:
        web.pages[f"{site}/feed"] = Reply(
            rss(
                *(
                    item(f"{site}/{n}", f"The harbour was opened to ships {n}", days_ago(n).isoformat())
                    for n in range(6)
                )
            ),
            headers=XML,
        )
        done = desk(web, tmp_path, "sources", "new", f"{site}/feed", code=2)
        assert "give --country" in done.stderr
        desk(web, tmp_path, "sources", "new", f"{site}/feed", "--country", "kr", "--id", "us/example")
    source = load_source(tmp_path / "scrapers/sources/us/example.yml", tmp_path / "scrapers/sources")
    assert source.countries == ("kr",)
