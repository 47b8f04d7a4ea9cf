"""Where we let ourselves connect to: a form must not lead the server to its own insides.

Public addresses are open. Everything else (the departments' own network, this machine, a folder, a
socket) is open only where the site's settings name it; what is connected to is the very address that
was looked at, so that a name which changes its mind in between leads nowhere.
"""

import ipaddress
import socket
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from yulin.sources.errors import CallRefusedError, NoAnswerError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address_of(host: str, port: int) -> str:
    """An address of a host that we may connect to. Raises CallRefusedError, NoAnswerError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswerError(_("找不到主机 %(host)s。") % {"host": host}) from None
    addresses = [ipaddress.ip_address(one[4][0]) for one in found]
    for address in addresses:
        if not is_open(address):
            raise CallRefusedError(
                _("%(host)s 不在允许连接的网段内，请系统管理员在设置中放行。") % {"host": host}
            )
    return str(addresses[0])


def is_open(address: Address) -> bool:
    """Whether an address is public, or of a network that the settings name."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in network for network in _networks() if network.version == plain.version):
        return True
    return plain.is_global and not plain.is_multicast


def _networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text) for text in settings.YULIN_SOURCE_NETWORKS]


def folder_of(path: str) -> Path:
    """A folder that we may read, links followed. Raises CallRefusedError."""
    folder = Path(path).resolve()
    if not any(folder.is_relative_to(Path(one).resolve()) for one in settings.YULIN_SOURCE_FOLDERS):
        raise CallRefusedError(
            _("%(path)s 不在允许读取的目录内，请系统管理员在设置中放行。") % {"path": path}
        )
    return folder
