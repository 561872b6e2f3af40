"""Documents made to break their reader, read as the chain reads them: in a worker under limits.

Each test is named after its number in the list of faults. What ends with a typed error ends for one document only;
that the limits hold where a parser does not is in tests/unit/test_workers.py.
"""

from __future__ import annotations

import socket
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from scrapers.extraction.feed import MAX_ENTRIES, Feed, NotAFeedError, read_feed
from scrapers.extraction.page import NoArticleError, Page, read_page
from scrapers.workers import ExtractionWorkers, Limits, WorkerLimitError

pytestmark = pytest.mark.slow
GIVEN: dict[str, Any] = {
    "address": "http://www.example.com/a",
    "timezone": "Asia/Seoul",
    "at": datetime(2026, 3, 10, 12, tzinfo=UTC),
}
TEXT = (
    "The harbour authority said on Tuesday that the quay would be closed for repairs until the month ends. "
)
REFUSED = (NoArticleError, WorkerLimitError)


@pytest.fixture(scope="module")
def workers() -> Iterator[ExtractionWorkers]:
    with ExtractionWorkers(1, Limits(cpu_seconds=15, wall_seconds=90, memory_mib=1536)) as running:
        yield running


@pytest.fixture(autouse=True)
def _afterwards_the_next_document_is_read(workers: ExtractionWorkers) -> Iterator[None]:
    yield
    page = workers.run(read_page, body=html(""), content_type="text/html", **GIVEN)
    assert page.title == "Repairs at the quay"
    assert len(page.paragraphs) >= 3


def html(more: str, head: str = "") -> bytes:
    told = "".join(f"<p>{TEXT} {number}. {TEXT}</p>" for number in range(3))
    return (
        f"<!DOCTYPE html><html><head><title>Repairs at the quay</title>{head}</head>"
        f"<body><article><h1>Repairs at the quay</h1>{told}{more}</article></body></html>"
    ).encode()


def rss(inside: str, dtd: str = "") -> bytes:
    return f"<?xml version='1.0'?>{dtd}<rss version='2.0'><channel><title>D</title>{inside}</channel></rss>".encode()


def item(description: str, title: str = "A headline") -> str:
    return (
        f"<item><title>{title}</title><link>http://www.example.com/1</link>"
        f"<description>{description}</description></item>"
    )


def page_of(workers: ExtractionWorkers, body: bytes) -> Page:
    return workers.run(read_page, body=body, content_type="text/html", **GIVEN)


def feed_of(workers: ExtractionWorkers, body: bytes) -> Feed:
    return workers.run(read_feed, body=body, content_type="application/rss+xml", **GIVEN)


def is_told(page: Page) -> bool:
    return "harbour authority" in " ".join(page.paragraphs)


@pytest.mark.parametrize("levels", [12, 3])
def test_fault_27_billion_laughs(levels: int, workers: ExtractionWorkers) -> None:
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 30}'>" for n in range(1, levels))
    bomb = rss(item(f"&l{levels - 1};"), f"<!DOCTYPE r [<!ENTITY l0 'laughs'>{entities}]>")
    feed = feed_of(workers, bomb)
    assert [entry.title for entry in feed.entries] == ["A headline"]
    assert len(feed.entries[0].summary) < 1000  # the entity is shown or dropped, not unfolded
    page = page_of(
        workers, b"<!DOCTYPE html [<!ENTITY l0 'laughs'>%s]>" % entities.encode() + html("<p>&l2;</p>")
    )
    assert sum(map(len, page.paragraphs)) < 5000


def test_fault_27_quadratic_blow_up(workers: ExtractionWorkers) -> None:
    bomb = rss(item("&a;" * 50_000), f"<!DOCTYPE r [<!ENTITY a '{'a' * 50_000}'>]>")
    [entry] = feed_of(workers, bomb).entries
    assert len(entry.summary) < 1_000_000


@pytest.mark.parametrize(
    ("dtd", "inside"),
    [
        ("<!DOCTYPE r [<!ENTITY x SYSTEM 'file://{file}'>]>", "&x;"),
        ("<!DOCTYPE r [<!ENTITY % p SYSTEM 'file://{file}'>%p;]>", "x"),
        ("<!DOCTYPE r SYSTEM 'file://{file}'>", "&x;"),
        (
            "",
            "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://{file}' parse='text'/>",
        ),
        ("<?xml-stylesheet type='text/xsl' href='file://{file}'?>", "x"),
    ],
)
def test_fault_28_no_file_comes_in_by_an_entity(
    dtd: str, inside: str, workers: ExtractionWorkers, tmp_path: Any
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-this-machine", encoding="utf-8")
    dtd, inside = (text.replace("{file}", str(secret)) for text in (dtd, inside))
    try:
        told = repr(feed_of(workers, rss(item(inside), dtd)))
    except NotAFeedError as error:
        told = str(error)
    told += repr(page_of(workers, dtd.encode() + html(f"<p>{inside}</p>")))
    assert "the-secret" not in told


@pytest.mark.parametrize(
    "tag",
    [
        "<p " + " ".join(f"a{n}='x'" for n in range(300_000)) + ">",
        "<p " + "".join(f"a{n}='x'" for n in range(300_000)) + ">",
        "<p" + "\na" * 300_000 + ">",
        "<p " + "a=b " * 300_000 + ">",
    ],
    ids=["blanks", "none", "lines", "same"],
)
def test_fault_29_three_hundred_thousand_attributes(tag: str, workers: ExtractionWorkers) -> None:
    with pytest.raises(NoArticleError, match="attributes"):
        page_of(workers, html(f"{tag}x</p>"))
    feed_of(workers, rss(tag.replace("<p", "<item", 1) + "<title>x</title></item>"))


def test_fault_29_a_run_of_blanks_in_a_tag_is_no_attack(workers: ExtractionWorkers) -> None:
    """A search for attributes can itself be made to hang by what every second page has: a tag with indentation."""
    indented = f"<p{' ' * 200}class='x'{' ' * 200}>{TEXT}</p>" * 50
    long_value = "<div data-state='" + '{"word": "and one more"} ' * 9000 + "'></div>"
    assert is_told(page_of(workers, html(indented + long_value)))


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "a><font", "b><p"])
def test_fault_30_nesting_is_flagged_or_read_and_never_silently_empty(
    tag: str, workers: ExtractionWorkers
) -> None:
    deep = f"<{tag}>" * 50_000 + TEXT
    for body in (html(deep), b"<html><body>" + deep.encode()):
        try:
            assert is_told(page_of(workers, body))
        except REFUSED as error:
            assert str(error)
    json_bomb = "<script type='application/ld+json'>" + "[" * 500_000 + "</script>"
    assert is_told(page_of(workers, html("", json_bomb)))


def test_fault_30_a_nested_feed_keeps_its_entry(workers: ExtractionWorkers) -> None:
    for description in ("<div>" * 50_000, "&lt;div&gt;" * 50_000 + "words"):
        assert [entry.title for entry in feed_of(workers, rss(item(description))).entries] == ["A headline"]


@pytest.mark.parametrize(
    "more",
    [
        "<b>x</b>" * 1_000_000,
        "<br>" * 1_000_000,
        "<p>x y z</p>" * 300_000,
        "<i>" * 1_000_000,
        "".join(f"<a href='/n/{n}'>News {n}</a>" for n in range(200_000)),
    ],
    ids=["b", "br", "p", "open", "links"],
)
def test_fault_31_a_million_tags_are_refused_by_a_count(more: str, workers: ExtractionWorkers) -> None:
    with pytest.raises(NoArticleError, match=r"elements|characters|gave up"):
        page_of(workers, html(more))


def test_fault_32_a_large_page_is_read(workers: ExtractionWorkers) -> None:
    paragraphs = "".join(f"<p>{number} {TEXT * 3}</p>" for number in range(4000))
    body = html(paragraphs)
    assert len(body) > 1_200_000
    page = page_of(workers, body)
    assert any(paragraph.startswith("3999 ") for paragraph in page.paragraphs)


def test_fault_33_a_text_of_twenty_megabytes_is_flagged(workers: ExtractionWorkers) -> None:
    for text in ("x " * 10_000_000, "x" * 20_000_000):
        with pytest.raises(NoArticleError, match=r"20\d{6} characters"):
            page_of(workers, html(text))
    try:
        [entry] = feed_of(workers, rss(item("x" * 20_000_000))).entries
    except (NotAFeedError, WorkerLimitError) as error:
        assert str(error)
    else:
        assert entry.title == "A headline"


def test_fault_34_text_around_nul_is_kept(workers: ExtractionWorkers) -> None:
    page = page_of(workers, html("").replace(b"harbour", b"har\x00bour"))
    assert is_told(page)
    [entry] = feed_of(workers, rss(item("har\x00bour news", "A head\x00line"))).entries
    assert entry.title.replace(" ", "") == "Aheadline"
    assert "bour news" in entry.summary


def test_fault_35_a_feed_of_three_hundred_thousand_items_is_cut(workers: ExtractionWorkers) -> None:
    items = "".join(
        f"<item><title>News {n}</title><link>http://www.example.com/{n}</link></item>" for n in range(300_000)
    )
    feed = feed_of(workers, rss(items))
    assert (len(feed.entries), feed.cut) == (MAX_ENTRIES, 300_000 - MAX_ENTRIES)
    assert feed.entries[0].title == "News 0"


def test_fault_36_a_page_in_place_of_a_feed_is_a_typed_error(workers: ExtractionWorkers) -> None:
    with pytest.raises(NotAFeedError):
        feed_of(workers, html(""))


def test_fault_37_reading_asks_the_network_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, where a connection or a look-up can be caught."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    media = (
        "<img src='http://127.0.0.1:9/a.png'><iframe src='http://127.0.0.1:9/'></iframe>"
        "<link rel='amphtml' href='http://127.0.0.1:9/amp'><script src='http://127.0.0.1:9/x.js'></script>"
    )
    head = "<base href='http://127.0.0.1:9/'><meta http-equiv='refresh' content='0; url=http://127.0.0.1:9/'>"
    page = read_page(body=html(media, head), content_type="text/html", **GIVEN)
    assert is_told(page)
    dtd = "<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY x SYSTEM 'http://127.0.0.1:9/x'>]>"
    feed = read_feed(body=rss(item("&x; and words"), dtd), content_type="application/rss+xml", **GIVEN)
    assert [entry.title for entry in feed.entries] == ["A headline"]


@pytest.mark.parametrize(
    "body",
    [
        "<!--" * 500_000, "<" * 300_000, "&" * 300_000, "&#0;&#xfffffff;&#x110000;" * 100_000,
        "<![CDATA[" * 100_000, "</p>" * 500_000, "<p title='" * 200_000, "<script>" * 100_000,
        "\ufffe\ufdd0" * 500_000,
    ],
    ids=["comments", "lt", "amp", "references", "cdata", "ends", "quotes", "scripts", "noncharacters"],
)  # fmt: skip
def test_rubbish_of_every_kind_is_read_or_refused(body: str, workers: ExtractionWorkers) -> None:
    try:
        assert page_of(workers, html(body)).title == "Repairs at the quay"
    except REFUSED as error:
        assert str(error)
    try:
        assert len(feed_of(workers, rss(item(body))).entries) <= 1
    except (NotAFeedError, WorkerLimitError) as error:
        assert str(error)


# --- PDF


def pdf(*objects: bytes) -> bytes:
    """A document of numbered objects; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + trailer


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def packed(block: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(block) for _ in range(times)), packer.flush()])


FONT = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources %s >>" % FONT
SHOWN = b"BT /F 12 Tf 50 700 Td (%s) Tj ET\n" % TEXT.encode()
LOOP_FORM = stream(
    b"/X Do /X Do " + SHOWN,
    b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>",
)
FLATE = b"/Filter /FlateDecode"


def deep_blanks() -> bytes:
    """Six hundred megabytes of nothing in six hundred kilobytes."""
    return packed(b" " * 1024 * 1024, 600)


def one_page(content: bytes) -> bytes:
    return pdf(CATALOGUE, PAGES, PAGE, content)


PDF_BOMBS: dict[str, Callable[[], bytes]] = {
    "inflates": lambda: one_page(stream(deep_blanks(), FLATE)),
    "twice": lambda: one_page(stream(zlib.compress(deep_blanks()), b"/Filter [/FlateDecode /FlateDecode]")),
    "many words": lambda: one_page(stream(packed(SHOWN * 1000, 100), FLATE)),
    "nested": lambda: one_page(stream(packed(b"q " * 100_000, 50), FLATE)),
    "arrays": lambda: one_page(stream(b"[" * 1_000_000)),
    "dictionaries": lambda: pdf(CATALOGUE, b"<< /Kids " * 100_000),
    "page loop": lambda: pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"),
    "pages that are not": lambda: pdf(
        CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", PAGE, stream(SHOWN)
    ),
    "form loop": lambda: pdf(
        CATALOGUE,
        PAGES,
        PAGE.replace(b"/Font", b"/XObject << /X 5 0 R >> /Font", 1),
        stream(b"/X Do"),
        LOOP_FORM,
    ),
    "cross-reference loop": lambda: (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF"
    ),
    "opens a file": lambda: pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> >>",
        PAGES,
        PAGE,
        stream(SHOWN),
    ),
}


@pytest.mark.parametrize("name", list(PDF_BOMBS))
def test_a_document_made_to_break_its_reader_is_read_or_refused(
    name: str, workers: ExtractionWorkers
) -> None:
    body = PDF_BOMBS[name]()
    assert len(body) < 6_000_000
    try:
        page = workers.run(read_page, body=body, content_type="application/pdf", **GIVEN)
    except REFUSED as error:
        assert str(error)
    else:
        assert sum(map(len, page.paragraphs)) < 5_000_000


def test_a_plain_document_is_read(workers: ExtractionWorkers) -> None:
    """What the bombs are made of is a document where nothing is wrong with it."""
    body = pdf(CATALOGUE, PAGES, PAGE, stream(packed(SHOWN, 1), FLATE))
    page = workers.run(read_page, body=body, content_type="application/pdf", **GIVEN)
    assert is_told(page)
