"""The press: PDFs of one edition, whole or cut to a reader, with what they take from the home folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from briefing.records.briefing import Briefing
from briefing.records.edition import Edition
from briefing.records.trend_day import TrendDay
from briefing.settings import Settings
from briefing.storage.home import Home
from briefing.storage.takes import read_image
from briefing.storage.trend import trend_before


class PdfNotMadeError(RuntimeError):
    """A PDF that cannot be set. The message says of which edition and why: a glyph, a picture, the typesetter."""


@dataclass(frozen=True)
class Press:
    """Earlier counts are read once for all PDFs of the edition, pictures of Takes for each."""

    settings: Settings
    edition: Edition

    @cached_property
    def _trend(self) -> tuple[TrendDay, ...]:
        return trend_before(Home(self.settings.home), self.edition.country, self.edition.edition_date)

    def pdf(self, briefing: Briefing | None = None, paper: str = "a4") -> bytes:
        """Raises PdfNotMadeError, so that one that cannot be made stops no other."""
        from briefing.rendering.pdf import render_pdf

        edition = self.edition
        image = partial(read_image, Home(self.settings.home))
        try:
            return render_pdf(edition, briefing, self._trend, image, paper=paper, fonts=self.settings.fonts)
        except (ValueError, OSError, RuntimeError) as error:  # typst's own error is a RuntimeError
            name = f"{edition.country}/{edition.edition_date}/v{edition.version}"
            raise PdfNotMadeError(f"PDF of {name}: {error}") from error
