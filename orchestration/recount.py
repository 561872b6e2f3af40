"""The warehouse's own count of an edition, to be compared with the one the edition was selected by."""

from __future__ import annotations

from datetime import date

import duckdb
from filelock import FileLock

from briefing.storage.home import Home


def recount(home: Home, country: str, day: date) -> dict[str, int]:
    """``monitored:<kind>`` and ``reported`` of one edition, as ``monitored_counts`` has them.

    Opens the file for reading only, and closes it again.
    """
    home.locks.mkdir(parents=True, exist_ok=True)
    with (
        FileLock(home.locks / "warehouse.lock"),
        duckdb.connect(str(home.warehouse), read_only=True) as warehouse,
    ):
        rows = warehouse.execute(
            "select kind, monitored, reported from monitored_counts where country = ? and edition_date = ?",
            [country, day],
        ).fetchall()
    counts = {f"monitored:{kind}": int(monitored) for kind, monitored, _ in rows}
    return {**counts, "reported": sum(int(reported) for _, _, reported in rows)}
