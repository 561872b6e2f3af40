"""What a page holds in a frame, and where that leads."""

from __future__ import annotations

import pytest

from scrapers.extraction.frame import find_frame
from scrapers.extraction.page import NoArticleError

ADDRESS = "https://page.example.in/circulars/a.html"


def find(markup: str | bytes, css: str = "iframe") -> str | None:
    body = markup.encode() if isinstance(markup, str) else markup
    return find_frame(css, body, content_type="text/html", address=ADDRESS, charset=None)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<iframe src='/d/1.pdf'></iframe>", "https://page.example.in/d/1.pdf"),
        ("<iframe src='../web/?file=/d/2.pdf'></iframe>", "https://page.example.in/d/2.pdf"),
        (
            "<iframe src='https://v.example/?url=https%3A%2F%2Fd.example%2F3.pdf'></iframe>",
            "https://d.example/3.pdf",
        ),
        (
            "<iframe src='https://v.example/?file=javascript:x.pdf'></iframe>",
            "https://v.example/?file=javascript:x.pdf",
        ),
        ("<iframe src='https://v.example/?q=1'></iframe>", "https://v.example/?q=1"),
        (
            "<iframe src='about:blank'></iframe><iframe data-src='b.pdf'></iframe>",
            "https://page.example.in/circulars/b.pdf",
        ),
        ("<iframe src='javascript:void(0)'></iframe>", None),
        ("<iframe src='data:application/pdf,x'></iframe>", None),
        ("<iframe src='file:///etc/passwd'></iframe>", None),
        ("<iframe src='http://['></iframe>", None),
        ("<iframe src='#x'></iframe>", None),
        ("<iframe></iframe>", None),
        ("<p>no frame</p>", None),
    ],
)
def test_the_first_frame_that_leads_elsewhere_is_followed(markup: str, expected: str | None) -> None:
    assert find(f"<html><body>{markup}<p>text</p></body></html>") == expected


def test_links_and_objects_hold_documents_too() -> None:
    assert find("<p><a class=d href='x.pdf'>PDF</a>", "a.d") == "https://page.example.in/circulars/x.pdf"
    assert find("<object data='/y.pdf'></object>", "object") == "https://page.example.in/y.pdf"


def test_a_pdf_has_no_frame_and_what_is_no_page_is_refused() -> None:
    assert find(b"%PDF-1.4 <iframe src='/x.pdf'>") is None
    with pytest.raises(NoArticleError):
        find("")
