"""What somebody does with their own second factor."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from ...errors import Refused
from ...refusals import status_of
from ...usecases.officer import second_factor, unlock
from ...usecases.officer.errors import SetUpCodeWrong
from ...web.app import now
from ...web.routes import Route, Who, get, post
from .. import device
from ..forms import Failed, read
from ..kept import Kept
from .forms import OfPresentForm, RemoveFactorForm, RenewCodesForm, TotpForm
from .page import Shown, codes_page, onward_of_request, own_factor, owner, set_up_page, the_office
from .words import REMOVED

PLACE = "/konto/zweiter-faktor"


def second_factor_page() -> Shown:
    """One's own factor; where there is none, how to set one up."""
    return own_factor()


def new_factor() -> Shown:
    """Another app or device in the place of the one there is."""
    return set_up_page()


def set_up_factor() -> Shown:
    """An app has shown the code of the secret on the page: the secret is the factor now."""
    kept, onward = Kept.parse(request.form.get("kept", "")), onward_of_request()
    try:
        return codes_page(_set_up(), kept, onward)
    except Refused as refused:
        return set_up_page(kept, onward, Failed.of(TotpForm, refused), status_of(refused))


def _set_up() -> tuple[str, ...]:
    form, who = read(TotpForm), owner()
    if not isinstance(form.app_code, str):
        raise SetUpCodeWrong()
    second_factor.require_shown(who, form.secret_offer, form.app_code)
    present = None
    if second_factor.state_of(who)[0] is not None and form.present_code.strip():
        present = second_factor.typed_code(form.present_code)
        _require_passphrase(form.passphrase)
    return second_factor.set_up(who, form.secret_offer, form.app_code, present)


def remove_factor() -> Shown | Response:
    """There is none any more."""
    try:
        form = _present(RemoveFactorForm)
        second_factor.remove(owner(), form.present_code)
    except Refused as refused:
        return own_factor(Failed.of(RemoveFactorForm, refused))
    return redirect(f"{PLACE}?erledigt={REMOVED}#erledigt", 303)


def renew_codes() -> Shown:
    """New recovery codes; the earlier ones are worth nothing any more."""
    try:
        form = _present(RenewCodesForm)
        return codes_page(second_factor.renew_codes(owner(), form.present_code))
    except Refused as refused:
        return own_factor(Failed.of(RenewCodesForm, refused))


def _present(form: type[OfPresentForm]) -> OfPresentForm:
    sent = read(form)
    _require_passphrase(sent.passphrase)
    return sent


def _require_passphrase(passphrase: str) -> None:
    """Before what a session alone must not do."""
    office, who = the_office(), owner()
    secret: bytes = office.config["SECRET_KEY"]
    known = device.known(secret, request.cookies.get(office.device_cookie, ""), now())
    unlock.require_passphrase(office.cabinet, who.officer_id, passphrase, request.remote_addr or "", now(), known)


ROUTES: tuple[Route, ...] = (
    get(PLACE, second_factor_page, Who.MEMBER),
    get(f"{PLACE}/neu", new_factor, Who.MEMBER),
    post(f"{PLACE}/einrichten", set_up_factor, Who.MEMBER, TotpForm),
    post(f"{PLACE}/entfernen", remove_factor, Who.MEMBER, RemoveFactorForm),
    post(f"{PLACE}/codes", renew_codes, Who.MEMBER, RenewCodesForm),
)
