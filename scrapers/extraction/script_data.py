"""What a page carries in its scripts: JSON-LD, and the text that a script would have put on the screen.

Sites built of components send the article as data (Next.js, Nuxt, Arc's Fusion, a plain assignment) and draw it in
the reader's browser. No script is run here: JSON is parsed, string literals are decoded, and the longest text made
of sentences is taken for the article's.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from scrapers.extraction.blocks import is_sentence, measure
from scrapers.extraction.text import paragraphs_of

_MOST_SCRIPT = 4_000_000  # characters of script that are looked at, all together
_MOST_VALUES = 200_000  # members of parsed data that are looked at
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.){60,})"' + r"|'((?:[^'\\\n]|\\.){60,})'|`((?:[^`\\]|\\.){60,})`")
_START = re.compile(r"(?:=|\()\s*(?=[{\[])")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_CODE = re.compile(r"[{};=<>|&]")
_ARTICLE_TYPE = re.compile(r"Article|BlogPosting|Report|PressRelease|LiveBlogPosting|GovernmentService")
# Keys of texts that are other articles' or the site's.
_NO_BODY_KEY = re.compile(
    r"comment|related|recommend|disclaimer|policy|terms|css|style|svg|caption|bio|about", re.I
)


def parse_json(text: str) -> Any:
    """Parsed JSON as sites write it: comment marks around it, raw line breaks, trailing commas. None where it is
    none or is nested beyond reason."""
    stripped = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for candidate in (stripped, _TRAILING_COMMA.sub("", stripped)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def find_linked_articles(tree: Any) -> list[dict[str, Any]]:
    """The JSON-LD objects of a page that are articles, those with a date first; behind them others with a date."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _MOST_SCRIPT:
            continue
        pending = [parse_json(script.text)]
        looked_at = 0
        while pending and looked_at < 2000:
            node = pending.pop(0)
            looked_at += 1
            if isinstance(node, list):
                pending.extend(node[:200])
            elif isinstance(node, dict):
                if _is_article(node) or node.get("datePublished"):
                    found.append(node)
                pending.extend(
                    node.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node
                )
    return sorted(found, key=lambda node: (not _is_article(node), not node.get("datePublished")))


def _is_article(node: dict[str, Any]) -> bool:
    return bool(_ARTICLE_TYPE.search(str(node.get("@type", ""))))


def text_of_linked(linked: dict[str, Any]) -> tuple[str, ...]:
    """``articleBody`` as paragraphs, which many write without any markup and with entities written twice."""
    carried = linked.get("articleBody")
    if isinstance(carried, list):
        carried = "\n".join(str(part) for part in carried)
    return split_text(carried) if isinstance(carried, str) else ()


def split_text(text: str) -> tuple[str, ...]:
    """Paragraphs of a text that may be markup, escaped markup or plain lines."""
    if "&lt;" in text or "&#" in text or "&amp;" in text:
        text = html.unescape(text)
    if "<" not in text:
        text = text.replace("\n", "<br>")
    return paragraphs_of(text)


def find_script_text(tree: Any) -> tuple[str, ...]:
    """The longest text made of sentences that the page's scripts hold, as paragraphs; empty where there is none."""
    best: tuple[str, ...] = ()
    most = 0
    for text in _candidates(tree):
        if (
            measure(text) < 100
            or text[:1] in ("{", "[")
            or len(_CODE.findall(re.sub(r"<[^<>]*>|&\w+;", "", text))) > len(text) / 40
        ):
            continue
        paragraphs = split_text(text)
        units = sum(measure(p) for p in paragraphs if is_sentence(p))
        if units > most:
            best, most = paragraphs, units
    return best if most >= 120 else ()


def _candidates(tree: Any) -> Iterator[str]:
    left = _MOST_SCRIPT
    streamed: list[str] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) < 60 or "ld+json" in (script.get("type") or ""):
            continue
        left -= len(text)
        if left < 0:
            return
        if "__next_f.push" in text:
            streamed.extend(_literals(text))
            continue
        data = _parsed(text)
        yield from _texts_in(data) if data is not None else _literals(text)
    if streamed:  # React's stream: one text in pieces, with texts and data inside
        whole = "".join(streamed)
        yield from (
            _unescaped(run.group())
            for run in re.finditer(r"(?:<p\b[^<>]*>.{20,}?</p>\s*)+", whole, re.DOTALL)
        )
        yield from _literals(whole)


def _parsed(text: str) -> Any:
    stripped = text.strip()
    if stripped[:1] in ("{", "["):
        return parse_json(stripped)
    start = _START.search(stripped)
    if start is None:
        return None
    try:
        data, _ = json.JSONDecoder(strict=False).raw_decode(stripped, start.end())
    except (ValueError, RecursionError):
        return None
    return data


def _literals(text: str) -> Iterator[str]:
    for match in _LITERAL.finditer(text):
        literal = next(group for group in match.groups() if group is not None)
        plain = _unescaped(literal)
        data = parse_json(plain) if plain[:1] in ("{", "[") else None
        if data is None:
            yield plain
        else:
            yield from _texts_in(data)


def _unescaped(literal: str) -> str:
    """A JavaScript string literal without its escapes."""
    plain = literal.replace("\\'", "'").replace("\\`", "`").replace('\\"', '"').replace('"', '\\"')
    try:
        return str(json.loads(f'"{plain}"', strict=False))
    except ValueError:  # \x3c and other escapes that JSON does not know
        return re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m.group(1), 16)), literal).replace("\\/", "/")


def _texts_in(data: Any) -> Iterator[str]:
    """Texts of parsed data: strings of some length, and lists of elements each with a part of the text."""
    pending: list[Any] = [data]
    looked_at = 0
    while pending and looked_at < _MOST_VALUES:
        node = pending.pop()
        looked_at += 1
        if isinstance(node, list):
            parts = [_part_of(element) for element in node[:2000]]
            if sum(bool(part) for part in parts) >= 2:
                yield "\n".join(f"<p>{part}</p>" for part in parts if part)
            pending.extend(node)
        elif isinstance(node, dict):
            for key, value in node.items():
                if isinstance(value, str):
                    if len(value) >= 40 and not _NO_BODY_KEY.search(str(key)):
                        yield value
                elif isinstance(value, (dict, list)) and not _NO_BODY_KEY.search(str(key)):
                    pending.append(value)


def _part_of(element: Any) -> str:
    """The text of one element of a list of content: ``{"type": "text", "content": "…"}`` and its like."""
    if not isinstance(element, dict):
        return ""
    kind = str(element.get("type") or element.get("_type") or element.get("kind") or "")
    if not re.search(r"text|paragraph|^p$|header|heading", kind, re.I):
        return ""
    for key in ("content", "text", "value", "html", "data"):
        value = element.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            return str(value["text"])
    return ""
