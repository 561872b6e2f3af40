"""Which addresses are asked for, how far a stored body unfolds, and names from outside that lead nowhere.

Attacks over the network are in tests/integration/test_safety.py, on parsers in tests/integration/test_parse_bombs.py.
"""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import ssl
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from briefing.settings import Settings
from scrapers.archive.decoding import MAX_BODY_BYTES, MAX_CODINGS, undone
from scrapers.archive.fetching import _request_headers
from scrapers.archive.index import ArchiveError, read_visits
from scrapers.archive.replay import ReplayDownloadHandler
from scrapers.archive.writing import ArchiveWriter
from scrapers.extraction.addresses import is_web_address
from scrapers.extraction.encoding import decode
from scrapers.public_addresses import (
    MAX_ADDRESS_CHARACTERS,
    Reach,
    fold_host,
    host_and_port,
    read_networks,
    refuse_address,
    refuse_ip,
    refuse_resolution,
)
from scrapers.safety import (
    OriginMiddleware,
    UnpackingMiddleware,
    UnsafeResponseError,
    asked_addresses,
    has_trusted_roots,
    named_ports,
)

from .record_samples import source

WEB = Reach()
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def at(host: str) -> str | None:
    return refuse_address(f"http://{host}/", WEB)


@pytest.mark.parametrize(
    "network",
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
        "::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
        "2001::/32", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "2002::/16", "3fff::/20",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ],
)  # fmt: skip
def test_fault_09_first_and_last_address_of_every_inward_range_is_refused(network: str) -> None:
    whole = ipaddress.ip_network(network)
    for address in (whole[0], whole[-1], whole[whole.num_addresses // 2]):
        assert refuse_ip(str(address), WEB) is not None
        host = f"[{address}]" if address.version == 6 else str(address)
        assert at(host) is not None


@given(st.ip_addresses())
def test_fault_09_nothing_that_python_calls_inward_is_let_through(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert refuse_ip(str(address), WEB) is not None


@pytest.mark.parametrize(
    "host",
    [
        "metadata", "localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local", "db.internal",
        "metadata.google.internal", "metadata.google.internal.", "nas.lan", "router.home", "router.home.arpa",
        "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "intranet", "x.corp", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "localhost\u3002", "lo\u00adcalhost", "x.ｌｏｃａｌ",
    ],
)  # fmt: skip
def test_fault_09_names_of_local_networks_are_refused(host: str) -> None:
    assert at(host) is not None


@pytest.mark.parametrize(
    "host",
    [
        # decimal, octal, hexadecimal, short, with zeros, with a dot, too long, in other digits and dots
        "2130706433", "017700000001", "0x7f000001", "0x7F.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0x0.0x0.0x1",
        "127.0.0.01", "127.0.0.1.", "00.0.0.0", "0", "1.1.1.1.", "127.0.0.1.1", "256.0.0.1", "8.8.8.08", "x.0x1",
        "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "①②⑦.0.0.1",
        # IPv4 inside IPv6, and zones
        "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
        "[2002:7f00:1::]", "[2002:808:808::1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::808:808]",
        "[2001:0:53aa:64c::1]", "[fe80::1%25eth0]", "[2606:4700::1%eth0]", "[::1", "::1", "[v1.x]", "[]",
        "%31%32%37.0.0.1", "127.0.0.1%2f.example.com",
    ],
)  # fmt: skip
def test_fault_11_other_spellings_of_an_address_are_refused(host: str) -> None:
    assert at(host) is not None


def test_fault_13_neighbours_of_the_inward_ranges_are_allowed() -> None:
    for address in (
        "100.63.255.255", "100.128.0.0", "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.1",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "1.0.0.0", "[2606:4700:4700::1111]", "[2400::1]",
    ):  # fmt: skip
        assert at(address) is None, address


def test_fault_12_one_inward_record_refuses_a_name_and_says_which() -> None:
    assert refuse_resolution(["8.8.8.8", "2606:4700::1"], WEB) is None
    assert refuse_resolution(["8.8.8.8", "10.0.0.7", "1.1.1.1"], WEB) == "10.0.0.7 is not public: private"
    assert refuse_resolution([], WEB) is None  # no such name: another error says so
    assert refuse_resolution(["no address"], WEB) is not None


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1\\@www.example.com/",
        "http://www.example.com\\@127.0.0.1/",
        "http:\\\\www.example.com/",
        "http:///www.example.com/",
        "http:/www.example.com/",
        "http:www.example.com",
        "http://user@www.example.com/",
        "http://user:pass@www.example.com/",
        "http://@www.example.com/",
        "http://www.example.com:80:80/",
        "http://www.example.com:８０/",
        "http://www.example.com:+80/",
        "http://www.example.com:0/",
        "http://www.example.com:99999/",
        "http://www.example.com:22/",
        "http://www.example.com:6379/",
        "http://www.exam ple.com/",
        "http://www.exam\tple.com/",
        "http://www.example.com/\r\nHost: inner",
        "http://www.example.com/a b",
        "http://www.example.com/\x00",
        " http://www.example.com/",
        "http://www..example.com/",
        "http://-/",
        "http://www.example.com%2f@127.0.0.1/",
        "http://" + "a" * 64 + ".com/",
        "http://",
        "http://?",
        "//www.example.com/",
        "",
        "http://www.example.com/" + "a" * MAX_ADDRESS_CHARACTERS,
    ],
)
def test_fault_14_an_address_that_can_be_read_in_two_ways_is_refused(address: str) -> None:
    assert refuse_address(address, WEB) is not None


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "data:text/html,<p>x", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "ftp://example.com/",
        "s3://bucket/key", "gopher://example.com/", "dict://127.0.0.1:11211/", "view-source:http://example.com/",
        "blob:https://example.com/1", "about:blank", "ws://example.com/", "jar:http://example.com!/",
        "java\nscript:1",
    ],
)  # fmt: skip
def test_fault_15_only_http_and_https_are_addresses_of_the_web(address: str) -> None:
    assert refuse_address(address, WEB) is not None
    assert not is_web_address(address)  # what feeds, listings and sitemaps are asked before they are followed


@pytest.mark.parametrize(
    "address",
    [
        "http://www.example.com",
        "HTTPS://WWW.Example.COM/a?b=c#d",
        "https://www.example.com:8443/x",
        "http://www.example.com:8080/",
        "http://www.example.com:/",
        "https://www.example.com./",
        "https://食狮.中国/新闻?q=新",
        "https://한국.kr/",
        "https://xn--85x722f.xn--fiqs8s/",
        "http://a_b.example.com/~x/%EA%B0%80;p=1,2",
        "http://3g.163.com/",
        "https://www.example.com/" + "a" * 2000,
        "https://www.example.com?next=http://127.0.0.1/&a=@b",
        "https://www.example.com#@127.0.0.1",
    ],
)
def test_the_web_itself_is_let_through(address: str) -> None:
    assert refuse_address(address, WEB) is None
    assert refuse_address(Request(address).url, WEB) is None


@given(st.text(max_size=60))
@example("http://ａ.com:80/")
def test_what_is_let_through_has_one_public_host(text: str) -> None:
    for address in (text, f"http://{text}/", f"http://{text}.com/"):
        if refuse_address(address, WEB) is None:
            place = host_and_port(address)
            assert place is not None
            host, port = place
            assert fold_host(host) == host
            assert 0 < port < 65536
            assert refuse_address(f"http://{host}/", WEB) is None  # folding twice changes nothing


def test_a_port_is_open_for_the_host_that_a_source_names_it_for() -> None:
    named = {("board.example.com", 9090)}
    assert refuse_address("http://board.example.com:9090/x", WEB, named) is None
    assert refuse_address("http://BOARD.example.com.:9090/x", WEB, named) is None
    assert refuse_address("http://board.example.com:9091/x", WEB, named) is not None
    assert refuse_address("http://www.example.com:9090/x", WEB, named) is not None
    assert refuse_address("http://10.0.0.1:9090/x", WEB, {("10.0.0.1", 9090)}) is not None


def test_allowed_networks_are_open_at_any_port_and_nothing_beside_them() -> None:
    lab = Reach(read_networks("127.0.0.0/8, ::1/128"))
    assert refuse_address("http://127.0.0.9:4321/", lab) is None
    assert refuse_address("http://[::1]:4321/", lab) is None
    assert refuse_ip("127.0.0.1", lab) is None
    for host in ("10.0.0.1", "169.254.169.254", "[::2]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
        assert refuse_address(f"http://{host}/", lab) is not None
    # names are left to the resolution, unless a proxy resolves them
    assert refuse_address("http://localhost/", lab) is None
    assert refuse_address("http://localhost/", Reach(lab.allowed, is_proxied=True)) is not None
    assert refuse_resolution(["127.0.0.1", "10.0.0.1"], lab) is not None


def test_a_network_that_is_none_is_a_wrong_setting() -> None:
    assert Settings(crawl_allowed_networks="10.0.0.0/8, ::1/128").crawl_allowed_networks
    for wrong in ("10.0.0.0/33", "10.0.0.1/8", "localhost"):
        with pytest.raises(ValidationError, match="crawl_allowed_networks"):
            Settings(crawl_allowed_networks=wrong)


def test_an_image_without_authorities_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = ssl.get_default_verify_paths()
    for cafile, capath, is_there in [
        (None, None, False), (None, str(tmp_path), False), (None, str(tmp_path / "absent"), False),
        ("/some/cert.pem", None, True), (None, str(Path(__file__).parent), True),
    ]:  # fmt: skip
        paths = found._replace(cafile=cafile, capath=capath)
        monkeypatch.setattr(ssl, "get_default_verify_paths", lambda paths=paths: paths)
        assert has_trusted_roots() is is_there


# --- stored bodies


def zeros(mib: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = bytes(1024 * 1024)
    return b"".join([*(packer.compress(block) for _ in range(mib)), packer.flush()])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_fault_01_and_02_a_stored_bomb_unfolds_to_the_cap_and_no_further(coding: str) -> None:
    mib = MAX_BODY_BYTES // (1024 * 1024) + 1
    body = {
        "gzip": lambda: zeros(mib, 31),
        "deflate": lambda: zeros(mib, 15),
        "br": lambda: brotli.compress(bytes(mib * 1024 * 1024), quality=1),
        "zstd": lambda: zstd.compress(bytes(mib * 1024 * 1024)),
    }[coding]()
    with pytest.raises(ValueError, match="inflates beyond"):
        undone(body, [("Content-Encoding", coding)])


def test_a_stored_body_is_unpacked_as_often_as_is_sensible() -> None:
    page = b"<p>news</p>"
    headers = [("Content-Encoding", "gzip, br"), ("content-encoding", "zstd")]
    assert undone(zstd.compress(brotli.compress(gzip.compress(page))), headers) == page
    body = page
    for _ in range(MAX_CODINGS + 1):
        body = gzip.compress(body)
    with pytest.raises(ValueError, match=f"packed {MAX_CODINGS + 1} times over"):
        undone(body, [("Content-Encoding", ", ".join(["gzip"] * (MAX_CODINGS + 1)))])


@pytest.mark.parametrize("cut", [1, 5, -1])
def test_zstandard_that_is_cut_or_none_is_named(cut: int) -> None:
    whole = zstd.compress(b"<p>news</p>" * 100)
    assert undone(whole + whole, [("Content-Encoding", "zstd")]) == b"<p>news</p>" * 200
    with pytest.raises(ValueError, match=r"ends inside|damaged"):
        undone(whole[:cut], [("Content-Encoding", "zstd")])
    assert undone(b"<p>plain", [("Content-Encoding", "zstd")]) == b"<p>plain"  # undone before it was stored


CAP = 10_000


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (b"<p>news</p>", ["UTF-8"]),
        (b"<p>news</p>", ["gzip"]),
        (gzip.compress(b"<p>news</p>")[:-8], ["gzip"]),
        (gzip.compress(b"<p>news</p>")[:-12], ["gzip"]),
        (gzip.compress(b"<p>news</p>"), ["none"]),
        (brotli.compress(gzip.compress(b"<p>news</p>")), ["gzip", "br"]),
        (zlib.compress(b"<p>news</p>", wbits=-15), ["deflate"]),
        (b"\x1f\x9d\x90news", ["compress"]),
        (gzip.compress(b"n" * CAP), ["gzip"]),
        (gzip.compress(b"n" * (CAP + 1)), ["gzip"]),
        (zstd.compress(b"n" * (CAP + 1)), ["zstd"]),
        (gzip.compress(b"<p>news</p>"), ["gzip, gzip", "gzip, gzip"]),
    ],
)
def test_what_the_crawl_can_read_the_replay_can_and_nothing_else(
    tmp_path: Path, body: bytes, codings: list[str]
) -> None:
    url = "http://www.example.com/"
    with ArchiveWriter(tmp_path / "a.warc.gz", {}, NOON) as writer:
        writer.write_exchange(
            url=url, at=NOON, method="GET", request_target="/", request_headers=[],
            status_line="HTTP/1.1 200 OK", payload=body,
            response_headers=[("Content-Encoding", coding) for coding in codings],
        )  # fmt: skip
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": CAP, "DOWNLOAD_WARNSIZE": 0})
    visit = read_visits(tmp_path / "a.warc.gz")[0][0]
    replay = ReplayDownloadHandler(crawler)
    live: bytes | str
    stored: bytes | str
    try:
        answer = Response(url, headers={"Content-Encoding": codings}, body=body)
        live = UnpackingMiddleware.from_crawler(crawler).process_response(Request(url), answer).body
    except UnsafeResponseError as error:
        live = str(error)
    try:
        stored = asyncio.run(replay.download_request(Request(url, meta={"visit": visit}))).body
    except ArchiveError as error:
        stored = str(error)
    assert live == stored


def test_no_setting_has_the_crawl_unpack_more_than_is_ever_unpacked_again() -> None:
    assert Settings(crawl_max_bytes=MAX_BODY_BYTES).crawl_max_bytes == MAX_BODY_BYTES
    with pytest.raises(ValidationError):
        Settings(crawl_max_bytes=MAX_BODY_BYTES + 1)


# --- names and words from outside


@pytest.mark.parametrize(
    "name",
    [
        "zlib_codec", "hex", "base64_codec", "bz2", "rot13", "unicode_escape", "raw_unicode_escape", "idna",
        "punycode", "undefined", "utf-7", "mbcs", "../../etc/passwd", "utf-8\x00", "x" * 5000, "utf_16", "utf-32",
        "os", "encodings.utf_8", "%s%n", "utf-8;q=1, text/html", "\ud800",
    ],
)  # fmt: skip
def test_a_poisoned_charset_is_no_charset(name: str) -> None:
    """What Python knows as a codec and is no charset of a document is neither used nor an error."""
    body = "<p>뉴스 한 줄, news</p>".encode()
    for decoded in (
        decode(body, f"text/html; charset={name}"),
        decode(body, "text/html", name),
        decode(b"<?xml version='1.0' encoding='%s'?>" % name.encode("utf-8", "replace") + body, None),
        decode(b"<meta charset='%s'>" % name.encode("utf-8", "replace") + body, None),
    ):
        assert decoded.text.endswith("<p>뉴스 한 줄, news</p>")
        assert decoded.charset in ("utf-8", "utf-8-sig")


def test_the_password_of_our_proxy_is_not_archived() -> None:
    request = Request(
        "http://www.example.com/", headers={"Proxy-Authorization": "Basic c2VjcmV0", "Accept": "*/*"}
    )
    assert _request_headers(request) == [("Host", "www.example.com"), ("Accept", "*/*")]


@pytest.mark.parametrize("again", ["retry", "redirect", "redirect to https"])
def test_the_password_of_our_proxy_goes_along_whenever_a_request_is_made_again(
    monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://user:secret@proxy.example.com:3128")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")
    crawler = get_crawler(settings_dict={"RETRY_TIMES": 1})
    retrying, redirecting = RetryMiddleware.from_crawler(crawler), RedirectMiddleware.from_crawler(crawler)
    crawler.spider = crawler._create_spider("s")
    guard, proxy = OriginMiddleware(), HttpProxyMiddleware.from_crawler(crawler)

    def send(request: Request) -> Request:  # in the order of the middlewares on the way out
        guard.process_request(request)
        proxy.process_request(request)
        return request

    sent = send(Request("http://www.example.com/a", headers={"Authorization": "ours"}, meta={"source": None}))
    assert sent.meta["proxy"] == "http://proxy.example.com:3128"
    password = sent.headers["Proxy-Authorization"]
    assert password == b"Basic dXNlcjpzZWNyZXQ="
    if again == "retry":
        following = retrying.process_response(sent, Response(sent.url, status=502))
    else:
        target = f"{'https' if again.endswith('https') else 'http'}://www.example.com/b"
        answer = Response(sent.url, status=302, headers={"Location": target})
        following = redirecting.process_response(sent, answer)
    assert isinstance(following, Request)
    assert send(following).headers.get("Proxy-Authorization") == password
    assert "Authorization" not in following.headers


def test_a_password_for_a_proxy_that_a_file_brings_is_a_secret_like_any_other() -> None:
    for meta in ({}, {"_auth_proxy": "http://proxy.example.com:3128", "proxy": None}):
        request = Request("http://www.example.com/", headers={"Proxy-Authorization": "x"}, meta=meta)
        OriginMiddleware().process_request(request)
        assert "Proxy-Authorization" not in request.headers


def test_line_breaks_and_paths_from_outside_make_no_record_and_no_file(tmp_path: Path) -> None:
    """What a server says is text inside a record: it begins no header, no record and no file of its own."""
    target = tmp_path / "kr-day.warc.gz"
    evil = "x\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\nforged"
    with ArchiveWriter(target, {"isPartOf": "a test"}, NOON) as writer:
        writer.write_exchange(
            url=Request("http://www.example.com/../../etc/x\r\nWARC-Type: warcinfo").url,
            at=NOON,
            method="GET",
            request_target="/",
            request_headers=[("Host", "www.example.com")],
            status_line="HTTP/1.1 200 OK",
            response_headers=[("X-Evil", evil.replace("\n", "")), ("Content-Type", "text/html")],
            payload=evil.encode(),
        )
        writer.write_miss(url="http://www.example.com/b", at=NOON, outcome="failed", detail=evil)
    visits, faults = read_visits(target)
    assert faults == []
    assert [visit.outcome for visit in visits] == ["fetched", "failed"]
    assert visits[0].content_type == "text/html"
    assert visits[0].url.startswith("http://www.example.com/")
    assert visits[1].detail == evil
    assert [path.name for path in tmp_path.iterdir()] == ["kr-day.warc.gz"]


def test_what_prose_and_patterns_mention_opens_no_port_and_gets_no_secret() -> None:
    talkative = source(
        homepage="https://daily.example.com",
        feeds=(),
        listings=(
            {
                "url": "https://list.example.com:8001/{yyyymmdd}?of the day",
                "prefetch": {"url": "http://token.example.com:8002/"},
                "link_argument": "view\\('(.+)'\\)",
                "link_template": "http://pages.example.com:8003/{1}",
                "link_pattern": "^http://pattern.example.com:8009/",
                "headers": {"Api-Key": "s3cret", "Referer": "http://header.example.com:8009/"},
                "detail": {"url": "http://detail.example.com:8004/{1}", "content": "text"},
            },
        ),
        backfill={"route": "date_query", "feeds": ["http://past.example.com:8005/"], "note": "http://n.example.com:8009/"},
        terms="forbidden by http://terms.example.com:8009/robots.txt",
        evidence="seen at http://evidence.example.com:8009/",
        other_addresses=("http://kept.example.com:8009/",),
    )  # fmt: skip
    assert {port for _, port in named_ports(talkative)} == {443, 8001, 8002, 8003, 8004, 8005}
    origins = OriginMiddleware()

    def sent(address: str) -> bool:
        request = Request(address, headers={"Api-Key": "s3cret"}, meta={"source": talkative})
        origins.process_request(request)
        return "Api-Key" in request.headers

    assert sent("https://list.example.com:8001/20260310")
    assert sent("http://detail.example.com:8004/7")
    for host in ("terms", "evidence", "pattern", "header", "kept", "n"):
        assert not sent(f"http://{host}.example.com:8009/robots.txt"), host


def test_a_frame_is_asked_where_its_selector_says_so() -> None:
    framed = source(
        article={"frame": 'iframe[src^="https://papers.example.com:8001/"]', "written": "2026-03"}
    )
    assert "https://papers.example.com:8001/" in asked_addresses(framed)
