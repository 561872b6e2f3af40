"""The analyst desk in a browser's place: log-in, changes that are checked, two people at once."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from briefing.records.article import Article
from briefing.records.disposition import Disposition
from briefing.records.frame import to_frame
from briefing.records.item_version import ItemVersion
from briefing.storage.accounts import (
    AccountError,
    add_account,
    end_sessions,
    list_accounts,
    remove_account,
    set_password,
    verify,
)
from briefing.storage.acts import read_acts
from briefing.storage.corrections import read_corrections
from briefing.storage.database import open_database
from briefing.storage.home import Home
from briefing.storage.tables import write_table
from briefing.web import login, recomposing
from briefing.web.limits import Buckets, Limit
from briefing.web.room import RecomposeError
from tests.unit.composed_day import OPS, Day
from tests.unit.edition_sample import sentence
from tests.unit.record_samples import DATE
from tests.unit.web_room import NOW, make_settings, make_tools, open_room, shelve, token_of

PASSWORD = "correct horse battery"
ITEM = f"/desk/kr/{DATE}/items/i1"
DESK = f"/desk/kr/{DATE}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A day of three items as its runs would have left it."""
    day = Day()
    said = (sentence("공사는 크레인 14기를 2,300억원에 샀다.", None),)
    day.add(
        "i1",
        summary=said,
        title="공사, 크레인 14기 구매",
        paragraphs=("공사는 크레인 14기를 2,300억원에 샀다.",),
    )
    day.add("i2", name="wire")
    day.add("i3", category=None)
    day.tell("s1", "i1")
    day.tell("s2", "i2")
    found = Home(tmp_path)
    for name, record, rows in (
        ("articles", Article, day.articles),
        ("item_versions", ItemVersion, day.versions),
        ("dispositions", Disposition, day.dispositions()),
    ):
        write_table(found.table(name, "kr", DATE), to_frame(rows, record), record)  # type: ignore[arg-type]
    shelve(tmp_path, day.edition())
    engine = open_database(make_settings(tmp_path))
    for name in ("A. Kim", "B. Lee"):
        add_account(engine, name, "analyst", PASSWORD, NOW)
    monkeypatch.setattr(login, "_BY_NAME", Buckets({"name": Limit(per_minute=2, burst=10)}))
    monkeypatch.setattr(recomposing, "_STATES", {})
    return found


def at_the_desk(home: Home, name: str = "A. Kim", **given: Any) -> TestClient:
    client = open_room(home.root, **given)
    page = client.get("/login").text
    answer = client.post(
        "/login", data={"csrf": token_of(page), "name": name, "password": PASSWORD, "next": "/desk"}
    )
    assert answer.status_code == 200, answer.text
    return client


def send(client: TestClient, path: str = ITEM, **fields: str) -> Any:
    page = client.get(path).text
    return client.post(path, data={"csrf": token_of(page), "revision": "0", **fields}, follow_redirects=False)


def acts(home: Home) -> list[Any]:
    return read_acts(home.acts("kr", date.fromisoformat(DATE)))


def test_nobody_is_at_the_desk_without_a_log_in(home: Home) -> None:
    client = open_room(home.root)
    for path in ("/desk", DESK, ITEM, f"{DESK}/acts", f"{DESK}/progress"):
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login?next=")
    page = client.get("/login").text
    for name, password in (("A. Kim", "wrong"), ("Nobody", PASSWORD), ("", "")):
        fields = {"csrf": token_of(page), "name": name, "password": password, "next": "//evil.example"}
        assert client.post("/login", data=fields, follow_redirects=False).status_code == 403
    good = {"csrf": token_of(page), "name": "A. Kim", "password": PASSWORD, "next": "//evil.example"}
    assert client.post("/login", data=good, follow_redirects=False).headers["location"] == "/"


def test_guesses_at_a_name_are_slowed(home: Home) -> None:
    client = open_room(home.root)
    token = token_of(client.get("/login").text)
    for _ in range(10):
        client.post("/login", data={"csrf": token, "name": "A. Kim", "password": "guess"})
    good = {"csrf": token, "name": "A. Kim", "password": PASSWORD}
    assert client.post("/login", data=good, follow_redirects=False).status_code == 403


def test_the_candidates_are_all_there_and_a_change_needs_its_form(home: Home) -> None:
    client = at_the_desk(home)
    assert f'href="{DESK}"' in client.get("/desk").text
    page = client.get(DESK).text
    assert (
        all(f"{DESK}/items/{item}" in page for item in ("i1", "i2", "i3"))
        and "Left out: out of scope" in page
    )
    assert client.post(ITEM, data={"kind": "spike", "revision": "0"}).status_code == 403
    assert client.get(f"{DESK}/items/..%2f..%2fsecret").status_code == 404
    assert client.get("/desk/kr/2020-01-01").status_code == 404


def test_a_figure_that_the_source_does_not_have_is_not_saved(home: Home) -> None:
    client = at_the_desk(home)
    answer = send(client, kind="headline", value="The corporation bought 19 cranes", why="I know")
    assert answer.status_code == 422 and "19" in answer.text and acts(home) == []
    summary = {"kind": "summary", "sentence-0": "It bought 14 cranes for 990 billion won."}
    assert send(client, **summary).status_code == 422
    assert (
        send(client, kind="summary", **{"sentence-0": "It bought 14 cranes for 230 billion won."}).status_code
        == 303
    )
    assert acts(home)[0].value == "It bought 14 cranes for 230 billion won."


def test_two_people_at_once_see_each_other(home: Home) -> None:
    first, second = at_the_desk(home), at_the_desk(home, "B. Lee")
    assert send(first, kind="headline", value="14 cranes bought for 230 billion won").status_code == 303
    late = send(second, kind="category", value=OPS)
    assert late.status_code == 409 and "14 cranes bought" in late.text and "A. Kim" in late.text
    assert 'value="1"' in late.text  # the form is based on what was done, so that saving again is a decision
    assert send(second, kind="category", value=OPS, revision="1").status_code == 303
    assert [(a.kind, a.by) for a in acts(home)] == [("headline", "A. Kim"), ("category", "B. Lee")]
    assert [(c.item_id, c.label, c.by) for c in read_corrections(home.corrections)] == [("i1", OPS, "B. Lee")]
    assert "A. Kim" in second.get(f"{DESK}/acts").text


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "burn"},
        {"kind": "approve"},
        {"kind": "category", "value": "risk.nothing"},
        {"kind": "headline", "value": " "},
        {"kind": "summary", "sentence-0": " "},
        {"kind": "merge", "value": "nowhere"},
        {"kind": "spike", "why": "x" * 501},
    ],
)
def test_changes_that_are_none_are_refused(home: Home, fields: dict[str, str]) -> None:
    assert send(at_the_desk(home), **fields).status_code in (400, 422)
    assert acts(home) == []


def test_hostile_words_stay_words(home: Home) -> None:
    client = at_the_desk(home)
    words = '<script>alert(1)</script>\u202e"{{7*7}}'
    send(client, kind="headline", value=words, why="a name")
    page = client.get(ITEM).text + client.get(f"{DESK}/acts").text
    assert "<script>" not in page and "\u202e" not in page


def test_merge_spike_promote_approve_and_compose(home: Home) -> None:
    done: list[tuple[str, date]] = []

    def recompose(country: str, day: date) -> int:
        done.append((country, day))
        if len(done) > 1:
            raise RecomposeError("the items gate refuses it")
        return 2

    client = at_the_desk(home, tools=make_tools(recompose=recompose))
    assert send(client, kind="merge", value="s2").status_code == 303
    assert send(client, kind="spike", revision="1", why="no").status_code == 303
    assert "Take it back in" in client.get(ITEM).text
    assert send(client, DESK, kind="approve", version="1").status_code == 303
    assert send(client, DESK, kind="hold", version="1").status_code == 409
    assert send(client, DESK, kind="approve", version="9").status_code == 400
    for words in ("version 2 is the newest", "the items gate refuses it"):
        assert send(client, DESK, kind="recompose", version="1").headers["location"] == f"{DESK}/progress"
        for _ in range(200):
            page = client.get(f"{DESK}/progress").text
            if "refresh" not in page:
                break
        assert words in page


def test_accounts(home: Home) -> None:
    engine = open_database(make_settings(home.root))
    with pytest.raises(AccountError, match="12"):
        add_account(engine, "Carl", "admin", "short", NOW)
    with pytest.raises(AccountError, match="already"):
        add_account(engine, "a. kim", "admin", PASSWORD, NOW)
    for name in ("", "x", "a\nb", "../x", "=cmd()"):
        with pytest.raises(AccountError):
            add_account(engine, name, "admin", PASSWORD, NOW)
    stored = json.dumps([a.model_dump() for a in list_accounts(engine)])
    assert PASSWORD not in stored and "argon2" not in stored
    client = at_the_desk(home)
    end_sessions(engine, "A. Kim")
    assert client.get("/desk", follow_redirects=False).status_code == 303
    set_password(engine, "A. Kim", PASSWORD + "!")
    assert verify(engine, "A. Kim", PASSWORD) is None and verify(engine, "A. Kim", PASSWORD + "!")
    remove_account(engine, "B. Lee")
    with pytest.raises(AccountError):
        remove_account(engine, "B. Lee")
