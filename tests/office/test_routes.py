"""What is declared of an address, and what is refused when the program starts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber.office import Office
from hinweisgeber.web.app import Face
from hinweisgeber.web.routes import BY_ADDRESS, Who, get, post


def view(number: str = "") -> str:
    return number


def test_every_address_says_who_may_and_which_form_is_sent_to_it(office: Office, intake: Face) -> None:
    for face in (office, intake):
        rules = [(str(rule), rule.endpoint) for rule in face.url_map.iter_rules()]
        assert rules == [(route.rule, endpoint) for endpoint, route in face.routes.items()]
        for route in face.routes.values():
            assert bool(route.forms) is (route.method == "POST"), route.rule


def test_what_is_posted_without_a_form_does_not_start() -> None:
    with pytest.raises(ValueError, match="no form is declared for /faelle"):
        post("/faelle", view, Who.OFFICER)


@pytest.mark.parametrize(("rule", "who"), [("/faelle/<number>", Who.OFFICER), ("/faelle/<number>", Who.ANYBODY),
                                           ("/faelle", Who.HOLDER), ("/faelle", Who.RESPONSIBLE)])  # fmt: skip
def test_a_number_in_the_address_asks_for_a_key_to_it(rule: str, who: Who) -> None:
    with pytest.raises(ValueError, match="go together"):
        get(rule, view, who)
    with pytest.raises(ValueError, match="go together"):
        post(rule, view, who, BY_ADDRESS)


def test_one_view_stands_at_one_address(make_office: Callable[..., Office]) -> None:
    """`routes` is kept by the name of the view: a second one would take the place of the first, with who may."""
    with pytest.raises(ValueError, match="twice"):
        make_office().install((get("/zweitens", view, Who.ANYBODY), get("/drittens", view, Who.OFFICER)))
