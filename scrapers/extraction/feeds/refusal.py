"""What stands at a feed's address instead of a feed, in words that a health report can print."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from scrapers.extraction.text import clean, strip_tags

FOUND = ("html", "empty", "json_error", "maintenance", "xml_other", "binary", "unparseable")
_LOOKED_AT = 20_000  # characters: what a page is shows at its beginning
_NOTICE = 1500  # letters: a page of more text than this is no notice
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script|style|meta|link|title|div|p|h1|center|"
    r"br|b|font|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED_INSIDE = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<(title|h1|h2)\b[^>]{0,300}>(.{0,500}?)</\1", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_PASSWORD = re.compile(r"<input\b[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_MAINTENANCE = re.compile(
    r"maintenance|temporarily (?:unavailable|closed|down)|be (?:right )?back (?:soon|shortly)|"
    r"scheduled (?:downtime|outage)|"
    r"service (?:is )?(?:temporarily )?unavailable|under construction|"
    r"점검|서비스\s*(?:일시\s*)?중[단지]|일시적으로 (?:이용|사용)|"
    r"メンテナンス|サービス(?:を|は)?(?:一時)?(?:停止|休止)|ただいま(?:準備|調整)中|工事中|"
    r"维护|維護|系统升级|系統升級|暂停(?:服务|访问)|暫停(?:服務|開放)|网站升级|改版中|"
    r"bảo trì|nâng cấp (?:hệ thống|website|trang)|tạm (?:ngừng|dừng|ngưng)|रखरखाव",
    re.IGNORECASE,
)
_FIREWALL = re.compile(
    r"just a moment\.\.\.|attention required!|checking your browser|cf-chl|challenge-platform|_incapsula_|"
    r"request unsuccessful|access denied|request (?:was )?(?:blocked|rejected)|captcha|"
    r"incident id|are you (?:a )?(?:human|robot)|enable javascript and cookies|acw_sc__v2|aws-?waf|ddos|"
    r"안전한 접속|비정상적인? (?:접근|접속)|차단되었|アクセスが(?:拒否|集中|制限)|安全验证|人机验证|"
    r"web application firewall|unusual traffic|"
    r"访问(?:被|过于)|請求被|truy cập bị (?:chặn|từ chối)|xác minh",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b404\b|not found|no longer (?:available|exists)|does not exist|찾을 수 없|존재하지 않|見つかりません|"
    r"ございません|存在しません|不存在|找不到|无法找到|已(?:被)?删除|không (?:tìm thấy|tồn tại)|नहीं मिला",
    re.IGNORECASE,
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"ID3", "sound"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"\x1f\x8b", "a gzip file that cannot be inflated"),
)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_XML_ROOTS = {
    "urlset": "a sitemap",
    "sitemapindex": "an index of sitemaps",
    "opml": "a list of feeds (OPML)",
    "svg": "a picture (SVG)",
    "redirect": "an announcement that the feed has moved",
}
_MESSAGES = (
    "message",
    "error_description",
    "error",
    "msg",
    "detail",
    "title",
    "reason",
    "errmsg",
    "resultMsg",
    "description",
)


class NotAFeedError(ValueError):
    """The bytes are no feed. ``found`` is one of FOUND; ``words`` say what it is, for people."""

    def __init__(self, address: str, start: str, found: str, words: str) -> None:
        # All that it is made from: an exception that could not be made again would not travel between processes.
        super().__init__(address, start, found, words)
        self.address = address
        self.start = start
        self.found = found
        self.words = words

    def __reduce__(self) -> tuple[type[NotAFeedError], tuple[str, str, str, str]]:
        """It crosses from a worker process to the one that asked."""
        return NotAFeedError, (self.address, self.start, self.found, self.words)

    def __str__(self) -> str:
        address, start, _, words = self.args
        return f"{address}: not a feed; it begins with {start!r}: {words}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What it is: ``found`` is one of FOUND."""

    found: str
    words: str


def is_html(text: str) -> bool:
    """A page of HTML with no feed inside it (a feed behind the warnings of a broken program is one)."""
    return _HTML.match(text[:_LOOKED_AT]) is not None and not _FEED_INSIDE.search(text)


def judge_bytes(body: bytes) -> Verdict | None:
    """What can be told from the bytes alone: nothing there, or no text."""
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return Verdict("empty", "nothing" if not body else "nothing but white space")
    for magic, words in _MAGIC:
        if body.startswith(magic):
            return Verdict("binary", words)
    return None


def judge_text(text: str) -> Verdict:
    """What a text is that is no feed."""
    start = text[:_LOOKED_AT].strip()
    if not start:
        return Verdict("empty", "nothing but white space")
    if start[0] in "{[":
        return _judge_json(text)
    if _HTML.match(start):
        return _judge_html(start)
    if start.startswith("<") and (root := _ROOT.search(start)):
        return _judge_xml(start, root.group(1))
    if sum((c < " " and c not in "\t\r\n") or c == "\ufffd" for c in start) > len(start) / 20:
        return Verdict("binary", "bytes that are no text")
    words = clean(start[:300])
    if _MAINTENANCE.search(words):
        return Verdict("maintenance", f"a maintenance notice: {words[:100]!r}")
    return Verdict("unparseable", "plain text")


def _judge_html(start: str) -> Verdict:
    titles = [strip_tags(match.group(2)) for match in _TITLE.finditer(start)]
    title = next(filter(None, titles), "")
    named = f"HTML page titled {title[:100]!r}" if title else "HTML page without a title"
    visible = strip_tags(_UNSEEN.sub(" ", start))
    # Words of a notice count in a heading, or where there is little else to read: articles use them too.
    notice = " ".join(titles) + (" " + visible if len(visible) < _NOTICE else "")
    if _MAINTENANCE.search(notice):
        return Verdict("maintenance", f"a maintenance page instead of a feed, {named}")
    if _FIREWALL.search(notice) or (len(visible) < _NOTICE and _FIREWALL.search(start)):
        return Verdict("html", f"a firewall's challenge or refusal instead of a feed, {named}")
    if _PASSWORD.search(start):
        return Verdict("html", f"a login page instead of a feed, {named}")
    if _MISSING.search(notice):
        return Verdict("html", f"an error page instead of a feed, {named}")
    return Verdict("html", f"{named} instead of a feed")


def _judge_xml(start: str, root: str) -> Verdict:
    local = root.rpartition(":")[2].lower()
    if local in _XML_ROOTS:
        return Verdict("xml_other", _XML_ROOTS[local])
    words = strip_tags(start[start.index(f"<{root}") :][:2000])[:100]
    if _MAINTENANCE.search(words):
        return Verdict("maintenance", f"XML <{root}> with a maintenance notice: {words!r}")
    return Verdict(
        "xml_other", f"XML <{root}> that says {words!r}" if words else f"XML <{root}> without text"
    )


def _judge_json(text: str) -> Verdict:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Verdict("unparseable", "something that begins like JSON and is none")
    message = _message(said)
    if message and _MAINTENANCE.search(message):
        return Verdict("maintenance", f"JSON with a maintenance notice: {message!r}")
    return Verdict("json_error", f"JSON that says {message!r}" if message else "JSON that is no feed")


def _message(said: object) -> str:
    """The first thing that reads like a message, also one level down (``{"error": {"message": …}}``)."""
    if not isinstance(said, dict):
        return ""
    for name in _MESSAGES:
        value = said.get(name)
        inner = (
            _message(value)
            if isinstance(value, dict)
            else clean(value)[:100]
            if isinstance(value, str)
            else ""
        )
        if inner:
            return inner
    return ""
