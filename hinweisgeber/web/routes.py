"""The addresses of a face, each declared once: who may ask for it, and which forms are sent to it.

`Face.install` adds them. The office's guard lets nobody but officers in unless it is said here; the attack matrix
(`tests/attack`) is made of the same declaration, so what is said of an address is what is tried on it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol

BY_ADDRESS = ""  # a form without an id: it is known by where it leads


class Who(StrEnum):
    """Who gets an answer other than a refusal."""

    ANYBODY = "anybody"  # without a login
    MACHINE = "machine"  # without a login, but only over the unit's own socket or loopback
    MEMBER = "member"  # logged in, in whatever role
    OFFICER = "officer"  # logged in, in a role that may hold keys; for an auditor the address is not there
    AUDITOR = "auditor"  # logged in as an auditor; for everybody else the address is not there
    LEAD = "lead"  # logged in as a lead; for everybody else the address is not there
    HOLDER = "holder"  # an officer with a key to the file whose number is in the address
    RESPONSIBLE = "responsible"  # the holder to whom the case is assigned
    FIRST = "first"  # the holder who proposed what is taken back here
    SECOND = "second"  # a holder other than the one who proposed what is confirmed here
    OWN = "own"  # an officer who proposed what is taken back here, without a key


class Declared(Protocol):
    """A form that is declared somewhere."""

    id: ClassVar[str]
    named: ClassVar[bool]  # whether its id stands on the page


class Route(NamedTuple):
    """One address and method."""

    rule: str
    method: str
    view: Callable[..., Any]
    who: Who
    forms: tuple[str, ...] = ()  # the ids of the forms sent to it; `<n>` stands for a number, `<number>` for a file's
    declared: tuple[type[Declared], ...] = ()  # those that say more of themselves than their id


def get(rule: str, view: Callable[..., Any], who: Who) -> Route:
    """A page."""
    return _checked(Route(rule, "GET", view, who))


def post(rule: str, view: Callable[..., Any], who: Who, *forms: str | type[Declared]) -> Route:
    """Where forms are sent: as declared, or their ids, or `BY_ADDRESS`. Raises ValueError when none is named."""
    if not forms:
        raise ValueError(f"no form is declared for {rule}")
    declared = tuple(form for form in forms if not isinstance(form, str))
    ids = tuple(form if isinstance(form, str) else form.id if form.named else BY_ADDRESS for form in forms)
    return _checked(Route(rule, "POST", view, who, ids, declared))


def _checked(route: Route) -> Route:
    if ("<number>" in route.rule) is not (route.who in (Who.HOLDER, Who.RESPONSIBLE, Who.FIRST, Who.SECOND)):
        raise ValueError(f"{route.rule}: a number in the address and a key that is asked for go together")
    return route
