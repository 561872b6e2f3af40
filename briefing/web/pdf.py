"""The PDF of an edition with what it takes from the home folder: earlier counts, pictures of Takes."""

from __future__ import annotations

from functools import partial

from briefing.records.edition import Edition
from briefing.rendering.pdf import render_pdf
from briefing.settings import Settings
from briefing.storage.home import Home
from briefing.storage.takes import read_image
from briefing.storage.trend import trend_before


def make_pdf(settings: Settings, edition: Edition) -> bytes:
    """Set the edition. Raises what ``render_pdf`` and ``read_image`` raise."""
    home = Home(settings.home)
    trend = trend_before(home, edition.country, edition.edition_date)
    return render_pdf(edition, trend=trend, image=partial(read_image, home), fonts=settings.fonts)
