"""The disclosure register of a case (HinSchG § 9): plan, drop, record, hand over as a package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ...domain.case.flags import SECRECY
from ...domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT
from ...domain.errors.case import DisclosureBlocked, NobodyReads, NotAllowed, NoticeUnread
from ...domain.errors.fields import ChoiceMissing, DateMissing
from ...domain.persons import disclosure_steps
from ...domain.persons.disclosure import MAY_NAME, NEEDS_NOTICE, Basis
from ...errors import Refused
from ...store.errors import StoreAway
from ...usecases.leaving import disclosures, package
from ...usecases.leaving.package import Package, Wanted
from ...usecases.officer import measures
from ...usecases.officer.casework import FileView
from ...usecases.officer.collect import Unfetched, refresh
from ...usecases.officer.desk import Desk
from ...usecases.officer.errors import CopyReplaced, DayGone, NamesBarred, NoticeUnclear, OnlyRedacted
from ...web.downloads import SANDBOX
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk, kept_page
from ..forms import Failed, once_of_form
from ..shared import NONE, day_of, failed_at, place_of, the_office, typed
from ..subpages import carry_out, subpage
from . import words

COPY, MEASURE = "datei-", "massnahme-"  # names of the checkboxes in the form of a package
_LIMITS = {"recipient": LINE_LIMIT, "content": TEXT_LIMIT, "why": TEXT_LIMIT, "secrecy": LINE_LIMIT}


def disclosure_register(number: str) -> Page:
    """All entries of a case, and the forms for a new one."""
    return _register(number)


def _register(number: str, failed: Failed = NONE) -> Page:
    unfetched = refresh(desk(), number)  # an answer may wait in the letterbox
    return subpage(number, "office/disclosures/page.html", lambda at, view: _more(at, view, unfetched), failed)


def _more(at: Desk, view: FileView, unfetched: Unfetched) -> Mapping[str, Any]:
    case = view.case
    register = measures.register(at, view.id) if case.disclosures else measures.Register()
    return {
        "unfetched": unfetched,
        "unopened": register.unopened,
        "words": words,
        "obstacles": {entry.n: disclosure_steps.obstacle(case, entry, at.today) for entry in case.disclosures},
        "made": disclosures.made(view),
        "secret": bool(SECRECY & set(case.flags)),
        "may_name": MAY_NAME,
        "copies": package.choices(at, view) if case.disclosures else [],
        "measures": register.measures,
    }


def plan_disclosure(number: str) -> Page:
    """Forms `plan-consent`, `plan-authority`, `plan-other`."""
    form = typed("form") if typed("form") in words.FORMS else "plan-other"

    def enter(at: Desk) -> object:
        return disclosures.plan(at, number, _plan(form), once_of_form(), words.message_words())

    return _act(number, form, enter, "weitergabe")


def _plan(form: str) -> disclosures.Plan:
    basis, until = typed("basis"), day_of("until", optional=True)
    if basis not in words.FORMS[form]:
        raise ChoiceMissing()
    recipient, what, why = typed("recipient"), typed("content"), typed("why")
    notice = typed("notice") if basis in NEEDS_NOTICE else ""
    return disclosures.Plan(Basis(basis), recipient, what, why, typed("secrecy"), until, typed("no_notice"), notice)


def drop_disclosure(number: str) -> Page:
    """Form `drop-<n>`."""

    def give_up(at: Desk) -> object:
        return disclosures.drop(at, number, place_of("n"), typed("reason"), once_of_form())

    return _act(number, f"drop-{place_of('n')}", give_up, "weitergabe-verworfen")


def record_disclosure(number: str) -> Page:
    """Form `record-<n>`: made otherwise than as a package."""

    def enter(at: Desk) -> object:
        return disclosures.record(at, number, place_of("n"), typed("how"), once_of_form())

    return _act(number, f"record-{place_of('n')}", enter, "weitergabe-vollzogen")


def hand_over(number: str) -> Page:
    """Form `package-<n>`: enters the disclosure, then gives the package out as a download."""
    at, once, blobs = desk(), once_of_form(), the_office().blobs
    try:
        made = package.prepare(at, blobs, number, place_of("n"), _wanted(), once)
        documents = _documents(made)
        package.hand_over(at, made, documents, once)
    except StoreAway as away:
        return kept_page(away)
    except Refused as refused:
        return _register(number, _failed(f"package-{place_of('n')}", refused))
    response = Response(package.stream(blobs, made, documents), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-Weitergabe-{made.entry.n}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _wanted() -> Wanted:
    chosen = [name for name, value in request.form.items() if value]
    return Wanted(
        typed("summary"),
        tuple(name.removeprefix(COPY) for name in chosen if name.startswith(COPY)),
        tuple(name.removeprefix(MEASURE) for name in chosen if name.startswith(MEASURE)),
        bool(typed("names")),
    )


def _documents(made: Package) -> tuple[tuple[str, bytes], ...]:
    """The written part of a package: the hand-over itself and, if it goes along, the list of names."""
    written = {"abgabe.html": "office/disclosures/package.html"}
    if made.persons:
        written["namensliste.html"] = "office/disclosures/package_names.html"
    return tuple(
        (name, render_template(template, package=made, words=words).encode()) for name, template in written.items()
    )


def _act(number: str, form: str, act: Callable[[Desk], object], notice: str) -> Page:
    return carry_out(number, act, _register, notice, lambda refused: _failed(form, refused))


def _failed(form: str, refused: Refused) -> Failed:
    """The refusal at the field it speaks of; a blocked disclosure also says what is in its way."""
    if isinstance(refused, DisclosureBlocked):
        sentence = _("Es wurde nichts weitergegeben.") + f" {words.OBSTACLES[refused.why]}"
        return replace(Failed.of(form, "", refused), sentence=sentence)
    if form.startswith("plan-"):
        return failed_at(form, refused, _field(form, refused), "basis")
    return Failed.of(form, "" if isinstance(refused, NotAllowed) else _field(form, refused), refused)


def _field(form: str, refused: Refused) -> str:
    notice = "notice" if "notice" in request.form else "no_notice"  # without a code there is nobody to write to
    of_kind = {
        NoticeUnclear: notice,
        NoticeUnread: notice,
        NobodyReads: "",
        DateMissing: "until",
        DayGone: "until",
        NamesBarred: "names",
        OnlyRedacted: "",
        CopyReplaced: "",
    }
    if type(refused) in of_kind:
        return of_kind[type(refused)]
    if not form.startswith("plan-"):
        return {"drop": "reason", "record": "how"}.get(form.partition("-")[0], "summary")
    wrong = (
        name
        for name, limit in _LIMITS.items()
        if len(typed(name).strip()) > limit or (name != "secrecy" and not typed(name).strip())
    )
    return next(wrong, "secrecy" if "secrecy" in request.form else "")


_AT = "/faelle/<number>/offenlegungen"
ROUTES: tuple[Route, ...] = (
    get(_AT, disclosure_register, Who.HOLDER),
    post(f"{_AT}/eintrag", plan_disclosure, Who.HOLDER, "plan-consent", "plan-authority", "plan-other"),
    post(f"{_AT}/verwerfen", drop_disclosure, Who.HOLDER, "drop-<n>"),
    post(f"{_AT}/vollzogen", record_disclosure, Who.HOLDER, "record-<n>"),
    post(f"{_AT}/paket", hand_over, Who.HOLDER, "package-<n>"),
)
