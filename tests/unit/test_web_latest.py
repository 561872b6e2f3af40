"""Items of days that no edition has yet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from briefing.records.article import Article
from briefing.records.disposition import Disposition
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from tests.unit.edition_sample import empty_edition
from tests.unit.record_samples import DATE, article, item_version
from tests.unit.web_room import open_room, shelve


def disposed(item_id: str, fate: str, reason: str = "") -> Disposition:
    return Disposition(
        country="kr", date=DATE, item_id=item_id, item_version=1, source_id="kr_daily", kind="news_media",
        monitoring_date=DATE, is_feed_entry=True, fate=fate, reason=reason, detail="", line_number=None, section=None,
        risk_category="risk.crime", ops_category=None, story_id=None,
    )  # fmt: skip


def fill(home: Path) -> None:
    at = {
        "published_at": datetime(2026, 3, 10, 15, 30, tzinfo=UTC),
        "published_precision": "day",
        "in_window": True,
    }
    rows = {
        Disposition: [disposed("a", "reported"), disposed("b", "left_out", "withheld")],
        Article: [
            article("a", version=1, url="javascript:x", **at), article("b", version=1, title="withheld one", **at)
        ],
        ItemVersion: [
            item_version("a", version=1, headline_en="<b>Ports</b>", headline_basis="structured"),
            item_version("b", version=1),
        ],
    }  # fmt: skip
    names = {Disposition: "dispositions", Article: "articles", ItemVersion: "item_versions"}
    for record, found in rows.items():
        write_table(Home(home).table(names[record], "kr", DATE), to_frame(found, record), record)


def test_what_is_in_no_edition_yet_is_listed(tmp_path: Path) -> None:
    fill(tmp_path)
    page = open_room(tmp_path).get("/latest/kr").text
    assert "&lt;b&gt;Ports&lt;/b&gt;" in page
    assert "withheld one" not in page
    assert "March 11, 2026" in page  # to the day, on Korea's clock
    assert "Crime" in page
    assert 'href="javascript' not in page


def test_what_an_edition_has_is_not(tmp_path: Path) -> None:
    fill(tmp_path)
    shelve(tmp_path, empty_edition())
    page = open_room(tmp_path).get("/latest/kr").text
    assert "Nothing has come in since the newest edition." in page
