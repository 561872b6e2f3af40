"""Pages of the reading room: what a reader finds on them, and that nothing hostile gets through."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from briefing.records.edition import Edition
from briefing.records.take import TakeBlock, TakeImage
from briefing.rendering.page import lines_in_order
from briefing.web.room import MissingBytesError
from tests.unit.edition_sample import full_edition, make_line, one_line_edition
from tests.unit.web_room import PAGE, exchange_of, make_tools, open_room, shelve

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x00{{7*7}}'
EDITION = full_edition()
HERE = f"/editions/{EDITION.country}/{EDITION.edition_date}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    shelve(folder, EDITION)
    return folder


@pytest.fixture(scope="module")
def room(home: Path) -> TestClient:
    return open_room(home)


def test_the_front_page_leads_to_the_newest_edition(room: TestClient) -> None:
    page = room.get("/").text
    assert f'href="{HERE}"' in page
    assert "No edition yet" in page  # of the five others


def test_every_line_of_an_edition_leads_to_its_item_and_its_bytes(room: TestClient) -> None:
    page = room.get(HERE).text
    for line in lines_in_order(EDITION):
        assert f'href="{HERE}/v1/items/{line.number}"' in page
        assert f'href="{HERE}/v1/items/{line.number}/audit"' in page


def test_every_item_has_a_page(room: TestClient) -> None:
    for line in lines_in_order(EDITION):
        page = room.get(f"{HERE}/v1/items/{line.number}")
        assert page.status_code == 200
        assert line.item_id in page.text


def test_an_item_shows_its_sentences_beside_their_source(room: TestClient) -> None:
    line = next(x for x in lines_in_order(EDITION) if x.summary_basis == "translated")
    page = room.get(f"{HERE}/v1/items/{line.number}").text
    for sentence in line.summary:
        assert f'<td lang="{line.language}" dir="auto">' in page
        assert sentence.original in page


def test_the_json_is_the_file_on_the_shelf(room: TestClient, home: Path) -> None:
    stored = home / "editions" / EDITION.country / str(EDITION.edition_date) / "v1" / "edition.json"
    assert room.get(f"{HERE}/v1.json").content == stored.read_bytes() == room.get(f"{HERE}.json").content


@pytest.mark.parametrize(
    "path",
    [
        f"{HERE}/v2", f"{HERE}/v0", f"{HERE}/v99999999999999999999", f"{HERE}/v1/items/0", f"{HERE}/v1/items/9999",
        f"{HERE}/v1/items/9999/audit", "/editions/xx", "/editions/kr/2026-13-40", "/editions/kr/today",
        "/editions/..%2f..%2fetc/2026-03-10", "/editions/kr/2026-03-10%00", "/editions/jp", "/takes/..%2fsecret",
        "/takes/port-fees/images/..%2f..%2f..%2fsecret", "/takes/port-fees/images/0123456789abcdef.png",
        "/sources/kr_..%2f..%2fsecret", "/sources/zz_x", "/static/../app.py", "/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(room: TestClient, path: str) -> None:
    answer = room.get(path)
    assert answer.status_code == 404
    assert "<h1>Not here</h1>" in answer.text
    assert "Traceback" not in answer.text


def test_versions_are_told_apart(tmp_path: Path) -> None:
    line = make_line(1)
    shelve(tmp_path, one_line_edition(line))
    shelve(tmp_path, one_line_edition(line.model_copy(update={"headline_en": "Fees <b>rise</b>"})))
    room = open_room(tmp_path)
    page = room.get(f"{HERE}/versions").text
    assert f"<del><bdi>{line.headline_en}</bdi></del>" in page
    assert "<ins><bdi>Fees &lt;b&gt;rise&lt;/b&gt;</bdi></ins>" in page
    assert "Version 2 replaces it" in room.get(f"{HERE}/v1").text
    assert room.get(f"{HERE}/versions?old=7&new=x").status_code == 404


def hostile_edition() -> Edition:
    line = make_line(
        1,
        headline_en=HOSTILE, headline_original=HOSTILE, source_name=HOSTILE, url=f"javascript:{HOSTILE}",
        domain=HOSTILE, published_basis=HOSTILE, page_state=f"failed: {HOSTILE}", body_basis="none", item_id=HOSTILE,
        story_id=HOSTILE, risk_category_name=HOSTILE, source_id=HOSTILE,
    )  # fmt: skip
    return one_line_edition(line, country_name=HOSTILE)


@pytest.mark.parametrize("path", ["", "/v1/items/1", "/v1/items/1/audit"])
def test_hostile_text_is_text(tmp_path: Path, path: str) -> None:
    shelve(tmp_path, hostile_edition())
    page = open_room(tmp_path).get(HERE + path)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert 'href="javascript' not in page.text
    assert "\u202e" not in page.text
    assert "{{7*7}}" in page.text


def test_the_audit_shows_the_bytes_as_text(room: TestClient) -> None:
    page = room.get(f"{HERE}/v1/items/1/audit").text
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page
    assert "<script" not in page
    assert 'href="http://dagster.example:3000/runs/run-1"' in page
    assert "alert(3)" in page  # the address, printed
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(4)&lt;/script&gt;" in page


def test_the_audit_marks_the_sentence_in_the_markup_it_stands_in(home: Path) -> None:
    line = next(iter(lines_in_order(EDITION)))
    sentence = line.summary[0].original
    words = sentence.split(" ", 1)
    body = f"<p>{words[0]} <b class=x>{words[1]}</b></p>".encode()
    page = open_room(home, make_tools(read_exchange=exchange_of(body))).get(
        f"{HERE}/v1/items/{line.number}/audit"
    )
    assert f'<mark id="mark-1">{words[0]} &lt;b class=x&gt;{words[1]}</mark>' in page.text


@pytest.mark.parametrize("body", [b"%PDF-1.7 \x00\xff", b"\x89PNG\r\n", b"\0\0"])
def test_what_is_no_text_is_shown_in_hexadecimal(home: Path, body: bytes) -> None:
    room = open_room(home, make_tools(read_exchange=exchange_of(body)))
    assert f"00000000  {body.hex(' ')}" in room.get(f"{HERE}/v1/items/1/audit").text


def test_the_stored_bytes_are_saved_and_never_opened(room: TestClient) -> None:
    answer = room.get(f"{HERE}/v1/items/1/audit/bytes")
    assert answer.content == PAGE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="0c5b1b7exSet-Cookieab.bin"'
    assert "set-cookie" not in answer.headers
    assert "sandbox" in answer.headers["content-security-policy"]


def test_missing_bytes_are_said_in_their_place(home: Path) -> None:
    def read_exchange(_: object) -> None:
        raise MissingBytesError("x.warc.gz at byte 7 holds no whole record")

    page = open_room(home, make_tools(read_exchange=read_exchange)).get(f"{HERE}/v1/items/1/audit")
    assert page.status_code == 200
    assert "x.warc.gz at byte 7 holds no whole record" in page.text


def test_a_fault_is_a_page_without_its_traceback(home: Path) -> None:
    def trace(*_: object) -> None:
        raise ZeroDivisionError("secret of the inside")

    answer = open_room(home, make_tools(trace=trace)).get(f"{HERE}/v1/items/1/audit")
    assert answer.status_code == 500
    assert "Something is broken" in answer.text
    assert "secret of the inside" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_search_finds_both_languages_and_marks_the_words(room: TestClient) -> None:
    line = next(x for x in lines_in_order(EDITION) if x.headline_original and x.language == "ko")
    word = max(line.headline_original.split(), key=len)
    page = room.get("/search", params={"q": word}).text
    assert f"/items/{line.number}" in page
    assert f"<mark>{word}</mark>" in page


@pytest.mark.parametrize(
    "query", [HOSTILE, '" OR 1=1; drop table lines; --', "NEAR(a b)", "*", "%" * 500, "a" * 60_000]
)
def test_a_hostile_query_is_words(room: TestClient, query: str) -> None:
    answer = room.get("/search", params={"q": query})
    assert answer.status_code == 200
    assert "<script" not in answer.text


def test_bytes_that_are_no_utf8_in_a_query_are_words_too(room: TestClient) -> None:
    assert room.get("/search?q=%ff%fe%00&country=%ff&page=-1&from=%00&kind=x").status_code == 200


def test_a_take_is_shown_as_printed(room: TestClient) -> None:
    page = room.get("/takes/port-fees")
    assert page.status_code == 200
    assert "How port fees are set" in page.text


def test_the_archive_lists_every_day(room: TestClient) -> None:
    assert f'href="{HERE}"' in room.get("/editions?country=kr").text
    assert room.get("/editions?country=%2e%2e").status_code == 404
    assert room.get("/editions/kr", follow_redirects=False).headers["location"] == HERE


def test_dates_are_read_strictly() -> None:
    from briefing.web.asked import as_date

    assert as_date("2026-03-10") == date(2026, 3, 10)
    assert [as_date(text) for text in ("20260310", "2026-3-10", "２０２６-03-10", "2026-02-30", "")] == [
        None
    ] * 5


def test_the_pdf_is_made_once_and_kept_beside_the_edition(room: TestClient, home: Path) -> None:
    first = room.get(f"{HERE}/v1.pdf")
    assert first.status_code == 200
    assert first.content.startswith(b"%PDF-")
    assert first.headers["content-disposition"] == f'inline; filename="kr-{EDITION.edition_date}-v1.pdf"'
    kept = home / "editions" / EDITION.country / str(EDITION.edition_date) / "v1" / "edition.pdf"
    assert kept.read_bytes() == first.content
    kept.write_bytes(b"%PDF-kept")
    assert room.get(f"{HERE}.pdf").content == b"%PDF-kept"
    kept.unlink()


def test_a_picture_of_a_take_is_sent_while_its_bytes_are_those_approved(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\nxx"
    digest = hashlib.sha256(picture).hexdigest()
    name = f"{digest[:16]}.png"
    image = TakeImage(file=name, sha256=digest, alt="A port", credit="A. Writer", width=2, height=1)
    take = EDITION.takes[0].model_copy(update={"blocks": (TakeBlock(kind="image", image=image),)})
    shelve(tmp_path, EDITION.model_copy(update={"takes": (take,)}))
    folder = tmp_path / "takes" / take.take_id
    folder.mkdir(parents=True)
    room = open_room(tmp_path)
    address = f"/takes/{take.take_id}/images/{name}"
    assert room.get(address).status_code == 404
    (folder / name).write_bytes(picture)
    answer = room.get(address)
    assert (answer.content, answer.headers["content-type"]) == (picture, "image/png")
    (folder / name).write_bytes(b"<script>")
    assert room.get(address).status_code == 404
    assert room.get(f"/takes/{take.take_id}/images/take.json").status_code == 404
