"""The key of signed links and sessions: from the settings, or made once and kept in the home folder."""

from __future__ import annotations

import os
import secrets

from briefing.settings import Settings
from briefing.storage.home import Home


def read_secret(settings: Settings) -> str:
    """The key. Made at first use, readable by its owner alone; of two processes that start at once one makes it."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    path = Home(settings.home).secret
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".secret.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(aside, path)  # fails where another was faster, and then that one's key is everybody's
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text("ascii").strip()
