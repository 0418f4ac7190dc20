"""Where may somebody live? From a phone number or the country in an address; always shown as a guess.

The phone's numbering plan is Google's libphonenumber; countries and their zones are the IANA's zone.tab (RFC 6557).
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import phonenumbers
from phonenumbers import timezone as phone_zones

from relationship.working_time import is_known_country

# Country codes that are sold for what they spell, so that they say nothing of a place; and what is no country.
_SAY_NOTHING = frozenset(
    {"ac", "ai", "as", "cc", "cd", "co", "dj", "eu", "fm", "gg", "gl", "im", "io", "is", "la", "li", "ly", "me", "mn"}
    | {"ms", "mu", "nu", "pw", "sc", "sh", "so", "st", "sx", "tk", "to", "tv", "vc", "vg", "ws"}
)
_OTHER_CODES = {"uk": "GB", "su": "RU"}


@dataclass(frozen=True, slots=True)
class Guess:
    """`time_zone` (IANA) and `country` (ISO 3166) may each be empty; `source` says in words what they come from."""

    time_zone: str = ""
    country: str = ""
    source: str = ""


def guess_place(address: str, phone: str = "") -> Guess:
    """The phone number tells more than an address; both may tell nothing."""
    return _by_phone(phone) or _by_domain(address) or Guess()


def _by_phone(phone: str) -> Guess | None:
    if not phone.strip().startswith("+"):
        return None
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    country = phonenumbers.region_code_for_number(number) or ""
    zones = [zone for zone in phone_zones.time_zones_for_number(number) if zone != "Etc/Unknown"]
    time_zone = zones[0] if len(zones) == 1 else _only_zone(country)
    return _guess(time_zone, country, "the phone number") if country or time_zone else None


def _by_domain(address: str) -> Guess | None:
    code = address.rpartition(".")[2].casefold()
    if len(code) != 2 or code in _SAY_NOTHING:
        return None
    country = _OTHER_CODES.get(code, code.upper())
    if country not in _zones():
        return None
    return _guess(_only_zone(country), country, f"the address, which ends in .{code}")


def _guess(time_zone: str, country: str, source: str) -> Guess:
    return Guess(time_zone, country if is_known_country(country) else "", source)


def _only_zone(country: str) -> str:
    zones = _zones().get(country, [])
    return zones[0] if len(zones) == 1 else _MAIN_ZONES.get(country, "")


# Several names in the table, one time for nearly everybody.
_MAIN_ZONES = {"DE": "Europe/Berlin", "CN": "Asia/Shanghai", "NZ": "Pacific/Auckland", "ES": "Europe/Madrid"}


@cache
def _zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return found
