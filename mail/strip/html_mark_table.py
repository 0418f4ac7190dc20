"""Which HTML elements do mail programs put around a quote, a signature, or what follows is quoted?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Effect = Literal["quote", "signature", "rest", "hidden"]


@dataclass(frozen=True, slots=True)
class Mark:
    """`hint` must stand in the lower-cased document, `pattern` in the lower-cased tag."""

    name: str
    effect: Effect
    hint: str
    pattern: re.Pattern[str]
    example: str
    source: str


def _mark(name: str, effect: Effect, hint: str, pattern: str, example: str, source: str) -> Mark:
    return Mark(name, effect, hint, re.compile(pattern), example, source)


MARKS = (
    _mark("gmail-forward", "rest", "gmail_sendername", r"class=\"?gmail_sendername\b(?!.*\bgmail_attr)",
          '<strong class="gmail_sendername" dir="auto">', "Gmail: forwarded message header"),
    _mark("outlook-header", "rest", "divrplyfwdmsg", r"\bid=[\"']?(?:x_)*divrplyfwdmsg",
          '<div id="divRplyFwdMsg" dir="ltr">', "Outlook on the web and mobile"),
    _mark("outlook-append", "rest", "appendonsend", r"\bid=[\"']?(?:x_)*appendonsend",
          '<div id="appendonsend"></div>', "Outlook on the web"),
    _mark("outlook-mobile", "rest", "reference-message-container",
          r"id=[\"']?(?:ms-outlook-mobile-|mail-editor-)reference-message-container",
          '<div id="mail-editor-reference-message-container">', "Outlook mobile; new Outlook"),
    _mark("hotmail-rule", "rest", "stopspelling", r"<hr[^>]*\bid=[\"']?stopspelling",
          '<hr id="stopSpelling">', "Hotmail"),
    _mark("outlook-mac", "quote", "olk_src_body_section", r"id=[\"']?olk_src_body_section",
          '<span id="OLK_SRC_BODY_SECTION">', "Outlook for Mac"),
    _mark("yahoo", "quote", "yahoo_quoted", r"class=[\"']?[^\"'>]*\byahoo_quoted",
          '<div id="ydp1yahoo_quoted_1" class="yahoo_quoted">', "Yahoo Mail"),
    _mark("zimbra", "rest", "zwchr", r"<hr[^>]*\bid=[\"']?zwchr", '<hr id="zwchr">', "Zimbra"),
    _mark("zoho", "quote", "zmail_extra", r"class=[\"']?zmail_extra",
          '<div class="zmail_extra">', "Zoho Mail"),
    _mark("tutanota", "quote", "tutanota_quote", r"class=[\"']?[^\"'>]*tutanota_quote",
          '<blockquote class="tutanota_quote">', "Tutanota"),
    _mark("gmail-signature", "signature", "gmail_signature", r"class=[\"']?[^\"'>]*\bgmail_signature\b",
          '<div dir="ltr" class="gmail_signature">', "Gmail"),
    _mark("thunderbird-signature", "signature", "moz-signature", r"class=[\"']?moz-signature",
          '<div class="moz-signature">', "Thunderbird"),
    _mark("apple-signature", "signature", "applemailsignature", r"id=[\"']?applemailsignature",
          '<div id="AppleMailSignature" dir="ltr">', "Apple Mail"),
    _mark("outlook-signature", "signature", "ms-outlook-mobile-signature",
          r"(?:id|class)=[\"']?(?:x_)*ms-outlook-mobile-signature",
          '<div id="ms-outlook-mobile-signature">', "Outlook mobile"),
    _mark("owa-signature", "signature", "signature", r"<div[^>]*\bid=[\"']?(?:x_)*signature[\"' >]",
          '<div id="Signature">', "Outlook on the web"),
    _mark("windows-signature", "signature", "data-signatureblock", r"data-signatureblock=[\"']?true",
          '<div data-signatureblock="true">', "Windows Mail"),
    _mark("proton-signature", "signature", "protonmail_signature_block",
          r"class=[\"']?[^\"'>]*protonmail_signature_block", '<div class="protonmail_signature_block">', "Proton Mail"),
    _mark("zimbra-signature", "signature", "data-marker", r"data-marker=[\"']?__sig",
          '<div data-marker="__SIG_POST__">', "Zimbra"),
    _mark("preheader", "hidden", "display:none", r"style=[\"'][^\"']*display:\s*none",
          '<div style="display:none;max-height:0">', "newsletter preheaders"),
)  # fmt: skip
