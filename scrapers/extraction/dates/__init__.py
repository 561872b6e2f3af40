"""Dates as publishers write them: from text, from an address, from a number; with basis and precision."""

from scrapers.extraction.dates.addresses import date_in_address
from scrapers.extraction.dates.batch import is_batch
from scrapers.extraction.dates.epoch import from_epoch
from scrapers.extraction.dates.reading import read_date
from scrapers.extraction.dates.written_date import (
    DAY,
    EARLIEST,
    HOUR,
    MINUTE,
    MONTH,
    NONE,
    SECOND,
    TOLERATED_FUTURE,
    WrittenDate,
)

__all__ = [
    "DAY",
    "EARLIEST",
    "HOUR",
    "MINUTE",
    "MONTH",
    "NONE",
    "SECOND",
    "TOLERATED_FUTURE",
    "WrittenDate",
    "date_in_address",
    "from_epoch",
    "is_batch",
    "read_date",
]
