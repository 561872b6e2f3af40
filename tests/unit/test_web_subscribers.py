"""What a subscriber does by signed link: preferences, preview, data, erasure, unsubscribing, their briefing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from briefing.composition.tailoring import tailor
from briefing.delivery.links import Links
from briefing.records.profile import Profile
from briefing.records.subscriber import Subscriber
from briefing.storage import briefings, subscribers
from briefing.storage.database import open_database
from briefing.storage.home import Home
from briefing.taxonomy.presets import PRESETS
from tests.unit.edition_sample import full_edition
from tests.unit.web_room import ADDRESS, NOW, make_settings, open_room, shelve, token_of

EDITION = full_edition()
ID = "abcdefghijkmnpqr"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shelve(tmp_path, EDITION)
    profile = Profile(countries=("kr",), categories_in=("risk.north_korea",))
    person = Subscriber(
        subscriber_id=ID,
        name="Ann <b>",
        email="ann@example.com",
        state="active",
        profile=profile,
        created_at=NOW,
    )
    subscribers.add(open_database(make_settings(tmp_path)), person)
    return tmp_path


@pytest.fixture
def room(home: Path) -> TestClient:
    return open_room(home)


def path(home: Path, purpose: str) -> str:
    links = Links(make_settings(home))
    if purpose == "briefing":
        return links.briefing_url(ID, "kr", EDITION.edition_date, 1).removeprefix(ADDRESS)
    return getattr(links, f"{purpose}_url")(ID).removeprefix(ADDRESS)


def fields_of(page: str, **changed: object) -> dict[str, object]:
    """What a browser would post of the preferences page."""
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    plain = {
        "csrf": token_of(page), "revision": revision.group(1), "countries": "kr", "least_importance": "0",
        "most_items": "",
        "format": "html", "delivery_time": "07:00", "timezone": "UTC", "watch_terms": "", "action": "save",
    }  # fmt: skip
    return plain | changed


def stored(home: Path) -> tuple[Subscriber, int] | None:
    return subscribers.get(open_database(make_settings(home)), ID)


def test_preferences_are_saved(home: Path, room: TestClient) -> None:
    here = path(home, "preferences")
    page = room.get(here)
    assert page.headers["cache-control"] == "no-store"
    assert "Ann &lt;b&gt;" in page.text
    changed = fields_of(page.text, watch_terms="Samsung = 삼성전자", least_importance="30")
    answer = room.post(here, data=changed)
    assert "Saved." in answer.text
    person, revision = stored(home) or pytest.fail("gone")
    assert (person.profile.watch_terms[0].forms, person.profile.least_importance) == (("삼성전자",), 30)
    assert revision == 2


def test_two_pages_at_once_do_not_overwrite_each_other(home: Path, room: TestClient) -> None:
    here = path(home, "preferences")
    first, second = room.get(here).text, room.get(here).text
    room.post(here, data=fields_of(first, least_importance="30"))
    answer = room.post(here, data=fields_of(second, least_importance="60"))
    assert answer.status_code == 409
    assert 'value="60"' in answer.text  # what was typed is kept
    assert (stored(home) or pytest.fail("gone"))[0].profile.least_importance == 30
    room.post(here, data=fields_of(answer.text, least_importance="60"))
    assert (stored(home) or pytest.fail("gone"))[0].profile.least_importance == 60


def test_a_wrong_field_keeps_what_was_typed(home: Path, room: TestClient) -> None:
    here = path(home, "preferences")
    answer = room.post(
        here, data=fields_of(room.get(here).text, least_importance="<script>", watch_terms="Ko\n= x")
    )
    assert answer.status_code == 422
    assert "&lt;script&gt;" in answer.text
    assert "Line 2 is no term" in answer.text
    assert 'aria-describedby="least_importance-error"' in answer.text


def test_a_preview_says_why_and_what_not_and_saves_nothing(home: Path, room: TestClient) -> None:
    here = path(home, "preferences")
    wanted = {
        "action": "preview",
        "preview_of": f"kr/{EDITION.edition_date}",
        "categories_in": "risk.north_korea",
    }
    answer = room.post(here, data=fields_of(room.get(here).text, **wanted))
    assert "would have come" in answer.text
    assert "you chose North Korea" in answer.text
    assert "What you did not get, and why" in answer.text
    assert (stored(home) or pytest.fail("gone"))[1] == 1
    wanted["preview_of"] = "../../x"
    assert room.post(here, data=fields_of(room.get(here).text, **wanted)).status_code == 400


def test_a_role_fills_the_form_in_and_saves_nothing(home: Path, room: TestClient) -> None:
    here = path(home, "preferences")
    wanted = {"action": "preset", "preset": "hr", "watch_terms": "Samsung"}
    page = room.post(here, data=fields_of(room.get(here).text, **wanted)).text
    for category in PRESETS["hr"].categories:
        assert f'name="categories_in" value="{category}" checked' in page
    assert "Samsung</textarea>" in page
    assert (stored(home) or pytest.fail("gone"))[1] == 1
    wanted["preset"] = "x"
    assert "Choose a role first." in room.post(here, data=fields_of(page, **wanted)).text


def test_the_briefing_says_why_and_what_not(home: Path, room: TestClient) -> None:
    page = room.get(path(home, "briefing")).text
    assert "you chose North Korea" in page
    assert 'id="not-for-you"' in page


def test_a_briefing_is_shown_as_it_was_sent(home: Path, room: TestClient) -> None:
    assert "by your preferences as they are now" in room.get(path(home, "briefing")).text
    briefings.store(Home(home), tailor(EDITION, Profile(categories_in=("risk.crime",)), ID))
    page = room.get(path(home, "briefing")).text
    assert "as it was sent to you" in page
    assert "you chose North Korea" not in page


def test_data_can_be_taken_and_erased(home: Path, room: TestClient) -> None:
    briefings.store(Home(home), tailor(EDITION, Profile(), ID))
    here = path(home, "preferences")
    answer = room.get(f"{here}/data")
    assert json.loads(answer.text)["subscriber"]["email"] == "ann@example.com"
    assert len(json.loads(answer.text)["briefings"]) == 1
    assert answer.headers["content-disposition"].startswith("attachment")
    token = token_of(room.get(here).text)
    assert room.post(f"{here}/erase", data={"csrf": token}).status_code == 400
    assert stored(home) is not None
    assert room.post(f"{here}/erase", data={"csrf": token, "sure": "yes"}).status_code == 200
    assert stored(home) is None
    assert briefings.all_of(Home(home), ID) == []
    for purpose in ("preferences", "briefing"):
        assert room.get(path(home, purpose)).status_code == 403


def test_opening_the_link_unsubscribes_nobody(home: Path, room: TestClient) -> None:
    assert room.get(path(home, "unsubscribe")).status_code == 200
    assert (stored(home) or pytest.fail("gone"))[0].state == "active"


@pytest.mark.parametrize("kind", ["data", "files"])
def test_one_click_needs_neither_cookie_nor_token(home: Path, kind: str) -> None:
    one_click = {"List-Unsubscribe": "One-Click" if kind == "data" else (None, "One-Click")}
    from_elsewhere = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    answer = open_room(home).post(path(home, "unsubscribe"), headers=from_elsewhere, **{kind: one_click})
    assert answer.status_code == 200
    assert (stored(home) or pytest.fail("gone"))[0].state == "unsubscribed"


@pytest.mark.parametrize("purpose", ["preferences", "briefing", "unsubscribe"])
def test_a_token_is_for_one_purpose_and_cannot_be_made_up(home: Path, room: TestClient, purpose: str) -> None:
    good = path(home, purpose)
    folder, _, token = good.rpartition("/")
    for other in ("preferences", "briefing", "unsubscribe"):
        strange = path(home, other).rpartition("/")[2] if other != purpose else _forged(token)
        assert room.get(f"{folder}/{strange}").status_code == 403
        assert room.post(f"{folder}/{strange}").status_code in (403, 405, 415)
    assert room.get(f"{folder}/x").status_code == 403


def _forged(token: str) -> str:
    """The token under another signature: its first letter is another one, so that other bytes come out of it."""
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def test_a_trial_stays_with_one_country(home: Path, room: TestClient) -> None:
    engine = open_database(make_settings(home))
    person, revision = subscribers.get(engine, ID) or pytest.fail("gone")
    subscribers.save(engine, person.model_copy(update={"trial_until": NOW.date()}), revision)
    here = path(home, "preferences")
    answer = room.post(here, data=fields_of(room.get(here).text, countries=["kr", "jp"]))
    assert answer.status_code == 422
    assert "A trial is of one country" in answer.text


def test_in_signed_mode_the_link_of_a_mail_opens_editions(home: Path) -> None:
    room = open_room(home, web_access="signed")
    assert room.get("/editions").status_code == 403
    room.get(path(home, "briefing"))
    assert room.get("/editions").status_code == 200


TRIAL = {
    "name": "Kim <script>",
    "email": "kim@example.com",
    "inquiry": "Free trial of the Daily Briefing",
    "country": "kr",
}


def send_trial(room: TestClient, **changed: str):  # type: ignore[no-untyped-def]
    fields = {"csrf": token_of(room.get("/trial").text)} | TRIAL | changed
    return room.post("/trial", data=fields, follow_redirects=False)


def test_a_trial_begins_by_a_button_behind_the_mailed_link(home: Path, room: TestClient) -> None:
    answer = send_trial(room)
    assert (answer.status_code, answer.headers["location"]) == (303, "/trial/sent")
    engine = open_database(make_settings(home))
    person, _ = subscribers.by_email(engine, "kim@example.com") or pytest.fail("not stored")
    assert person.state == "pending"
    link = Links(make_settings(home)).confirm_url(person.subscriber_id).removeprefix(ADDRESS)
    page = room.get(link).text
    assert (subscribers.by_email(engine, "kim@example.com") or pytest.fail("gone"))[0].state == "pending"
    begun = room.post(link, data={"csrf": token_of(page)}).text
    assert "Your trial has begun" in begun
    assert "Kim &lt;script&gt;" in begun
    assert (subscribers.by_email(engine, "kim@example.com") or pytest.fail("gone"))[0].state == "active"
    preferences = re.search(r'href="(http[^"]+/preferences/[^"]+)"', begun)
    assert preferences is not None
    assert room.get(preferences.group(1)).status_code == 200


def test_a_known_address_is_told_the_same(room: TestClient) -> None:
    known, unknown = send_trial(room, email="ann@example.com"), send_trial(room)
    assert known.status_code == unknown.status_code
    assert dict(known.headers) == dict(unknown.headers)
    assert known.content == unknown.content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "a\r\nBcc: x@y.example"), ("name", "x" * 81), ("email", "a@b"),
        ("email", "a@b.example\nx"),
        ("email", "a@b.example,c@d.example"), ("inquiry", "Other"), ("country", "xx"),
    ],
)  # fmt: skip
def test_a_wrong_field_of_the_trial_is_named_and_the_rest_kept(
    home: Path, room: TestClient, field: str, value: str
) -> None:
    answer = send_trial(room, **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "<script" not in answer.text
    assert len(list(subscribers.list_all(open_database(make_settings(home))))) == 1
