"""How the time of a search in hand is changed: what is named changes, the rest stays, a question changes nothing."""

import pytest
from residents import after


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("paperwork help manningtree fridays at 10 and mondays at 2", "drop the monday"), "fri 10:00- weekly"),
        (("company for dad clacton tues 2-4 and fri 10-12", "leave off the friday"), "tue 14:00-16:00"),
        (
            ("company for dad clacton tues 2-4 and fri 10-12", "leave off the friday", "sorry put fri back"),
            "tue 14:00-16:00 & fri",
        ),
        (("washing help clacton tues 9am fri 4pm", "change fri to sat"), "tue 09:00- | sat 16:00-"),
        (
            ("carer clacton every day 8-9am and 5-6pm", "not weekends", "just the mornings then"),
            "mon-fri 08:00-09:00 daily",
        ),
    ],
)
def test_what_is_named_changes_and_the_rest_stays(lines: tuple[str, ...], when: str) -> None:
    first, last = after(lines[0], area="essex"), after(*lines, area="essex")
    assert last.search["when"] == when
    assert last.search["need"] == first.search["need"]
