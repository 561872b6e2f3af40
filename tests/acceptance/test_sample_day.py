"""The sample day of South Korea, crawled over loopback and made into an edition by ``desk sample``.

What was planted in it ends as the table in ``scrapers/sample/__init__.py`` says, and every entry is in one place.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from starlette.testclient import TestClient

from briefing.records.article import Article
from briefing.records.capture import Capture
from briefing.records.disposition import Disposition
from briefing.records.edition import Edition, Line
from briefing.records.edition_schema import edition_schema_text
from briefing.settings import CHECKOUT, Settings
from briefing.storage.database import open_database
from briefing.storage.editions import load
from briefing.storage.home import Home
from briefing.storage.tables import read_records, read_table
from briefing.taxonomy.kinds import KINDS
from briefing.web.app import make_app
from briefing.web.limits import Buckets
from expectations.text_damage import find_damage
from orchestration.cli_web import make_tools
from orchestration.tracing import trace_line
from scrapers.catalogue import load_catalogue, sources_for
from scrapers.sample import ROUNDS, SAMPLE_DATE, SOURCES
from tests.integration.world import desk, desk_at, lake_bytes, lines_of
from tests.unit.web_room import WIDE

pytestmark = pytest.mark.slow

SCHEMA = CHECKOUT / "docs" / "edition.schema.json"


@dataclass(frozen=True)
class Sample:
    """The edition and the tables it was made from."""

    home: Home
    document: dict[str, Any]
    edition: Edition
    page: str
    articles: list[Article]  # latest versions, by title
    captures: list[Capture]
    fates: dict[str, Disposition]

    def one(self, source: str, words: str) -> Article:
        """The article of a source whose title or address holds these words."""
        (found,) = (
            a
            for a in self.articles
            if a.source_id == source and (words in a.title or words in a.canonical_url)
        )
        return found

    def line(self, article: Article) -> Line:
        return next(line for line in lines_of(self.edition) if line.item_id == article.item_id)

    def fate(self, article: Article) -> Disposition:
        return self.fates[article.item_id]


def make(folder: Path) -> Home:
    done = desk("sample", "--countries", "kr", home=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).keys() == {"kr"}
    return Home(folder)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    home = make(tmp_path_factory.mktemp("sample") / "home")
    folder = home.edition("kr", SAMPLE_DATE) / "v1"
    return Sample(
        home=home,
        document=json.loads((folder / "edition.json").read_bytes()),
        edition=load(home, "kr", SAMPLE_DATE),
        page=(folder / "edition.html").read_text(encoding="utf-8"),
        articles=[a for a in read_records(home.table("articles", "kr", SAMPLE_DATE), Article) if a.is_latest],
        captures=read_records(home.table("captures", "kr", SAMPLE_DATE), Capture),
        fates={
            d.item_id: d for d in read_records(home.table("dispositions", "kr", SAMPLE_DATE), Disposition)
        },
    )


def test_the_published_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == edition_schema_text()


def test_the_edition_has_its_schema(sample: Sample) -> None:
    schema = json.loads(SCHEMA.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(sample.document)
    spoiled = {**sample.document, "monitored": "ten"}
    assert not jsonschema.Draft202012Validator(schema).is_valid(spoiled)


def test_ten_kinds_in_order_and_sums(sample: Sample) -> None:
    edition = sample.edition
    assert [row.kind for row in edition.monitored] == [kind.id for kind in KINDS]
    assert all(row.count > 0 for row in edition.monitored)  # the sample has something of each kind
    assert edition.reported == tuple(range(1, len(edition.reported) + 1))
    assert sum(row.count for row in edition.monitored) == len(edition.reported) + sum(
        group.count for group in edition.left_out
    )
    assert all(group.count == len(group.item_ids) for group in edition.left_out)
    assert edition.is_fictional and all(line.is_fictional for line in lines_of(edition))


def feeds_of(home: Home) -> dict[str, list[bytes]]:
    """Bodies of all captures of an address, read from the archive by a library, not by the product."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(home.crawls("kr", SAMPLE_DATE).glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                if record.http_headers.status_code == 200:
                    found.setdefault(record.headers["WARC-Target-URI"], []).append(record.reader.read())
    return found


def test_every_feed_entry_is_in_exactly_one_place(sample: Sample) -> None:
    """Counted here with feedparser over the archive, source by source, and compared with the edition's account."""
    bodies = feeds_of(sample.home)
    accounts = {account.source_id: account for account in sample.edition.completeness.sources}
    sources = sources_for(load_catalogue(SOURCES), "kr")
    assert accounts.keys() == {source.id for source in sources}
    for source in sources:
        readings = [
            [
                entry.get("id") or entry.get("link") or entry.get("title")
                for entry in feedparser.parse(body).entries
            ]
            for feed in source.feeds
            for body in bodies.get(feed, ())
        ]
        account = accounts[source.id]
        assert account.feed_captures == len(readings) == 2, source.id
        assert account.readings == sum(map(len, readings)), source.id
        assert account.entries == len({key for reading in readings for key in reading}), source.id
        assert account.entries == account.reported + account.left_out + account.outside_window, source.id
    assert sum(a.outside_window for a in accounts.values()) == sample.edition.outside_window
    fates = Counter(d.source_id for d in sample.fates.values())
    assert fates == {source: account.entries for source, account in accounts.items()}


def test_a_wire_story_is_one_line_with_its_carriers(sample: Sample) -> None:
    line = sample.line(sample.one("kr_hanbit_ilbo", "1월 수출"))
    assert {carrier.source_id for carrier in line.carriers} == {"kr_mirae_it", "kr_saebyeok_economy"}
    assert {group.reason: group.count for group in sample.edition.left_out}["duplicate"] == 2


def test_a_corrected_article_is_a_second_version(sample: Sample) -> None:
    line = sample.line(sample.one("kr_hanbit_ilbo", "202602030820"))
    assert (line.item_version, line.versions) == (2, 2)
    assert "7조2천억" in (line.headline_original or "")


def test_the_same_headline_on_two_days_is_two_items(sample: Sample) -> None:
    closings = [a for a in sample.articles if a.source_id == "kr_hanbit_ilbo" and "마감시황" in a.title]
    assert sorted(sample.fate(a).fate for a in closings) == ["outside_window", "reported"]


def test_an_undated_item_says_so(sample: Sample) -> None:
    line = sample.line(sample.one("kr_gangbyeon_city", "logistics-notice"))
    assert (line.published_at, line.day_basis, line.first_seen_at) == (None, "first_seen", ROUNDS[0])


def test_robots_txt_is_obeyed_and_the_item_stands_on_its_entry(sample: Sample) -> None:
    article = sample.one("kr_saebyeok_economy", "/premium/")
    assert article.body_basis == "feed_summary" and "robots" in article.page_state
    (capture,) = {c.outcome for c in sample.captures if "/premium/" in c.url}
    assert capture == "refused_by_robots"
    assert not any("/premium/" in url for url in feeds_of(sample.home))


def test_a_page_that_is_gone_leaves_the_entry(sample: Sample) -> None:
    article = sample.one("kr_mirae_it", "30936")
    assert article.body_basis.startswith("feed") and "404" in article.page_state
    assert sample.fate(article).fate in ("reported", "left_out")


def test_an_entry_without_a_link_stands_on_the_feeds_text(sample: Sample) -> None:
    assert sample.one("kr_peninsula_post", "LNG").body_basis == "feed_content"


def test_posts_without_a_title_have_the_pages(sample: Sample) -> None:
    posts = [a for a in sample.articles if a.source_id == "kr_harbour_watch"]
    assert len(posts) == 3 and all(post.title and post.page_capture_id for post in posts)


def test_texts_are_undamaged(sample: Sample) -> None:
    """EUC-KR that says so only inside, EUC-KR that says utf-8, broken entities."""
    for article in sample.articles:
        assert not find_damage("\n".join((article.title, *article.paragraphs))), article.url
    assert {
        a.charset for a in sample.articles if a.source_id == "kr_saebyeok_economy" and a.page_capture_id
    } <= {
        "euc-kr",
        "cp949",
        "windows-949",
    }
    repaired = sample.one("kr_mirae_it", "30932")
    assert repaired.charset_basis == "repaired" and any("가" <= letter <= "힣" for letter in repaired.title)
    assert "R&D" in sample.one("kr_mirae_it", "30939").title
    assert any(" & " in a.title for a in sample.articles if a.source_id == "kr_foreign_chamber")
    assert not any("&amp;" in a.title for a in sample.articles)


def test_hostile_markup_is_inert(sample: Sample) -> None:
    assert "<script" not in sample.page.lower() and 'href="javascript:' not in sample.page.lower()
    hostile = [a for a in sample.articles if a.source_id == "kr_peninsula_post" and "alert(1)" in a.title]
    assert all(sample.fate(a).fate in ("reported", "left_out") for a in hostile)
    assert not any(c.url.startswith("javascript") for c in sample.captures)
    recall = sample.fate(sample.one("kr_peninsula_post", "recalls"))
    assert recall.line_number != 1  # an order in a paragraph moves nothing


@pytest.mark.parametrize("words", ["결혼", "운세"])
def test_weddings_and_horoscopes_are_out_of_scope(sample: Sample, words: str) -> None:
    article = sample.one("kr_hanbit_ilbo", words)
    assert (sample.fate(article).fate, sample.fate(article).reason) == ("left_out", "out_of_scope")


def test_advisories_for_other_countries_are_not_this_editions(sample: Sample) -> None:
    fates = {a.title: sample.fate(a) for a in sample.articles if a.source_id == "xx_northmark_travel"}
    (reported,) = (title for title, d in fates.items() if d.fate == "reported")
    assert reported.startswith("South Korea")
    assert all(d.reason == "other_country" for d in fates.values() if d.fate == "left_out")


def test_all_lines_lead_back_to_their_bytes(sample: Sample) -> None:
    with desk_at(sample.home.root, SOURCES):
        for number in sample.edition.reported:
            assert trace_line(sample.home, "kr", SAMPLE_DATE, number).digest_agrees


def test_crawled_and_made_again_it_is_the_same_edition(sample: Sample, tmp_path: Path) -> None:
    """Another home, another crawl over another port. Only the order of records in the archive may differ, and with
    it the offsets in ``captures`` and the digest that its verdicts name."""
    again = make(tmp_path / "again")
    for name in ("edition.json", "edition.html"):
        made, before = (h.edition("kr", SAMPLE_DATE) / "v1" / name for h in (again, sample.home))
        assert made.read_bytes() == before.read_bytes()
    tables, others = lake_bytes(sample.home), lake_bytes(again)
    assert tables.keys() == others.keys()
    differing = {path.split("/")[0] for path in tables if tables[path] != others[path]}
    assert differing <= {"captures", "verdicts_captures", "verdicts"}
    captures = read_table(again.table("captures", "kr", SAMPLE_DATE), Capture)
    before = read_table(sample.home.table("captures", "kr", SAMPLE_DATE), Capture)
    assert captures.drop("warc_offset").equals(before.drop("warc_offset"))


def test_the_web_leads_from_every_line_to_its_bytes(sample: Sample) -> None:
    settings = Settings(home=sample.home.root, web_url="http://desk.example", _env_file=None)
    app = make_app(settings, open_database(settings), make_tools(settings), Buckets(WIDE))
    room = TestClient(app, base_url=settings.web_url)
    marked = 0
    for number in sample.edition.reported:
        page = room.get(f"/editions/kr/{SAMPLE_DATE}/v1/items/{number}/audit")
        assert page.status_code == 200
        assert "is the one that was written down" in page.text
        assert "GET /" in page.text  # the request beside the response
        marked += "<mark " in page.text
    assert marked >= 0.9 * len(sample.edition.reported)
    found = room.get("/search", params={"q": "정부", "country": "kr"}).text
    assert "<mark>정부</mark>" in found
    assert room.get("/sources?country=kr").status_code == 200
