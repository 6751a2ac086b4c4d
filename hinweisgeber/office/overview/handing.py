"""Several cases to somebody else: one's own before a leave, a colleague's who is away, or those nobody has."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import render_template, request
from flask_babel import lazy_gettext as _

from ...usecases.officer import handing, overview
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import CasesMissing, ChangedMeanwhile, HandedPartly
from ...web.app import sentence_of
from ...web.routes import Route, Who, get, post
from ..acting import acts
from ..auth import Page, desk
from ..fields import BoxesField, ChoiceField, HiddenField, ReasonField, Words
from ..forms import Failed, OfficeForm
from ..shared import NONE, outcome, people_at

MOST = 200  # at once; the next ones are on the page then
_SEEN = re.compile(r"(HM-[0-9]{4}-[0-9]{4,9}):([0-9]{1,15})", re.ASCII)


class CasesField(BoxesField):
    """Cases, by their numbers."""

    def told(self, text: str, people: Mapping[str, str]) -> Words:
        """The number."""
        return text


class HandOverForm(OfficeForm):
    """The ticked cases go to somebody. `shown`: up to which entry the page had shown each of its cases."""

    id, step, button, style, icon = "hand-over", "uebergabe", _("Fälle übergeben"), "primary", "account-circle"
    told_at, barred_at, done = "cases", "to", "uebergabe"
    above = (HandedPartly,)
    decides = False  # on no page of one case; what was seen of each of them says `shown`
    whose, shown = HiddenField(), HiddenField()
    to = ChoiceField(_("Übergeben an"), _("Die Person bekommt damit einen Schlüssel zu diesen Fällen."))
    reason = ReasonField(optional=True, rows=2)
    cases = CasesField(_("Fälle"), _("Alle sind angekreuzt; nehmen Sie die Kreuze weg, die nicht mitgehen sollen."),
        missing=CasesMissing)  # fmt: skip


def handing_over(failed: Failed = NONE) -> Page:
    """The cases of one person, all ticked."""
    at = desk()
    chosen = request.form.get("whose") or request.args.get("wer", "ich")
    people = people_at(at)
    who = at.officer_id if chosen not in (*people, overview.NOBODY) else chosen
    shown = handing.open_cases(at, who, MOST)
    partly = failed.refused if isinstance(failed.refused, HandedPartly) else None
    page = render_template(
        "office/overview/handing.html",
        rows=shown.rows,
        choices=[(row.number, _called(row)) for row in shown.rows],
        more=shown.more,
        ticked=request.form.getlist("cases") if request.method == "POST" else [row.number for row in shown.rows],
        shown=_written(_still_seen(shown.seen, partly)),
        partly=partly,
        news={one.number: one.why for one in partly.left if isinstance(one.why, ChangedMeanwhile)} if partly else {},
        said={one.number: sentence_of(one.why) if one.why else "" for one in partly.left} if partly else {},
        who=who,
        name=people.get(who, ""),
        mine=who == at.officer_id,
        others={one.officer_id: people[one.officer_id] for one in at.ring.readers(at.today) if one.officer_id != who},
        people=people,
        **outcome(failed),
    )
    return page, failed.status


def _called(row: overview.Row) -> str:
    return f"{row.number} – {row.title}" if row.title else row.number


def _written(seen: Mapping[str, int]) -> str:
    return " ".join(f"{number}:{entry}" for number, entry in seen.items())


def _read(text: str) -> dict[str, int]:
    """What `_written` wrote; of a case that it does not name nothing was seen."""
    found = (_SEEN.fullmatch(one) for one in text.split(" "))
    return {one[1]: int(one[2]) for one in found if one}


def _still_seen(now: Mapping[str, int], partly: HandedPartly | None) -> dict[str, int]:
    """Up to where the sender has seen each case: as on the page that was sent, unless this one tells what is new."""
    before = _read(request.form.get("shown", "")) if request.method == "POST" else {}
    told = {one.number for one in partly.left if isinstance(one.why, ChangedMeanwhile)} if partly else set()
    return {number: entry if number in told else before.get(number, entry) for number, entry in now.items()}


@acts(HandOverForm, handing_over, to="/faelle")
def hand_on(at: Desk, form: HandOverForm) -> tuple[str, str] | None:
    """Each is an entry of its own; what could not be handed over is named, and can be sent again."""
    whose = form.whose or at.officer_id
    done = handing.hand_over(at, form.cases, whose, form.to, form.reason, form.once, _read(form.shown))
    return ("uebergabe-vorgeschlagen", "/freigaben") if done.proposed else None


ROUTES: tuple[Route, ...] = (
    get("/faelle/uebergabe", handing_over, Who.OFFICER),
    post("/faelle/uebergabe", hand_on, Who.OFFICER, HandOverForm),
)
