"""Seeds: the addresses at which a source is entered, and how what stands there is read.

Addresses, bodies, form fields and headers may hold placeholders (``scrapers/extraction/placeholders.py``):

- ``{yyyymmdd}`` and ``{date:%Y/%m/%d}``: every calendar date that the monitoring day touches, one request each;
- ``{from:%Y-%m-%d}``, ``{to:%Y-%m-%d}``: first and last calendar date of the day, for a range query;
- ``{page}``, ``{offset}``: the page of a paged list, and how many entries stand before it; ``{page:03d}`` writes at
  least three digits;
- any name that ``prefetch`` picks from another page first;
- in ``link_template`` and ``detail``: any field of the row.

A picked value or a field is escaped in an address, so that it fills its place and moves nothing. ``{name:path}`` is a
path and query instead, its slashes kept; of an absolute address it takes these where the host is the template's own.

In a date's form ``%ROC`` is the year of the Republic of China (2026 is 115).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from briefing.records.record import Record

WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s]+$")]
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{0,1000}$")]
HttpHeaders = dict[HeaderName, HeaderValue]


class Pick(Record):
    """One value taken from a page: the element, its attribute (or text), and the part of it that counts."""

    css: str | None = Field(default=None, description="element; absent: the whole text of the page")
    attribute: str | None = Field(default=None, description="attribute of the element; absent: its text")
    pattern: str | None = Field(default=None, description="regular expression; its first group counts")


class Prefetch(Record):
    """A page asked for first: for a token, for cookies, or for the address of the list itself."""

    url: WebAddress
    picks: dict[NonEmpty, Pick] = Field(
        default_factory=dict, description="name to value, used as ``{name}`` in the seed"
    )
    hidden_fields_of: str | None = Field(
        default=None, description="CSS of a form whose hidden fields are added to the seed's own"
    )
    keep_cookies: bool = Field(
        default=False,
        description="send the page's cookies with the list, its further pages and the articles of the same host",
    )


class Detail(Record):
    """The article behind a row where it is no page but another API call. Paths are JMESPath."""

    url: NonEmpty = Field(description="address; ``{field}`` is a field of the row")
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None
    title: str | None = None
    date: str | None = None
    content: NonEmpty = Field(description="path of the text, plain or markup")


class Request(Record):
    """How a seed is asked for."""

    url: NonEmpty
    method: Literal["GET", "POST"] = "GET"
    body: str | None = Field(default=None, description="JSON text of a POST; placeholders are filled in")
    form: dict[NonEmpty, str] = Field(default_factory=dict, description="fields of a POST, form-encoded")
    headers: HttpHeaders = Field(default_factory=dict)
    first_page: int = Field(default=1, ge=0, description="what {page} begins with")
    page_size: int = Field(default=20, ge=1, description="what {offset} grows by from page to page")
    max_pages: int = Field(
        default=3, ge=1, description="pages turned on one visit, while the last row is still of the day"
    )
    prefetch: Prefetch | None = None

    @model_validator(mode="after")
    def _whole(self) -> Request:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError("url is not an address that begins with http:// or https://")
        if self.method == "GET" and (self.body is not None or self.form):
            raise ValueError("body and form are for method POST")
        if self.body is not None and self.form:
            raise ValueError("one of body and form, not both")
        return self


class Feed(Request):
    """RSS, RDF, Atom or JSON Feed: read by its own rules, nothing to describe."""

    way: Literal["feed"] = "feed"


class Sitemap(Request):
    """A sitemap, a news sitemap, or an index of them; gzip or not."""

    way: Literal["sitemap"] = "sitemap"
    link_pattern: str | None = Field(
        default=None, description="regular expression an article's absolute address matches"
    )
    child_pattern: str | None = Field(
        default=None,
        description="of an index: which sitemaps to read; may hold {date:…}; absent: all that are new",
    )


class Listing(Request):
    """A page that lists articles. Selectors are CSS, within a row where ``row`` is given.

    The least is one of ``link_pattern``, ``link_argument`` and ``link``: every link of the page that matches is an
    article.
    """

    way: Literal["listing"] = "listing"
    link_pattern: str | None = Field(
        default=None, description="regular expression an article's absolute address matches"
    )
    row: str | None = Field(default=None, description="one entry of the list")
    link: str | None = Field(default=None, description="the element with the link; absent: the first link")
    link_attribute: str = Field(
        default="href", description="attribute that holds the link or the script call"
    )
    link_argument: str | None = Field(
        default=None,
        description="regular expression over that attribute; its groups are {1}, {2} … of link_template",
    )
    link_template: str | None = Field(
        default=None,
        description="address made from {1}, {2} …, from named groups of link_argument or those of script_pattern",
    )
    title: str | None = Field(
        default=None, description="absent: the link's text, or the first words of content"
    )
    title_attribute: str | None = None
    date: str | None = None
    date_attribute: str | None = None
    date_pattern: str | None = Field(
        default=None,
        description="regular expression over the date's text, or over the row's; its first group counts",
    )
    day_pattern: str | None = Field(
        default=None,
        description="regular expression over the list's own address, where rows say the time of day only: its first "
        "group, a space and the row's date are what date_formats read",
    )
    date_formats: tuple[NonEmpty, ...] = ()
    summary: str | None = None
    content: str | None = Field(
        default=None,
        description="the whole text, where the list holds it (posts of a channel): no page is visited for it",
    )
    next_page: str | None = Field(
        default=None,
        description="CSS of the link to the next page, or of all links of a pager whose texts are page numbers",
    )
    script_pattern: str | None = Field(
        default=None,
        description="for a list hidden in script text: one entry, with named groups url, title, date, summary",
    )
    markup_path: str | None = Field(
        default=None, description="JMESPath of the markup, where the list comes wrapped in JSON"
    )
    markup_element: str | None = Field(
        default=None, description="name of the XML element that holds a row of markup, where it comes in XML"
    )
    detail: Detail | None = None

    @model_validator(mode="after")
    def _finds_something(self) -> Listing:
        if not any((self.link_pattern, self.row, self.script_pattern, self.link_argument, self.link)):
            raise ValueError(
                "a listing needs one of link_pattern, link_argument, link, row and script_pattern"
            )
        if self.markup_path and self.markup_element:
            raise ValueError("one of markup_path and markup_element, not both")
        return self


class Api(Request):
    """A list in JSON (or in XML without markup). Paths are JMESPath, from ``items`` on within an item."""

    way: Literal["api"] = "api"
    format: Literal["json", "xml"] = "json"
    inside: str | None = Field(
        default=None,
        description="CSS of the script element that holds the JSON, where it comes inside a page",
    )
    items: NonEmpty = Field(description="path of the list; @ where the document is the list")
    link: str | None = None
    link_template: str | None = Field(default=None, description="address made from {path} of the item")
    link_pattern: str | None = None
    key: str | None = Field(
        default=None, description="path of an identity, where several items share an address"
    )
    title: str | None = Field(
        default=None, description="absent: the first words of content, or the page's own title"
    )
    date: str | None = None
    date_unit: Literal["text", "s", "ms"] = "text"
    date_formats: tuple[NonEmpty, ...] = ()
    summary: str | None = None
    content: str | None = Field(
        default=None,
        description="path of the full text, plain or markup: no page is visited where it has any",
    )
    byline: str | None = None
    next_page: str | None = Field(default=None, description="path of the next page's address")
    hook: str | None = Field(
        default=None, description="name in scrapers/extraction/hooks.py: mends an item that paths cannot read"
    )
    detail: Detail | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Api:
        if self.link and self.link_template:
            raise ValueError("one of link and link_template, not both")
        return self


class Document(Request):
    """A page that stays and changes, such as a travel advisory: each change of its text is an item.

    It is read as JSON where a path is given or its content type says so, else as a page.
    """

    way: Literal["document"] = "document"
    title: NonEmpty | None = Field(
        default=None, description="the words themselves; absent: title_path or the page's own"
    )
    title_path: str | None = Field(default=None, description="JMESPath of the title, where it is JSON")
    content: str | None = Field(
        default=None,
        description="JMESPath of the text where it is JSON; absent: read as a page, or all its texts",
    )
    date: str | None = Field(
        default=None, description="JMESPath of the time of its last change, where it is JSON"
    )
    link: WebAddress | None = Field(default=None, description="the page for readers, where url is an API")

    @model_validator(mode="after")
    def _has_one_title(self) -> Document:
        if self.title and self.title_path:
            raise ValueError("one of title (words) and title_path (JMESPath), not both")
        return self

    @property
    def is_json(self) -> bool:
        """Whether a path of it says so; the content type may say so besides."""
        return any((self.title_path, self.content, self.date))


Seed = Feed | Sitemap | Listing | Api | Document
