"""From where a request comes, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# Whoever has one IPv6 address has the other 2^64 of its network, too.
IPV6_NETWORK = 64


def client_address(request: HttpRequest) -> str:
    """The client's address, IPv6 as its network; "" when there is none that can be believed."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return believed(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def believed(peer: str, forwarded: str, proxies: int) -> str:
    """What `proxies` trusted proxies in a row say of the client, counted from the right: what stands before is
    the client's own claim. Without that many entries somebody went around them, and only the peer is known."""
    chain = [entry.strip() for entry in forwarded.split(",")] if forwarded else []
    told = chain[-proxies] if 0 < proxies <= len(chain) else peer
    return _network(told) or _network(peer)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False).network_address)
