"""Read an OpenAI-compatible server's reply: whatever does not fit exactly is refused, with the reason."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError

from briefing.enrichment.translation.plausible import reason_against
from briefing.enrichment.translation.protocol import English, TranslationInput

LONGEST_HEADLINE = 300
_ABBREVIATION = re.compile(r"(?:\b[A-Za-z]\.){2,}$|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St|No)\.$")


class ReplyRefusedError(Exception):
    """A reply that is not taken. The message is in words of ours and repeats nothing of the reply."""


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: StrictInt
    text: StrictStr


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")
    headline: StrictStr
    sentences: list[_Sentence]


def read_usage(body: bytes) -> tuple[int | None, int | None]:
    """Tokens in and out as the server counted them; None where the body says nothing that is a count."""
    try:
        usage = json.loads(body)["usage"]
        counts = (usage["prompt_tokens"], usage["completion_tokens"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None, None
    return _count(counts[0]), _count(counts[1])


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def read_completion(body: bytes) -> str:
    """The text of the first choice. Raises ReplyRefusedError."""
    try:
        choice = json.loads(body)["choices"][0]
        text, finish = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, RecursionError) as error:
        raise ReplyRefusedError("the answer is not JSON") from error
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise ReplyRefusedError("the answer is no chat completion") from error
    if finish == "length":
        raise ReplyRefusedError("the reply was cut short")
    if not isinstance(text, str):
        raise ReplyRefusedError("the reply holds no text")
    return text


def read_english(text: str, item: TranslationInput) -> English:
    """The English of an item. Raises ReplyRefusedError where it is not exactly what was asked for."""
    try:
        document = json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise ReplyRefusedError("the reply is not one JSON object") from error
    try:
        reply = _Reply.model_validate(document)
    except ValidationError as error:
        raise ReplyRefusedError("the reply does not fit the schema") from error
    numbers = [sentence.source for sentence in reply.sentences]
    if numbers != list(range(1, len(item.key_sentences) + 1)):
        raise ReplyRefusedError("the sentences are not one for each source sentence, in order")
    english = English(headline_style(reply.headline), tuple(_one_line(s.text) for s in reply.sentences))
    if reason := reason_against_english(item, english):
        raise ReplyRefusedError(reason)
    return english


def reason_against_english(item: TranslationInput, english: English) -> str:
    """Why this cannot be the English of an item; empty when nothing speaks against it."""
    if len(english.headline) > LONGEST_HEADLINE:
        return "headline: it is too long"
    if reason := reason_against(item.title, english.headline):
        return f"headline: {reason}"
    for number, (sentence, text) in enumerate(
        zip(item.key_sentences, english.sentences, strict=True), start=1
    ):
        if reason := reason_against(sentence.original, text):
            return f"sentence {number}: {reason}"
    return ""


def headline_style(text: str) -> str:
    """One line without the full stop that headlines do not have."""
    line = _one_line(text)
    ends = line.endswith(".") and not line.endswith("..") and not _ABBREVIATION.search(line)
    return line[:-1].rstrip() if ends else line


def _one_line(text: str) -> str:
    """Line breaks and runs of spaces are no content; other control characters are left for the check to find."""
    return re.sub(r"[ \t\r\n\u00a0]+", " ", text).strip()


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
