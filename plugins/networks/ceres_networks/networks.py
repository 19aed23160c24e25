"""Addresses and the networks they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network


def admits(networks: Iterable[str], address: str | None) -> bool:
    """Return whether ``address`` is inside one of ``networks`` (CIDR); what is no address is inside none."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped  # a server listening on both families says ::ffff:10.0.0.1
    return any(found in ip_network(network) for network in networks)


def complaint(networks: Iterable[str]) -> str:
    """Return a French sentence naming what is not a network, empty when all are."""
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            return f"« {network} » n’est pas un réseau (exemple : 10.0.0.0/8)."
    return ""
