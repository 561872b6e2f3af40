"""Schedules: each country's day runs at its own cut-off, on its own clock, every day of the week."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from briefing.settings import load_settings
from briefing.taxonomy.countries import COUNTRIES, Country
from orchestration.jobs import country_day
from orchestration.partitions import partition_key

# A minute past the cut-off: what was published in its last second is in the feeds by then.
_AFTER_CUTOFF = timedelta(minutes=1)


def _schedule(country: Country) -> dg.ScheduleDefinition:
    cutoff = load_settings().cutoff
    minute = (cutoff.minute + int(_AFTER_CUTOFF.total_seconds() // 60)) % 60
    hour = (cutoff.hour + (1 if minute < cutoff.minute else 0)) % 24

    @dg.schedule(
        name=f"{country.code}_daily",
        job=country_day,
        cron_schedule=f"{minute} {hour} * * *",
        execution_timezone=country.timezone,
        description=f"{country.name}: the monitoring day that has just been cut off.",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
    def at_cutoff(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        at = context.scheduled_execution_time.astimezone(ZoneInfo(country.timezone))
        day = (at - _AFTER_CUTOFF).date()  # a cut-off just before midnight is run just after it
        return dg.RunRequest(
            run_key=f"{country.code}-{day}",
            partition_key=partition_key(country.code, day),
            run_config={"ops": {"captures": {"config": {"fetch": "always"}}}},
        )

    return at_cutoff


schedules = [_schedule(country) for country in COUNTRIES.values()]
