"""The rules of manners without a network: pauses, robots.txt, Retry-After, opt-out, intervals, what is remembered."""

from __future__ import annotations

import contextlib
import gzip
import logging
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.cadence import (
    MOST_ADDRESSES,
    Poll,
    addresses_in,
    bounds,
    is_due,
    next_poll,
    pack,
    stated_interval,
    unchanged_poll,
    unpack,
)
from scrapers.crawl_memory import WHOLE_ANSWER_EVERY, CrawlMemory, Hold, Validators
from scrapers.opt_out import OptOutError, is_opted_out, read_opt_out
from scrapers.pacing import (
    FIRST_WAIT,
    MAX_CRAWL_DELAY,
    MAX_FAILURES,
    MAX_PAUSE,
    MAX_STRIKES,
    Pacing,
    host_of,
)
from scrapers.retry_after import LONGEST, read_http_date, read_retry_after
from scrapers.robots import MOST_BYTES, Rules, read_rules, rules_of_answer, rules_of_silence

AT = datetime(2026, 3, 10, 1, 2, 3, tzinfo=UTC)
HOST = "a.example.com"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def exchange(pacing: Pacing, clock: Clock, seconds: float, host: str = HOST) -> None:
    pacing.begin(host)
    clock.now += seconds
    pacing.end(host)


@pytest.fixture
def clock() -> Clock:
    return Clock()


# Pace


def test_the_first_request_waits_for_nothing_and_the_second_for_the_pause(clock: Clock) -> None:
    pacing = Pacing(2.0, 100.0, clock)
    assert pacing.wait(HOST) == 0
    pacing.begin(HOST)
    assert pacing.is_busy(HOST)
    clock.now += 0.1
    pacing.end(HOST)
    assert not pacing.is_busy(HOST)
    assert pacing.wait(HOST) == pytest.approx(2.0)
    clock.now += 1.5
    assert pacing.wait(HOST) == pytest.approx(0.5)
    assert pacing.wait("b.example.com") == 0


def test_a_floor_counts_from_the_last_answer_also_when_it_comes_late(clock: Clock) -> None:
    pacing = Pacing(0.0, 100.0, clock)
    exchange(pacing, clock, 0.1)  # robots.txt, which brings the crawl-delay
    pacing.raise_floor(HOST, 5.0)
    pacing.raise_floor(HOST, 3.0)
    assert pacing.wait(HOST) == pytest.approx(5.0)
    pacing.raise_floor(HOST, 9000.0)
    assert pacing.pause_of(HOST) == MAX_CRAWL_DELAY


def test_the_pause_grows_with_the_time_a_host_takes_and_shrinks_again(clock: Clock) -> None:
    pacing = Pacing(1.0, 1e9, clock)
    exchange(pacing, clock, 0.1)
    assert pacing.pause_of(HOST) == 1.0
    exchange(pacing, clock, 4.0)
    assert pacing.pause_of(HOST) == 4.0
    exchange(pacing, clock, 0.1)
    assert pacing.pause_of(HOST) == 2.0
    exchange(pacing, clock, 0.1)
    assert pacing.pause_of(HOST) == 1.0
    exchange(pacing, clock, 900.0)
    assert pacing.pause_of(HOST) == MAX_PAUSE


def test_a_prompt_host_is_not_slowed_where_no_pause_is_set(clock: Clock) -> None:
    pacing = Pacing(0.0, 100.0, clock)
    for _ in range(5):
        exchange(pacing, clock, 0.2)
    assert pacing.wait(HOST) == 0


def test_refusals_without_a_wish_wait_longer_each_time_then_end(clock: Clock) -> None:
    pacing = Pacing(0.0, 1e9, clock)
    waits = [pacing.refused(HOST, None, "it answered 429") for _ in range(MAX_STRIKES + 1)]
    assert waits == [*(FIRST_WAIT * 2**n for n in range(MAX_STRIKES)), None]
    assert "429, 6 times in a row" in pacing.left_because(HOST)
    assert pacing.left_because("b.example.com") == ""


def test_an_answer_in_between_begins_the_count_again(clock: Clock) -> None:
    pacing = Pacing(0.0, 1e9, clock)
    for _ in range(20):
        assert pacing.refused(HOST, None, "x") == FIRST_WAIT
        pacing.answered(HOST)
    assert pacing.left_because(HOST) == ""


def test_a_wish_is_kept_where_there_is_time_for_it(clock: Clock) -> None:
    pacing = Pacing(0.0, 100.0, clock)
    assert pacing.refused(HOST, 30.0, "x") == 30.0
    assert pacing.wait(HOST) == 30.0
    clock.now += 80
    assert pacing.refused(HOST, 30.0, "it answered 503") is None
    assert pacing.left_because(HOST) == "it answered 503; that is longer than this crawl lasts"


def test_refused_hosts_go_on_more_slowly(clock: Clock) -> None:
    pacing = Pacing(0.5, 1e9, clock)
    pacing.refused(HOST, 0.0, "x")
    assert pacing.pause_of(HOST) == 1.0
    pacing.refused(HOST, 0.0, "x")
    assert pacing.pause_of(HOST) == 2.0
    for _ in range(9):
        exchange(pacing, clock, 0.1)
        pacing.answered(HOST)
    assert pacing.pause_of(HOST) == 2.0  # for the rest of the crawl


def test_silence_in_a_row_ends_the_asking(clock: Clock) -> None:
    pacing = Pacing(0.0, 1e9, clock)
    for _ in range(MAX_FAILURES - 1):
        pacing.silent(HOST, "TimeoutError")
    pacing.answered(HOST)
    for _ in range(MAX_FAILURES - 1):
        pacing.silent(HOST, "TimeoutError")
    assert pacing.left_because(HOST) == ""
    pacing.silent(HOST, "ConnectionLost")
    assert "no answer, the last: ConnectionLost" in pacing.left_because(HOST)


def test_a_hold_of_an_earlier_crawl(clock: Clock) -> None:
    pacing = Pacing(0.0, 100.0, clock)
    pacing.hold(HOST, 40.0, "words")
    assert pacing.wait(HOST) == 40.0
    pacing.hold("b.example.com", 101.0, "words")
    assert pacing.left_because("b.example.com") == "words"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.A.example.com/x", "a.example.com"),
        ("https://a.example.com:443/", "a.example.com"),
        ("http://a.example.com:80/", "a.example.com"),
        ("http://a.example.com:8080/", "a.example.com:8080"),
        ("http://m.a.example.com/", "m.a.example.com"),
        ("http://127.0.0.1:9/", "127.0.0.1:9"),
        ("http://[::1]/", "::1"),
    ],
)
def test_what_counts_as_a_host(url: str, host: str) -> None:
    assert host_of(url) == host


@given(
    st.lists(
        st.tuples(st.sampled_from(["fast", "slow", "429", "later", "answer", "silent"]), st.floats(0, 50)),
        max_size=60,
    )
)
def test_whatever_happens_the_pause_keeps_its_bounds(events: list[tuple[str, float]]) -> None:
    clock = Clock()
    pacing = Pacing(0.5, 10_000.0, clock)
    for kind, amount in events:
        if kind in ("fast", "slow"):
            exchange(pacing, clock, amount / (100 if kind == "fast" else 1))
            assert pacing.wait(HOST) >= 0.5 - 1e-6
        elif kind in ("429", "later"):
            before = clock.now
            waited = pacing.refused(HOST, amount if kind == "later" else None, "x")
            assert waited is None or pacing.wait(HOST) >= waited - 1e-6
            assert clock.now == before
        elif kind == "answer":
            pacing.answered(HOST)
        else:
            pacing.silent(HOST, "x")
        assert 0.5 <= pacing.pause_of(HOST) <= MAX_CRAWL_DELAY


# Retry-After


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("1.5", 1.0),
        ("99999999999", LONGEST),
        ("Tue, 10 Mar 2026 01:04:03 GMT", 120.0),
        ("Tuesday, 10-Mar-26 01:04:03 GMT", 120.0),
        ("Tue Mar 10 01:04:03 2026", 120.0),
        ("Mon, 09 Mar 2026 01:04:03 GMT", 0.0),
        ("Fri, 10 Mar 2226 01:04:03 GMT", LONGEST),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Tue, 99 Mar 2026 01:04:03 GMT", None),
    ],
)
def test_forms_of_retry_after(text: str | None, seconds: float | None) -> None:
    assert read_retry_after(text, date=None, at=AT) == seconds


def test_a_date_is_counted_from_the_clock_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    asked = "Tue, 10 Mar 2026 05:00:10 GMT"
    assert read_retry_after(asked, date="Tue, 10 Mar 2026 05:00:00 GMT", at=AT) == 10.0
    assert read_retry_after(asked, date="nonsense", at=datetime(2026, 3, 10, 5, tzinfo=UTC)) == 10.0


@given(st.text(max_size=60))
def test_no_header_is_too_strange(text: str) -> None:
    seconds = read_retry_after(text, date=text, at=AT)
    assert seconds is None or 0 <= seconds <= LONGEST
    read_http_date(text)


# robots.txt


def test_24_the_longest_match_counts_and_wildcards_do() -> None:
    rules = read_rules(
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\n"
        b"User-Agent: countrydesk # us\nDisallow: /a\nAllow: /a/open\nDisallow: /*.pdf$\n"
    )
    said = {
        p: bool(rules.refuses(f"https://a.example.com{p}"))
        for p in ("/", "/a", "/a/open/x", "/b.pdf", "/b.pdfx")
    }
    assert said == {"/": False, "/a": True, "/a/open/x": False, "/b.pdf": True, "/b.pdfx": False}
    assert "robots.txt" in rules.refuses("https://a.example.com/a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_24_encodings_of_robots(encoding: str) -> None:
    rules = read_rules("User-agent: *\nDisallow: /중국\n".encode(encoding))
    assert rules.refuses("https://a.example.com/%EC%A4%91%EA%B5%AD/1")
    assert not rules.refuses("https://a.example.com/other")


def test_24_only_the_first_500_kib_count_up_to_a_whole_line() -> None:
    head = b"User-agent: *\nDisallow: /early\n"
    filling = b"# filling\n" * ((MOST_BYTES - len(head)) // 10)
    cut = b"Disallow: /l" + b"x" * 100
    rules = read_rules(head + filling + cut)
    assert rules.refuses("https://a.example.com/early")
    assert not rules.refuses("https://a.example.com/l")
    assert not rules.refuses("https://a.example.com/lxx")


@pytest.mark.parametrize(
    ("status", "is_allowed"),
    [
        (200, False),
        (204, False),
        (404, True),
        (401, True),
        (403, True),
        (410, True),
        (429, False),
        (500, False),
        (503, False),
        (599, False),
        (304, False),
        (302, False),
    ],
)
def test_22_what_an_answer_means(status: int, is_allowed: bool) -> None:
    rules = rules_of_answer(status, b"User-agent: *\nDisallow: /\n")
    assert (rules.refuses("https://a.example.com/x") == "") is is_allowed


def test_23_silence_forbids_in_words() -> None:
    assert "TimeoutError" in rules_of_silence("TimeoutError").refuses("https://a.example.com/")
    assert Rules().refuses("https://a.example.com/") == ""


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Request-rate: 1/10", 10.0),
        ("Crawl-delay: 3\nRequest-rate: 1/2", 3.0),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: -3", None),
        ("Crawl-delay: inf", None),
        ("Crawl-delay: soon", None),
        ("Request-rate: 0/5", None),
        ("Disallow: /x", None),
    ],
)
def test_the_pause_a_robots_txt_asks_for(lines: str, delay: float | None) -> None:
    assert read_rules(f"User-agent: *\n{lines}\n".encode()).delay == delay


@given(st.binary(max_size=400))
def test_no_robots_txt_is_too_strange(body: bytes) -> None:
    rules = read_rules(b"User-agent: *\nDisallow: /no\n" + body)
    rules.refuses("https://a.example.com/x")
    assert rules.delay is None or rules.delay > 0


# Opt-out


def test_a_domain_stands_for_all_hosts_under_it(tmp_path: Path) -> None:
    path = tmp_path / "opt_out.txt"
    path.write_text(
        "\ufeff# list\n\nExample.com  # asked on 1 March\n*.b.example.org\n한국.example\n", encoding="utf-8"
    )
    names = read_opt_out(path, is_required=True)
    out = [
        "example.com",
        "WWW.example.com",
        "a.b.example.com.",
        "b.example.org",
        "한국.example",
        "x.xn--3e0b707e.example",
    ]
    assert [host for host in out if not is_opted_out(host, names)] == []
    assert not any(is_opted_out(host, names) for host in ("example.org", "notexample.com", "com", ""))


def test_no_list_lists_nobody(tmp_path: Path) -> None:
    assert read_opt_out(tmp_path / "none", is_required=False) == frozenset()
    assert not is_opted_out("a.example.com", frozenset())
    with pytest.raises(OptOutError, match="none: the opt-out list cannot be read"):
        read_opt_out(tmp_path / "none", is_required=True)


@pytest.mark.parametrize("line", ["https://example.com/", "a b", "example.com/path", "-", "ex,ample"])
def test_a_line_that_is_no_host_stops_the_crawl(tmp_path: Path, line: str) -> None:
    path = tmp_path / "opt_out.txt"
    path.write_text(f"good.example\n{line}\n")
    with pytest.raises(OptOutError, match=r"opt_out\.txt:2: .*is no host name"):
        read_opt_out(path, is_required=False)


@given(st.text(max_size=80))
def test_any_host_can_be_looked_up(host: str) -> None:
    assert is_opted_out(host, frozenset({"example.com"})) in (True, False)


# Cadence


def digests(*names: str) -> frozenset[bytes]:
    return addresses_in(" ".join(f"https://a.example.com/{n}" for n in names).encode())


def test_the_interval_halves_with_news_and_doubles_without() -> None:
    poll = next_poll(None, AT, digests("a"), cadence="daily", stated=None)
    assert poll.interval == timedelta(hours=1)
    poll = next_poll(poll, AT, digests("a"), cadence="daily", stated=None)
    assert poll.interval == timedelta(hours=2)
    poll = unchanged_poll(poll, AT, cadence="daily")
    assert poll.interval == timedelta(hours=4)
    poll = next_poll(poll, AT, digests("a", "b"), cadence="daily", stated=None)
    assert poll.interval == timedelta(hours=2)
    poll = next_poll(poll, AT, digests("b"), cadence="daily", stated=None)  # one is gone, none is new
    assert poll.interval == timedelta(hours=4)


@given(
    st.sampled_from(["continuous", "daily", "weekly", "monthly", "irregular", "unheard of"]),
    st.lists(st.booleans(), max_size=30),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_the_interval_keeps_its_bounds(cadence: str, news: list[bool], stated: timedelta | None) -> None:
    poll: Poll | None = None
    shortest, longest = bounds(cadence)
    for number, has_news in enumerate(news):
        seen = digests(str(number)) if has_news or poll is None else poll.seen
        poll = next_poll(poll, AT, seen, cadence=cadence, stated=stated)
        assert shortest <= poll.interval <= longest
        assert stated is None or poll.interval >= min(stated, longest)


def test_what_is_due() -> None:
    poll = Poll(AT, timedelta(hours=2), frozenset())
    assert is_due(None, AT)
    assert not is_due(poll, AT + timedelta(hours=1, minutes=59))
    assert is_due(poll, AT + timedelta(hours=2))
    assert is_due(poll, AT + timedelta(minutes=1), is_closing=True)
    assert is_due(
        poll, AT - timedelta(days=1)
    )  # remembered from a day that is later than the one collected now


@pytest.mark.parametrize(
    ("body", "control", "stated"),
    [
        (b"<rss><channel><ttl>90</ttl>", None, timedelta(minutes=90)),
        (b"<sy:updatePeriod> hourly </sy:updatePeriod>", None, timedelta(hours=1)),
        (
            b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            None,
            timedelta(hours=6),
        ),
        (b"", "public, max-age=600", timedelta(minutes=10)),
        (b"<ttl>5</ttl>", 'max-age="3600"', timedelta(hours=1)),
        (b"<ttl>soon</ttl>", "no-cache", None),
        (b"", None, None),
    ],
)
def test_what_a_feed_says_of_itself(body: bytes, control: str | None, stated: timedelta | None) -> None:
    assert stated_interval(body, control) == stated


def test_addresses_of_feeds_of_any_form() -> None:
    rss = b"<item><link>https://a.example.com/1</link></item>"
    json = b'{"url": "https://a.example.com/1"}'
    assert addresses_in(rss) == addresses_in(json) == addresses_in(gzip.compress(rss)) != frozenset()
    assert addresses_in(gzip.compress(rss)[:10]) == frozenset()
    many = b" ".join(b"https://a.example.com/%d" % n for n in range(MOST_ADDRESSES + 10))
    assert len(addresses_in(many)) == MOST_ADDRESSES


@given(st.frozensets(st.binary(min_size=6, max_size=6), max_size=20))
def test_digests_are_packed_and_unpacked(seen: frozenset[bytes]) -> None:
    assert unpack(pack(seen)) == seen


# Memory


def validators(**given: object) -> Validators:
    values = {
        "url": "https://a.example.com/rss",
        "etag": 'W/"1"',
        "last_modified": "",
        "capture_id": "id",
        "captured_at": AT,
        "digest": "sha1:A",
        "file": "archive/x.warc.gz",
        "offset": 7,
    }
    return Validators(**(values | given))  # type: ignore[arg-type]


def test_what_is_remembered_is_of_one_egress(tmp_path: Path) -> None:
    path = tmp_path / "home" / "memory.sqlite"
    memory = CrawlMemory(path, "seoul", AT)
    poll = Poll(AT, timedelta(hours=3), digests("a", "b"))
    memory.keep_validators(validators())
    memory.keep_poll("https://a.example.com/rss", poll)
    memory.keep_hold(Hold(HOST, AT + timedelta(hours=1), "later"))
    memory.close()
    again, other = CrawlMemory(path, "seoul", AT), CrawlMemory(path, "tokyo", AT)
    assert again.validators("https://a.example.com/rss", AT) == validators()
    assert again.poll("https://a.example.com/rss") == poll
    assert again.hold(HOST) == Hold(HOST, AT + timedelta(hours=1), "later")
    assert other.validators("https://a.example.com/rss", AT) is None
    assert other.poll("https://a.example.com/rss") is None
    assert other.hold(HOST) is None
    again.forget_validators("https://a.example.com/rss")
    again.end_hold(HOST)
    again.close()
    empty = CrawlMemory(path, "seoul", AT)
    assert (empty.validators("https://a.example.com/rss", AT), empty.hold(HOST)) == (None, None)


def test_validators_are_not_used_for_ever_nor_before_their_time(tmp_path: Path) -> None:
    memory = CrawlMemory(tmp_path / "m", "default", AT)
    memory.keep_validators(validators())
    memory.flush()
    url = "https://a.example.com/rss"
    assert memory.validators(url, AT + WHOLE_ANSWER_EVERY) is not None
    assert memory.validators(url, AT + WHOLE_ANSWER_EVERY + timedelta(seconds=1)) is None
    assert memory.validators(url, AT - timedelta(seconds=1)) is None


def test_a_hold_is_on_disk_at_once_and_the_rest_in_batches(tmp_path: Path) -> None:
    memory = CrawlMemory(tmp_path / "m", "default", AT)
    memory.keep_validators(validators(url="https://a.example.com/1"))
    seen = CrawlMemory(tmp_path / "m", "default", AT)
    assert seen.validators("https://a.example.com/1", AT) is None
    memory.keep_hold(Hold(HOST, AT, "later"))
    assert CrawlMemory(tmp_path / "m", "default", AT).hold(HOST) is not None
    for number in range(300):
        memory.keep_validators(validators(url=f"https://a.example.com/n{number}"))
    assert seen.validators("https://a.example.com/n3", AT) is not None


@pytest.mark.parametrize(
    "damage",
    [
        "update validators set captured_at = 'yesterday'",
        "update validators set captured_at = null",
        "update validators set captured_at = '9999-12-31T23:59:59-14:00'",
        "update validators set etag = x'ff'",
        "update validators set file = null",
        "update validators set offset = 'here'",
        "update polls set asked_at = ''",
        "update polls set seconds = 1e300",
        "update polls set seconds = null",
        "update polls set seen = 'abc'",
        "update polls set seen = null",
        "update holds set until = 'soon'",
        "update holds set until = null",
        "update holds set words = null",
    ],
)
def test_a_damaged_row_costs_what_it_remembered_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    given = Validators("https://a.example.com/f", '"a"', "", "id", AT, "sha256:0", "archive/x", 0)
    kept = Poll(AT, timedelta(minutes=20), frozenset([b"abcdef"]))
    memory = CrawlMemory(tmp_path / "m", "default", AT)
    memory.keep_validators(given)
    memory.keep_poll("f", kept)
    memory.keep_hold(Hold(HOST, AT, "busy"))
    memory.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "m", isolation_level=None)) as file:
        file.execute(damage)
    memory = CrawlMemory(tmp_path / "m", "default", AT)
    found = {
        "validators": memory.validators(given.url, AT) == given,
        "polls": memory.poll("f") == kept,
        "holds": memory.hold(HOST) == Hold(HOST, AT, "busy"),
    }
    memory.close()
    assert [table for table, is_whole in found.items() if not is_whole] == [damage.split()[1]]
    assert "going on without" in caplog.text


@pytest.mark.parametrize("fault", ["damaged", "a folder"])
def test_without_its_file_it_goes_on_and_says_so(
    tmp_path: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "m"
    if fault == "damaged":
        path.write_bytes(b"no database" * 1000)
    else:
        path.mkdir()
    with caplog.at_level(logging.WARNING):
        memory = CrawlMemory(path, "default", AT)
    assert "going on without" in caplog.text
    memory.keep_validators(validators())
    memory.keep_hold(Hold(HOST, AT, "later"))
    assert memory.validators("https://a.example.com/rss", AT) is None
    assert memory.hold(HOST) is not None
    memory.close()
