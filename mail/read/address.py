"""Is this an address that can be written to, in one spelling?"""

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

# A company's `.local` or `.test` is reachable from the user's own mail server: syntax is all that is judged here.
SPECIAL_USE_DOMAIN_NAMES.clear()


def parse_address(text: str) -> str:
    """The address, trimmed, its domain in lower-case ASCII. Raises ValueError saying what is wrong.

    Syntax only (RFC 5321, by email-validator): no lookup is made, and names of private networks are fine.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(f"{text.strip()!r} is not an email address: {error}") from error
    if found.ascii_email is None:
        raise ValueError(f"{text.strip()!r} needs SMTPUTF8 before its @; ask for a plain ASCII address")
    return found.ascii_email
