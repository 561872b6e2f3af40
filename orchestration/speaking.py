"""How the ``desk`` command speaks: JSON on stdout, messages on stderr, exit codes that mean something.

0 done · 1 a step failed · 2 the request or the configuration is wrong · 3 a gate refuses the edition ·
4 an archive is missing or cannot be read · 5 the disk is full.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer

FAILED, USAGE, REFUSED, ARCHIVE, STORAGE = 1, 2, 3, 4, 5


def say(message: str) -> None:
    """A message for a person."""
    print(message, file=sys.stderr, flush=True)


def out(value: Any) -> None:
    """A result for a program."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str), flush=True)


def stop(code: int, message: str) -> NoReturn:
    """End with a message and an exit code."""
    say(f"desk: {message}")
    raise typer.Exit(code)


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Known failures become a message and an exit code instead of a traceback."""
    from sqlalchemy.exc import OperationalError

    from briefing.audit.trace import TraceError
    from briefing.composition.readiness import EditionRefusedError
    from briefing.storage.acts import ActError
    from briefing.storage.editions import NoEditionError
    from briefing.storage.tables import TableError
    from briefing.storage.takes import TakeError
    from briefing.taxonomy.countries import UnknownCountryError
    from scrapers.archive.index import ArchiveError
    from scrapers.catalogue import CatalogueError
    from scrapers.opt_out import OptOutError

    try:
        yield
    except (UnknownCountryError, CatalogueError, OptOutError, NoEditionError, TraceError) as error:
        stop(USAGE, str(error))
    except EditionRefusedError as error:
        stop(REFUSED, str(error))
    except ArchiveError as error:
        stop(ARCHIVE, str(error))
    except (TableError, ActError, TakeError) as error:
        stop(FAILED, str(error))
    except OperationalError as error:  # SQLite's words, under Dagster's run history
        if "disk" not in str(error.orig):  # "database or disk is full", or "disk I/O error" where it is full
            raise
        stop(STORAGE, f"No space left on device, or it cannot be written: {error.orig}")
    except OSError as error:
        stop(STORAGE if error.errno == 28 else FAILED, f"{error.filename or ''}: {error.strerror or error}")
