"""What each way into a source came to on a day: read, or why not, in a class to act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from briefing.records.capture import DOORS, Capture
from briefing.records.source import Source

Way = Literal["read", "blocked", "gone", "failing", "not_due", "not_asked", "absent"]

_BLOCKING_STATUSES = (401, 403, 407, 429, 451)
_GONE_FAULTS = (
    "html",
    "xml_other",
    "binary",
    "json_error",
    "json_shape",
    "no_entries",
    "no_token",
    "unparseable",
)
_FIREWALL = re.compile(
    r"firewall|just a moment|attention required|access denied|captcha|are you (?:a )?(?:human|robot)|"
    r"checking your browser|unusual traffic|request (?:was )?(?:blocked|rejected)|"
    r"안전한 접속|비정상적인|安全验证|人机验证",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"maintenance|be (?:right )?back|점검|メンテナンス|维护|維護|bảo trì|रखरखाव", re.IGNORECASE
)
# Names of errors differ between versions of the crawler and between archives; their words hardly do.
_ERRORS: tuple[tuple[str, Way, re.Pattern[str]], ...] = (
    # Before the names of hosts: what is said of a certificate for another name speaks of DNS too.
    (
        "tls",
        "failing",
        re.compile(r"certificate|Mismatch|VerificationError|SSLError|SSL routines", re.IGNORECASE),
    ),
    (
        "no_such_host",
        "gone",
        re.compile(r"resolve|DNS|getaddrinfo|name or service|nodename|UnknownHost|looked up", re.IGNORECASE),
    ),
    ("timeout", "failing", re.compile(r"time-?d?[ -]?out", re.IGNORECASE)),
    ("connection_refused", "failing", re.compile(r"refused", re.IGNORECASE)),
    ("no_route", "failing", re.compile(r"no ?route|unreachable", re.IGNORECASE)),
    ("tls", "failing", re.compile(r"TLS|SSL|certificate", re.IGNORECASE)),
    (
        "cut_short",
        "failing",
        re.compile(r"data ?loss", re.IGNORECASE),
    ),  # a lost connection is how it came to it
    (
        "reset",
        "blocked",
        re.compile(r"reset|Connection ?Lost|Connection ?Done|NeverReceived|aborted", re.IGNORECASE),
    ),
    ("too_large", "failing", re.compile(r"too large|maxsize|DownloadCancelled", re.IGNORECASE)),
    ("cut_short", "failing", re.compile(r"partial|short", re.IGNORECASE)),
)
NETWORK_FAULTS = ("no_such_host", "timeout", "connection_refused", "no_route", "reset", "tls")
"""Faults that may as well be those of our own network."""
OWN_REFUSALS = ("refused_by_opt_out", "refused_unsafe")
"""Faults of which nothing was asked: they say nothing of the network, neither way."""
_ERROR_WORDS = {
    "tls": "no safe connection could be made",
    "no_such_host": "its host's name leads to no address",
    "timeout": "no answer in time",
    "connection_refused": "the connection was refused",
    "no_route": "no way through the network to its host",
    "reset": "the connection was closed before an answer came",
    "too_large": "the answer is larger than we take",
    "cut_short": "the answer broke off before its end",
    "failed": "no whole answer",
}
_OTHER_NAME = re.compile(r"(?:DNS|IPAddress|URI|SRV)Mismatch|VerificationError")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
# "[<twisted.python.failure.Failure a.b.Error: words>]"; a detail that is too long ends anywhere.
_FAILURE = re.compile(r"\[?<[\w.]*Failure (?:[\w.]*\.)?(\w+):? ?(.*?)(?:>+\]?|\]|$)", re.DOTALL)
_OPENSSL = re.compile(r"\[?\('[^']*', ?'[^']*', ?'([^']*)'\)(?:, \([^()]*\))*\]?", re.DOTALL)
_NO_WORDS = re.compile(r":\s*\)")  # of an error that is named in brackets and says nothing
_REMAINS = re.compile(r"\b(?:at 0x|object at|Failure )|\w\((?:\w+=|\[|\w+\()|\bb'|\('")  # Python's notation


@dataclass(frozen=True)
class Answer:
    """What one seed came to, by its last visit. ``capture`` says so; it is None where the seed was never asked."""

    seed: str
    way: Way
    fault: str
    words: str
    capture: Capture | None


def ways_in(source: Source, captures: Sequence[Capture]) -> tuple[str, ...]:
    """Keys of the seeds by which a source is entered on a day: the everyday ones, or those of its backfill where the
    captures show that these were asked instead."""
    named = {c.seed for c in captures if c.source_id == source.id and c.outcome != "not_in_archive"}
    past = tuple(sorted(seed for seed in named if seed.startswith("backfill/")))
    everyday = tuple(source.seeds())
    return past if past and not named & set(everyday) else everyday + past


def answers(seeds: Iterable[str], captures: Sequence[Capture]) -> tuple[Answer, ...]:
    """One answer per seed, in their order. ``captures`` are those of one source, of doors and prefetches or any."""
    by_seed: dict[str, list[Capture]] = {seed: [] for seed in seeds}
    doors = [c for c in captures if c.role in (*DOORS, "prefetch") and c.seed in by_seed]
    lists = {c.capture_id for c in doors if c.role in DOORS}
    for capture in doors:
        # A list's further pages and an index's sitemaps say nothing of the way in: they were found through it.
        if capture.found_in not in lists:
            by_seed[capture.seed].append(capture)
    return tuple(_answer(seed, own) for seed, own in by_seed.items())


def _answer(seed: str, captures: Sequence[Capture]) -> Answer:
    """By the last visit to each of its addresses; one that could be read is enough: of two dates' pages the later
    may not exist yet. A visit that was passed over as not due takes nothing back."""
    last: dict[tuple[str, str, str], Capture] = {}
    for capture in sorted(captures, key=lambda c: (c.fetched_at, c.capture_id)):
        place = (capture.role, capture.url, capture.request_key)
        if capture.outcome not in ("not_due", "not_asked") or place not in last:
            last[place] = capture
    told = [(classify(capture), capture) for capture in last.values()]
    doors = [pair for pair in told if pair[1].role in DOORS]
    # What a prefetch came to counts where nothing followed it.
    chosen = min(doors or told, key=_rank, default=None)
    if chosen is None:
        return Answer(seed, "absent", "absent", "no capture of it", None)
    (way, fault, words), capture = chosen
    return Answer(seed, way, fault, words, capture)


_ORDER: tuple[Way, ...] = ("read", "blocked", "gone", "failing", "not_asked", "not_due", "absent")


def _rank(pair: tuple[tuple[Way, str, str], Capture]) -> tuple[int, float]:
    (way, _, _), capture = pair
    return _ORDER.index(way), -capture.fetched_at.timestamp()


def classify(capture: Capture) -> tuple[Way, str, str]:
    """Way, class of fault and words of one capture of a seed."""
    if capture.outcome == "fetched":
        return _classify_response(capture)
    if capture.outcome == "not_in_archive":
        return "absent", "absent", "not in the archive"
    if capture.outcome == "not_due":
        return "not_due", "not_due", capture.detail or "not due yet"
    if capture.outcome in ("refused_by_robots", "refused_by_opt_out"):
        return "blocked", capture.outcome, capture.detail or capture.outcome.replace("_", " ")
    if capture.outcome == "not_asked":
        return "not_asked", "not_asked", capture.detail or "it could not be asked"
    if capture.outcome == "refused_unsafe":
        return "gone", "refused_unsafe", capture.detail or "it leads to an address that is never asked"
    said = _ADDRESS.sub("", capture.detail)  # an address may hold any word
    for fault, way, pattern in _ERRORS:
        if pattern.search(said):
            return way, fault, say_error(fault, capture.detail)
    return "failing", "failed", say_error("failed", capture.detail)


def say_error(fault: str, detail: str) -> str:
    """An error as a sentence for people. ``detail`` is "ErrorName: words" as the crawler wrote it.

    Words that are there are kept; where there are none, or only Python's own notation, the class of fault is said,
    with the error's name to search for.
    """
    if not detail.strip():
        return "no answer"
    name, _, words = (part.strip() for part in detail.partition(":"))
    if not name.isidentifier():
        name, words = "", detail.strip()
    if _OTHER_NAME.search(detail):
        return (
            f"its certificate is for another name ({name})" if name else "its certificate is for another name"
        )
    # OpenSSL's list stands inside of the failure's brackets.
    words = _FAILURE.sub(r"\2", _OPENSSL.sub(r"\1", words)).strip(" []<>")
    words = _NO_WORDS.sub(")", words)
    if not words or _REMAINS.search(words) or words == name:
        said = _ERROR_WORDS.get(fault, _ERROR_WORDS["failed"])
        return f"{said} ({name})" if name else said
    return f"{name}: {words}" if name else words


def _classify_response(capture: Capture) -> tuple[Way, str, str]:
    status = capture.status or 0
    if status == 200 and not capture.detail:
        return "read", "", ""
    if status == 200:
        if _FIREWALL.search(capture.detail):
            return "blocked", "challenge", capture.detail
        if _MAINTENANCE.search(capture.detail):
            return "failing", "maintenance", capture.detail
        return (
            ("gone" if capture.fault in _GONE_FAULTS else "failing"),
            capture.fault or "unreadable",
            capture.detail,
        )
    fault, words = f"http_{status}", f"answered {status}"
    if status in _BLOCKING_STATUSES:
        return "blocked", fault, words
    return ("gone" if status in (404, 410) else "failing"), fault, words
