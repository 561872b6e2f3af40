"""The catalogue as a loader, which names every fault with file, line and key, and as the sources we ship."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from briefing.records.source import Source
from briefing.taxonomy.countries import COUNTRIES, UnknownCountryError
from scrapers.catalogue import (
    CatalogueError,
    load_catalogue,
    load_plain,
    load_source,
    main,
    source_json_schema,
    sources_for,
)

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = CHECKOUT / "scrapers" / "sources"

VALID = """\
name: Example Daily
kind: news_media
languages: [ko]
countries: [kr]
homepage: https://daily.example.com
feeds:
  - https://daily.example.com/rss.xml
timezone: Asia/Seoul
healthy_day:
  min_items: 1
  max_items: 20
  silence_hours: 24
evidence: written for a test
confidence: C
"""


def write(folder: Path, file: str, text: str) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(folder: Path, text: str, file: str = "kr/daily.yml") -> list[str]:
    write(folder, file, text)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return [str(problem) for problem in caught.value.problems]


def corpora() -> Path:
    folder = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        pytest.skip(f"no folder of real captures at {folder}; DESK_CORPORA names it")
    return folder


def test_an_id_is_the_path(tmp_path: Path) -> None:
    path = write(tmp_path, "vn/mofa.yml", VALID)
    assert list(load_catalogue(tmp_path)) == ["vn_mofa"]
    assert load_source(path, tmp_path) == load_catalogue(tmp_path)["vn_mofa"]


def test_an_id_in_the_file_is_refused_with_its_line(tmp_path: Path) -> None:
    assert problems_of(tmp_path, VALID + "id: kr_daily\n") == [
        "kr/daily.yml:15: id: is not written: it follows from the path"
    ]


@pytest.mark.parametrize(
    ("found", "replaced", "expected"),
    [
        ("kind:", "knid:", ":2: knid: is not a key of a source; did you mean kind?"),
        (
            "  min_items: 1\n",
            '  min_items: "1"\n',
            ":10: healthy_day.min_items: Input should be a valid integer, got '1'",
        ),
        (
            "  max_items: 20\n",
            "  max_items: 20\n  most: 3\n",
            ":12: healthy_day.most: is not a key of a source",
        ),
        (
            "Asia/Seoul",
            "Asia/Soul",
            ":8: timezone: unknown time zone 'Asia/Soul', got 'Asia/Soul'",
        ),
        (
            "https://daily.example.com/rss.xml",
            "daily.example.com/rss.xml",
            ":7: feeds[0]: is not an",
        ),
        ("[kr]", "[kr, xx]", ":4: countries[1]: Input should be 'kr', 'jp', 'cn'"),
        (
            "name: Example Daily",
            "name: 2026-03-10\nfictional: 1",
            ":2: fictional: Input should be",
        ),
        ("rss.xml", "{day}.xml", ":7: feeds[0]: nothing replaces {day} in"),
        (
            "timezone:",
            "country_filter:\n  jp: [Japan]\ntimezone:",
            ":9: country_filter.jp: is not among countries",
        ),
        (
            "timezone:",
            "country_filter:\n  jp: [Japan]\ntimezone:",
            ":8: country_filter.kr: has no words",
        ),
        (
            "rss.xml",
            "rss.xml\n  - http://Daily.example.com/rss.xml/",
            ":8: feeds[1]: http://Daily",
        ),
        (
            "feeds:\n  - https://daily.example.com/rss.xml\n",
            "",
            ": an enabled source needs at least",
        ),
        ("evidence: written for a test\n", "", ": evidence: is missing"),
        ("min_items: 1\n  ", "", ":9: healthy_day.min_items: is missing"),
        (
            "min_items: 1\n",
            "min_items: 30\n",
            ":9: healthy_day: min_items is greater than max_items",
        ),
        ("[ko]", "!!set {ko}", ": holds a value of a kind that no key takes"),
    ],
)
def test_a_wrong_value_is_named_by_file_line_and_key(
    tmp_path: Path, found: str, replaced: str, expected: str
) -> None:
    assert found in VALID
    assert any(
        p.startswith("kr/daily.yml" + expected) for p in problems_of(tmp_path, VALID.replace(found, replaced))
    )


def test_a_key_that_stands_twice_is_refused_at_any_depth(tmp_path: Path) -> None:
    text = VALID.replace("  silence_hours: 24\n", "  silence_hours: 24\n  min_items: 5\n") + "name: Other\n"
    assert problems_of(tmp_path, text) == [
        "kr/daily.yml:13: healthy_day.min_items: stands twice, first on line 10",
        "kr/daily.yml:16: name: stands twice, first on line 1",
    ]


@pytest.mark.parametrize(
    ("addition", "key"),
    [
        ("archived_pages: ['[0-9']\n", "archived_pages[0]"),
        (
            "listings:\n  - url: https://daily.example.com/\n    link_pattern: '(open'\n",
            "listings[0].link_pattern",
        ),
    ],
)
def test_a_bad_regular_expression_is_named_with_its_key(tmp_path: Path, addition: str, key: str) -> None:
    (problem,) = problems_of(tmp_path, VALID + addition)
    assert f": {key}: " in problem
    assert "is not a regular expression" in problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "kr/daily.yml: is empty"),
        ("# only a comment\n", "kr/daily.yml: is empty"),
        ("- a list\n", "kr/daily.yml:1: is not a mapping of keys to values"),
        ("name: Example\nfeeds: [\nkind: x: y\n", "kr/daily.yml:3: is not YAML: "),
        ("name: &a [*a]\n", "kr/daily.yml:1: is not YAML: aliases are not used in the catalogue"),
        ("name: one\n---\nname: two\n", "kr/daily.yml:2: is not YAML: but found another document"),
        ("name: a\x07bell\n", "kr/daily.yml: cannot be read: unacceptable character"),
    ],
)
def test_a_file_that_is_no_source_is_named(tmp_path: Path, text: str, expected: str) -> None:
    (problem,) = problems_of(tmp_path, text)
    assert problem.startswith(expected)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "kr").mkdir()
    (tmp_path / "kr" / "daily.yml").write_bytes("name: 조선일보\n".encode("euc_kr"))
    with pytest.raises(CatalogueError, match=r"kr/daily\.yml: is not UTF-8"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize("file", ["daily.yml", "korea/daily.yml", "kr/seoul/daily.yml", "KR/daily.yml"])
def test_a_file_outside_a_country_folder_is_refused(tmp_path: Path, file: str) -> None:
    (problem,) = problems_of(tmp_path, VALID, file)
    assert problem.startswith(f"{file}: does not lie in a folder named by a two-letter country code")


@pytest.mark.parametrize("file", ["kr/daily.yaml", "kr/Daily.yml", "kr/the-daily.yml", "kr/2daily.yml"])
def test_a_file_whose_name_gives_no_id_is_refused(tmp_path: Path, file: str) -> None:
    (problem,) = problems_of(tmp_path, VALID, file)
    assert problem.startswith(f"{file}: must ")


def test_a_feed_in_two_sources_is_refused_and_names_both(tmp_path: Path) -> None:
    write(tmp_path, "kr/daily.yml", VALID)
    assert problems_of(tmp_path, VALID, "kr/other.yml") == [
        "kr/other.yml:7: feeds[0]: https://daily.example.com/rss.xml is already read by kr/daily.yml:7"
    ]


def test_a_feed_that_differs_in_its_query_is_another_feed(tmp_path: Path) -> None:
    write(tmp_path, "kr/daily.yml", VALID)
    write(tmp_path, "kr/other.yml", VALID.replace("rss.xml", "rss.xml?section=2"))
    assert list(load_catalogue(tmp_path)) == ["kr_daily", "kr_other"]


def test_all_problems_of_all_files_come_together(tmp_path: Path) -> None:
    write(tmp_path, "jp/one.yml", "")
    write(tmp_path, "kr/two.yml", VALID.replace("kind: news_media", "kind: rumour"))
    write(tmp_path, "vn/three.yml", VALID + "archived_pages: ['(']\ncolour: red\n")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    places = [(p.file, p.line, p.key) for p in caught.value.problems]
    assert places == [
        ("jp/one.yml", 0, ""),
        ("kr/two.yml", 2, "kind"),
        ("vn/three.yml", 7, "feeds[0]"),
        ("vn/three.yml", 15, "archived_pages[0]"),
        ("vn/three.yml", 16, "colour"),
    ]
    assert str(caught.value).startswith("5 problems in the source catalogue:\n  jp/one.yml: is empty\n")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nowhere: holds no source file"):
        load_catalogue(tmp_path / "nowhere")


def test_sources_for_a_country_are_the_enabled_ones_in_order_of_id(tmp_path: Path) -> None:
    write(tmp_path, "us/b.yml", VALID.replace("[kr]", "[kr, jp]").replace("rss", "b"))
    write(tmp_path, "kr/a.yml", VALID.replace("rss", "a"))
    write(tmp_path, "kr/off.yml", VALID.replace("rss", "off") + "enabled: false\ndisabled_reason: dead\n")
    catalogue = load_catalogue(tmp_path)
    assert [source.id for source in sources_for(catalogue, "kr")] == ["kr_a", "us_b"]
    assert [source.id for source in sources_for(catalogue, "jp")] == ["us_b"]
    assert sources_for(catalogue, "vn") == ()
    with pytest.raises(UnknownCountryError, match="'xx' is not configured"):
        sources_for(catalogue, "xx")


def test_a_source_switched_off_says_why(tmp_path: Path) -> None:
    assert problems_of(tmp_path, VALID + "enabled: false\n") == [
        "kr/daily.yml: a disabled source needs disabled_reason"
    ]


def test_the_check_command_prints_problems_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "kr/daily.yml", VALID)
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 sources, 1 enabled\n"
    write(tmp_path, "kr/empty.yml", "")
    assert main(["check", str(tmp_path)]) == 1
    assert "kr/empty.yml: is empty" in capsys.readouterr().err


def test_the_published_schema_is_up_to_date(tmp_path: Path) -> None:
    written = tmp_path / "source.schema.json"
    assert main(["schema", str(written)]) == 0
    published = CHECKOUT / "docs" / "source.schema.json"
    assert published.read_bytes() == written.read_bytes(), (
        "run: python -m scrapers.catalogue schema docs/source.schema.json"
    )


def test_the_schema_accepts_our_sources_and_refuses_what_the_loader_refuses() -> None:
    schema = source_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(SOURCES.rglob("*.yml"))
    assert files
    for file in files:
        assert [e.message for e in validator.iter_errors(load_plain(file.read_text("utf-8")))] == [], file
    valid = yaml.safe_load(VALID)
    assert not list(validator.iter_errors(valid))
    wrongs: tuple[dict[str, object], ...] = (
        {"id": "kr_x"},
        {"kind": "rumour"},
        {"colour": "red"},
        {"feeds": ["ftp:x"]},
        {"languages": []},
    )
    for wrong in wrongs:
        assert list(validator.iter_errors({**valid, **wrong})), wrong


@pytest.mark.parametrize("day", ["2026-11-25", "'2026-11-25'", '"2026-11-25"'])
def test_a_date_is_the_same_with_quotes_and_without(tmp_path: Path, day: str) -> None:
    text = VALID + f"article: {{body: main, written: {day}}}\n"
    source = load_source(write(tmp_path, "kr/daily.yml", text), tmp_path)
    assert source.article is not None
    assert source.article.written == "2026-11-25"
    assert not list(jsonschema.Draft202012Validator(source_json_schema()).iter_errors(load_plain(text)))


LISTING = "listings:\n  - url: https://daily.example.com/l\n"


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        (LISTING + "    date: .d\n", "a listing needs one of link_pattern, link_argument, link, row"),
        (
            LISTING + "    link: a\n    link_template: https://d.example.com/{1}\n",
            "listings[0].link_template: is filled in from link_argument or script_pattern",
        ),
        (
            LISTING + "    link_argument: '(\\d+)'\n    link_template: https://d.example.com/{2}\n",
            "listings[0].link_template: nothing replaces {2}",
        ),
        (LISTING + "    link: a\n    day_pattern: '('\n", "listings[0].day_pattern: '(' is not a regular"),
        (
            "apis:\n  - url: https://daily.example.com/a\n    items: joined(', ', x)\n",
            "apis[0].items: \"joined(', ', x)\" is not a JMESPath: unknown function joined()",
        ),
        (
            "apis:\n  - url: https://daily.example.com/a\n    items: x\n    title: join(y)\n",
            "apis[0].title: 'join(y)' is not a JMESPath: join() takes 2 arguments, not 1",
        ),
        (
            "documents:\n  - url: https://daily.example.com/d\n    title_path: 'a b'\n",
            "documents[0].title_path: 'a b' is not a JMESPath",
        ),
        (
            "documents:\n  - url: https://daily.example.com/d\n    title: A\n    title_path: a\n",
            "documents[0]: one of title (words) and title_path (JMESPath), not both",
        ),
        ("article: {frame: 'iframe[', written: 2026}\n", "article.frame: 'iframe[' is not a CSS selector"),
        ("article: {date_unit: ms, written: '2026'}\n", "article: date_unit is of what date selects"),
        ("country_filter: {kr: ['!Korea']}\n", "country_filter: kr has only words to leave out"),
        ("country_filter: {kr: [Korea, '!India']}\n", "country_filter: '!India' holds none of the words"),
        (
            LISTING + "    link: a\n    method: POST\n    form: {a: '{token}'}\n",
            "listings[0].form.a: nothing replaces {token}",
        ),
    ],
)
def test_what_a_reader_could_not_use_is_named(tmp_path: Path, addition: str, expected: str) -> None:
    assert any(expected in problem for problem in problems_of(tmp_path, VALID + addition))


def test_a_link_alone_makes_a_listing(tmp_path: Path) -> None:
    for least in ("link: h2 a", "link_argument: go(.*)", "link_pattern: /a/", "row: li"):
        write(tmp_path, "kr/daily.yml", VALID + LISTING + f"    {least}\n")
        assert load_catalogue(tmp_path)["kr_daily"].listings


# What we ship.


@pytest.fixture(scope="module")
def shipped() -> dict[str, Source]:
    return load_catalogue(SOURCES)


def test_every_country_has_a_source(shipped: dict[str, Source]) -> None:
    for code in COUNTRIES:
        assert sources_for(shipped, code), code


@pytest.mark.corpora
def test_every_real_feed_of_our_countries_is_read_by_one_source(shipped: dict[str, Source]) -> None:
    read = {feed: source for source in shipped.values() for feed in source.feeds}
    read |= {listing.url: source for source in shipped.values() for listing in source.listings}
    for world in sorted((corpora() / "worlds").glob("*.json")):
        for stated in json.loads(world.read_text("utf-8"))["sources"]:
            if stated["country"] not in COUNTRIES and stated["source"] != "travel.state.gov":
                continue
            if stated["feed_url"] is None:  # pages alone, which no feed leads to
                continue
            source = read[stated["feed_url"]]
            assert stated["lang"] in source.languages, stated
            assert stated["country"] == source.id[:2], stated


@pytest.mark.corpora
def test_the_pages_of_a_source_without_a_feed_match_its_patterns(shipped: dict[str, Source]) -> None:
    archive_iterator = pytest.importorskip("warcio.archiveiterator").ArchiveIterator
    source = shipped["cn_cctv_xinwen_lianbo"]
    patterns = [*source.archived_pages, *(listing.link_pattern for listing in source.listings)]
    matched = 0
    for archive in sorted((corpora() / "worlds").glob("*.warc.gz")):
        with archive.open("rb") as stream:
            for record in archive_iterator(stream):
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                if record.rec_type == "response":
                    is_report = address.startswith("https://tv.cctv.com/20")
                    assert all(bool(re.search(pattern, address)) == is_report for pattern in patterns), (
                        address
                    )
                    matched += is_report
    assert matched


def test_advisory_titles_fall_to_the_countries_they_are_about(shipped: dict[str, Source]) -> None:
    filters = shipped["us_travel_advisories"].country_filter
    assert set(filters) == set(COUNTRIES)

    def countries_of(title: str) -> list[str]:
        return [
            code
            for code, words in sorted(filters.items())
            if any(re.search(rf"\b{re.escape(word)}\b", title) for word in words)
        ]

    assert countries_of("South Korea - Level 1: Exercise Normal Precautions") == ["kr"]
    assert countries_of("North Korea - Level 4: Do Not Travel") == ["kr"]
    assert countries_of("Mainland China, Hong Kong & Macau - See Summaries") == ["cn"]
    assert countries_of("British Indian Ocean Territory - Level 1") == []
    assert countries_of("Guinea - Level 2: Exercise Increased Caution") == []


def test_a_listing_that_two_sources_read_is_an_error_and_a_disabled_one_reads_nothing(tmp_path: Path) -> None:
    listed = VALID.replace(
        "feeds:\n  - https://daily.example.com/rss.xml\n",
        "listings:\n  - {url: https://daily.example.com/news, link_pattern: /n/}\n",
    )
    write(tmp_path, "kr/one.yml", listed)
    write(tmp_path, "kr/two.yml", listed)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    assert [str(problem) for problem in caught.value.problems] == [
        "kr/two.yml: listings/0: https://daily.example.com/news is already read by kr/one.yml"
    ]
    write(tmp_path, "kr/two.yml", f"{listed}enabled: false\ndisabled_reason: gone\n")
    assert sorted(load_catalogue(tmp_path)) == ["kr_one", "kr_two"]
