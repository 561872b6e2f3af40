"""Which addresses of the web a crawler may go to: public hosts, written in one way only.

Feeds, pages and redirects are written by others, and the crawler stands inside somebody's network. An address
is judged twice: as it is written, before anything is asked, and by what its name resolves to, at the moment of
the connection (``scrapers/safety.py``). Everything here is pure; a refusal is a reason in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

MAX_ADDRESS_CHARACTERS = 4096
WEB_PORTS = frozenset((80, 443, 8080, 8443))
_DEFAULT_PORT = {"http": 80, "https": 443}
# IANA's registries of special-purpose addresses, and what is multicast, reserved or on its way to IPv4 inside IPv6.
# Written out because ``is_global`` of Python's ipaddress has changed its mind between patch releases.
_INWARD_4 = tuple(
    (ip_network(network), meaning)
    for network, meaning in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared between carriers (CGNAT)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "reserved for AS112"),
        ("192.52.193.0/24", "reserved for multicast tunnels"),
        ("192.88.99.0/24", "a relay of 6to4"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved for AS112"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_6 = ip_network("2000::/3")  # all that has been given out so far
_INWARD_6 = tuple(
    (ip_network(network), meaning)
    for network, meaning in (
        ("::1/128", "loopback"),
        ("::/128", "no address"),
        ("::ffff:0:0/96", "an IPv4 address written as IPv6"),
        ("::ffff:0:0:0/96", "an IPv4 address written as IPv6"),
        ("::/96", "an IPv4 address written as IPv6"),
        ("64:ff9b::/96", "an IPv4 address behind NAT64"),
        ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
        ("100::/64", "discarded"),
        ("2001::/32", "an IPv4 address behind Teredo"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "an IPv4 address behind 6to4"),
        ("3fff::/20", "for documentation"),
        ("5f00::/16", "reserved for segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
# Names that lead inward by convention; what they resolve to is looked at besides.
_INWARD_DOMAIN = re.compile(
    "localhost|localdomain|local|internal|intranet|private|lan|home|corp|svc|cluster|arpa|onion"
)
_ADDRESS = re.compile(r"(https?)://([^/?#]*)(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_QUAD = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")


@dataclass(frozen=True)
class Reach:
    """How far the crawler may go.

    ``allowed`` are networks that are inward and may be reached nevertheless (laboratories, tests), at any port.
    ``is_proxied`` says that names are resolved by a proxy: then a name is all that we can judge.
    """

    allowed: tuple[Network, ...] = ()
    is_proxied: bool = False


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks from ``10.0.0.0/8, ::1/128``. Raises ValueError that names the one that is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def refuse_address(
    address: str, reach: Reach, named_ports: Collection[tuple[str, int]] = frozenset()
) -> str | None:
    """Why an address must not be asked for as it is written; None where it may.

    ``named_ports`` are the (host, port) pairs that the catalogue itself names.
    """
    taken_apart = _take_apart(address)
    if isinstance(taken_apart, str):
        return taken_apart
    host, port = taken_apart
    literal = _literal(host)
    if literal is not None:
        if any(literal in network for network in reach.allowed):
            return None
        reason = refuse_ip(str(literal), reach)
    elif _is_number_like(host):
        reason = f"the host {host} is an IP address in an unusual spelling"
    else:
        # Where networks are allowed and names are resolved here, the resolution decides.
        reason = None if reach.allowed and not reach.is_proxied else _refuse_name(host)
    if reason is None and port not in WEB_PORTS and (host, port) not in named_ports:
        reason = f"port {port} is not one of the web, and no source names it for {host}"
    return reason


def host_and_port(address: str) -> tuple[str, int] | None:
    """Folded host and port of a web address; None for what is none."""
    taken_apart = _take_apart(address)
    return None if isinstance(taken_apart, str) else taken_apart


def _take_apart(address: str) -> tuple[str, int] | str:
    """Host and port, or why they cannot be told in one way only."""
    if len(address) > MAX_ADDRESS_CHARACTERS:
        return f"the address is {len(address)} characters long"
    if any(c <= " " or c == "\x7f" for c in address):
        return "the address holds a blank or a control character"
    if "\\" in address:
        return "the address holds a backslash, which programs read in different ways"
    match = _ADDRESS.fullmatch(address)
    if match is None:
        scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}(?=:)", address)
        return f"the scheme is {scheme.group().lower()}, not http or https" if scheme else "no web address"
    authority = match.group(2)
    if "@" in authority:
        return "the address holds a user name"
    parts = _AUTHORITY.fullmatch(authority)
    host = fold_host(parts.group(1)) if parts else None
    if parts is None or host is None:
        return "the host is no name of the domain name system"
    port = int(parts.group(2) or _DEFAULT_PORT[match.group(1).lower()])
    return (host, port) if 0 < port < 65536 else f"there is no port {port}"


def fold_host(host: str) -> str | None:
    """The host as programs compare it: lower case, IDNA in ASCII, one closing dot dropped. None where it is none."""
    if host.startswith("["):
        return host.lower()
    try:
        folded = unicodedata.normalize("NFKC", host).encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    plain = folded.removesuffix(".")
    if _is_number_like(plain):
        return folded  # a closing dot behind a number is one of its unusual spellings
    return plain if _NAME.fullmatch(plain) or re.fullmatch(r"[a-z0-9_-]{1,63}", plain) else None


def refuse_ip(text: str, reach: Reach) -> str | None:
    """Why an IP address, as a resolver gives it, must not be connected to; None where it may."""
    try:
        address = ip_address(text)
    except ValueError:
        return f"{text} is no IP address"
    if any(address in network for network in reach.allowed):
        return None
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return f"{address} holds a zone"
    for network, meaning in _INWARD_4 if isinstance(address, IPv4Address) else _INWARD_6:
        if address in network:
            return f"{address} is not public: {meaning}"
    if isinstance(address, IPv6Address) and address not in _GLOBAL_6:
        return f"{address} is not public: reserved"
    return None


def refuse_resolution(addresses: Iterable[str], reach: Reach) -> str | None:
    """Why a name must not be connected to, given all that it resolves to: one inward address refuses the name."""
    return next(filter(None, (refuse_ip(address, reach) for address in addresses)), None)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is in its one usual spelling."""
    try:
        if host.startswith("["):
            return IPv6Address(host[1:-1])
        return IPv4Address(host) if _QUAD.fullmatch(host) else None
    except ValueError:
        return None


def _is_number_like(host: str) -> bool:
    """A host whose last label is a number is read as an IPv4 address by browsers and by the C library."""
    last = host.removesuffix(".").rpartition(".")[2]
    return host.startswith("[") or _NUMBER.fullmatch(last) is not None


def _refuse_name(host: str) -> str | None:
    labels = host.split(".")
    if len(labels) == 1:
        return f"{host} is a name without a domain, which only a local network knows"
    if _INWARD_DOMAIN.fullmatch(labels[-1]):
        return f"{host} is a name of a local network"
    return None
