"""Partitions: country × monitoring day. See docs/adr/0002."""

from __future__ import annotations

from datetime import date

import dagster as dg

from briefing.taxonomy.countries import COUNTRIES

FIRST_DAY = "2025-01-01"

days = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, end_offset=2)
countries = dg.StaticPartitionsDefinition(list(COUNTRIES))
country_days = dg.MultiPartitionsDefinition({"country": countries, "date": days})


def partition_key(country: str, day: date) -> dg.MultiPartitionKey:
    """The key of one country and monitoring day."""
    return dg.MultiPartitionKey({"country": country, "date": day.isoformat()})


def partition_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> tuple[str, date]:
    """Country and monitoring day of the running step."""
    key = context.partition_key
    assert isinstance(key, dg.MultiPartitionKey)
    return key.keys_by_dimension["country"], date.fromisoformat(key.keys_by_dimension["date"])
