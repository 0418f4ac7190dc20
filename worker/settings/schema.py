"""Every setting, described once: the file, the environment, the flags and the docs all come from here.

Order: flags, then environment (`WEAKTIES_SMTP_HOST`), then the file, then the default.
"""

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, cast
from zoneinfo import available_timezones

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from mail.read.address import parse_address
from mail.write.compose import refuse_line_breaks
from relationship.delay import Delay, parse_delay
from relationship.policy import Window
from relationship.rules.next_step import HOMEWORK
from relationship.working_time import is_known_country

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"([a-z]{3})[a-z]*(?:\s*-\s*([a-z]{3})[a-z]*)?\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")


def config_file() -> Path:
    """Where the settings are looked for when nothing else is said (XDG base directory specification)."""
    return user_config_path("weakties") / "weakties.toml"


def _delay(value: object) -> Delay:
    return value if isinstance(value, Delay) else parse_delay(str(value))


def _window(value: object) -> Window:
    if isinstance(value, Window):
        return value
    words = str(value).strip().lower()
    if words == "always":
        return Window(always=True)
    match = _WINDOW.fullmatch(words)
    first, last = (match[1], match[2] or match[1]) if match else ("", "")
    if match is None or first not in DAYS or last not in DAYS:
        raise ValueError(f"{value!r} is not a window; write 'Mon-Fri 08:30-17:00' or 'always'")
    opens_at, closes_at = time.fromisoformat(match[3].zfill(5)), time.fromisoformat(match[4].zfill(5))
    if closes_at <= opens_at:
        raise ValueError(f"{value!r} closes before it opens; write the earlier time first")
    start, span = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7
    days = frozenset((start + offset) % 7 for offset in range(span + 1))
    return Window(days=days, opens_at=opens_at, closes_at=closes_at)


def _homework(value: object) -> tuple[str, ...]:
    words = (
        value.replace(",", " ").split() if isinstance(value, str) else [str(one) for one in cast("list[str]", value)]
    )
    for word in words:
        if word not in HOMEWORK:
            raise ValueError(f"{word!r} is not part of the homework; there are {', '.join(HOMEWORK)}")
    return tuple(words)


Homework = Annotated[tuple[str, ...], BeforeValidator(_homework)]
Wait = Annotated[Delay, BeforeValidator(_delay)]
SendingWindow = Annotated[Window, BeforeValidator(_window)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Me(_Section):
    """You, as your mails introduce you."""

    name: str = Field(description="Your name, as the contact reads it.", min_length=1)
    address: str = Field(description="Your own email address.")
    pitch: str = Field("", description="Your own story in two sentences; the request holds it.")
    signature: str = Field("", description="What stands under your mails; your name if empty.")
    booking_link: str = Field("", description="Where a contact can pick a time; may be empty.")
    time_zone: str = Field("UTC", description="Your time zone, such as Europe/Berlin; contacts without one share it.")
    country: str = Field("", description="Whose public holidays to keep, such as DE or DE-BY; empty: none.")

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return parse_address(value)

    @field_validator("name")
    @classmethod
    def _is_one_line(cls, value: str) -> str:
        refuse_line_breaks("your name", value)
        return value.strip()

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, value: str) -> str:
        return known_time_zone(value)

    @field_validator("country")
    @classmethod
    def _has_holidays(cls, value: str) -> str:
        return known_country(value)


def known_time_zone(value: str) -> str:
    """The name, if the IANA database has it. Raises ValueError with what to write."""
    if value not in available_timezones():
        raise ValueError(f"{value!r} is no time zone; write one like 'Europe/Berlin' or 'America/New_York'")
    return value


def known_country(value: str) -> str:
    """The code in upper case, if its holidays are known. Raises ValueError with what to write."""
    if value and not is_known_country(value.upper()):
        raise ValueError(f"{value!r} is no country with known holidays; write one like 'DE' or 'US-CA'")
    return value.upper()


def elapsed(value: Delay) -> Delay:
    """The delay, if it is one of plain time. Raises ValueError with what to write."""
    if value.business_days:
        raise ValueError(f"'{value}' counts business days; write minutes or hours here")
    return value


class _MailServer(_Section):
    host: str = Field(description="Name of the server.", min_length=1)
    port: int = Field(0, description="Its port; 0: the usual one for this security.", ge=0, le=65535)
    security: Literal["tls", "starttls", "none"] = Field("tls", description="How the connection is protected.")
    user: str = Field("", description="Login name; empty: your address.")
    ca_file: str = Field("", description="Certificate authority to trust besides the system's.")
    timeout: Wait = Field(parse_delay("30s"), description="How long to wait for the server.", validate_default=True)


class Smtp(_MailServer):
    """The server that takes your mail."""

    login: bool = Field(True, description="Whether to log in before sending.")


class Imap(_MailServer):
    """The server that holds your mailbox."""

    inbox: str = Field("INBOX", description="The folder where answers arrive.")
    sent_folder: str = Field("", description="The folder for sent mail; empty: found by itself.")
    outbox_folder: str = Field("weakties-outbox", description="A folder of weakties' own for mail being sent.")
    server_keeps_sent_copy: bool = Field(
        False, description="Whether the server files sent mail by itself, as Gmail and Microsoft 365 do."
    )
    poll_every: Wait = Field(
        parse_delay("1 minute"),
        description="How often to look even when the server says nothing.",
        validate_default=True,
    )


class Secrets(_Section):
    """Where the mailbox password comes from: WEAKTIES_PASSWORD, this command, or the keyring, in this order."""

    password_command: str = Field("", description="A command that prints the password on its first line.")
    use_keyring: bool = Field(True, description="Whether to ask the system's keyring (service 'weakties').")


class Privacy(_Section):
    """Whether what Temporal stores is encrypted. The keys: WEAKTIES_KEYS, this command, the keyring, or a file."""

    encrypt: bool = Field(False, description="Whether everything personal is encrypted before Temporal stores it.")
    key_command: str = Field("", description="A command that prints the keys, one 'id:base64' a line, newest first.")
    use_keyring: bool = Field(True, description="Whether to ask the system's keyring (service 'weakties-keys').")
    key_file: str = Field("", description="The file with the keys; empty: 'keys' in the data folder.")


class Cadence(_Section):
    """How long between mails. Times read like words: 30s, 3 weeks, 5 business days."""

    attempts: int = Field(
        3, description="Requests in all, follow-ups included; more than three would be a bother.", ge=1, le=3
    )
    follow_up_after: Wait = Field(parse_delay("5 business days"), description="How long to wait for an answer.")
    thank_after: Wait = Field(parse_delay("1 hour"), description="How long after an answer the thank-you goes.")
    check_in_after: Wait = Field(parse_delay("3 weeks"), description="Earliest check-in after the last contact.")
    check_in_before: Wait = Field(parse_delay("4 weeks"), description="Latest check-in after the last contact.")
    away_for: Wait = Field(
        parse_delay("1 week"), description="How long an automatic reply without a date delays things."
    )
    back_after: Wait = Field(parse_delay("1 business day"), description="How long after a return date to write.")
    call_sheet_before: Wait = Field(
        parse_delay("1 day"), description="How long before a call its sheet comes to your own mailbox."
    )
    takeaway_within: Wait = Field(
        parse_delay("1 business day"),
        description="How long a plain thank-you waits for your takeaway; in business days: until noon of the last.",
    )

    @field_validator("call_sheet_before")
    @classmethod
    def _is_elapsed(cls, value: Delay) -> Delay:
        return elapsed(value)

    @model_validator(mode="after")
    def _is_in_order(self) -> "Cadence":
        first, last = self.check_in_after, self.check_in_before
        if (first.business_days, first.elapsed_for) > (last.business_days, last.elapsed_for) and bool(
            first.business_days
        ) == bool(last.business_days):
            raise ValueError("check_in_before is shorter than check_in_after; write the longer time there")
        return self


class Sending(_Section):
    """When mail may leave, and what must be known first."""

    window: SendingWindow = Field(
        Window(), description="Days and hours in the contact's time zone, 'Mon-Fri 08:30-17:00', or 'always'."
    )
    homework: Homework = Field(
        ("reason", "story"),
        description="What must be known before a request: reason, story, path, company_news, in_common, questions.",
    )
    approve: Literal["auto", "first", "all"] = Field(
        "auto", description="Which mails wait for you to read them: none, the first to each person, or all."
    )
    remind_after: Wait = Field(
        parse_delay("2 business days"),
        description="After how long a draft that waits reminds you.",
        validate_default=True,
    )
    ask_for_news: bool = Field(False, description="Whether a check-in with nothing to tell asks you for a line first.")
    company_gap: Wait = Field(
        parse_delay("1 week"), description="Least time between first requests to two people at one company; 0s: none."
    )
    per_introducer: int = Field(2, description="Most first requests in four weeks that one person led to.", ge=1)
    templates: str = Field("", description="Your own folder of templates; a file there wins over the shipped one.")
    spacing: Wait = Field(parse_delay("2 minutes"), description="Least time between two mails; 0s: none.")
    per_day: int = Field(40, description="Most mails within a day.", ge=1, le=100_000)
    first_day: int = Field(10, description="Most mails on the first day of a new account.", ge=1, le=100_000)
    more_each_day: int = Field(5, description="How many more each day after that.", ge=0, le=100_000)
    bounce_percent: int = Field(
        10, description="Nothing more is sent when this part of the last fifty mails came back.", ge=1, le=100
    )
    blind_after: Wait = Field(
        parse_delay("30 minutes"), description="Nothing is sent when the inbox was not seen for so long."
    )

    @field_validator("spacing", "blind_after", "company_gap")
    @classmethod
    def _is_elapsed(cls, value: Delay) -> Delay:
        return elapsed(value)


class Digest(_Section):
    """A mail to yourself, once a week: who wrote back or went quiet, calls ahead, introductions, what waits for you."""

    weekly: bool = Field(False, description="Whether it comes.")
    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field("mon", description="On which day.")
    at: time = Field(time(8), description="When, in your time zone, such as 08:00.")


class Temporal(_Section):
    """Where the relationships live."""

    server: Literal["embedded", "cluster"] = Field(
        "embedded",
        description="'embedded': weakties starts its own. 'cluster': as TEMPORAL_ADDRESS and profiles say.",
    )
    port: int = Field(7243, description="Port of the embedded server.", ge=1, le=65535)
    ui_port: int = Field(8243, description="Port of its web page; 0: none.", ge=0, le=65535)
    codec_port: int = Field(8244, description="Port where its page has encrypted things decoded.", ge=1, le=65535)
    profile: str = Field("", description="Temporal's own configuration profile, for a cluster.")
    data_dir: str = Field("", description="Where the embedded server keeps its database; empty: the usual place.")


class Settings(_Section):
    """All settings. Unknown keys are refused, so that a typing error can't pass unnoticed."""

    me: Me
    smtp: Smtp
    imap: Imap
    secrets: Secrets = Secrets()
    privacy: Privacy = Privacy()
    cadence: Cadence = Cadence()
    sending: Sending = Sending()
    digest: Digest = Digest()
    temporal: Temporal = Temporal()

    @property
    def data_dir(self) -> Path:
        """Where the embedded server's database, its log and its lock are."""
        return Path(self.temporal.data_dir).expanduser() if self.temporal.data_dir else user_data_path("weakties")


def sections() -> dict[str, type[BaseModel]]:
    """Every section by its name in the file, in order."""
    annotations = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {name: model for name, model in annotations.items() if isinstance(model, type)}
