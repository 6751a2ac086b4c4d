"""The matrix once more, with the roles turned round: the head leads the case and gives it to a case-worker."""

from __future__ import annotations

import pytest

from tests.attack.test_declared import (
    test_every_form_has_its_positive_case,
    test_every_link_leads_to_a_place_that_is_there,
)
from tests.attack.test_matrix import (
    test_every_page_is_shown_to_holders_of_its_key_alone,
    test_who_holds_no_key_changes_nothing_and_learns_nothing,
    test_who_may_can,
    test_without_a_login_nothing_is_stored,
)
from tests.attack.test_once import test_what_is_sent_again_changes_nothing, test_what_two_send_at_once_is_done_once

__all__ = [
    "test_every_form_has_its_positive_case",
    "test_every_link_leads_to_a_place_that_is_there",
    "test_every_page_is_shown_to_holders_of_its_key_alone",
    "test_what_is_sent_again_changes_nothing",
    "test_what_two_send_at_once_is_done_once",
    "test_who_holds_no_key_changes_nothing_and_learns_nothing",
    "test_who_may_can",
    "test_without_a_login_nothing_is_stored",
]
pytestmark = pytest.mark.parametrize("kept", ["lead"], indirect=True)
