"""Subscribers and the ledger on PostgreSQL: a server of our own on loopback, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.delivery_kills import free_port
from benchmarks.full_edition import full_edition
from briefing.delivery.personal_data import erase_all
from briefing.delivery.sending import Sender
from briefing.settings import Settings
from briefing.storage import subscribers
from briefing.storage.accounts import add_account, verify
from briefing.storage.database import open_database
from briefing.storage.home import Home
from briefing.storage.receipts import claim, in_state
from tests.integration.test_delivery import NOW, subscribed

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:] or (
    [Path(found).parent] if (found := shutil.which("initdb")) else []
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAMS, reason="no PostgreSQL server is installed on this machine"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server in a folder that its user can reach: it refuses to run as root, so that it runs as nobody."""
    with tempfile.TemporaryDirectory(prefix="desk-pg-") as folder:
        yield from _served(Path(folder))


def _served(folder: Path) -> Iterator[str]:
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()

    def run(*words: str) -> None:
        subprocess.run(
            words, check=True, capture_output=True, user=user, cwd=folder, env={"PATH": os.environ["PATH"]}
        )

    run(str(PROGRAMS[0] / "initdb"), "-D", str(data), "-U", "desk", "--auth=trust", "-E", "UTF8", "--no-sync")
    options = f"-h 127.0.0.1 -p {port} -k {folder} -F"
    run(str(PROGRAMS[0] / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    yield f"postgresql+psycopg://desk@127.0.0.1:{port}/postgres"
    run(str(PROGRAMS[0] / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def test_delivery_on_postgres(server: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database=server)  # type: ignore[arg-type]
    engine: Engine = open_database(settings)
    edition = full_edition(10, developments=1)
    for number in range(5):
        subscribed(engine, number)
    sender = Sender(engine, settings)
    assert len(sender.send(edition, NOW, on_request=True).sent) == 5
    assert sender.send(edition, NOW, on_request=True).sent == []
    receipts = in_state(engine, "sent")
    assert claim(engine, receipts) == []  # the key of the ledger refuses a second receipt
    with pytest.raises(subscribers.KnownAddressError):
        subscribed(engine, 0)
    found = subscribers.get(engine, receipts[0].subscriber_id)
    assert found is not None
    subscribers.save(engine, found[0].model_copy(update={"name": "Ünlü 読者"}), found[1])
    with pytest.raises(subscribers.RevisionError):
        subscribers.save(engine, found[0], found[1])
    assert erase_all(engine, Home(tmp_path), receipts[0].subscriber_id) == 2
    add_account(engine, "A. Kim", "analyst", "correct horse battery", NOW)
    assert verify(engine, "A. Kim", "correct horse battery") and not verify(engine, "A. Kim", "x")
