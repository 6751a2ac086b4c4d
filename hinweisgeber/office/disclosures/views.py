"""The disclosure register of a case (HinSchG § 9): plan, drop, record, hand over as a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ...domain.case.casefile import CaseFile
from ...domain.case.flags import SECRECY
from ...domain.case.measures import Measure
from ...domain.errors.case import DisclosureBlocked
from ...domain.errors.power import NeedsSecond
from ...domain.persons import disclosure_steps
from ...domain.persons.disclosure import MAY_NAME
from ...domain.persons.disclosure_steps import DisclosureMade
from ...domain.power import guard
from ...errors import Refused
from ...store.errors import StoreAway
from ...usecases.leaving import disclosures, package
from ...usecases.leaving.package import Choice, Package, Wanted
from ...usecases.officer import measures
from ...usecases.officer.collect import Unfetched, refresh
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import NoticeUnclear
from ...usecases.officer.reading import FileView
from ...usecases.officer.sending import look_again
from ...web.routes import Route, Who, get, post
from ...web.wire.downloads import SANDBOX
from ..acting import acts, sending_desk, to_proposal
from ..auth import Page, desk, kept_page
from ..files import words as of_files
from ..forms import Failed, read
from ..shared import NONE, the_office
from ..subpages import subpage
from . import words
from .forms import PLANS, DropForm, MadeForm, PackageForm, PlanConsentForm, PlanForm


def disclosure_register(number: str, failed: Failed = NONE) -> Page:
    """All entries of a case, and the forms for a new one; a blocked disclosure also says what is in its way."""
    if isinstance(failed.refused, DisclosureBlocked):
        sentence = _("Es wurde nichts weitergegeben.") + f" {words.OBSTACLES[failed.refused.why]}"
        failed = replace(failed, sentence=sentence)
    unfetched = refresh(desk(), number)  # an answer may wait in the letterbox
    return subpage(number, "office/disclosures/page.html", lambda at, view: _more(at, view, unfetched, failed), failed)


def _more(at: Desk, view: FileView, unfetched: Unfetched, failed: Failed) -> Mapping[str, Any]:
    case = view.case
    obstacles = {entry.n: disclosure_steps.obstacle(case, entry, at.today) for entry in case.disclosures}
    register = measures.register(at, view.id) if case.disclosures else measures.Register()
    fetched = package.to_fetch(at, view)
    return {
        "unfetched": unfetched,
        "unopened": register.unopened,
        "words": words,
        "plans": [_asked(form, case) for form in PLANS if not (case.no_code and form is PlanConsentForm)],
        "obstacles": obstacles,
        "packing": _packing(case, obstacles, failed, fetched),
        "made": disclosures.made(view),
        "went_out": disclosures.went_out(view),
        "asked_after": request.args.get("hinaus", 0, type=int),
        "secret": bool(SECRECY & set(case.flags)),
        "may_name": MAY_NAME,
        "by_two": {one.n: row.id for one in case.disclosures if (row := guard.disclosing(case, one)).agree > 1},
        "package": _boxes(package.choices(at, view) if case.disclosures else [], register.measures),
        "papers": {n: _chosen(one) for n, one in fetched.items()},
    }


def _asked(form: type[PlanForm], case: CaseFile) -> tuple[type[PlanForm], dict[str, dict[str, Any]], tuple[str, ...]]:
    """A form for a new entry, what the page says of its fields, and which are not asked for."""
    bases = [(basis.value, words.BASES[basis]) for basis in form.bases]
    own: dict[str, dict[str, Any]] = {"form": {"value": form.id}, "secrecy": {"required": True}}
    if len(bases) > 1:
        own["basis"] = {"choices": bases}
    without = () if SECRECY & set(case.flags) else ("secrecy",)
    if not case.no_code:
        return form, own, without
    told = _("Wie wurde die Person vorher unterrichtet, oder warum nicht?")
    return form, own | {"no_notice": {"label": told, "hint": "", "required": True}}, (*without, "notice")


def plan_disclosure(number: str) -> Page:
    """A new entry, by the form that was chosen for it."""
    chosen = next((form for form in PLANS if form.id == request.form.get("form")), PlanForm)
    return _PLANNING[chosen](number)


def _enter(at: Desk, form: PlanForm, number: str) -> None:
    try:
        disclosures.plan(at, number, form.plan(), form.once, words.message_words())
    except NoticeUnclear as refused:  # without a code there is nobody to write to, and no field for it
        raise refused.at("notice" if "notice" in request.form else "no_notice") from None


_PLANNING = {form: acts(form, disclosure_register)(_enter) for form in PLANS}


@acts(DropForm, disclosure_register)
def drop_disclosure(at: Desk, form: DropForm, number: str) -> None:
    """An entry is given up."""
    disclosures.drop(at, number, form.n, form.reason, form.once)


@acts(MadeForm, disclosure_register)
def record_disclosure(at: Desk, form: MadeForm, number: str) -> None:
    """A disclosure made otherwise than as a package."""
    disclosures.record(at, number, form.n, form.how, form.once)


def hand_over(number: str) -> Page:
    """Enters the disclosure, then gives the package out as a download."""
    at, blobs = sending_desk(PackageForm), the_office().blobs
    try:
        form = read(PackageForm)
        look_again(at, form.once)
        made = package.prepare(at, blobs, number, form.n, _wanted(form), form.once)
        documents = _documents(made)
        package.hand_over(at, made, documents, form.once)
    except StoreAway as away:
        return kept_page(away)
    except NeedsSecond as waits:
        return to_proposal(waits)
    except Refused as refused:
        return disclosure_register(number, Failed.of(PackageForm, refused))
    response = Response(package.stream(blobs, made, documents), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-Weitergabe-{made.entry.n}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _wanted(form: PackageForm) -> Wanted:
    return Wanted(form.summary, tuple(form.copy), tuple(form.measure), form.names, form.unredacted_reason)


def _packing(
    case: CaseFile, obstacles: Mapping[int, str], failed: Failed, fetched: Mapping[int, DisclosureMade]
) -> int:
    """The entry for which the page has the form of a package: the one asked for, else the newest that is possible; 0
    for none. What two have agreed to is fetched by it, from the same choices."""
    possible = [one.n for one in case.disclosures if not (one.made_on or one.dropped or obstacles[one.n])]
    possible = [*sorted(fetched), *possible]
    asked = failed.typed.get("n") if failed.declared is PackageForm else request.args.get("paket")
    return next((n for n in possible if str(n) == asked), possible[-1] if possible else 0)


def _boxes(copies: Sequence[Choice], known: Sequence[Measure]) -> dict[str, dict[str, Any]]:
    """What may go along, as the form asks for it."""
    offered = [(one.copy.file.blob, of_files.handed_on(one)) for one in copies]
    return {
        "copy": {"choices": offered, "value": request.form.getlist("copy")},
        "measure": {
            "choices": [(one.number, f"{one.number}: {one.what[:120]}") for one in known],
            "value": request.form.getlist("measure"),
        },
    }


def _chosen(made: DisclosureMade) -> dict[str, dict[str, Any]]:
    """What was chosen for a package to which two have agreed, as the form sends it again."""
    if (papers := made.papers) is None:
        return {}
    return {
        "summary": {"value": papers.summary},
        "copy": {"choices": [(one, one) for one in papers.copies], "value": list(papers.copies)},
        "measure": {"choices": [(one, one) for one in papers.measures], "value": list(papers.measures)},
        "names": {"value": "1" if papers.names else ""},
        "unredacted_reason": {"value": made.unredacted or ""},
    }


def _documents(made: Package) -> tuple[tuple[str, bytes], ...]:
    """The written part of a package: the hand-over itself and, if it goes along, the list of names."""
    written = {"abgabe.html": "office/disclosures/package.html"}
    if made.persons:
        written["namensliste.html"] = "office/disclosures/package_names.html"
    return tuple(
        (name, render_template(template, package=made, words=words).encode()) for name, template in written.items()
    )


_AT = "/faelle/<number>/offenlegungen"
ROUTES: tuple[Route, ...] = (
    get(_AT, disclosure_register, Who.HOLDER),
    post(f"{_AT}/eintrag", plan_disclosure, Who.HOLDER, *PLANS),
    post(f"{_AT}/verwerfen", drop_disclosure, Who.HOLDER, DropForm),
    post(f"{_AT}/vollzogen", record_disclosure, Who.HOLDER, MadeForm),
    post(f"{_AT}/paket", hand_over, Who.HOLDER, PackageForm),
)
