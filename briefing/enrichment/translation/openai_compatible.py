"""An engine behind any OpenAI-compatible address: one request an item, several at a time, all within bounds.

Bounds: seconds of one request as a whole (a server that drips is no better than a silent one), seconds of a run,
bytes of an answer, attempts, and tokens and cost of a day. A server that fails several times in a row is given up for
the rest of the run. Redirects are not followed, so that text and key reach no other host than the one configured.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from briefing.enrichment.translation.budget import (
    Budget,
    BudgetError,
    Prices,
    Reservation,
    Unlimited,
    written,
)
from briefing.enrichment.translation.prompt import (
    LONGEST_ITEM,
    ReplyFormat,
    most_tokens_in,
    most_tokens_out,
    prompt_version,
    request_body,
    source_length,
)
from briefing.enrichment.translation.protocol import Attempt, English, Question, TranslationInput
from briefing.enrichment.translation.reply import (
    ReplyRefusedError,
    read_completion,
    read_english,
    read_usage,
)
from briefing.records.engine_use import EngineUse, Outcome

log = logging.getLogger("desk.translation")
MOST_BYTES = 1024 * 1024
_PASSING = frozenset({408, 409, 425, 429, *range(500, 600)})  # answers that may be others a moment later


class ServerAddressError(ValueError):
    """An address that no model is asked at; the message says why and never repeats a key."""


@dataclass(frozen=True)
class ChatServer:
    """An OpenAI-compatible server and how far we go with it. ``url`` ends where /chat/completions begins."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    reply_format: ReplyFormat = "json_schema"
    extra: Mapping[str, Any] = field(default_factory=dict)
    prices: Prices = field(default_factory=Prices)
    timeout_seconds: float = 60.0
    run_seconds: float = 1800.0
    retries: int = 3
    concurrency: int = 4
    failures_in_a_row: int = 6
    backoff_seconds: float = 1.0
    longest_wait_seconds: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServerAddressError("DESK_LLM_URL is not an address that begins with http:// or https://")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ServerAddressError(
                "DESK_LLM_URL holds a user name or a query; a key goes into DESK_LLM_KEY"
            )
        if self.key and parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ServerAddressError("DESK_LLM_KEY is not sent over http to another machine: use https")
        if not self.model:
            raise ServerAddressError("DESK_LLM_MODEL names no model")

    @property
    def endpoint(self) -> str:
        """Where completions are asked for."""
        return f"{self.url.rstrip('/')}/chat/completions"


def is_loopback(host: str) -> bool:
    """Is this the machine itself, by name or number?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class OpenAICompatible:
    """See Engine."""

    name = "openai"

    def __init__(self, server: ChatServer, budget: Budget | None = None) -> None:
        self._server, self._budget = server, budget or Unlimited()
        self.version = prompt_version()
        # For the life of this object, which is one run: why the server is given up, once it is; when time is up.
        self._given_up = ""
        self._failures = 0
        self._until: float | None = None

    def question(self, item: TranslationInput) -> Question | None:
        """See Engine. The digest is that of the whole request."""
        body = json.dumps(self._body(item), ensure_ascii=False, sort_keys=True)
        return Question(self._server.model, self.version, hashlib.sha256(body.encode()).hexdigest())

    def attempt(self, items: Sequence[TranslationInput]) -> list[Attempt]:
        """See Engine. Items are asked about at the same time; the attempts stand in the items' order."""
        if not items:
            return []
        with ThreadPoolExecutor(1) as thread:  # a loop of its own, whether or not the caller runs in one
            return thread.submit(asyncio.run, self._attempt_all(items)).result()

    async def _attempt_all(self, items: Sequence[TranslationInput]) -> list[Attempt]:
        server = self._server
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if server.key:
            headers["Authorization"] = f"Bearer {server.key}"
        async with httpx.AsyncClient(
            headers=headers,
            timeout=server.timeout_seconds,
            follow_redirects=False,
            trust_env=False,  # no proxy and no password that the environment names by the way
            limits=httpx.Limits(max_connections=server.concurrency),
        ) as client:
            if self._until is None:
                self._until = time.monotonic() + server.run_seconds
            run = _Run(self, client, self._until)
            found = await asyncio.gather(*map(run.attempt, items), return_exceptions=True)
            return [run.settled(item, one) for item, one in zip(items, found, strict=True)]

    def _body(self, item: TranslationInput, refused: str = "") -> dict[str, Any]:
        return request_body(item, self._server.model, self._server.reply_format, self._server.extra, refused)


class _NotTakenError(Exception):
    """An attempt that gave nothing. ``again`` says whether another may; ``after`` is the server's wish in seconds."""

    def __init__(
        self, outcome: Outcome, reason: str, *, again: bool = False, after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.again, self.after = outcome, reason, again, after


@dataclass
class _Tally:
    """What one item took so far."""

    attempts: int = 0
    refusals: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal = Decimal(0)
    refused: str = ""


class _Run:
    """One run over many items: what its requests have in common."""

    def __init__(self, engine: OpenAICompatible, client: httpx.AsyncClient, until: float) -> None:
        self._engine, self._client, self._until = engine, client, until
        self._server, self._budget = engine._server, engine._budget
        self._turn = asyncio.Semaphore(self._server.concurrency)
        self._not_before = 0.0

    async def attempt(self, item: TranslationInput) -> Attempt:
        tally = _Tally()
        async with self._turn:
            try:
                if source_length(item) > LONGEST_ITEM:
                    raise _NotTakenError("refused", f"longer than {LONGEST_ITEM} characters")
                english = await self._ask_until_taken(item, tally)
            except _NotTakenError as error:
                return Attempt(None, self._use(item, tally, error.outcome, error.reason))
        return Attempt(english, self._use(item, tally, "used", ""))

    def settled(self, item: TranslationInput, found: Attempt | BaseException) -> Attempt:
        """A fault of ours in one item costs that item its English, and not the others theirs, which are paid for."""
        if isinstance(found, Attempt):
            return found
        if not isinstance(found, Exception):
            raise found  # the run is to end
        # Its kind and its place: the words of a foreign error may hold the key.
        place = "".join(traceback.format_tb(found.__traceback__))
        log.error("translation of one item broke off: %s\n%s", type(found).__name__, place)
        return Attempt(None, self._use(item, _Tally(), "failed", f"broke off: {type(found).__name__}"))

    async def _ask_until_taken(self, item: TranslationInput, tally: _Tally) -> English:
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_NotTakenError),
            stop=lambda state: self._is_enough(state, tally),
            wait=self._pause,
            reraise=True,
        )
        async for once in retrying:
            with once:
                return await self._ask(item, tally)
        raise AssertionError("tenacity returns or raises")

    def _is_enough(self, state: RetryCallState, tally: _Tally) -> bool:
        error = _error_of(state)
        if not error.again or self._engine._given_up:
            return True
        return tally.refusals > 1 or tally.attempts - tally.refusals > self._server.retries

    def _pause(self, state: RetryCallState) -> float:
        """Twice as long each time, and never less than the server asks for."""
        error, server = _error_of(state), self._server
        grown = server.backoff_seconds * 2.0 ** (state.attempt_number - 1)
        return (
            0.0
            if error.outcome == "refused"
            else max(min(grown, server.longest_wait_seconds), error.after or 0.0)
        )

    async def _ask(self, item: TranslationInput, tally: _Tally) -> English:
        """One request. Raises _NotTakenError."""
        await asyncio.sleep(max(0.0, self._not_before - time.monotonic()))
        if self._engine._given_up:
            raise _NotTakenError("unavailable", self._engine._given_up)
        seconds = min(self._server.timeout_seconds, self._until - time.monotonic())
        if seconds <= 0:
            raise _NotTakenError("unavailable", "the time for models in this run is used up")
        body = self._engine._body(item, tally.refused)
        most_in, most_out = most_tokens_in(body), most_tokens_out(body, item)
        try:
            reserved = self._budget.reserve(most_in + most_out, self._server.prices.cost(most_in, most_out))
        except BudgetError as error:
            raise _NotTakenError("failed", f"the budget of the day cannot be kept: {error}") from error
        if reserved is None:
            raise _NotTakenError("over_budget", "the budget of the day is used up")
        tally.attempts += 1
        spent = (most_in, 0)  # a request that got no answer was read, and may be charged for
        try:
            async with asyncio.timeout(seconds):
                answer = await self._post(body)
            counted = read_usage(answer.body) if answer.status == 200 else (0, 0)
            spent = (
                most_in if counted[0] is None else counted[0],
                most_out if counted[1] is None else counted[1],
            )
        except TimeoutError as error:
            raise self._failed(
                f"no whole answer within {self._server.timeout_seconds:g} s", again=True
            ) from error
        except httpx.TimeoutException as error:
            raise self._failed(
                f"no whole answer within {self._server.timeout_seconds:g} s", again=True
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise self._failed(f"no answer: {type(error).__name__}", again=True) from error
        finally:
            cost = self._server.prices.cost(*spent)
            tally.tokens_in += spent[0]
            tally.tokens_out += spent[1]
            tally.cost += cost
            self._settle(reserved, sum(spent), cost)
        return self._taken(answer, item, tally)

    def _settle(self, reserved: Reservation, tokens: int, cost: Decimal) -> None:
        """What cannot be settled stays set aside, which counts as spent: no reason to lose a paid answer."""
        try:
            self._budget.settle(reserved, tokens, cost)
        except BudgetError as error:
            log.warning("what a call took stays counted as what it might take: %s", error)

    def _taken(self, answer: _Answer, item: TranslationInput, tally: _Tally) -> English:
        if answer.status != 200:
            raise self._status_error(answer)
        self._engine._failures = 0
        try:
            if answer.is_too_long:
                raise ReplyRefusedError("the answer is larger than a reply can be")
            if answer.media_type != "application/json":
                raise ReplyRefusedError("the answer is not of the type application/json")
            return read_english(read_completion(answer.body), item)
        except ReplyRefusedError as error:
            tally.refusals += 1
            tally.refused = str(error)
            raise _NotTakenError("refused", str(error), again=True) from error

    def _status_error(self, answer: _Answer) -> _NotTakenError:
        reason, server = f"answered {answer.status}", self._server
        if answer.status not in _PASSING:
            return self._failed(reason, again=False)
        if answer.retry_after is not None:
            at = time.monotonic() + answer.retry_after
            if answer.retry_after > server.longest_wait_seconds or at >= self._until:
                self._give_up(f"{reason} and asks for a longer wait than a run has")
                return _NotTakenError("failed", reason)
            self._not_before = max(self._not_before, at)
        if answer.status == 429:  # a server that says "slower" is well
            return _NotTakenError("failed", reason, again=True, after=answer.retry_after)
        return self._failed(reason, again=True, after=answer.retry_after)

    def _failed(self, reason: str, *, again: bool, after: float | None = None) -> _NotTakenError:
        self._engine._failures += 1
        if self._engine._failures >= self._server.failures_in_a_row:
            self._give_up(f"given up after {self._engine._failures} failures in a row")
        return _NotTakenError("failed", reason, again=again, after=after)

    def _give_up(self, reason: str) -> None:
        if not self._engine._given_up:
            self._engine._given_up = reason
            log.warning("translation by %s is off for the rest of this run: %s", self._server.model, reason)

    async def _post(self, body: dict[str, Any]) -> _Answer:
        content = json.dumps(body, ensure_ascii=False).encode()
        async with self._client.stream(
            "POST", self._server.endpoint, content=content, headers={"Content-Type": "application/json"}
        ) as response:
            received, is_too_long = bytearray(), False
            async for chunk in response.aiter_raw():
                received += chunk
                if len(received) > MOST_BYTES:
                    is_too_long = True
                    break
        return _Answer(
            response.status_code,
            response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            retry_after(response.headers.get("retry-after"), response.headers.get("date")),
            bytes(received),
            is_too_long,
        )

    def _use(self, item: TranslationInput, tally: _Tally, outcome: Outcome, detail: str) -> EngineUse:
        question = self._engine.question(item)
        return EngineUse(
            step="translation",
            engine=self._engine.name,
            model=self._server.model,
            version=self._engine.version,
            inputs_digest=question.digest[:16] if question else "",
            outcome=outcome,
            detail=detail,
            attempts=tally.attempts,
            tokens_in=tally.tokens_in,
            tokens_out=tally.tokens_out,
            cost=written(tally.cost),
        )


@dataclass(frozen=True)
class _Answer:
    status: int
    media_type: str
    retry_after: float | None
    body: bytes
    is_too_long: bool


def _error_of(state: RetryCallState) -> _NotTakenError:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, _NotTakenError):
        raise AssertionError("only attempts that gave nothing are tried again") from error
    return error


def retry_after(text: str | None, date: str | None) -> float | None:
    """Seconds of a ``Retry-After`` header, a date by the server's clock (``date``); None where it says nothing."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return float(text.strip()[:9])
    at, now = _http_date(text), _http_date(date)
    return None if at is None or now is None else max(0.0, (at - now).total_seconds())


def _http_date(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(text or "")
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
