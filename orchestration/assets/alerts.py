"""Alerts: what changed for the worse, or for the better, is told to people once."""

from datetime import UTC, datetime

import dagster as dg

from briefing.delivery.alerts import Delivery, channels_of, deliver
from briefing.records.source_day import SourceDay
from briefing.storage.tables import read_records
from orchestration.partitions import country_days, partition_of
from orchestration.resources import Desk

CODE_VERSION = "2"


@dg.asset(
    deps=["source_days"],
    partitions_def=country_days,
    group_name="extract",
    kinds={"email", "webhook"},
    owners=["team:data-engineering"],
    code_version=CODE_VERSION,
)
def alerts(context: dg.AssetExecutionContext, desk: Desk) -> dg.MaterializeResult:
    """Tells of sources that turned late, dead or blocked, and of those that are well again; once each.

    Of a day long past nobody is told; what still holds is told with the next current day. A message that cannot be
    sent is no reason to hold the edition: it is named here, and ``desk sources alert`` or the next day sends it.
    """
    country, day = partition_of(context)
    rows = read_records(desk.home.table("source_days", country, day), SourceDay)
    now = datetime.now(UTC)
    is_current = abs((now.date() - day).days) <= 1
    done = deliver(rows, channels_of(desk.settings), desk.home, now) if is_current else Delivery((), {}, ())
    for alert in done.alerts:
        context.log.info(f"new to people: {alert.text}")
    for failure in done.failures:
        context.log.error(f"undelivered: {failure}")
    return dg.MaterializeResult(
        metadata={
            "alerts": dg.MetadataValue.json([row.alert for row in rows if row.alert]),
            "new to people": dg.MetadataValue.json([alert.text for alert in done.alerts]),
            "sent": dg.MetadataValue.json(done.sent),
            "undelivered": dg.MetadataValue.json(list(done.failures)),
            "is of a current day": is_current,
        }
    )
