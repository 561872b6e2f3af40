"""The invented web of the sample day: content files of the repository → what each address answers.

The folder ``site`` holds ``round1`` and ``round2``; ``round2`` has only what is new or different and is
laid over ``round1``. Below a round lies one folder per host, and in it

- ``outlet.yml``: who the outlet is, how its pages look, which feeds it has (``Outlet``);
- ``<path>.md``: an article (``ArticleFile``): front matter between ``---`` lines, then paragraphs. It becomes
  an entry of the outlet's feeds and a page at ``/<path>.html`` (or at the address in its front matter);
- any other file (``robots.txt``, an error page): served as it is at its own path.

Text is UTF-8 in the repository and becomes another charset only in the bytes that are served. Everything is
rendered once, into a dictionary; nothing that a request says ever becomes a path of the file system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jinja2
import yaml
from pydantic import Field, ValidationError

from briefing.records.record import Instant, Record

SITE = Path(__file__).resolve().parent / "site"
NOTICE = "Fictional outlet, sample content of Country Desk."
NOT_FOUND_PAGE = f"<!DOCTYPE html><title>404</title><h1>404</h1><p>No such page.</p><footer>{NOTICE}</footer>"

DateStyle = Literal["rfc822", "iso", "naive"]


class SiteError(ValueError):
    """A content file that cannot be used; the message names the file and the field."""


class Feed(Record):
    """``prefix`` is put before the XML declaration; ``date_style`` naive writes local time without a zone."""

    path: str
    template: str = Field(description="file in templates/feeds, without .xml")
    charset: str = "utf-8"
    content_type: str = "application/rss+xml"
    date_style: DateStyle = "rfc822"
    prefix: str = ""


class FixedReply(Record):
    """An address that answers with a file of the host's folder, whatever the articles are."""

    file: str
    status: int = 200
    content_type: str = "text/html; charset=utf-8"


class Outlet(Record):
    """``outlet.yml``. ``declared_charset`` is what pages declare; null means the charset they really have."""

    name: str
    about: str
    language: str
    timezone: str
    layout: str = Field(description="file in templates/pages, without .html")
    nav: tuple[str, ...]
    related: str = Field(description="heading over the links to other articles")
    tail: tuple[str, ...] = Field(description="boilerplate that stands under every article")
    date_format: str
    charset: str = "utf-8"
    declared_charset: str | None = None
    http_charset: bool = Field(default=True, description="whether the Content-Type header names the charset")
    feeds: tuple[Feed, ...] = ()
    replies: dict[str, FixedReply] = Field(default_factory=dict)


class ArticleFile(Record):
    """Front matter and text of one article. Only what differs from the ordinary is written in a file."""

    title: str
    published: Instant | None = Field(
        default=None, description="null: dated neither in the feed nor on the page"
    )
    updated: Instant | None = None
    byline: str = ""
    section: str = ""
    summary: str | None = Field(default=None, description="null: the first paragraph")
    address: str | None = Field(default=None, description="path and query, where not <file>.html")
    link: str | None = Field(
        default=None, description="feed's link where it is not the page; '' for none at all"
    )
    has_page: bool = True
    has_full_text_in_feed: bool = False
    charset: str | None = Field(default=None, description="of this page, where not the outlet's")
    declared_charset: str | None = None
    duration: str = Field(default="", description="of an episode or video, HH:MM:SS")
    paragraphs: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Reply:
    """What an address answers."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Page:
    """An article with the address and link that its outlet gives it."""

    article: ArticleFile
    outlet: Outlet
    host: str
    path: str

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"

    @property
    def link(self) -> str:
        """Link as the feed prints it; empty where the entry has none."""
        return self.url if self.article.link is None else self.article.link

    @property
    def summary(self) -> str:
        return self.article.paragraphs[0] if self.article.summary is None else self.article.summary

    def show_date(self, style: str) -> str:
        """The publication date as the page or feed writes it; empty where the article is undated."""
        return _show(self.article.published, self.outlet.timezone, style)

    def show_update(self, style: str) -> str:
        """The date of the latest change, which is the publication where nothing changed."""
        return _show(self.article.updated or self.article.published, self.outlet.timezone, style)


def _show(instant: datetime | None, timezone: str, style: str) -> str:
    if instant is None:
        return ""
    local = instant.astimezone(ZoneInfo(timezone))
    if style == "rfc822":
        return format_datetime(local)
    if style == "iso":
        return local.isoformat()
    if style == "naive":
        return f"{local:%Y-%m-%d %H:%M:%S}"
    return local.strftime(style)


def list_files(round_number: int, root: Path = SITE) -> dict[str, Path]:
    """``<host>/<path>`` → file, later rounds laid over earlier ones. Raises SiteError for no such round."""
    files: dict[str, Path] = {}
    for number in range(1, round_number + 1):
        folder = root / f"round{number}"
        if not folder.is_dir():
            raise SiteError(f"{folder}: the sample day has no round {number}")
        files |= {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    return dict(sorted(files.items()))


def _validated(path: Path, kind: type[Record], text: str, **beside: Any) -> Any:
    """The record that a YAML text holds, with fields that come from elsewhere beside it."""
    try:
        return kind.model_validate({**yaml.safe_load(text), **beside})
    except yaml.YAMLError as error:
        raise SiteError(f"{path}: is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SiteError(f"{path}: {field}: {first['msg']}") from error


def read_article(path: Path) -> ArticleFile:
    """Parse one content file. Raises SiteError naming file and field."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise SiteError(f"{path}: does not begin with front matter between two lines '---'")
    paragraphs = [" ".join(block.split("\n")) for block in parts[2].strip().split("\n\n")]
    return _validated(path, ArticleFile, parts[1], paragraphs=paragraphs)


def _pages_of(host: str, outlet: Outlet, files: Mapping[str, Path]) -> tuple[Page, ...]:
    """An outlet's articles in the order of its feed: newest first, the undated last."""
    pages = []
    for name, path in files.items():
        if name.endswith(".md"):
            article = read_article(path)
            pages.append(Page(article, outlet, host, article.address or f"/{name.removesuffix('.md')}.html"))

    def age(page: Page) -> float:
        moment = page.article.updated or page.article.published
        return -moment.timestamp() if moment else 0.0

    return tuple(sorted(pages, key=lambda page: (age(page), page.path)))


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(SITE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _encode(text: str, charset: str, where: str) -> bytes:
    try:
        return text.encode(charset)
    except UnicodeEncodeError as error:
        raise SiteError(
            f"{where}: {error.object[error.start : error.end]!r} does not exist in {charset}"
        ) from error


def render_page(page: Page, siblings: tuple[Page, ...]) -> Reply:
    """An article's HTML page in its charset. Raises SiteError for a letter that the charset lacks."""
    outlet, article = page.outlet, page.article
    charset = article.charset or outlet.charset
    declared = article.declared_charset or outlet.declared_charset or charset
    html = (
        _templates()
        .get_template(f"pages/{outlet.layout}.html")
        .render(
            page=page,
            article=article,
            outlet=outlet,
            notice=NOTICE,
            charset=declared,
            related=[other for other in siblings if other is not page and other.article.has_page][:4],
        )
    )
    content_type = f"text/html; charset={declared}" if outlet.http_charset else "text/html"
    return Reply(200, content_type, _encode(html, charset, page.url))


def render_feed(feed: Feed, host: str, outlet: Outlet, pages: tuple[Page, ...]) -> Reply:
    """A feed of all articles of an outlet."""
    xml = (
        _templates()
        .get_template(f"feeds/{feed.template}.xml")
        .render(feed=feed, host=host, outlet=outlet, pages=pages, notice=NOTICE)
    )
    return Reply(
        200, feed.content_type, _encode(feed.prefix + xml, feed.charset, f"http://{host}{feed.path}")
    )


def _home(host: str, outlet: Outlet, pages: tuple[Page, ...]) -> Reply:
    html = _templates().get_template("home.html").render(host=host, outlet=outlet, pages=pages, notice=NOTICE)
    return Reply(200, "text/html; charset=utf-8", html.encode())


def _replies_of(host: str, files: Mapping[str, Path]) -> Iterator[tuple[str, Reply]]:
    """Every path of one host with what it answers; what comes later replaces what came before."""
    if "outlet.yml" not in files:
        raise SiteError(f"{host}: no outlet.yml in its folder")
    path = files["outlet.yml"]
    outlet = _validated(path, Outlet, path.read_text(encoding="utf-8"))
    pages = _pages_of(host, outlet, files)
    yield "/", _home(host, outlet, pages)
    for page in pages:
        if page.article.has_page:
            yield page.path, render_page(page, pages)
    for feed in outlet.feeds:
        yield feed.path, render_feed(feed, host, outlet, pages)
    for name, file in files.items():
        if name != "outlet.yml" and not name.endswith(".md"):
            content_type = guess_type(name)[0] or "application/octet-stream"
            yield f"/{name}", Reply(200, f"{content_type}; charset=utf-8", file.read_bytes())
    for address, fixed in outlet.replies.items():
        if fixed.file not in files:
            raise SiteError(f"{path}: replies.{address}.file: no file {fixed.file!r} beside it")
        yield address, Reply(fixed.status, fixed.content_type, files[fixed.file].read_bytes())


class SampleSite:
    """All hosts of the sample day as they stand in one round, rendered at construction."""

    def __init__(self, round: int, root: Path = SITE) -> None:
        by_host: dict[str, dict[str, Path]] = {}
        for name, path in list_files(round, root).items():
            host, _, rest = name.partition("/")
            by_host.setdefault(host, {})[rest] = path
        self.round = round
        self.hosts = {host: dict(_replies_of(host, files)) for host, files in by_host.items()}

    def answer(self, url: str) -> Reply | None:
        """What an absolute address answers: 404 where the host has no such page, None for another host."""
        parts = urlsplit(url)
        paths = self.hosts.get(parts.hostname or "")
        if parts.scheme != "http" or paths is None:
            return None
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return paths.get(target, Reply(404, "text/html; charset=utf-8", NOT_FOUND_PAGE.encode()))
