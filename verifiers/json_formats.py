"""Formats of strings in a JSON schema, each with a rule of its own, so that none depends on what else is installed."""

from __future__ import annotations

import datetime
import ipaddress
import re
import uuid
from collections.abc import Callable
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[zZ]|[+-]\d\d:[0-5]\d)", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>()\",;:\\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:(?:[!#$&-;=?-\[\]_a-z~]|%[0-9A-Fa-f]{2})+", re.ASCII)
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_FRACTION = re.compile(r"\.\d+")


def is_date(text: str) -> bool:
    """A day that exists, ``2024-02-29`` (RFC 3339)."""
    return _DATE.fullmatch(text) is not None and _read(datetime.date.fromisoformat, text)


def is_time(text: str) -> bool:
    """A time with its offset, ``23:20:50.52Z`` (RFC 3339); no leap second."""
    if not _TIME.fullmatch(text):
        return False
    return _read(datetime.time.fromisoformat, _FRACTION.sub("", text).upper().replace("Z", "+00:00"))


def is_date_time(text: str) -> bool:
    """A day and a time, ``1985-04-12T23:20:50Z`` (RFC 3339)."""
    day, time = text[:10], text[11:]
    return text[10:11] in ("T", "t", " ") and is_date(day) and is_time(time)


def is_email(text: str) -> bool:
    """A local part and a host with ``@`` between them; points stand within the local part, one at a time."""
    local, _, host = text.rpartition("@")
    return _EMAIL.fullmatch(text) is not None and all(local.split(".")) and is_hostname(host)


def is_hostname(text: str) -> bool:
    """Labels of letters, digits and hyphens with points between them (RFC 1123)."""
    return 0 < len(text) <= 253 and all(map(_LABEL.fullmatch, text.split(".")))


def is_ipv4(text: str) -> bool:
    """Four numbers up to 255, without leading zeros."""
    return _read(ipaddress.IPv4Address, text)


def is_ipv6(text: str) -> bool:
    """Eight groups of hexadecimal digits, perhaps shortened; without a zone."""
    return "%" not in text and _read(ipaddress.IPv6Address, text)


def is_uuid(text: str) -> bool:
    """Hexadecimal digits in five groups."""
    return _UUID.fullmatch(text) is not None and _read(uuid.UUID, text)


def is_uri(text: str) -> bool:
    """A scheme and what follows its colon (RFC 3986)."""
    return _URI.fullmatch(text) is not None and _read(urlsplit, text)


def is_pointer(text: str) -> bool:
    """A JSON pointer, ``/a/0`` (RFC 6901)."""
    return _POINTER.fullmatch(text) is not None


def _read(reads: Callable[[str], object], text: str) -> bool:
    try:
        reads(text)
    except ValueError:
        return False
    return True


FORMATS: Final = MappingProxyType(
    {
        "date": is_date,
        "date-time": is_date_time,
        "email": is_email,
        "hostname": is_hostname,
        "ipv4": is_ipv4,
        "ipv6": is_ipv6,
        "json-pointer": is_pointer,
        "time": is_time,
        "uri": is_uri,
        "uuid": is_uuid,
    }
)
