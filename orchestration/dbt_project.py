"""Where the dbt project is, and its manifest. Nothing else: importing it must stay cheap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from briefing.settings import CHECKOUT

PROJECT = CHECKOUT / "dbt_project"
MANIFEST = PROJECT / "target" / "manifest.json"
# dbt of the running interpreter's environment, not whichever is first on the PATH.
DBT = Path(sys.executable).parent / "dbt"


def prepared_manifest() -> Path:
    """The manifest, parsed if it is not there yet or older than the project's files."""
    sources = [
        path for suffix in ("*.sql", "*.yml") for path in PROJECT.rglob(suffix) if "target" not in path.parts
    ]
    newest = max(path.stat().st_mtime for path in sources)
    MANIFEST.parent.mkdir(exist_ok=True)
    with FileLock(MANIFEST.parent / "parse.lock"):
        if not MANIFEST.exists() or MANIFEST.stat().st_mtime < newest:
            subprocess.run(  # noqa: S603 - our own executable, our own arguments
                [str(DBT), "--quiet", "parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)],
                check=True,
                env={**os.environ, "DBT_TARGET_PATH": str(MANIFEST.parent)},
            )
    return MANIFEST
