"""Safety of fetching: where the crawler goes, to whom it shows what, and how much it takes from anyone.

Scrapy and Twisted bound the size and time of a response by themselves; what they leave open is closed here, and
tests/integration/test_safety.py attacks both. ``safe_settings`` and ``SAFE_MIDDLEWARES`` belong into the settings
of every crawl that goes to the network.
"""

from __future__ import annotations

import logging
import os
import re
import ssl
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import certifi
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request, Response
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.web._newclient import ParseError
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from briefing.records.seed import Detail
from briefing.records.source import Source
from briefing.settings import Settings
from scrapers.archive.decoding import undone
from scrapers.public_addresses import (
    Reach,
    fold_host,
    host_and_port,
    read_networks,
    refuse_address,
    refuse_ip,
    refuse_resolution,
)

log = logging.getLogger("desk.safety")
MAX_HEADER_BYTES = 256 * 1024  # browsers draw the line here too
MAX_HEADER_LINES = 1000
_ADDRESS_IN_SELECTOR = re.compile(r"https?://[^\s\"'<>{}\\\]]+")
_UP_TO_A_PLACEHOLDER = re.compile(r"[^\s{\\]*")
_SECRET_HEADER = re.compile(r"cookie|authorization|key|token|secret|session|password", re.IGNORECASE)

SAFE_MIDDLEWARES = {
    # First of all: nothing is asked about an address that is refused, not even its robots.txt.
    "scrapers.safety.AddressMiddleware": 10,
    # In the place of Scrapy's, which unpacks what a replay could not, and the other way round.
    "scrapers.safety.UnpackingMiddleware": 590,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # Behind all that adds headers, but for those of the proxy (750), and before the archive writes them down (745).
    "scrapers.safety.OriginMiddleware": 740,
    # Behind Retry (550) on the way back: a refusal is not tried again. Behind the archive: it is not kept.
    "scrapers.safety.ConnectionMiddleware": 860,
}


class UnsafeAddressError(IgnoreRequest):
    """An address that is never fetched; the message says why."""


class UnsafeResponseError(IgnoreRequest):
    """A response that is not unpacked; the message says why."""


def safe_settings(settings: Settings) -> dict[str, Any]:
    """Scrapy settings for a crawl of the network, to be merged after those of politeness."""
    proxies = [settings.crawl_proxy] if settings.crawl_proxy else _proxies_of_environment()
    return {
        "DESK_REACH": Reach(read_networks(settings.crawl_allowed_networks), bool(proxies)),
        "DESK_TRUSTED_HOSTS": [host for proxy in proxies if (host := _host_of(proxy))],
        "DOWNLOAD_HANDLERS": {
            "http": "scrapers.safety.GuardedDownloadHandler",
            "https": "scrapers.safety.GuardedDownloadHandler",
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        # What a source needs is sent as a header, under the eyes of OriginMiddleware.
        "COOKIES_ENABLED": False,
        # Scrapy verifies no certificate by default.
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        # A body that is shorter than announced is an error, never a page.
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        # No page learns which one led to it, and no Referrer-Policy of a page is ever read.
        "REFERER_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        # Both listen on a port, and whoever reaches it runs Python in this process.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }


def _proxies_of_environment() -> list[str]:
    return [address for scheme, address in getproxies().items() if scheme in ("http", "https", "all")]


def _host_of(proxy: str) -> str | None:
    return urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname


def _sources_of(crawler: Crawler) -> Sequence[Source]:
    return getattr(crawler.spider, "sources", ())


def named_ports(source: Source) -> frozenset[tuple[str, int]]:
    """Host and port of every address that a source's file has us ask for."""
    return frozenset(found for found in map(host_and_port, asked_addresses(source)) if found)


def asked_addresses(source: Source) -> list[str]:
    """The addresses of a source's file that are asked for: its home page, its seeds and what stands before and behind
    them. What its prose mentions (terms, evidence, notes), and what is kept for another day, opens nothing."""
    frame = (source.article.frame if source.article else None) or ""
    found = [source.homepage, *_ADDRESS_IN_SELECTOR.findall(frame)]
    for seed in (*source.seeds().values(), *source.backfill_seeds().values()):
        detail: Detail | None = getattr(seed, "detail", None)
        found += [
            seed.url,
            seed.prefetch.url if seed.prefetch else "",
            detail.url if detail else "",
            getattr(seed, "link_template", None) or "",
        ]
    known = (_UP_TO_A_PLACEHOLDER.match(address).group() for address in found)  # type: ignore[union-attr]
    return [address for address in known if host_and_port(address)]


class AddressMiddleware:
    """Judges every address before it is asked for: what a spider wants, each hop of a redirect, each robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._reach: Reach = crawler.settings["DESK_REACH"]
        self._trusted = {fold_host(host) or host for host in crawler.settings.getlist("DESK_TRUSTED_HOSTS")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressMiddleware:
        return cls(crawler)

    @cached_property
    def _named_ports(self) -> frozenset[tuple[str, int]]:
        return frozenset().union(*map(named_ports, _sources_of(self.crawler)))

    def process_request(self, request: Request) -> None:
        """Raises UnsafeAddressError."""
        reason = refuse_address(request.url, self._reach, self._named_ports)
        place = host_and_port(request.url)
        if reason is None and place is not None and place[0] in self._trusted:
            reason = f"{place[0]} is the proxy itself"
        if reason is not None:
            hops = request.meta.get("redirect_urls")
            raise UnsafeAddressError(f"{request.url[:200]}: {reason}{' (after a redirect)' if hops else ''}")


class ConnectionMiddleware:
    """Says in words what the resolver refused, and looks once more at the address that answered."""

    def __init__(self, crawler: Crawler) -> None:
        self._reach: Reach = crawler.settings["DESK_REACH"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConnectionMiddleware:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises UnsafeAddressError in place of a name that was refused."""
        from twisted.internet import reactor

        resolver = getattr(reactor, "nameResolver", None)
        place = host_and_port(request.url)
        if (
            isinstance(exception, CannotResolveHostError)
            and isinstance(resolver, GuardedResolver)
            and place is not None
            and (reason := resolver.refused.get(place[0])) is not None
        ):
            raise UnsafeAddressError(f"{request.url[:200]}: {place[0]} resolves to {reason}") from exception

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises UnsafeAddressError: unreachable as long as every connection goes through the resolver."""
        if request.meta.get("proxy") or response.ip_address is None:
            return response
        reason = refuse_ip(str(response.ip_address), self._reach)
        if reason is not None:
            raise UnsafeAddressError(f"{request.url[:200]}: answered from {reason}")
        return response


@implementer(IHostnameResolver)
class GuardedResolver:
    """Hands on what a name resolves to, all of it or nothing: one inward address refuses the name.

    Twisted connects to the addresses that come from here and resolves nothing again, so a name that changes its
    mind between the look and the connection gains nothing. ``refused`` tells why, by folded host. ``trusted``
    hosts (the proxy) are not judged.
    """

    def __init__(self, inner: Any, reach: Reach, trusted: Sequence[str]) -> None:
        self._inner, self._reach, self._trusted = inner, reach, frozenset(trusted)
        self.refused: dict[str, str] = {}

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """See Twisted's IHostnameResolver."""
        receiver = resolutionReceiver
        if hostName not in self._trusted:
            receiver = _JudgedResolution(resolutionReceiver, hostName, self._reach, self.refused)
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _JudgedResolution:
    """Collects the addresses of one resolution and passes them on when all are known to be public."""

    def __init__(self, receiver: Any, host: str, reach: Reach, refused: dict[str, str]) -> None:
        self._receiver, self._host, self._reach, self._refused = receiver, host, reach, refused
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        reason = refuse_resolution((str(address.host) for address in self._addresses), self._reach)
        folded = fold_host(self._host) or self._host
        if reason is None:
            self._refused.pop(folded, None)
            for address in self._addresses:
                self._receiver.addressResolved(address)
        else:
            self._refused[folded] = reason
        self._receiver.resolutionComplete()


class OriginMiddleware:
    """What was meant for one origin (scheme, host and port) is not shown to another.

    A header that holds a secret goes only to origins that the source's own file names, and is dropped for good when
    a redirect leads from one origin to another. Cookies of a page (``meta["cookies_of"]`` is its address) go back to
    the origin that set them and nowhere else, whatever domain they claim. Scrapy's own cookie jar is off.
    """

    def __init__(self) -> None:
        self._named: dict[str, frozenset[str]] = {}

    def process_request(self, request: Request) -> None:
        """Takes headers away from the request."""
        secrets = [name for name in request.headers if _SECRET_HEADER.search(name.decode("latin-1"))]
        proxy = request.meta.get("proxy")
        if proxy and request.meta.get("_auth_proxy") == proxy and b"Proxy-Authorization" in secrets:
            # HttpProxyMiddleware put it there for our proxy, and does not do so when the request is made again.
            secrets.remove(b"Proxy-Authorization")
        origin = _origin(request.url)
        hops: list[str] = request.meta.get("redirect_urls") or []
        has_moved = bool(hops) and _origin(hops[-1]) != origin
        if has_moved and hops[-1].startswith("https:") and request.url.startswith("http:"):
            log.info("%s leads from https to http: %s", hops[-1][:200], request.url[:200])
        for name in secrets:
            setter = request.meta.get("cookies_of") if name == b"Cookie" else None
            is_known = origin == _origin(setter) if setter else origin in self._origins(request)
            if has_moved or not is_known:
                del request.headers[name]

    def _origins(self, request: Request) -> frozenset[str]:
        source: Source | None = request.meta.get("source")
        if source is None:
            return frozenset()
        if source.id not in self._named:
            self._named[source.id] = frozenset(map(_origin, asked_addresses(source)))
        return self._named[source.id]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or {'http': 80, 'https': 443}.get(parts.scheme)}"


class UnpackingMiddleware(HttpCompressionMiddleware):
    """Unpacks a body as a replay of it will: by the same function and to the same size (DOWNLOAD_MAXSIZE)."""

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        """The body, and the codings that are left: none. Raises UnsafeResponseError."""
        headers = [("content-encoding", value.decode("latin-1")) for value in content_encoding]
        try:
            return undone(body, headers, max_size), []
        except ValueError as error:
            raise UnsafeResponseError(str(error)) from error


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's, with a resolver that refuses inward addresses, certificates verified per host, headers bounded.

    It reaches into what Scrapy keeps private, which is why scrapy is pinned to one version.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if not has_trusted_roots():
            os.environ.setdefault("SSL_CERT_FILE", certifi.where())
            log.warning("this system has no certificates to trust; those of certifi are used")
        self._contextFactory: Any = CertificatePolicy(crawler, self._contextFactory)
        self._pool._factory = _BoundedClientFactory
        _guard_resolver(crawler.settings["DESK_REACH"], crawler.settings.getlist("DESK_TRUSTED_HOSTS"))


def has_trusted_roots() -> bool:
    """Whether the system brings certificates of authorities; slim images of containers often bring none."""
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    return bool(paths.cafile) or (folder is not None and folder.is_dir() and any(folder.iterdir()))


def _guard_resolver(reach: Reach, trusted: Sequence[str]) -> None:
    from twisted.internet import reactor as running

    reactor: Any = running
    if not isinstance(reactor.nameResolver, GuardedResolver):
        reactor.installNameResolver(GuardedResolver(reactor.nameResolver, reach, trusted))


@implementer(IPolicyForHTTPS)
class CertificatePolicy:
    """Verifies every certificate but those of hosts of a source that says why not (``tls_unverified_reason``)."""

    def __init__(self, crawler: Crawler, verifying: Any) -> None:
        self._crawler, self._verifying = crawler, verifying
        self._trusting: Any = _ScrapyClientContextFactory(verify_certificates=False)

    @cached_property
    def _unverified(self) -> frozenset[str]:
        return frozenset(_unverified_hosts(_sources_of(self._crawler)))

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """See Twisted's IPolicyForHTTPS."""
        is_excepted = (fold_host(hostname.decode("ascii")) or "") in self._unverified
        return (self._trusting if is_excepted else self._verifying).creatorForNetloc(hostname, port)


def _unverified_hosts(sources: Sequence[Source]) -> Iterator[str]:
    for source in sources:
        if source.tls_unverified_reason:
            yield from (host for host, _ in named_ports(source))


class _BoundedParser(_LenientHTTPClientParser):
    """Gives up on a response whose header does not end."""

    _lines = _size = 0

    def lineReceived(self, line: bytes) -> None:
        self._lines += 1
        self._size += len(line)
        if self._lines > MAX_HEADER_LINES or self._size > MAX_HEADER_BYTES:
            raise ParseError("the header of the response is too large", b"")  # type: ignore[no-untyped-call]
        super().lineReceived(line)


class _BoundedClientProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = (
            _BoundedParser  # as Scrapy does; see there why it can be done in no other way
        )
        return answer


class _BoundedClientFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedClientProtocol:
        return _BoundedClientProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
