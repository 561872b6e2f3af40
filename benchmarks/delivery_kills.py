"""Delivery killed at random instants, against a real mail server on loopback: does each subscriber get the mail
exactly once?

python -m benchmarks.delivery_kills [--subscribers 10000] [--kills 50]

The server (aiosmtpd, in a process of its own) puts each mail it takes into a Maildir before it answers; that
Maildir is also the journal in which the sender looks up what a killed run was handing over. The sender is a process
of its own that is ended by SIGKILL.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.full_edition import full_edition
from briefing.records.profile import Profile
from briefing.records.subscriber import Subscriber
from briefing.settings import Settings
from briefing.storage.database import open_database
from briefing.storage.editions import store
from briefing.storage.home import Home
from briefing.storage.receipts import in_state
from briefing.storage.subscribers import columns_of
from briefing.storage.tables_of_people import SUBSCRIBERS

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
_SERVER = """
import sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
controller = Controller(Mailbox(sys.argv[1]), hostname="127.0.0.1", port=int(sys.argv[2]))
controller.start()
print("ready", flush=True)
while True:
    time.sleep(3600)
"""
_SENDER = """
import sys
from datetime import date, datetime, UTC
from briefing.delivery.sending import Sender
from briefing.settings import Settings
from briefing.storage.database import open_database
from briefing.storage.editions import load
from briefing.storage.home import Home
settings = Settings()
edition = load(Home(settings.home), "kr", date(2026, 3, 10))
sender = Sender(open_database(settings), settings)
print("begins", flush=True)
sender.send(edition, datetime(2026, 3, 10, 12, tzinfo=UTC), on_request=True)
print("ended", flush=True)
"""


def deliver_with_kills(
    home: Path, subscribers: int, kills: int, *, items: int = 20, seed: int = 1, longest: float = 4.0
) -> dict[str, float]:
    """Send to so many, kill the sender so often, then let it end. Counts of what the server took."""
    chance = random.Random(seed)
    journal = home / "journal"
    port = free_port()
    environment = {
        **os.environ,
        "DESK_HOME": str(home),
        "DESK_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "DESK_SMTP_JOURNAL": str(journal),
    }
    settings = Settings(home=home)
    edition = full_edition(items, developments=1)
    store(Home(home), lambda version: edition, lambda edition: "", "kr", edition.edition_date)
    ids = _subscribe(settings, subscribers)
    server = _started(_SERVER, "ready", environment, str(journal), str(port))
    begun = time.monotonic()
    killed = 0
    try:
        while killed < kills:
            sender = _started(_SENDER, "begins", environment)
            try:
                sender.wait(chance.uniform(0.02, longest))
                break  # it came to its end before it could be killed
            except subprocess.TimeoutExpired:
                sender.send_signal(signal.SIGKILL)
                sender.wait()
                killed += 1
        last = _started(_SENDER, "begins", environment)
        if last.wait(1800):
            raise RuntimeError("the last run failed")
    finally:
        server.terminate()
        server.wait()
    got = Counter(_message_id(path) for part in ("new", "cur") for path in (journal / part).iterdir())
    engine = open_database(settings)
    sent = {receipt.subscriber_id: receipt.message_id for receipt in in_state(engine, "sent")}
    return {
        "subscribers": subscribers,
        "kills": killed,
        "seconds": round(time.monotonic() - begun, 1),
        "exactly once": sum(got[sent[who]] == 1 for who in ids if who in sent),
        "twice": sum(count > 1 for count in got.values()),
        "missed": sum(who not in sent or not got[sent[who]] for who in ids),
        "of nobody": sum(message not in set(sent.values()) for message in got),
        "unclear": len(in_state(engine, "unclear")),
        "tried again": sum(r.attempts > 1 for r in in_state(engine, "sent")),
    }


def _subscribe(settings: Settings, count: int) -> list[str]:
    """Rows in one transaction: ids that sort as they are counted."""
    made = [
        Subscriber(
            subscriber_id=f"{number:016d}",
            name=f"Reader {number}",
            email=f"reader{number}@example.com",
            state="active",
            profile=Profile(countries=("kr",)),
            created_at=AT,
            confirmed_at=AT,
        )
        for number in range(count)
    ]
    with open_database(settings).begin() as connection:
        connection.execute(SUBSCRIBERS.insert(), [{"revision": 1, **columns_of(one)} for one in made])
    return [one.subscriber_id for one in made]


def _started(code: str, word: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    if process.stdout.readline().strip() != word:
        raise RuntimeError(f"a process ended before it said {word!r}")
    return process


def _message_id(path: Path) -> str:
    found = re.search(rb"(?mi)^Message-ID: (\S+)", path.read_bytes())
    return found.group(1).decode() if found else ""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="desk-kills-") as folder:
        print(json.dumps(deliver_with_kills(Path(folder), options.subscribers, options.kills), indent=1))


if __name__ == "__main__":
    main()
