"""The one resource: where this desk's state lies and how it is set up."""

from __future__ import annotations

from datetime import date

import dagster as dg

from briefing.records.monitoring_day import MonitoringDay, days_covered, is_edition_date
from briefing.records.source import Source
from briefing.settings import Settings, load_settings
from briefing.storage.home import Home
from briefing.taxonomy.countries import monitoring_day
from scrapers.catalogue import load_catalogue, sources_for


class Desk(dg.ConfigurableResource):
    """Settings come from the environment of the process, so that a run means the same in the UI and in a shell."""

    @property
    def settings(self) -> Settings:
        return load_settings()

    @property
    def home(self) -> Home:
        return Home(self.settings.home)

    def day(self, country: str, day: date) -> MonitoringDay:
        return monitoring_day(country, day, self.settings.cutoff)

    def covered(self, country: str, day: date) -> tuple[MonitoringDay, ...]:
        """Monitoring days of the edition of a date; none for a date that carries no edition."""
        if not is_edition_date(day):
            return ()
        return tuple(self.day(country, d) for d in days_covered(day))

    def collected(self, country: str, day: date) -> tuple[MonitoringDay, ...]:
        """The covered days that anything was collected for. The others are reported as days without captures; the
        edition's own day is always among these, so that its absence is an error."""
        return tuple(
            d
            for d in self.covered(country, day)
            if d.date == day or self.home.table("captures", country, d.date).exists()
        )

    def sources(self, country: str) -> tuple[Source, ...]:
        return sources_for(load_catalogue(self.settings.sources), country)
