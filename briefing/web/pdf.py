"""The PDF of an edition with what it needs from the home folder."""

from __future__ import annotations

from briefing.records.edition import Edition
from briefing.storage.home import Home


def make_pdf(home: Home, edition: Edition) -> bytes:
    """Set the edition."""
    from briefing.rendering.pdf import render_pdf

    return render_pdf(edition)
