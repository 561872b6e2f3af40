"""What a page that is asked for first gives to the request that follows: tokens, addresses, hidden fields."""

from __future__ import annotations

import re
from typing import Any

from lxml.cssselect import CSSSelector

from briefing.records.seed import Pick, Prefetch
from scrapers.extraction.encoding import decode
from scrapers.extraction.page import NoArticleError, parse_html
from scrapers.extraction.seed_reading import NotAListError, first_page_words, typed

MAX_VALUE = (
    200_000  # characters: a form's state of ASP.NET can be long, a token is not; what is longer is refused
)
MAX_FIELDS = 500  # hidden fields of one form
HIDDEN = "hidden:"


@typed()
def read_picks(prefetch: Prefetch, body: bytes, *, content_type: str | None) -> dict[str, str]:
    """Name to value. Hidden fields of the form have ``hidden:`` before their names.

    Raises NotAListError when something that the seed needs is not there, or is longer than anything that is sent
    back.
    """
    if not prefetch.picks and prefetch.hidden_fields_of is None:
        return {}  # asked for its cookies only
    text = decode(body, content_type, None).text
    try:
        tree = parse_html(text.replace("\x00", ""), prefetch.url)
    except NoArticleError as error:
        raise NotAListError(str(error), "empty" if not text.strip() else "too_large") from error
    picked = {}
    for name, pick in prefetch.picks.items():
        value = _picked(pick, tree, text)
        if value is None:
            raise NotAListError(f"{prefetch.url}: no {name} in it; {first_page_words(text)}", "no_token")
        picked[name] = _bounded(value, name, prefetch)
    if prefetch.hidden_fields_of is not None:
        forms = CSSSelector(prefetch.hidden_fields_of)(tree)
        if not forms:
            raise NotAListError(f"{prefetch.url}: no form in it; {first_page_words(text)}", "no_token")
        fields = [
            f for f in forms[0].iter("input") if (f.get("type") or "").lower() == "hidden" and f.get("name")
        ]
        if len(fields) > MAX_FIELDS:
            raise NotAListError(f"{prefetch.url}: a form of {len(fields)} hidden fields", "too_large")
        for field in fields:
            name = _bounded(field.get("name"), "the name of a field", prefetch)
            picked[HIDDEN + name] = _bounded(field.get("value") or "", name, prefetch)
    return picked


def _bounded(value: str, name: str, prefetch: Prefetch) -> str:
    """A value, whole or not at all: half a token is no token. Raises NotAListError."""
    if len(value) > MAX_VALUE:
        words = f"{prefetch.url}: {name[:60]} is {len(value)} characters long, more than the {MAX_VALUE} sent back"
        raise NotAListError(words, "too_large")
    return value


def _picked(pick: Pick, tree: Any, text: str) -> str | None:
    words: str | None = text
    if pick.css is not None:
        element = next(iter(CSSSelector(pick.css)(tree)), None)
        if element is None:
            return None
        words = element.get(pick.attribute) if pick.attribute else "".join(element.itertext())
    if words is None or pick.pattern is None:
        return words or None
    match = re.search(pick.pattern, words)
    if match is None:
        return None
    return (match.group(1) if match.groups() else match.group()) or None
