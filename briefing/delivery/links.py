"""Signed links: who follows one is the person that the mail went to, and needs no password."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from itsdangerous import BadData, URLSafeTimedSerializer

from briefing.records.edition import Edition
from briefing.rendering.links import ReaderLinks
from briefing.settings import Settings
from briefing.storage.secret import read_secret

CONFIRM_SECONDS = 7 * 24 * 3600
"""A link that confirms an address is good for a week."""


class LinkError(ValueError):
    """The token was not made here, for something else, or is too old."""


class Links:
    """Makes and reads signed links. A token is good for one purpose only: its salt is the purpose."""

    def __init__(self, settings: Settings) -> None:
        self._secret = read_secret(settings)
        self._web = settings.web_url
        self._imprint = settings.mail_imprint

    def confirm_url(self, subscriber_id: str) -> str:
        return self._url("confirm", subscriber_id)

    def preferences_url(self, subscriber_id: str) -> str:
        return self._url("preferences", subscriber_id)

    def unsubscribe_url(self, subscriber_id: str) -> str:
        return self._url("unsubscribe", subscriber_id)

    def briefing_url(self, subscriber_id: str, country: str, day: date, version: int) -> str:
        return self._url("briefing", subscriber_id, country, day.isoformat(), str(version))

    def reader_links(self, subscriber_id: str, edition: Edition) -> ReaderLinks:
        """All that a mail of this edition leads to."""
        path = f"{self._web}/editions/{quote(edition.country)}/{edition.edition_date}/v{edition.version}"
        return ReaderLinks(
            edition_url=path,
            briefing_url=self.briefing_url(
                subscriber_id, edition.country, edition.edition_date, edition.version
            ),
            preferences_url=self.preferences_url(subscriber_id),
            unsubscribe_url=self.unsubscribe_url(subscriber_id),
            pdf_url=f"{path}.pdf",
            audit_url=lambda number: f"{path}/items/{number}/audit",
            imprint=self._imprint,
        )

    def read(self, token: str, purpose: str, max_age: int | None = None) -> tuple[str, ...]:
        """What a token was signed for: the subscriber's id first. ``max_age`` in seconds. Raises LinkError."""
        limit = CONFIRM_SECONDS if max_age is None and purpose == "confirm" else max_age
        try:
            found = self._signer(purpose).loads(token, max_age=limit)
        except BadData as error:
            raise LinkError(f"no link of ours for this: {type(error).__name__}") from error
        return tuple(str(part) for part in found)

    def _url(self, purpose: str, *parts: str) -> str:
        plural = {"briefing": "briefings"}.get(purpose, purpose)
        return f"{self._web}/{plural}/{self._signer(purpose).dumps(list(parts))}"

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret, salt=f"country-desk/{purpose}")
