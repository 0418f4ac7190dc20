"""Turn a step into the exact words of its mail, from the user's templates or the shipped ones."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, UndefinedError
from jinja2.loaders import FileSystemLoader
from jinja2.sandbox import SandboxedEnvironment

from activities.contract import RenderEmail
from mail.write.compose import Draft, refuse_line_breaks
from mail.write.ids import message_id
from mail.write.meeting import Meeting, compose_meeting
from relationship.rules.step import Send
from relationship.stream.purpose import TO_SELF
from relationship.stream.state import State
from relationship.views.call_sheet import call_sheet, sheet_text
from relationship.views.template_variables import Sender, variables_for
from relationship.views.thread import thread_for

SHIPPED = Path(__file__).resolve().parent.parent / "templates"
_SUFFIX = ".txt"


class TemplateProblem(Exception):
    """A template can't be turned into a mail. The message names the template and the next move."""


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered template: one line of subject, and the text."""

    subject: str
    text: str


class EmailRenderer:
    """Renders with Jinja2, sandboxed and strict: an unknown or empty variable is an error, never a gap."""

    def __init__(self, sender: Sender, user_folder: Path | None = None) -> None:
        self._sender = sender
        self._folders = [folder for folder in (user_folder, SHIPPED) if folder is not None]
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(self._folders), undefined=StrictUndefined, keep_trailing_newline=False
        )

    @property
    def sender(self) -> Sender:
        """The user, as templates know them."""
        return self._sender

    def draft(self, request: RenderEmail) -> Draft:
        """The mail for this step. Raises TemplateProblem."""
        state, step, sender = request.state, request.step, self._sender
        if step.purpose == TO_SELF:
            return self._to_self(request)
        thread, variables = thread_for(state, step.purpose), variables_for(state, step, sender)
        words = _approved(state, step) or self.words(step.template, variables)
        calendar, method = self._calendar(request, words)
        return Draft(
            message_id=message_id(state.id, state.next_number, self._sender.address),
            written_at=request.now,
            from_name=self._sender.name,
            from_address=self._sender.address,
            to_name=state.name,
            to_address=state.address,
            subject=words.subject,
            text=words.text,
            in_reply_to=thread.in_reply_to,
            references=thread.references,
            calendar=calendar,
            calendar_method=method,
        )

    def _calendar(self, request: RenderEmail, words: Words) -> tuple[str, str]:
        """The iCalendar text of a mail about a call, and its method; both empty for words alone."""
        state, owed, sender = request.state, request.state.owed_call_mail, self._sender
        if request.step.purpose != "call" or owed is None or not owed.method:
            return "", ""
        meeting = Meeting(
            method=owed.method,
            uid=owed.uid,
            sequence=owed.sequence,
            starts_at=owed.starts_at,
            minutes=owed.minutes,
            time_zone=sender.time_zone,
            summary=f"{sender.name} and {state.name}: {owed.minutes} minutes",
            description=words.text,
            organizer_name=sender.name,
            organizer=sender.address,
            attendee_name=state.name,
            attendee=state.address,
            written_at=request.now,
        )
        return compose_meeting(meeting), owed.method

    def _to_self(self, request: RenderEmail) -> Draft:
        """A mail to the user, about this relationship."""
        state = request.state
        sheet = call_sheet(state, request.events, self._sender.pitch)
        variables = {**variables_for(state, request.step, self._sender), "sheet": sheet_text(sheet)}
        own_id = message_id(state.id, state.next_number, self._sender.address)
        return self.to_self(own_id, request.now, request.step.template, variables)

    def to_self(self, own_id: str, now: datetime, template: str, variables: dict[str, str]) -> Draft:
        """A mail to the user, by this Message-ID. Raises TemplateProblem."""
        words, me = self.words(template, variables), self._sender
        return Draft(own_id, now, me.name, me.address, me.name, me.address, words.subject, words.text)

    def words(self, template: str, variables: dict[str, str]) -> Words:
        """Render one template with these variables. Raises TemplateProblem."""
        try:
            rendered = self._environment.get_template(template + _SUFFIX).render(variables)
        except TemplateNotFound as error:
            raise TemplateProblem(f"there is no template {error.name}; looked in {self._looked_in()}") from error
        except UndefinedError as error:
            raise TemplateProblem(f"template {template}{_SUFFIX}: {_missing(str(error))}") from error
        except TemplateError as error:
            raise TemplateProblem(f"template {template}{_SUFFIX} has an error: {error}") from error
        return parse_words(template, rendered)

    def check_ins(self) -> tuple[str, ...]:
        """The names of all check-in templates, the user's and the shipped, in order."""
        names = {path.stem for folder in self._folders for path in folder.glob(f"check_in_*{_SUFFIX}")}
        return tuple(sorted(names))

    def _looked_in(self) -> str:
        return " and ".join(str(folder) for folder in self._folders)


def _approved(state: State, step: Send) -> Words | None:
    """The words that the user let go, for this very mail."""
    draft = state.approved(step.template)
    return Words(draft.subject, draft.text) if draft and draft.text else None


_WHERE_TO_SET = {
    "pitch": "write your own story in two sentences as 'pitch' under [me] in weakties.toml",
    "reason": "say why this person: weakties add ADDRESS --reason '…'",
    "me": "write your name as 'name' under [me] in weakties.toml",
}


def _missing(error: str) -> str:
    variable = error.split("'")[1] if "'" in error else error
    remedy = _WHERE_TO_SET.get(variable, "fill it in, or write {% if … is defined %} around it")
    return f"it needs '{variable}', which is empty or unknown; {remedy}"


def parse_words(template: str, rendered: str) -> Words:
    """The subject and text of a rendered template. Raises TemplateProblem, naming the template."""
    first, _, rest = rendered.lstrip("\n").partition("\n")
    label, colon, subject = first.partition(":")
    if label.strip().lower() != "subject" or not colon or not subject.strip():
        raise TemplateProblem(f"template {template}{_SUFFIX} must begin with a line 'Subject: …'")
    try:
        refuse_line_breaks("the subject", subject.strip())
    except ValueError as error:
        raise TemplateProblem(f"template {template}{_SUFFIX}: {error}") from error
    if not rest.strip():
        raise TemplateProblem(f"template {template}{_SUFFIX} has a subject and no text")
    return Words(" ".join(subject.split()), rest.strip("\n") + "\n")
