"""Attacks on fetching, against real servers on loopback. Each test is named after its number in the list of faults.

The crawler may reach 127.0.0.2 here (an allowed network stands for the public web) and nothing else: 127.0.0.3 is
the inside, and its server counts who comes.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from backports import zstd

from briefing.settings import CHECKOUT

from .guarded_crawl import Answer, Result
from .loopback_web import DATE, Desk, item, page, rss
from .raw_server import RawServer, moved, reply, serve_raw

pytestmark = pytest.mark.slow
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.3"
SITE = "www.news.example.com"
Crawl = Callable[..., Result]


@pytest.fixture
def outside() -> Iterator[RawServer]:
    with serve_raw(OUTSIDE) as server:
        server.answers["/robots.txt"] = reply(b"", "404 Not Found")
        yield server


@pytest.fixture
def inside() -> Iterator[RawServer]:
    with serve_raw(INSIDE) as server:
        yield server


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    def run(*asks: str | dict[str, Any], environment: dict[str, str] | None = None, **job: Any) -> Result:
        job = {
            "allowed": f"{OUTSIDE}/32",
            "asks": [{"url": a} if isinstance(a, str) else a for a in asks],
        } | job
        file = tmp_path / "job.json"
        file.write_text(json.dumps(job), encoding="utf-8")
        kept = {n: v for n, v in os.environ.items() if not n.startswith("DESK_") and "proxy" not in n.lower()}
        done = subprocess.run(
            [sys.executable, "-m", "tests.integration.guarded_crawl", str(file)],
            cwd=CHECKOUT, env=kept | (environment or {}), capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return Result.model_validate_json(done.stdout.splitlines()[-1])

    return run


def source(*feeds: str, **given: Any) -> dict[str, Any]:
    return {
        "id": "kr_news",
        "name": "News",
        "kind": "news_media",
        "languages": ["ko"],
        "countries": ["kr"],
        "homepage": "http://www.news.example.com",
        "feeds": list(feeds),
        "timezone": "Asia/Seoul",
        "healthy_day": {"min_items": 1, "max_items": 50, "silence_hours": 24},
        "evidence": "invented",
        "confidence": "C",
    } | given


def is_refused(answer: Answer) -> bool:
    return answer.error == "UnsafeAddressError"


# --- size and time


def packed_zeros(mib: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = bytes(1024 * 1024)
    return b"".join([*(packer.compress(block) for _ in range(mib)), packer.flush()])


def brotli_zeros(mib: int) -> bytes:
    """One meta-block after the other from a packer that is given everything at once: few large chunks."""
    return bytes(brotli.compress(bytes(mib * 1024 * 1024), quality=5))


def zstd_zeros(mib: int) -> bytes:
    packer = zstd.ZstdCompressor(level=3)
    block = bytes(1024 * 1024)
    return b"".join([*(packer.compress(block) for _ in range(mib)), packer.flush()])


def test_fault_01_and_02_bombs_of_every_packing_end_at_the_cap(outside: RawServer, crawl: Crawl) -> None:
    whole = b"<p>" + b"news " * 2000
    bombs = {
        "gzip": packed_zeros(400, 31),
        "deflate": packed_zeros(400, 15),
        "x-gzip": packed_zeros(400, 31),
        "br": brotli_zeros(400),
        "zstd": zstd_zeros(400),
        "gzip, gzip": gzip.compress(packed_zeros(400, 31)),
        "br, gzip": gzip.compress(brotli_zeros(400)),
    }
    for number, (coding, body) in enumerate(bombs.items()):
        assert len(body) < 900_000, coding
        outside.answers[f"/bomb{number}"] = reply(body, "200 OK", f"Content-Encoding: {coding}")
    onion = whole
    for _ in range(4):
        onion = gzip.compress(onion)
    outside.answers["/onion"] = reply(onion, "200 OK", "Content-Encoding: gzip, gzip, gzip, gzip")
    honest = {
        "gzip": gzip.compress(whole),
        "deflate": zlib.compress(whole),
        "br": brotli.compress(whole),
        "zstd": zstd.compress(whole),
        "gzip, br": brotli.compress(gzip.compress(whole)),
    }
    for number, (coding, body) in enumerate(honest.items()):
        outside.answers[f"/honest{number}"] = reply(body, "200 OK", f"Content-Encoding: {coding}")
    result = crawl(
        *(outside.url(f"/bomb{n}") for n in range(len(bombs))),
        outside.url("/onion"),
        *(outside.url(f"/honest{n}") for n in range(len(honest))),
        in_turn=True,
    )
    answers = list(result.answers)
    for coding, answer in zip(bombs, answers, strict=False):
        assert answer.error == "UnsafeResponseError", (coding, answer)
        assert "the body inflates beyond 1000000 bytes" in answer.words
    onion_answer = answers[len(bombs)]
    assert (onion_answer.error, onion_answer.words) == (
        "UnsafeResponseError",
        "the body is packed 4 times over",
    )
    digests = {answer.digest for answer in answers[len(bombs) + 1 :]}
    assert digests == {hashlib.sha256(whole).hexdigest()}
    assert result.peak_mib - result.start_mib < 60


def test_fault_03_an_endless_body_is_cut_at_the_cap(outside: RawServer, crawl: Crawl) -> None:
    sent: list[int] = []

    def endless(head: bytes, frame: Callable[[bytes], bytes]) -> Callable[[socket.socket], None]:
        def pour(connection: socket.socket) -> None:
            connection.sendall(head)
            block, total = frame(bytes(64 * 1024)), 0
            try:
                while total < 500 * 1024 * 1024:
                    connection.sendall(block)
                    total += len(block)
            finally:
                sent.append(total)

        return pour

    plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    outside.answers["/plain"] = endless(plain, lambda block: block)
    outside.answers["/chunked"] = endless(chunked, lambda block: b"%x\r\n%s\r\n" % (len(block), block))
    outside.answers["/announced"] = reply(b"x", length=10**12)
    result = crawl(*map(outside.url, ("/plain", "/chunked", "/announced")))
    assert {a.error for a in result.answers} == {"DownloadCancelledError"}
    assert "larger than download max size" in result.answers[2].words
    deadline = time.monotonic() + 10
    while len(sent) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(sent) >= 2
    assert max(sent) < 60 * 1024 * 1024  # what the system's buffers took besides
    assert result.peak_mib - result.start_mib < 60


def test_fault_04_a_drip_is_ended_by_the_time_of_the_whole_response(outside: RawServer, crawl: Crawl) -> None:
    def drip(start: bytes, drops: bytes) -> Callable[[socket.socket], None]:
        def pour(connection: socket.socket) -> None:
            connection.sendall(start)
            for _ in range(100):
                connection.sendall(drops)
                time.sleep(0.1)

        return pour

    outside.answers["/body"] = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x")
    outside.answers["/header"] = drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")
    outside.answers["/informed"] = drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")
    outside.answers["/silent"] = lambda connection: time.sleep(10)
    began = time.monotonic()
    result = crawl(*map(outside.url, ("/body", "/header", "/informed", "/silent")), timeout=1.0)
    assert {a.error for a in result.answers} == {"DownloadTimeoutError"}
    # Four addresses of one host, one after the other, each tried twice for a second.
    assert time.monotonic() - began < 25


def test_fault_05_a_short_body_is_an_error_and_no_page(outside: RawServer, crawl: Crawl) -> None:
    outside.answers["/short"] = reply(b"<p>half", length=5000)
    outside.answers["/cut"] = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n7\r\n<p>half\r\n"
    )
    outside.answers["/in_chunk"] = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nff\r\n<p>half"
    )
    outside.answers["/nothing"] = b""
    result = crawl(*map(outside.url, ("/short", "/cut", "/in_chunk", "/nothing")))
    assert [a.error for a in result.answers] == ["ResponseDataLossError"] * 3 + ["DownloadFailedError"]


def test_headers_without_end_are_given_up(outside: RawServer, crawl: Crawl) -> None:
    start = b"HTTP/1.1 200 OK\r\n"

    def endless(connection: socket.socket) -> None:
        connection.sendall(start)
        for number in range(3_000_000):
            connection.sendall(b"X-%d: %s\r\n" % (number, b"v" * 200))

    outside.answers["/endless"] = endless
    outside.answers["/many"] = start + b"".join(b"X-%d: v\r\n" % n for n in range(2000)) + b"\r\n"
    outside.answers["/long"] = start + b"X: " + b"v" * 10_000_000 + b"\r\n\r\n"
    outside.answers["/folded"] = start + b"X: v\r\n" + b" more\r\n" * 100_000 + b"\r\n"
    outside.answers["/status"] = b"HTTP/1.1 " + b"9" * 5000 + b" OK\r\n\r\n"
    outside.answers["/usual"] = (
        start + b"".join(b"X-%d: v\r\n" % n for n in range(100)) + b"Content-Length: 0\r\n\r\n"
    )
    names = ("/endless", "/many", "/long", "/folded", "/status", "/usual")
    result = crawl(*map(outside.url, names), timeout=5.0)
    for name, answer in list(zip(names, result.answers, strict=True))[:-1]:
        assert answer.error in ("DownloadFailedError", "ConnectionDone"), (name, answer)
    assert result.answers[-1].status == 200
    assert result.peak_mib - result.start_mib < 60


# --- where it goes


def test_fault_06_redirects_are_bounded(outside: RawServer, crawl: Crawl) -> None:
    outside.answers["/a"], outside.answers["/b"] = moved("/b"), moved("/a")
    for number in range(50):
        outside.answers[f"/step{number}"] = moved(f"/step{number + 1}")
    result = crawl(outside.url("/a"), outside.url("/step0"))
    assert [a.words for a in result.answers] == ["max redirections reached"] * 2
    assert len(outside.asked) == 12


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://127.0.0.2/x", "data:text/html,x", "javascript:1", "s3://b/k"]
)
def test_fault_07_a_redirect_out_of_the_web_is_not_followed(
    target: str, outside: RawServer, crawl: Crawl
) -> None:
    outside.answers["/"] = moved(target)
    [answer] = crawl(outside.url("/")).answers
    # Scrapy takes a scheme with a host for a response of its own, and one without for no address at all.
    assert (answer.status, answer.error) in ((302, ""), (0, "ValueError")), answer
    assert (answer.size, answer.url) == (0, outside.url("/"))
    assert outside.paths() == ["/"]


def test_fault_08_redirect_to_private_address(outside: RawServer, inside: RawServer, crawl: Crawl) -> None:
    targets = [
        inside.url("/secret"),
        f"//{INSIDE}:{inside.port}/secret",
        f"http://2130706435:{inside.port}/",
        f"http://0177.0.0.3:{inside.port}/",
        f"http://[::ffff:{INSIDE}]:{inside.port}/",
        f"http://localhost:{inside.port}/",
        f"http://user@{INSIDE}:{inside.port}/",
        f"http://{INSIDE}:{inside.port}\\@{SITE}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://rebound.example.com/",
    ]
    for number, target in enumerate(targets):
        outside.answers[f"/{number}"] = moved(f"/hop{number}")
        outside.answers[f"/hop{number}"] = moved(target)
    result = crawl(
        *(outside.url(f"/{number}") for number in range(len(targets))),
        names={"rebound.example.com": [[INSIDE]], "localhost": [[INSIDE]]},
    )
    for target, answer in zip(targets, result.answers, strict=True):
        assert is_refused(answer), (target, answer)
    assert "(after a redirect)" in result.answers[0].words
    assert inside.connections == 0
    # refused at once: neither asked again, nor retried
    assert len(outside.asked) == 2 * len(targets)


def test_fault_08_robots_txt_that_is_redirected_inward(
    outside: RawServer, inside: RawServer, crawl: Crawl
) -> None:
    outside.answers["/robots.txt"] = moved(inside.url("/robots.txt"))
    outside.answers["/page"] = reply(b"<p>news")
    crawl(outside.url("/page"), robots=True)
    assert "/robots.txt" in outside.paths()
    assert inside.connections == 0


def test_fault_09_refused_addresses_are_not_even_asked_for_robots_txt(
    inside: RawServer, crawl: Crawl
) -> None:
    result = crawl(inside.url("/"), f"http://inner.example.com:{inside.port}/", robots=True)
    assert all(map(is_refused, result.answers))
    assert inside.connections == 0
    assert result.resolved == ()  # the port is named by nobody: the name is not looked up


def test_fault_10_dns_rebinding(outside: RawServer, inside: RawServer, crawl: Crawl) -> None:
    """The name is public at the first look and inward at the second, and never asked between look and connection."""
    outside.answers["/"] = reply(b"<p>news")
    address = f"http://{SITE}:{outside.port}/"
    inside_address = f"http://{SITE}:{inside.port}/"
    result = crawl(
        address,
        inside_address,
        address,
        names={SITE: [[OUTSIDE], [INSIDE], [OUTSIDE]]},
        sources=[source(address, inside_address)],
        in_turn=True,
    )
    assert [a.status for a in result.answers] == [200, 0, 200]
    assert is_refused(result.answers[1])
    assert "resolves to 127.0.0.3 is not public: loopback" in result.answers[1].words
    assert inside.connections == 0
    assert result.resolved == (SITE, SITE, SITE)


@pytest.mark.parametrize(
    "resolved",
    [
        [OUTSIDE, INSIDE],
        [INSIDE, OUTSIDE],
        [OUTSIDE, "10.0.0.1"],
        [OUTSIDE, "::1"],
        [OUTSIDE, f"::ffff:{INSIDE}"],
        [OUTSIDE, "fe80::1%lo"],
        [OUTSIDE, "64:ff9b::7f00:3"],
    ],
)
def test_fault_12_one_private_record_among_public_ones(
    resolved: list[str], outside: RawServer, inside: RawServer, crawl: Crawl
) -> None:
    address = f"http://{SITE}:{outside.port}/"
    result = crawl(address, names={SITE: [resolved]}, sources=[source(address)])
    assert is_refused(result.answers[0])
    assert outside.connections == inside.connections == 0


def test_a_name_that_does_not_resolve_is_a_failure_and_not_a_refusal(crawl: Crawl) -> None:
    [answer] = crawl("http://nowhere.example.com/").answers
    assert answer.error == "CannotResolveHostError"


def test_fault_14_forms_that_programs_read_in_different_ways(
    outside: RawServer, inside: RawServer, crawl: Crawl
) -> None:
    """The crawler reads a backslash as browsers do; what it reads is what is judged."""
    result = crawl(
        f"http://{INSIDE}:{inside.port}\\@{OUTSIDE}:{outside.port}/",
        f"http://{OUTSIDE}:{outside.port}@{INSIDE}:{inside.port}/",
        f"http://{OUTSIDE}:{outside.port}#@{INSIDE}:{inside.port}/",
    )
    assert [is_refused(answer) for answer in result.answers] == [True, True, False]
    assert inside.connections == 0
    assert outside.paths() == ["/"]


def test_a_proxy_is_reached_though_it_is_inward_and_is_no_way_in(inside: RawServer, crawl: Crawl) -> None:
    inside.answers[f"http://{SITE}/"] = reply(b"<p>by proxy")
    result = crawl(
        f"http://{SITE}/",
        inside.url("/"),
        f"http://{INSIDE}/",
        "http://metadata.internal/",
        "http://10.0.0.1/",
        proxy=f"http://{INSIDE}:{inside.port}",
    )
    assert result.answers[0].size == len(b"<p>by proxy")
    assert all(map(is_refused, result.answers[1:]))
    assert inside.paths() == [f"http://{SITE}/"]
    assert SITE not in result.resolved  # the proxy resolves


def test_ipv6_loopback_where_it_is_allowed_and_not(crawl: Crawl) -> None:
    try:
        with serve_raw("::1") as server:
            server.answers["/"] = reply(b"six")
            address = f"http://[::1]:{server.port}/"
            assert crawl(address, allowed="::1/128").answers[0].size == 3
            assert is_refused(crawl(address).answers[0])
            assert server.connections == 1
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback: {error}")


# --- what it shows to whom


def test_fault_16_17_18_secrets_stay_with_their_origin(crawl: Crawl) -> None:
    with serve_raw(OUTSIDE) as first, serve_raw(OUTSIDE) as second:
        home, other = "www.news.co.kr", "www.rival.co.kr"
        port, port2 = first.port, second.port
        named = f"http://{home}:{port}/"
        for server in (first, second):
            server.answers["/"] = reply(b"end", "200 OK", "Set-Cookie: super=1; Domain=co.kr")
        first.answers["/host"] = moved(f"http://{other}:{port}/")
        first.answers["/port"] = moved(f"http://{home}:{port2}/")
        first.answers["/back"] = moved(f"http://{other}:{port}/return")
        first.answers["/return"] = moved(f"http://{home}:{port}/")
        secrets = {"Authorization": "Bearer s", "Cookie": "a=b", "X-Api-Key": "k", "X-Plain": "p"}
        asks = [
            {"url": named + path, "headers": secrets, "source": 0} for path in ("", "host", "port", "back")
        ]
        asks += [
            {"url": f"http://{other}:{port}/", "headers": secrets, "source": 0},  # a link from a feed of the source
            {"url": named, "headers": {"Cookie": "t=1"}, "cookies_of": f"http://{home}:{port}/x", "source": 0},
            {"url": named, "headers": {"Cookie": "t=1"}, "cookies_of": f"http://{other}:{port}/x", "source": 0},
            {"url": named, "headers": {"Cookie": "t=1"}, "cookies_of": f"https://{home}:{port}/x", "source": 0},
        ]  # fmt: skip
        result = crawl(
            *asks,
            names={home: [[OUTSIDE]], other: [[OUTSIDE]]},
            sources=[source(named), source(f"http://{other}:{port}/", f"http://{home}:{port2}/", id="kr_x")],
            in_turn=True,
        )
        assert [a.error for a in result.answers] == [""] * len(asks)
        seen = [
            (
                h["host"].split(":")[0],
                path,
                sorted(h.keys() & {"authorization", "cookie", "x-api-key", "x-plain"}),
            )
            for path, h in first.asked
        ]
        all_four = ["authorization", "cookie", "x-api-key", "x-plain"]
        assert seen == [
            (home, "/", all_four),
            (home, "/host", all_four),
            (other, "/", ["x-plain"]),
            (home, "/port", all_four),
            (home, "/back", all_four),
            (other, "/return", ["x-plain"]),
            (home, "/", ["x-plain"]),  # dropped once is dropped
            (other, "/", ["x-plain"]),
            (home, "/", ["cookie"]),
            (home, "/", []),
            (home, "/", []),
        ]
        [(_, at_other_port)] = second.asked
        assert not at_other_port.keys() & {"authorization", "cookie", "x-api-key"}


def test_fault_19_no_referrer_whatever_a_page_asks_for(outside: RawServer, crawl: Crawl) -> None:
    for policy in ("unsafe-url", "os.system", "scrapy.utils.misc.load_object"):
        outside.answers[f"/{policy}"] = moved("/end", f"Referrer-Policy: {policy}")
    outside.answers["/end"] = reply(b"end", "200 OK", "Referrer-Policy: unsafe-url")
    paths = ("/unsafe-url", "/end", "/os.system", "/end", "/scrapy.utils.misc.load_object", "/end")
    result = crawl(*map(outside.url, paths), in_turn=True)
    assert [a.size for a in result.answers] == [3] * 6
    assert not [headers for _, headers in outside.asked if "referer" in headers]


def test_fault_20_no_port_is_opened_for_remote_control(outside: RawServer, crawl: Crawl) -> None:
    result = crawl(outside.url("/"))
    assert result.extensions  # the list is a list
    assert not set(result.extensions) & {"TelnetConsole", "RemoteControl"}


# --- TLS


def certificate(folder: Path, name: str, *hosts: str) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for hosts (names or addresses): its file, and a server's context with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    alternatives = [
        x509.IPAddress(ipaddress.ip_address(h)) if h[0].isdigit() else x509.DNSName(h) for h in hosts
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def test_fault_21_certificates_are_verified_but_for_sources_that_say_why_not(
    tmp_path: Path, crawl: Crawl
) -> None:
    good, lax, stranger = "good.example.com", "lax.example.com", "stranger.example.com"
    authority, context = certificate(tmp_path, "known", good)
    with serve_raw(OUTSIDE, context) as server:
        server.answers["/"] = reply(b"secret news")
        server.answers["/leave"] = moved(f"https://{stranger}:{server.port}/")
        addresses = {host: f"https://{host}:{server.port}/" for host in (good, lax, stranger)}
        result = crawl(
            *addresses.values(),
            addresses[lax] + "leave",
            names={host: [[OUTSIDE]] for host in addresses},
            sources=[
                source(addresses[good]),
                source(addresses[lax], id="kr_lax", tls_unverified_reason="certificate of another name"),
                source(addresses[stranger], id="kr_stranger"),
            ],
            environment={"SSL_CERT_FILE": str(authority)},
        )
        assert [a.size for a in result.answers] == [11, 11, 0, 0]
        assert {a.error for a in result.answers[2:]} == {"DownloadFailedError"}
        assert "mismatch" in result.answers[2].words
        # without the authority nobody is known
        [unknown] = crawl(
            addresses[good], names={good: [[OUTSIDE]]}, sources=[source(addresses[good])]
        ).answers
        assert unknown.error == "DownloadFailedError"
        assert [path for path, _ in server.asked].count("/") == 2


# --- injection


def test_line_breaks_in_addresses_and_headers_make_no_header(outside: RawServer, crawl: Crawl) -> None:
    evil = "/a%0d%0aX-Injected:%20yes"
    outside.answers["/raw"] = moved("/end\rX-Injected: yes\n more")
    outside.answers["/coded"] = moved(evil)
    outside.answers[evil] = reply(b"end")
    result = crawl(
        outside.url("/raw"),
        outside.url("/coded"),
        outside.url("/x\r\nX-Injected: yes"),
        {"url": outside.url("/y"), "headers": {"X-A": "b\r\nX-Injected: yes\r\n\r\nGET /second HTTP/1.1"}},
        in_turn=True,
    )
    assert result.answers[1].size == 3
    assert not [headers for _, headers in outside.asked if "x-injected" in headers]
    assert "/second" not in outside.paths()


# --- the whole crawl


def test_a_crawl_records_what_it_refuses_and_goes_on(
    outside: RawServer, inside: RawServer, tmp_path: Path
) -> None:
    """From the feed to the captures table, with manners and archive: refused addresses are captures with a reason."""
    good, moved_inward, moved_good = map(outside.url, ("/good", "/inward", "/moved"))
    refused = [
        inside.url("/secret"),
        "http://localhost/admin",
        "http://169.254.169.254/latest/meta-data",
        f"http://2130706435:{inside.port}/secret",
        "http://unnamed.example.com:6379/keys",
    ]
    never = ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"]
    outside.answers["/rss.xml"] = reply(
        rss(
            *(item(a, f"News {n}") for n, a in enumerate([good, moved_inward, moved_good, *refused, *never]))
        ),
        "200 OK",
        "Content-Type: application/rss+xml",
    )
    outside.answers["/good"] = reply(page("News good"), "200 OK", "Content-Type: text/html")
    outside.answers["/inward"] = moved(inside.url("/secret"))
    outside.answers["/moved"] = moved("/good")
    desk = Desk(tmp_path, {"DESK_CRAWL_ALLOWED_NETWORKS": f"{OUTSIDE}/32", "no_proxy": "*"})
    desk.add_source("news", homepage=outside.url("/"), feeds=[outside.url("/rss.xml")])
    desk.add_source("walled", homepage=inside.url("/"), feeds=[inside.url("/rss.xml")], listings=[])
    desk.crawl(fetch=True, clock=f"{DATE}T08:00:00Z")
    said = {(c.url, c.outcome, c.status) for c in desk.captures()}
    assert (good, "fetched", 200) in said
    for address in [*refused, moved_inward, inside.url("/rss.xml")]:
        assert (address, "refused_unsafe", None) in said, (address, sorted(said, key=str))
    [words] = [c.detail for c in desk.captures() if c.url == inside.url("/secret")]
    assert "127.0.0.3 is not public: loopback" in words
    assert not [a for a, _, _ in said if a.startswith(("file", "javascript", "data"))]
    assert inside.connections == 0
    # the archive alone says the same
    before = desk.table.read_bytes()
    desk.crawl()
    assert desk.table.read_bytes() == before
