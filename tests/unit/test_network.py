"""What every crawl of the network runs with; the probe and the day's crawl alike."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from briefing.settings import Settings
from scrapers.network import network_options, open_network

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def settings_of(home: Path, **given: object) -> Settings:
    return Settings(_env_file=None, home=home, contact="desk@example.org", **given)  # type: ignore[arg-type, call-arg]


def told_by(file: Path) -> dict[str, str]:
    with file.open("rb") as stream:
        text = next(iter(ArchiveIterator(stream, parse_http=False))).reader.read().decode()
    return dict(line.split(": ", 1) for line in text.splitlines() if line)


def test_an_archive_says_who_asked_how_and_by_which_way_out(tmp_path: Path) -> None:
    target = tmp_path / "archive" / "probe.warc.gz"
    settings = settings_of(tmp_path, egress="seoul")
    with open_network(settings, target, "probe of https://a.example.kr", lambda: NOON, note="by hand"):
        assert not target.exists()
    told = told_by(target)
    assert told["isPartOf"] == "country-desk probe of https://a.example.kr"
    assert (told["egress"], told["robots"], told["description"]) == ("seoul", "obey", "by hand")
    assert "desk@example.org" in told["http-header-user-agent"]


def test_every_guard_stands_in_the_way(tmp_path: Path) -> None:
    middlewares = network_options(settings_of(tmp_path))["DOWNLOADER_MIDDLEWARES"]
    names = {name.rsplit(".", 1)[1] for name, order in middlewares.items() if order is not None}
    assert names >= {
        "AddressMiddleware", "ConsentMiddleware", "RobotsMiddleware", "PatienceMiddleware", "OriginMiddleware",
        "ArchivingMiddleware", "ConnectionMiddleware", "UnpackingMiddleware", "BrowserMiddleware",
    }  # fmt: skip


def test_a_proxy_of_ours_is_the_only_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.setenv(name, "localhost")
    settings = settings_of(tmp_path, crawl_proxy="http://127.0.0.1:3128")
    with open_network(settings, tmp_path / "a.warc.gz", "kr 2026-03-10", lambda: NOON):
        assert [os.environ[name] for name in ("http_proxy", "https_proxy", "no_proxy")] == [
            "http://127.0.0.1:3128", "http://127.0.0.1:3128", "",
        ]  # fmt: skip


def test_nobody_puts_the_guards_together_a_second_time() -> None:
    for path in (ROOT / "scrapers").rglob("*.py"):
        if path.name != "network.py":
            text = path.read_text(encoding="utf-8")
            assert "import POLITE_MIDDLEWARES" not in text, path
            assert "import SAFE_MIDDLEWARES" not in text, path
