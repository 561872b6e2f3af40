"""A capture: one request and what came back, or why nothing did."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.records.record import Instant, Record

Outcome = Literal[
    "fetched",  # a response lies in the WARC, whatever its status
    "failed",  # time-out, reset, DNS, TLS, too large: no whole response
    "refused_by_robots",  # robots.txt forbids it
    "not_in_archive",  # replay only: the archive holds no capture of the address
    "refused_unsafe",  # the address is one we never fetch
    "refused_by_opt_out",  # the host is on the list of those that do not want to be asked
    "not_due",  # the source's own cadence says that there is nothing new yet
    "not_asked",  # it could not be asked here and now: the host asked us to wait, a browser is missing, …
]
Role = Literal["feed", "sitemap", "listing", "api", "document", "prefetch", "page"]
DOORS = ("feed", "sitemap", "listing", "api", "document")
"""Roles in which an address leads to entries."""


class Capture(Record):
    """One row of ``captures``. Without a response, status and digest are null; the WARC fields lead to the record
    that says why, or are null where an archive simply holds nothing."""

    capture_id: str = Field(description="the WARC record id without urn:uuid:, or a digest for a miss")
    country: str
    date: str = Field(description="monitoring day of the partition, ISO date")
    source_id: str
    role: Role
    seed: str = Field(
        default="", description="key of the seed that it serves (feeds/0); empty for a page of an archive"
    )
    entry_key: str = Field(
        default="",
        description="of a call behind a row: the entry whose text it brings; a page is known by its address",
    )
    request_key: str = Field(
        default="", description="empty for a plain GET, else method and digest of the body"
    )
    url: str = Field(description="address asked for")
    final_url: str = Field(description="address that answered, after redirects")
    found_in: str | None = Field(description="capture_id of the feed or listing that led here")
    outcome: Outcome
    detail: str = Field(
        default="",
        description="what went wrong in words; of a fetched feed or listing: why its content is not one",
    )
    fault: str = Field(
        default="",
        description="class of what went wrong: the outcome, an error's name, or what was found instead (html, …)",
    )
    status: int | None
    content_type: str | None
    fetched_at: Instant = Field(description="when the response was received (WARC-Date)")
    payload_digest: str | None = Field(description="sha1:BASE32 over the HTTP body as stored")
    payload_bytes: int | None
    warc_file: str | None = Field(description="relative to the home folder, or absolute")
    warc_offset: int | None = Field(description="first byte of the record's gzip member")
    revisit_of: str | None = Field(
        default=None, description="of an answer that had not changed: the capture that holds the bytes"
    )
    fetch_ms: int | None = Field(default=None, description="milliseconds until the whole answer was there")
    egress: str = Field(default="", description="name of the way out to the network that was used")
    collected_for: str | None = Field(
        default=None, description="monitoring day of our own crawl that made it; null for an imported archive"
    )
