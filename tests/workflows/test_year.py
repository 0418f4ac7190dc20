"""A year of one relationship: homework, a follow-up, an invitation, the call, thanks, news, an introduction, check-ins.

Every mail is read as Ada finds it, and `forecast` has to have said each one before it came.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from zoneinfo import ZoneInfo

import holidays
import pytest
import vobject
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities.names import relationship_workflow_id, task_queue
from activities.watch.routing import route
from relationship.identity import account_id, relationship_id
from relationship.policy import Window
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.state import Mail
from relationship.views.forecast import Planned, forecast
from tests.workflows.rig import ADA, BEN, ME, POLICY, Rig, running
from workflows.relationship import RelationshipInput, RelationshipWorkflow

OFFICE = replace(POLICY, window=Window(), time_zone="Europe/Berlin", country="DE")
NEW_YORK = ZoneInfo("America/New_York")
REASON, STORY = "Your talk on tides stayed with me.", "I build roads and I love rivers."
TAKEAWAY, NEWS = "ask three people before choosing", "I start at the harbour office in May."
NEAR = timedelta(minutes=5)


@pytest.mark.long
async def test_a_year_goes_as_the_advice_says_and_as_the_forecast_said(skipping: WorkflowEnvironment) -> None:
    async with running(skipping, policy=OFFICE, reason="", time_zone="America/New_York", country="US") as rig:
        ask = RelationshipWorkflow.ask

        # Homework first: nothing leaves without it.
        await rig.skip(timedelta(days=5))
        assert await rig.mails() == []
        await rig.handle.execute_update(ask, c.Prepare(rig.began_at, REASON, story=STORY))
        plan = await planned(rig, timedelta(days=60))
        await until(rig, plan[1].at + timedelta(hours=1))
        await came_true(rig, plan[:2], since=0)

        # She answers in words; the invitation is the answer to that, and her calendar says yes.
        await rig.reply("<yes@tides.example>", "With pleasure. Tuesday?")
        starts_at = (await rig.now() + timedelta(days=6)).replace(minute=0, second=0, microsecond=0)
        await rig.handle.execute_update(ask, c.ScheduleCall(rig.began_at, starts_at, invite=True))
        plan = await planned(rig, starts_at + timedelta(minutes=21) - await rig.now())
        await rig.until_mails(3)
        await rig.tell(accepted((await rig.mails())[2], await rig.now()))
        assert [mail["Subject"] for mail in await own(rig)] == []
        await until(rig, starts_at - timedelta(hours=1))
        [sheet] = await own(rig)
        assert sheet["Subject"].startswith("Your call with Ada Lovelace: ")
        await until(rig, starts_at + timedelta(hours=1))
        await came_true(rig, plan, since=2)
        assert [mail["Subject"] for mail in await own(rig)][1:] == ["How was your call with Ada Lovelace?"]

        # The takeaway goes out with the thanks, at once.
        await rig.handle.execute_update(ask, c.HoldCall(rig.began_at, TAKEAWAY))
        plan = await planned(rig, timedelta(hours=1))
        await rig.until_mails(4)
        await came_true(rig, plan, since=3)

        # An introduction closes its loop.
        ben = await start_ben(rig)
        await until_asked(rig, ben)
        await ben.execute_update(ask, c.HoldCall(rig.began_at, "walk every bridge"))
        await rig.until_mails(5)

        # From here on nobody does anything, but for one piece of news.
        await rig.handle.execute_update(ask, c.QueueNews(rig.began_at, NEWS))
        length = rig.began_at + timedelta(days=365) - await rig.now()
        plan = await planned(rig, length)
        await until(rig, await rig.now() + length)
        await came_true(rig, plan, since=5)
        await rig.settled()

        mails, sent = await rig.mails(), (await rig.snapshot()).state.mails
        await ben.terminate("the year is over")
    check_order(sent)
    check_words(mails)
    check_threads(mails)
    check_local_times(sent)


async def planned(rig: Rig, length: timedelta) -> list[Planned]:
    """What the forecast says of the time to come."""
    now = await rig.now()
    return list(forecast((await rig.snapshot()).state, OFFICE, now, now + length))


async def came_true(rig: Rig, plan: list[Planned], *, since: int) -> None:
    """What left since that many mails is what was planned, each within minutes."""
    await rig.settled()
    sent = (await rig.snapshot()).state.mails[since:]
    assert [mail.template for mail in sent] == [one.template for one in plan]
    for mail, one in zip(sent, plan, strict=True):
        assert abs(mail.at - one.at) < NEAR, (mail, one)


async def until(rig: Rig, at: datetime) -> None:
    """Let time pass until then, ten days at a time."""
    while (left := at - await rig.now()) > timedelta():
        await rig.skip(min(left, timedelta(days=10)))
    await rig.settled()


async def own(rig: Rig) -> list[Message]:
    return [message_from_bytes(raw) for raw in await rig.sandbox.messages(ME)]


def accepted(invitation: Message, now: datetime) -> e.InvitationAnswered:
    """Her calendar's yes, made by another library, and read as the mailbox reads it."""
    part = next(part for part in invitation.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    calendar = vobject.readOne(payload.decode())
    calendar.method.value = "REPLY"
    calendar.vevent.attendee.params["PARTSTAT"] = ["ACCEPTED"]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = ADA, ME, "Accepted: our call"
    message["Message-ID"] = "<accepted@tides.example>"
    message.set_content("Ada has accepted.")
    message.add_alternative(calendar.serialize(), subtype="calendar", params={"method": "REPLY"})
    routed = route(message.as_bytes(), now, ME)
    assert routed is not None
    assert routed.relationship_ids[0] == relationship_id(ME, ADA)
    assert isinstance(routed.fact, e.InvitationAnswered)
    return routed.fact


async def start_ben(rig: Rig) -> WorkflowHandle[RelationshipWorkflow, None]:
    now, ada = await rig.now(), relationship_id(ME, ADA)
    added = e.Added(now, ME, BEN, "Ben Okafor", introducer=ada, introduced_by="Ada Lovelace")
    return await rig.environment.client.start_workflow(
        RelationshipWorkflow.run,
        RelationshipInput((added, e.HomeworkDone(now, "Ada spoke of your bridges.", story=STORY))),
        id=relationship_workflow_id(relationship_id(ME, BEN)),
        task_queue=task_queue(account_id(ME)),
    )


async def until_asked(rig: Rig, ben: WorkflowHandle[RelationshipWorkflow, None]) -> None:
    while not (await ben.query(RelationshipWorkflow.snapshot)).state.mails:
        await rig.skip(timedelta(hours=6))
    request = message_from_bytes((await rig.sandbox.messages(BEN))[0])
    assert "Ada Lovelace suggested that I write to you." in text_of(request)


def text_of(mail: Message) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def check_order(sent: tuple[Mail, ...]) -> None:
    first = ["request", "follow_up", "call", "thank_call", "thank_introduction"]
    assert [mail.purpose for mail in sent[:5]] == first
    assert {mail.purpose for mail in sent[5:]} == {"check_in"}
    assert len(sent[5:]) >= 9
    templates = [mail.template for mail in sent[5:]]
    assert all(len(set(templates[start : start + 4])) == 4 for start in range(len(templates) - 3))


def check_words(mails: list[Message]) -> None:
    texts = [text_of(mail) for mail in mails]
    assert REASON in texts[0]
    assert STORY in texts[0]
    assert "invitation for your calendar" in texts[2]
    assert TAKEAWAY in texts[3]
    assert "Ben Okafor" in texts[4]
    assert "walk every bridge" not in texts[4]
    assert NEWS in texts[5]
    assert not any(NEWS in text for text in texts[6:])
    assert all("job" not in text.replace("not asking for a job", "").casefold() for text in texts)


def check_threads(mails: list[Message]) -> None:
    request, follow_up, invitation, thanks = mails[:4]
    assert follow_up["In-Reply-To"] == request["Message-ID"]
    assert follow_up["Subject"] == request["Subject"]
    assert invitation["In-Reply-To"] == thanks["In-Reply-To"] == "<yes@tides.example>"
    assert request["Message-ID"] in thanks["References"]
    assert all(mail["In-Reply-To"] is None for mail in mails[4:])


def check_local_times(sent: tuple[Mail, ...]) -> None:
    """Where she lives: working hours of working days, no holiday, on both sides of the clock change."""
    free = holidays.country_holidays("US")
    locals_ = [mail.at.astimezone(NEW_YORK) for mail in sent if mail.purpose not in {"call", "thank_call"}]
    for at in locals_:
        assert at.weekday() < 5
        assert at.date() not in free
        assert time(8, 30) <= at.time() <= time(17, 5)
    assert len({at.utcoffset() for at in locals_}) == 2
    assert locals_[-1] - locals_[0] > timedelta(days=300)
