"""What stands above a form that was refused: each field by its name, and nobody blamed for what is not theirs."""

from __future__ import annotations

import pytest
from flask import render_template_string

from hinweisgeber.crypto.errors import CapabilityExpired
from hinweisgeber.domain.errors.fields import TextMissing
from hinweisgeber.errors import Refused
from hinweisgeber.intake import Intake
from hinweisgeber.refusals import is_ours
from hinweisgeber.store.errors import Stale, StoreAway
from hinweisgeber.usecases.reporter.errors import NobodyThere
from hinweisgeber.web.errors import FileTooLarge

SUMMARY = """{% import "shared/forms.html" as forms %}
{{ forms.error_summary({'a': 'Bitte etwas.', 'b': None, 'c': 'Zu lang.'}, labels={'a': 'Was?', 'c': 'Ort'}, ours=ours,
  unchanged=unchanged) }}"""


def summary(intake: Intake, ours: bool | None, unchanged: str | None = None) -> str:
    with intake.test_request_context():
        return render_template_string(SUMMARY, ours=ours, unchanged=unchanged)


@pytest.mark.parametrize(
    ("refused", "blames"),
    [
        (TextMissing(), True),
        (FileTooLarge(limit="1 MB"), True),
        (StoreAway(), False),
        (NobodyThere(), False),
        (Stale(), False),
        (CapabilityExpired(), False),
    ],
)
def test_only_what_can_be_mended_in_the_form_asks_to_look_there(intake: Intake, refused: Refused, blames: bool) -> None:
    assert ("Bitte prüfen Sie Ihre Angaben." in summary(intake, is_ours(refused))) is blames


def test_what_is_ours_is_said_to_be(intake: Intake) -> None:
    assert "Das liegt an uns, nicht an Ihnen. Es wurde nichts gesendet." in summary(intake, is_ours(StoreAway()))
    assert "Das ist so nicht möglich. Es wurde nichts geändert." in summary(
        intake, is_ours(Stale()), "Es wurde nichts geändert."
    )


def test_each_line_names_its_field_and_no_colon_follows_a_question(intake: Intake) -> None:
    html = summary(intake, False)
    assert '<a href="#f-a">Was? <bdi dir="auto">Bitte etwas.</bdi></a>' in html
    assert '<a href="#f-c">Ort: <bdi dir="auto">Zu lang.</bdi></a>' in html
    assert "#f-b" not in html
