"""The sample day over real HTTP: a forward proxy on loopback that answers for the invented hosts only.

The crawler is told to use it as its proxy and asks ``GET http://www.hanbit-ilbo.example/rss.xml HTTP/1.1``;
nothing is ever forwarded, and a host that is not of the sample gets 502. ``Date`` is the instant of the
round, so that two crawls receive the same bytes, headers included. For a person:

    python -m scrapers.sample.server --round 2 --port 8099
    curl --proxy http://127.0.0.1:8099 http://www.hanbit-ilbo.example/rss.xml
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from scrapers.sample import ROUNDS
from scrapers.sample.outlets import Reply, SampleSite, SiteError

LOOPBACK = "127.0.0.1"
SILENT_SECONDS = 30  # an idle keep-alive connection is closed after this


class SampleServer(ThreadingHTTPServer):
    """Serves every round of the sample; ``round`` may be set while it runs. Port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, round: int = 1, port: int = 0) -> None:
        self.sites = {number: SampleSite(number) for number in range(1, len(ROUNDS) + 1)}
        self.round = round
        super().__init__((LOOPBACK, port), _Answers)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print a fault of ours; a client that hung up in the middle of an answer is none."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def round(self) -> int:
        """The round being served, from 1. Setting one that does not exist raises ValueError."""
        return self._round

    @round.setter
    def round(self, number: int) -> None:
        if number not in self.sites:
            raise ValueError(f"the sample day has rounds 1 to {len(self.sites)}, not {number}")
        self._round = number

    @property
    def proxy_url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    """One connection. The request's address is looked up in a dictionary and used for nothing else."""

    protocol_version = "HTTP/1.1"
    server_version = "CountryDeskSample/1"
    sys_version = ""
    timeout = SILENT_SECONDS
    server: SampleServer

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        try:
            reply = self.server.sites[self.server.round].answer(self._address())
        except ValueError as error:  # urlsplit refuses an address such as http://[
            reply = Reply(
                HTTPStatus.BAD_REQUEST, "text/plain; charset=utf-8", f"not an address: {error}\n".encode()
            )
        if reply is None:
            text = "this proxy answers only for the hosts of the sample day\n"
            reply = Reply(HTTPStatus.BAD_GATEWAY, "text/plain; charset=utf-8", text.encode())
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(reply.body)

    def _address(self) -> str:
        """The absolute address asked for, also where a client asked in the form of an ordinary request."""
        if urlsplit(self.path).scheme:
            return self.path
        return f"http://{self.headers.get('Host', '')}{self.path}"

    def date_time_string(self, timestamp: float | None = None) -> str:
        """``Date`` of a reply: the instant of the round, whatever the machine's clock says."""
        return format_datetime(ROUNDS[self.server.round - 1], usegmt=True)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawler keeps its own record of every request."""


@contextmanager
def serve(round: int = 1, port: int = 0) -> Iterator[SampleServer]:
    """Serve on a thread while the block runs. Raises SiteError for bad content, OSError for a taken port."""
    with SampleServer(round, port) as server:
        thread = threading.Thread(target=server.serve_forever, name="sample-day", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m scrapers.sample.server", description="Serve the sample day."
    )
    parser.add_argument("--round", type=int, default=1, choices=range(1, len(ROUNDS) + 1))
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options = parser.parse_args(arguments)
    try:
        server = SampleServer(options.round, options.port)
    except (SiteError, OSError) as error:
        sys.stderr.write(f"sample day: {error}\n")
        return 1
    with server:
        sys.stderr.write(
            f"sample day, round {server.round}, HTTP proxy at {server.proxy_url}; Ctrl-C ends it\n"
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
