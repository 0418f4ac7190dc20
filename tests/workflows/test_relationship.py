"""The relationship workflow, with time skipped and everything else real."""

from datetime import datetime, timedelta
from email import message_from_bytes
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from relationship.policy import Policy, Window
from relationship.rules.step import AskUser, Rest
from relationship.stream import commands as c
from relationship.stream import events as e
from tests.workflows.rig import ADA, ADA_AT_HOME, ME, POLICY, running
from workflows.relationship import RelationshipWorkflow


async def test_silence_brings_three_threaded_requests_and_then_nothing_more(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        first, second, third = await rig.until_mails(3)
        await rig.skip(timedelta(days=120))
        snapshot = await rig.snapshot()

        assert len(await rig.mails()) == 3
        assert first["Subject"] == second["Subject"] == third["Subject"]
        assert first["In-Reply-To"] is None
        assert second["In-Reply-To"] == first["Message-ID"]
        assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
        assert snapshot.choice is not None
        assert snapshot.choice.stage == "unanswered"
        assert isinstance(snapshot.choice.step, Rest)


async def test_the_attempts_are_five_business_days_apart(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(3)
        for earlier, later in pairwise((await rig.snapshot()).state.mails):
            weekend_between = timedelta(days=7)
            assert weekend_between <= later.at - earlier.at <= weekend_between + timedelta(minutes=5)


async def test_an_answer_ends_the_asking_and_brings_one_thank_you_in_the_thread(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        (request,) = await rig.until_mails(1)
        await rig.reply("<yes@tides.example>")
        _, thanks = await rig.until_mails(2)
        await rig.skip(timedelta(days=10))

        assert [mail.purpose for mail in (await rig.snapshot()).state.mails] == ["request", "thank_reply"]
        assert thanks["In-Reply-To"] == "<yes@tides.example>"
        assert thanks["References"].split() == [request["Message-ID"], "<yes@tides.example>"]
        assert thanks["Subject"].startswith("Re: ")


async def test_a_late_answer_still_counts(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(3)
        await rig.skip(timedelta(days=200))
        await rig.reply()
        await rig.until_mails(4)
        snapshot = await rig.snapshot()

        assert snapshot.choice is not None
        assert snapshot.choice.stage == "conversing"
        assert snapshot.state.mails[-1].purpose == "thank_reply"


async def test_check_ins_come_every_three_to_four_weeks_for_a_year(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.reply()
        await rig.until_mails(15)
        mails = (await rig.snapshot()).state.mails[1:]

        assert {mail.purpose for mail in mails[1:]} == {"check_in"}
        for earlier, later in pairwise(mails):
            assert timedelta(weeks=3) <= later.at - earlier.at <= timedelta(weeks=4, minutes=5)
        for earlier, later in pairwise(mails[1:]):
            assert earlier.template != later.template


async def test_an_answer_between_check_ins_moves_the_next_one(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.reply("<r1@tides.example>")
        await rig.until_mails(2)
        await rig.skip(timedelta(days=18))
        await rig.reply("<r2@tides.example>")
        answered_at = await rig.now()
        await rig.until_mails(3)

        assert (await rig.snapshot()).state.mails[-1].at - answered_at >= timedelta(days=20)


async def test_the_same_message_told_twice_changes_nothing(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.reply("<r1@tides.example>")
        await rig.reply("<r1@tides.example>")
        assert len(await rig.events(e.ReplyReceived)) == 1


async def test_an_out_of_office_note_is_no_answer_and_uses_up_no_attempt(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        back_on = (await rig.now() + timedelta(days=30)).date()
        await rig.tell(e.AutoReplyReceived(await rig.now(), "<ooo@tides.example>", "Away", back_on.isoformat()))
        mails = await rig.until_mails(4, timedelta(days=120))
        await rig.skip(timedelta(days=60))
        state = (await rig.snapshot()).state

        assert len(mails) == len(await rig.mails()) == 4
        assert state.mails[1].at.date() > back_on
        assert [mail.attempt for mail in state.mails] == [1, 1, 2, 3]


async def test_a_new_address_after_a_bounce_gets_the_request_and_its_answer_finds_the_way(
    skipping: WorkflowEnvironment,
) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.tell(e.Bounced(await rig.now(), "<b@tides.example>", "", ADA, "550 5.1.1 unknown"))
        alias = await rig.alias(ADA_AT_HOME)
        await rig.handle.execute_update(RelationshipWorkflow.ask, c.EditContact(await rig.now(), address=ADA_AT_HOME))
        while not await rig.sandbox.messages(ADA_AT_HOME):
            await rig.skip(timedelta(minutes=5))
        await alias.signal("record_incoming", e.ReplyReceived(await rig.now(), "<r@home.example>", ADA_AT_HOME))
        while not await rig.events(e.ReplyReceived):
            await rig.skip(timedelta(minutes=5))

        [request] = [message_from_bytes(raw) for raw in await rig.sandbox.messages(ADA_AT_HOME)][:1]
        assert request["In-Reply-To"] is None
        assert len(await rig.mails()) == 1
        await alias.terminate("the test is over")


async def test_a_corrected_judgement_goes_on_as_if_it_had_been_right_and_sends_nothing_again(
    skipping: WorkflowEnvironment,
) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.reply("<r1@tides.example>")
        await rig.until_mails(2)
        now = await rig.now()
        away = e.AutoReplyReceived(now, "<r1@tides.example>", "Away", (now + timedelta(days=20)).date().isoformat())
        await rig.handle.execute_update(RelationshipWorkflow.ask, c.Correct(now, "<r1@tides.example>", away))
        mails = await rig.until_mails(3)
        purposes = [mail.purpose for mail in (await rig.snapshot()).state.mails]

        assert purposes == ["request", "thank_reply", "follow_up"]
        assert len({mail["Message-ID"] for mail in mails}) == 3


@pytest.mark.parametrize(
    ("fact", "stage"),
    [("opted_out", "opted_out"), ("bounced", "bounced")],
)
async def test_nothing_is_sent_after_an_opt_out_or_a_bounce(
    skipping: WorkflowEnvironment, fact: str, stage: str
) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        now = await rig.now()
        message_id = "<x@tides.example>"
        await rig.tell(e.OptedOut(now, message_id) if fact == "opted_out" else e.Bounced(now, message_id))
        await rig.skip(timedelta(days=365))
        snapshot = await rig.snapshot()

        assert len(await rig.mails()) == 1
        assert snapshot.choice is not None
        assert snapshot.choice.stage == stage


async def test_a_refused_address_stops_the_relationship_with_the_servers_words(skipping: WorkflowEnvironment) -> None:
    async with running(skipping, refuse={ADA: "550 5.1.1 no such person here"}) as rig:
        await rig.skip(timedelta(days=30))
        snapshot = await rig.snapshot()

        assert snapshot.choice is not None
        assert snapshot.choice.stage == "bounced"
        assert "no such person" in snapshot.choice.step.why
        assert await rig.sandbox.messages(ME, "weakties-outbox") == ()


async def test_no_request_leaves_without_a_reason(skipping: WorkflowEnvironment) -> None:
    async with running(skipping, reason="") as rig:
        await rig.skip(timedelta(days=30))
        choice = (await rig.snapshot()).choice
        assert choice is not None
        assert choice.stage == "preparing"
        assert isinstance(choice.step, AskUser)
        assert await rig.mails() == []

        await rig.handle.execute_update(RelationshipWorkflow.ask, c.Prepare(rig.began_at, "You know tides."))
        (request,) = await rig.until_mails(1)
        assert "You know tides." in request.get_payload(decode=True).decode()  # type: ignore[union-attr]


async def test_mail_leaves_only_in_the_window_of_the_contacts_time_zone(skipping: WorkflowEnvironment) -> None:
    policy = Policy(window=Window(), time_zone="Asia/Tokyo", country="JP", check_ins=POLICY.check_ins)
    async with running(skipping, policy=policy) as rig:
        await rig.until_mails(1)
        await rig.reply()
        await rig.until_mails(8, timedelta(days=300))
        for mail in (await rig.snapshot()).state.mails:
            local = mail.at.astimezone(ZoneInfo("Asia/Tokyo"))
            assert local.weekday() < 5
            assert 8 <= local.hour < 17


async def test_a_pause_holds_everything_back_and_ends_by_itself(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        until = await rig.now() + timedelta(days=40)
        await rig.handle.execute_update(RelationshipWorkflow.ask, c.Pause(rig.began_at, until))
        await rig.skip(timedelta(days=39))
        assert len(await rig.mails()) == 1
        await rig.until_mails(2)
        assert (await rig.snapshot()).state.mails[-1].at >= until


async def test_a_call_is_followed_by_a_thank_you_with_the_takeaway(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.reply()
        await rig.until_mails(2)
        starts_at = await rig.now() + timedelta(days=3)
        await rig.handle.execute_update(RelationshipWorkflow.ask, c.ScheduleCall(rig.began_at, starts_at))
        assert (await rig.snapshot()).state.call is not None
        await rig.skip(timedelta(days=3, hours=1))
        await rig.handle.execute_update(RelationshipWorkflow.ask, c.HoldCall(rig.began_at, "ask three people first"))
        mails = await rig.until_mails(3)
        text = mails[-1].get_payload(decode=True)

        assert isinstance(text, bytes)
        assert b"ask three people first" in text
        assert (await rig.snapshot()).state.mails[-1].purpose == "thank_call"


async def test_a_request_that_makes_no_sense_is_refused_with_the_next_move(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await rig.handle.execute_update(RelationshipWorkflow.ask, c.Resume(rig.began_at))
        assert "weakties show" in str(refused.value.cause)
        assert await rig.events(e.Resumed) == []


async def test_an_answer_that_the_watcher_has_not_told_is_found_before_a_mail_is_sent(
    skipping: WorkflowEnvironment,
) -> None:
    async with running(skipping) as rig:
        (request,) = await rig.until_mails(1)
        # The inbox's dates are real and the workflow's are not: this answer lies in both clocks' future.
        later = await rig.now() + timedelta(minutes=1)
        raw = (
            f"From: Ada <{ADA}>\r\nTo: {ME}\r\nSubject: Re: 20 minutes\r\nMessage-ID: <seen@tides.example>\r\n"
            f"Date: {later:%a, %d %b %Y %H:%M:%S} +0000\r\nIn-Reply-To: {request['Message-ID']}\r\n\r\nYes, gladly.\r\n"
        )
        await rig.sandbox.deliver(ME, raw.encode())
        await rig.until_mails(2)
        purposes = [mail.purpose for mail in (await rig.snapshot()).state.mails]

        assert purposes == ["request", "thank_reply"]
        assert len(await rig.events(e.ReplyReceived)) == 1


async def test_a_wrong_password_loses_nothing_and_says_what_to_mend(skipping: WorkflowEnvironment) -> None:
    async with running(skipping, password="wrong") as rig:
        await rig.skip(timedelta(minutes=5))
        snapshot = await rig.snapshot()
        assert "check user and password" in snapshot.problem
        assert snapshot.choice is not None
        assert snapshot.choice.stage == "requesting"
        assert snapshot.state.mails == ()


async def test_continuing_as_new_carries_every_event_and_due_time(skipping: WorkflowEnvironment) -> None:
    async with running(skipping, continue_after=60) as rig:
        await rig.until_mails(1)
        await rig.reply()
        await rig.until_mails(6)
        for number in range(5):
            await rig.handle.execute_update(RelationshipWorkflow.ask, c.AddNote(rig.began_at, f"note {number}"))
            await rig.reply(f"<more-{number}@tides.example>")
            await rig.until_mails(7 + number)
        snapshot = await rig.snapshot()
        described = await rig.handle.describe()

        assert described.run_id != rig.handle.first_execution_run_id
        assert [event.text for event in snapshot.events if isinstance(event, e.NoteAdded)] == [
            f"note {number}" for number in range(5)
        ]
        assert len([event for event in snapshot.events if isinstance(event, e.ReplyReceived)]) == 6
        assert len(snapshot.state.mails) == len(await rig.mails()) == len({m["Message-ID"] for m in await rig.mails()})


def _is_aware(at: datetime) -> bool:
    return at.tzinfo is not None


async def test_every_recorded_time_is_aware(skipping: WorkflowEnvironment) -> None:
    async with running(skipping) as rig:
        await rig.until_mails(1)
        await rig.reply()
        assert all(_is_aware(event.at) for event in (await rig.snapshot()).events)
