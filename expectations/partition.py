"""What every hand-over has in common: one country, one day, and sources that we know."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.records.source import Source
from expectations.check import DAY, RowCheck, source_part


def partition_checks(country: str, date: str) -> tuple[RowCheck, ...]:
    """The three checks that say whose rows these are."""
    return (
        RowCheck(
            name="country_is_this_one",
            says=f"every row is of {country}",
            fault="the row is of another country",
            shows=("country",),
            kind="expect_column_values_to_be_in_set",
            arguments={"column": "country", "value_set": [country]},
        ),
        RowCheck(
            name="date_is_this_one",
            says=f"every row is of {date}",
            fault="the row is of another day",
            shows=("date",),
            kind="expect_column_values_to_be_in_set",
            arguments={"column": "date", "value_set": [date]},
        ),
        RowCheck(
            name="source_is_configured",
            says="every row belongs to a source of the catalogue",
            fault="the source is not in the catalogue",
        ),
    )


def parts_by_source(source_ids: Sequence[str], sources: Sequence[Source]) -> list[str]:
    """The part that each row counts to: its source, or the day where its source cannot be told."""
    known = {source.id for source in sources}
    return [source_part(source_id) if source_id in known else DAY for source_id in source_ids]
