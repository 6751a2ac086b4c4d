"""What several of the office's pages need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import current_app, request

from ..domain.case.casefile import CaseFile
from ..domain.case.flags import SECRECY
from ..domain.ending import destroying
from ..usecases.officer.agreeing import seconds_of
from ..usecases.officer.desk import Desk
from ..web.app import sentence_of
from .equipment import OfficeFace
from .forms import Failed, once

NONE = Failed()


def the_office() -> OfficeFace:
    """The office that answers this request, with what it works with."""
    return cast(OfficeFace, current_app)


def outcome(failed: Failed) -> dict[str, Any]:
    """What every page with forms says of the one that was sent: the refusal, or what was done."""
    return {"failed": failed, "errors": failed.errors, "notice": request.args.get("erledigt", ""), "once": once()}


def topics() -> dict[str, str]:
    """The institution's topics by id."""
    return {topic.id: topic.label for topic in the_office().institution.topics}


def guarded(case: CaseFile) -> dict[str, Any]:
    """What every page of a case shows above its content: the small circle, and which secrecy holds (§ 6 HinSchG)."""
    return {"small_circle": case.small_circle, "secrecy": [flag for flag in case.flags if flag in SECRECY]}


def kept_because(case: CaseFile, at: Desk) -> str:
    """Why this officer may destroy nothing in the case now, in words; empty when they may."""
    refused = destroying.against(case, at.officer_id)
    return sentence_of(refused) if refused else ""


def seconds_at(at: Desk, number: str, people: Mapping[str, str]) -> list[str]:
    """Who could confirm what this officer proposes in the case, as the pages call them."""
    return [people.get(one, "–") for one in seconds_of(at, number)]


def people_at(at: Desk) -> dict[str, str]:
    """How officers are called on the pages: function and user name."""
    with at.cabinet.read() as cabinet:
        names = cabinet.usernames()
    return {o.officer_id: f"{o.function} ({names.get(o.officer_id, '–')})" for o in at.ring.everyone}
