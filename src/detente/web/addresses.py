"""Who asks, as far as an address tells."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address


def name_client(host: str) -> str:
    """Name whoever stands behind an address.

    Of version 6 everybody has a whole network, and may come from any address in it.

    Examples
    --------
    >>> name_client("192.0.2.7"), name_client("::ffff:192.0.2.7")
    ('192.0.2.7', '192.0.2.7')
    >>> name_client("2001:db8::1") == name_client("2001:db8::2")
    True
    """
    found = _read(host)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, 64), strict=False))
    return host if found is None else str(found)


def is_this_machine(host: str) -> bool:
    """Whether an address is this machine's own; all who use it come from the same one."""
    found = _read(host)
    return found is not None and found.is_loopback


def _read(host: str) -> IPv4Address | IPv6Address | None:
    """Read an address; one of version 4 that is written as of version 6 is of version 4."""
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
