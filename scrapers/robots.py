"""What a robots.txt allows (RFC 9309), and the pause it asks for. Reading only: nothing is fetched here."""

from __future__ import annotations

import codecs
import math
from dataclasses import dataclass

from protego import Protego

AGENT = "CountryDesk"  # the name by which a robots.txt addresses us
MOST_BYTES = 500 * 1024  # RFC 9309 §2.5: at least so much is read; nobody's rules are longer
_MOST_SECONDS = 10**9  # a number of more digits is no pause, and too large for a fraction
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True)
class Rules:
    """Rules of one host. Without ``parsed`` everything is allowed, or with ``refusal`` nothing, for that reason.

    ``delay`` is the pause in seconds that it asks for, None where it asks for none. ``silence`` is the class of the
    error where nothing answered: then it is the host that could not be reached, and no rule that forbids.
    """

    parsed: Protego | None = None
    refusal: str = ""
    delay: float | None = None
    silence: str = ""

    def refuses(self, url: str) -> str:
        """Why an address may not be fetched, in words that name robots.txt; empty where it may."""
        if self.refusal:
            return self.refusal
        if self.parsed is not None and not self.parsed.can_fetch(url, AGENT):
            return "robots.txt forbids this address"
        return ""


def read_rules(body: bytes) -> Rules:
    """Rules from the body of a robots.txt, whatever it holds: lines that are no rules are passed over.

    Only its first MOST_BYTES count, up to the last line that is whole.
    """
    if len(body) > MOST_BYTES:
        body = body[:MOST_BYTES].rpartition(b"\n")[0]
    parsed = Protego.parse(_text(body).replace("\0", ""))
    return Rules(parsed=parsed, delay=_delay(parsed))


def rules_of_answer(status: int, body: bytes) -> Rules:
    """Rules from an answer, redirects followed.

    2xx: its rules. 5xx and 429: it exists and cannot be read, so nothing is allowed. Other 4xx: there is none, so
    everything is (RFC 9309 §2.3.1). What is left, such as a redirect that leads nowhere, allows nothing either.
    """
    if 200 <= status < 300:
        return read_rules(body)
    if 400 <= status < 500 and status != 429:
        return Rules()
    return Rules(refusal=f"robots.txt answered {status}: the whole host is taken as forbidden")


def rules_of_silence(words: str, silence: str = "") -> Rules:
    """Nothing is allowed while robots.txt does not answer, for instance in time, or leads in circles."""
    return Rules(refusal=f"robots.txt cannot be read ({words}): the host is left alone", silence=silence)


def _text(body: bytes) -> str:
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    return body.decode("utf-8", "replace")


def _delay(parsed: Protego) -> float | None:
    """The longer of crawl-delay and what request-rate comes to."""
    wishes = [parsed.crawl_delay(AGENT)]
    rate = parsed.request_rate(AGENT)
    if rate is not None and rate.requests > 0:
        wishes.append(min(rate.seconds, _MOST_SECONDS) / min(rate.requests, _MOST_SECONDS))
    delays = [float(wish) for wish in wishes if wish is not None and math.isfinite(wish) and wish > 0]
    return max(delays, default=None)
