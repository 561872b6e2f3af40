"""The sample day over a real socket: an HTTP/1.1 forward proxy that answers for its own hosts only."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.request import ProxyHandler, build_opener

import pytest

from scrapers.sample.server import SampleServer, serve

RSS = "http://www.hanbit-ilbo.example/rss.xml"


@pytest.fixture(scope="module")
def running() -> Iterator[SampleServer]:
    with serve(round=1) as server:
        yield server


@pytest.fixture
def server(running: SampleServer) -> SampleServer:
    running.round = 1
    return running


def ask(server: SampleServer, target: str, method: str = "GET", host: str = "x.example") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.putrequest(method, target, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    return connection.getresponse()


def test_an_ordinary_client_reads_a_feed_through_the_proxy(server: SampleServer) -> None:
    assert server.proxy_url.startswith("http://127.0.0.1:")
    opener = build_opener(ProxyHandler({"http": server.proxy_url}))
    with opener.open(RSS, timeout=10) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "application/rss+xml"
        assert response.headers["Date"] == "Tue, 03 Feb 2026 02:00:00 GMT"
        assert "한빛일보".encode() in response.read()


def test_the_round_is_set_while_it_runs(server: SampleServer) -> None:
    url = "http://www.hanbit-ilbo.example/politics/202602031310.html"
    assert ask(server, url).status == 404
    server.round = 2
    answer = ask(server, url)
    assert (answer.status, answer.headers["Date"]) == (200, "Tue, 03 Feb 2026 08:30:00 GMT")
    with pytest.raises(ValueError, match="rounds 1 to 2, not 3"):
        server.round = 3
    assert server.round == 2


def test_one_connection_carries_several_requests(server: SampleServer) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    for path in ("/robots.txt", "/rss.xml", "/nothing-here", "/rss.xml"):
        connection.request("GET", f"http://www.hanbit-ilbo.example{path}")
        response = connection.getresponse()
        assert response.version == 11
        assert len(response.read()) == int(response.headers["Content-Length"])
    connection.close()


def test_a_request_by_host_header_is_answered_too(server: SampleServer) -> None:
    assert ask(server, "/rss.xml", host="www.hanbit-ilbo.example").status == 200
    assert ask(server, "/rss.xml", host="www.hanbit-ilbo.example:80").status == 200


def test_head_has_the_length_and_no_body(server: SampleServer) -> None:
    response = ask(server, RSS, method="HEAD")
    assert int(response.headers["Content-Length"]) > 1000
    assert response.read() == b""


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://www.nagar-chamber.example/feed.xml", 500),
        ("http://www.tan-hai.example/rss.xml", 200),
        ("http://www.foreign-chamber.example/robots.txt", 404),
        ("http://www.mirae-it.example/article/30936.html", 404),
        ("http://www.saebyeok-economy.example/news/view.php?id=2026020300600", 200),
        ("http://www.saebyeok-economy.example/news/view.php", 404),
        ("http://elsewhere.example/", 502),
        ("http://127.0.0.1/", 502),
        ("https://www.hanbit-ilbo.example/rss.xml", 502),
        ("file:///etc/passwd", 502),
        ("http://[/", 400),
    ],
)
def test_what_an_address_answers(server: SampleServer, target: str, status: int) -> None:
    assert ask(server, target).status == status


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../../../etc/passwd",
        "/..%2f..%2f..%2fetc/passwd",
        "/outlet.yml",
        "/economy/202602030905.md",
        "/../round2/www.hanbit-ilbo.example/outlet.yml",
        "//etc/passwd",
    ],
)
def test_no_request_reaches_a_file(server: SampleServer, path: str) -> None:
    response = ask(server, f"http://www.hanbit-ilbo.example{path}")
    assert response.status == 404
    body = response.read()
    assert b"root:" not in body and b"timezone" not in body and b"---" not in body


def test_it_forwards_nothing(server: SampleServer) -> None:
    assert ask(server, "elsewhere.example:443", method="CONNECT").status == 501
    assert ask(server, RSS, method="POST").status == 501


def test_it_listens_on_loopback_only_and_stops(server: SampleServer) -> None:
    with serve() as other:
        host, port = other.server_address[:2]
        assert host == "127.0.0.1"
        assert port != server.server_address[1]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port)), timeout=2)
