"""What is found out before asking, and what is at hand when talking."""

import pytest

from relationship.rules.stage import Stage
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.views.call_sheet import QUESTIONS, call_sheet
from relationship.views.template_variables import Sender, variables_for
from tests.relationship.story import ADDED, CALL, CONVERSATION, MONDAY, day, given
from weakties.app.homework import Sheet, form, parse_form

SHEET = c.Prepare(day(1), path=" From law to tides. ", questions=("What surprised you?", " "))
DONE = e.HomeworkDone(day(1), path="From law to tides.", questions=("What surprised you?",))


def test_what_is_noted_without_a_reason_lets_no_request_leave() -> None:
    story = given(ADDED).when(SHEET).then(DONE)
    assert story.stage == Stage.PREPARING
    assert "--reason" in story.asks(day(1)).question


def test_homework_grows_and_what_is_not_named_stays() -> None:
    more = e.HomeworkDone(day(2), "Your talk.", links=("https://tides.example",))
    story = given(ADDED, DONE, more)
    assert story.state.homework.path == "From law to tides."
    assert story.state.homework.links == ("https://tides.example",)
    assert story.stage == Stage.REQUESTING


def test_nothing_is_no_homework() -> None:
    given(ADDED).when(c.Prepare(day(1), reason="  ")).refused("weakties prep")


def test_a_story_for_this_person_takes_the_place_of_the_usual_one() -> None:
    sender = Sender("Sam", "sam@home.example", "I build roads")
    step = given(ADDED, e.HomeworkDone(MONDAY, "Your talk.")).sends(MONDAY)
    usual = variables_for(given(ADDED).state, step, sender)
    own = variables_for(given(ADDED, e.HomeworkDone(MONDAY, story="I once drew maps")).state, step, sender)
    assert (usual["pitch"], own["pitch"]) == ("I build roads.", "I once drew maps.")


def test_the_call_sheet_has_its_time_boxes_and_asks_ones_own_questions_first() -> None:
    events = (*CONVERSATION, DONE, CALL, e.NoteAdded(day(2), "likes tea"))
    sheet = call_sheet(given(*events).state, events, "I build roads.")
    assert [box.minutes for box in sheet.boxes] == ["2-3 min", "1-2 min", "12-15 min", "2 min"]
    assert sheet.boxes[2].lines == ("What surprised you?", *QUESTIONS)
    assert sheet.boxes[1].lines[0] == "I build roads."
    assert dict(sheet.homework)["Their path"] == ("From law to tides.",)
    assert sheet.letters[-2].startswith("Ada, ")
    assert sheet.notes == ("likes tea",)


def test_no_question_asks_for_a_job() -> None:
    assert not [question for question in QUESTIONS if "job" in question.lower() or "hire" in question.lower()]


def test_the_form_comes_back_as_it_was_filled_in() -> None:
    sheet = Sheet("Why", "Path\nof two lines", "", "Boats", "", ("One?", "Two?"), ("https://x.example",))
    assert parse_form(form("Ada", sheet)) == sheet
    assert parse_form(form("Ada", Sheet())) == Sheet()


@pytest.mark.parametrize("text", ["[nonsense]\nx\n", "above\n[reason]\n"])
def test_a_form_that_can_not_be_read_names_the_line(text: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        parse_form(text)
