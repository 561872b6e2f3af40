"""The PDF of an edition with what it takes from the home folder: earlier counts, pictures of Takes."""

from __future__ import annotations

from briefing.records.edition import Edition
from briefing.rendering.pdf import render_pdf
from briefing.settings import Settings
from briefing.storage.home import Home
from briefing.storage.trend import trend_before


def make_pdf(settings: Settings, edition: Edition) -> bytes:
    """Set the edition. Raises what ``render_pdf`` raises, and OSError where a picture is missing."""
    home = Home(settings.home)

    def image(take_id: str, file: str) -> bytes:
        """Both names have the form that their record demands: no separator is in them."""
        return (home.take(take_id) / file).read_bytes()

    trend = trend_before(home, edition.country, edition.edition_date)
    return render_pdf(edition, trend=trend, image=image, fonts=settings.fonts)
