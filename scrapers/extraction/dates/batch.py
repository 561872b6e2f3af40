"""Whether the dates of a feed are those of its making rather than of its entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scrapers.extraction.dates.written_date import DAY, WrittenDate

_FEWEST = 5
_SHARE = 0.9
_MIDNIGHT = re.compile(r"(?<![\d:])0?0[:時时시]\s?00(?::00)?(?!\d|:(?!00)\d)")


def is_batch(dates: Sequence[WrittenDate]) -> bool:
    """Whether ``dates``, all of one reading of one feed, are the date of a batch and not of its entries.

    So it is where at least five entries are dated and nine in ten of them bear the same instant, which is a day
    without a time or written as midnight. A feed holds its newest entries, so those of a publisher that dates each
    one spread over more than a day or have times; a monthly issue or an export bears one date for all. Fewer than
    five may well be of one day, and one shared time of day (10:03:27) is a true moment at which all were released.
    Entries without a date do not count. A day on which one publisher fills its whole feed with entries dated by day
    alone looks the same: whoever acts on this keeps the day, and only takes care not to call it exact.
    """
    dated = [date for date in dates if date.at is not None]
    if len(dated) < _FEWEST:
        return False
    instant, bearers = Counter(date.at for date in dated).most_common(1)[0]
    if bearers < _SHARE * len(dated):
        return False
    return all(date.precision == DAY or _MIDNIGHT.search(date.raw) for date in dated if date.at == instant)
