"""``desk web``: the reading room and the analyst desk."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.settings import Settings, load_settings
from briefing.storage.home import Home
from orchestration.speaking import say, speaking_plainly

if TYPE_CHECKING:  # other commands start without what only the web needs
    from briefing.audit.trace import Trace
    from briefing.web.room import Exchange, Tools

_RECOMPOSE_SECONDS = 600


def serve_web(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on")] = 8000,
) -> None:
    """Serve the reading room and the analyst desk until interrupted."""
    with speaking_plainly():
        import uvicorn

        from briefing.storage.database import open_database
        from briefing.storage.search_index import refresh
        from briefing.web.app import make_app

        settings = load_settings()
        app = make_app(settings, open_database(settings), make_tools(settings))
        read = refresh(Home(settings.home))
        if read:
            say(f"desk web: {read} editions were read into the search index")
        say(f"desk web: http://{host}:{port} (links in mail lead to {settings.web_url})")
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            proxy_headers=bool(settings.web_trusted_proxies),
            forwarded_allow_ips=settings.web_trusted_proxies or None,
            timeout_graceful_shutdown=10,
        )


def make_tools(settings: Settings) -> Tools:
    """What the pages are given of Dagster, the archive and the clock. What is slow to import is imported here:
    no reader waits for it."""
    from briefing.web.room import Exchange, MissingBytesError, RecomposeError, Tools
    from orchestration.tracing import trace_line
    from scrapers.archive.index import ArchiveError
    from scrapers.archive.reading import read_request, read_response
    from scrapers.extraction.encoding import decode

    home = Home(settings.home)

    def trace(country: str, day: date, number: int, version: int) -> Trace:
        try:
            return trace_line(home, country, day, number, version)
        except ArchiveError as error:
            raise MissingBytesError("the archive does not hold the bytes of this line") from error

    def read_exchange(found: Trace) -> Exchange:
        file = home.absolute(found.warc_file)
        try:
            response = read_response(file, found.warc_offset, settings.crawl_max_bytes)
        except ArchiveError as error:
            raise MissingBytesError(
                f"{found.warc_file} at byte {found.warc_offset} holds no whole record"
            ) from error
        request = read_request(file, found.warc_offset)
        declared = {name.casefold(): value for name, value in response.headers}.get("content-type")
        decoded = decode(response.body, declared)
        return Exchange(
            status_line=response.status_line,
            response_headers=response.headers,
            request_line=request.line if request else "",
            request_headers=request.headers if request else (),
            payload=response.payload,
            body=response.body,
            text=decoded.text,
            charset=decoded.charset,
            charset_basis=decoded.basis,
        )

    def recompose(country: str, day: date) -> int:
        """In a process of its own: a run prints, takes memory and may fall."""
        command = ["-m", "orchestration.cli", "run", "-c", country, "-d", str(day), "--from", "recompose"]
        try:
            done = subprocess.run(  # noqa: S603 - our own command; country and date are checked values
                [sys.executable, *command],
                capture_output=True,
                text=True,
                timeout=_RECOMPOSE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RecomposeError(f"{country}/{day}: not done after {_RECOMPOSE_SECONDS} seconds") from error
        if done.returncode:
            raise RecomposeError(f"{country}/{day}: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout)["edition"]["version"]

    return Tools(
        trace=trace,
        read_exchange=read_exchange,
        recompose=recompose,
        now=lambda: datetime.now(UTC),
        dagster_url=settings.dagster_url or None,
    )
