"""``desk web``: the reading room and the analyst desk."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from briefing.audit.trace import Trace
from briefing.settings import Settings, load_settings
from briefing.storage.home import Home
from briefing.web.room import Exchange, MissingBytesError, RecomposeError, Tools
from orchestration.speaking import say, speaking_plainly

_RECOMPOSE_SECONDS = 600


def serve_web(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on")] = 8000,
) -> None:
    """Serve the reading room and the analyst desk until interrupted."""
    with speaking_plainly():
        import uvicorn

        from briefing.storage.database import open_database
        from briefing.web.app import make_app

        settings = load_settings()
        app = make_app(settings, open_database(settings), tools(settings))
        say(f"desk web: http://{host}:{port} (links in mail say {settings.web_url})")
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


def tools(settings: Settings) -> Tools:
    """What the pages are given of Dagster, Scrapy's archive and the clock."""
    home = Home(settings.home)

    def trace(country: str, day: date, number: int, version: int) -> Trace:
        from orchestration.tracing import trace_line
        from scrapers.archive.index import ArchiveError

        try:
            return trace_line(home, country, day, number, version)
        except ArchiveError as error:
            raise MissingBytesError("the archive does not hold the bytes of this line") from error

    def read_exchange(found: Trace) -> Exchange:
        from scrapers.archive.index import ArchiveError
        from scrapers.archive.reading import read_request, read_response
        from scrapers.extraction.encoding import decode

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
        done = subprocess.run(  # noqa: S603 - our own command; country and date are checked values
            [
                sys.executable,
                "-m",
                "orchestration",
                "run",
                "-c",
                country,
                "-d",
                str(day),
                "--from",
                "recompose",
            ],
            capture_output=True,
            text=True,
            timeout=_RECOMPOSE_SECONDS,
            check=False,
        )
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
