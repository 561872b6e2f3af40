"""What every answer and every form goes through."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, update
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from briefing.storage.database import open_database
from briefing.storage.secret import read_secret
from briefing.storage.tables_of_people import ACCOUNTS
from briefing.web.addresses import local_or_root
from briefing.web.limits import Buckets, Limit, network_of, route_class
from briefing.web.security import csrf_field, posted
from briefing.web.sessions import begin_session, require_role
from tests.unit.web_room import ADDRESS, make_settings, open_room, token_of


def show_form(request: Request) -> Response:
    return PlainTextResponse(str(csrf_field(request)))


def take_form(request: Request) -> Response:
    return PlainTextResponse(posted(request).get("word", ""))


def enter(request: Request) -> Response:
    begin_session(request, "ann", 1)
    return PlainTextResponse("in")


def show_desk(request: Request) -> Response:
    return PlainTextResponse(require_role(request, "analyst").name)


def show_admin(request: Request) -> Response:
    return PlainTextResponse(require_role(request, "admin").name)


@pytest.fixture
def room(tmp_path: Path) -> TestClient:
    client = open_room(tmp_path)
    client.app.router.routes[:0] = [  # type: ignore[attr-defined]
        Route("/form", show_form), Route("/form", take_form, methods=["POST"]),
        Route("/enter", enter), Route("/in", show_desk), Route("/in/admin", show_admin),
    ]  # fmt: skip
    with room_of_client(client).engine.begin() as connection:
        values = {"name": "ann", "role": "analyst", "password_hash": "", "created_at": "", "session_epoch": 1}
        connection.execute(insert(ACCOUNTS).values(**values))
    return client


def room_of_client(client: TestClient):  # type: ignore[no-untyped-def]
    return client.app.state.room  # type: ignore[attr-defined]


def test_every_answer_has_the_headers(room: TestClient) -> None:
    for path in ("/", "/nothing", "/healthz", "/static/desk.0.css"):
        headers = room.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
    assert room.get("/form").headers["cache-control"] == "no-store"


def test_a_reader_gets_no_cookie(room: TestClient) -> None:
    assert "set-cookie" not in room.get("/").headers


def test_the_cookie_is_locked_away(tmp_path: Path) -> None:
    room = open_room(tmp_path, web_url="https://desk.example")
    room.app.router.routes.insert(0, Route("/form", show_form))  # type: ignore[attr-defined]
    answer = room.get("/form")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-desk_session=")
    assert {"httponly", "samesite=lax", "secure", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["strict-transport-security"]


def test_a_form_of_ours_goes_through(room: TestClient) -> None:
    fields = {"csrf": token_of(room.get("/form").text), "word": "한국 <b>"}
    assert room.post("/form", data=fields).text == "한국 <b>"
    own = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
    assert room.post("/form", data=fields, headers=own).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_does_not(room: TestClient, headers: dict[str, str]) -> None:
    fields = {"csrf": token_of(room.get("/form").text)}
    assert room.post("/form", data=fields, headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_form_without_its_token_does_not(room: TestClient, token: str) -> None:
    room.get("/form")
    assert room.post("/form", data={"csrf": token}).status_code == 403


def test_a_token_of_another_session_does_not(room: TestClient) -> None:
    token = token_of(room.get("/form").text)
    room.cookies.clear()
    assert room.post("/form", data={"csrf": token}).status_code == 403
    room.get("/form")
    assert room.post("/form", data={"csrf": token}).status_code == 403


def test_only_forms_are_read_and_none_that_is_too_large(room: TestClient) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert room.post("/form", json={"csrf": "x"}).status_code == 415
    assert room.post("/form", files={"csrf": b"x"}).status_code == 415
    assert room.post("/form", content=b"a=%ff", headers=kind).status_code == 400
    assert room.post("/form", content="a=é".encode(), headers=kind).status_code == 400
    assert room.post("/form", content=b"a&" * 5000, headers=kind).status_code == 400
    assert room.post("/form", content=b"a" * 600_000, headers=kind).status_code == 413
    assert room.post("/form", content=iter([b"a" * 300_000] * 2), headers=kind).status_code == 413


def test_methods_that_an_address_does_not_take(room: TestClient) -> None:
    token = token_of(room.get("/form").text)
    assert room.post("/", data={"csrf": token}).status_code == 405
    assert room.delete("/").status_code in (403, 405, 415)
    assert room.head("/").status_code == 200


def test_a_host_that_is_not_ours_is_refused(room: TestClient) -> None:
    assert room.get("/", headers={"host": "evil.example"}).status_code == 400
    assert room.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_signing_in_leaves_nothing_of_what_was_planted(room: TestClient) -> None:
    before = token_of(room.get("/form").text)
    room.get("/enter")
    assert token_of(room.get("/form").text) != before
    assert room.get("/in").text == "ann"


def test_a_role_is_asked_for(room: TestClient) -> None:
    answer = room.get("/in", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/in")
    room.get("/enter")
    assert room.get("/in/admin").status_code == 403


def test_a_raised_epoch_or_a_changed_cookie_ends_the_session(room: TestClient) -> None:
    room.get("/enter")
    cookie = room.cookies["desk_session"]
    with room_of_client(room).engine.begin() as connection:
        connection.execute(update(ACCOUNTS).values(session_epoch=2))
    assert room.get("/in", follow_redirects=False).status_code == 303
    room.cookies.set("desk_session", cookie[:-3] + "abc")
    assert room.get("/in", follow_redirects=False).status_code == 303


def test_in_signed_mode_editions_are_for_readers(tmp_path: Path) -> None:
    room = open_room(tmp_path, web_access="signed")
    room.app.router.routes.insert(0, Route("/enter", enter))  # type: ignore[attr-defined]
    with room_of_client(room).engine.begin() as connection:
        values = {"name": "ann", "role": "analyst", "password_hash": "", "created_at": "", "session_epoch": 1}
        connection.execute(insert(ACCOUNTS).values(**values))
    paths = ("/editions", "/search?q=x", "/sources", "/takes/x", "/feeds/kr.atom")
    assert {room.get(path).status_code for path in paths} == {403}
    assert room.get("/").status_code == 200
    room.get("/enter")
    assert room.get("/editions").status_code == 200


def test_who_asks_too_often_waits(tmp_path: Path) -> None:
    seconds = [0.0]
    limits = {kind: Limit(per_minute=60, burst=2) for kind in ("page", "heavy", "form", "sign")}
    room = open_room(tmp_path, buckets=Buckets(limits, lambda: seconds[0]))
    assert [room.get("/").status_code for _ in range(3)] == [200, 200, 429]
    answer = room.get("/")
    assert answer.headers["retry-after"] == "1"
    assert "Too many requests" in answer.text
    assert room.get("/healthz").status_code == 200
    assert room.get("/search").status_code == 200  # another class
    seconds[0] += 1
    assert [room.get("/").status_code for _ in range(2)] == [200, 429]
    spoofed = {"x-forwarded-for": "203.0.113.7", "forwarded": "for=203.0.113.7"}
    assert room.get("/", headers=spoofed).status_code == 429


def test_buckets_forget_the_oldest_and_take_a_network_for_one() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert route_class("POST", "/login") == "sign"
    assert route_class("GET", "/editions/kr/2026-03-10/v1.pdf") == "heavy"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x",
        "",
        "/é",
        "\\\\e",
    ],
)
def test_a_log_in_leads_nowhere_else(address: str) -> None:
    assert local_or_root(address) == "/"


def test_a_log_in_leads_back() -> None:
    assert local_or_root("/desk/kr/2026-03-10?x=1#y") == "/desk/kr/2026-03-10?x=1#y"


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, secret=None)
    key = read_secret(settings)
    assert len(key) >= 32
    assert read_secret(settings) == key
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]


def test_the_database_opens(tmp_path: Path) -> None:
    open_database(make_settings(tmp_path)).dispose()
