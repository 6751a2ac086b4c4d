"""The pages of one's own second factor, as they are shown. The login shows the first of them, too."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote, urlencode

import segno
from flask import current_app, g, render_template, request

from ...crypto.factor import DIGITS, STEP, FactorSecret
from ...store.cabinet import FactorRow, Standing
from ...usecases.officer import second_factor
from ...usecases.officer.errors import OfferGone
from ...usecases.officer.second_factor import FactorOffer, Owner
from ...web.app import now, today
from ..equipment import OfficeFace
from ..forms import Failed, once
from ..kept import LOCAL, Kept
from .forms import RemoveFactorForm, RenewCodesForm, TotpForm
from .words import NOTICES

ISSUER = "Meldestelle"
Shown = tuple[str, int]


def the_office() -> OfficeFace:
    """The office that answers this request."""
    return cast(OfficeFace, current_app)


def owner() -> Owner:
    """Who asks, as the owner of their factor."""
    me: Any = g.me
    return Owner(the_office().cabinet, g.ring, me.officer_id, me.identity, me.session, today(), now())


def comes_first(standing: Standing) -> bool:
    """Whether a factor has to be set up before anything else: where one is demanded, or was there and is lost."""
    return not standing.there and (the_office().needs_factor or standing.left)


def onward_of_request() -> str:
    """Where somebody was going, if it is a page of ours."""
    onward = request.values.get("weiter", "")
    return onward if LOCAL.fullmatch(onward) else ""


def set_up_page(kept: Kept | None = None, onward: str = "", failed: Failed | None = None, status: int = 200) -> Shown:
    """A new secret for an app, and the form that makes it the factor. `kept`: what was typed before; it goes along."""
    who, failed = owner(), failed or Failed()
    row, left = second_factor.state_of(who)
    offer = _offered(who, failed.typed.get("secret_offer", ""))
    uri = uri_of(offer.secret, g.me.username)
    page = render_template(
        "office/factors/set_up.html",
        picture=segno.make(uri, error="m", micro=False).svg_data_uri(scale=4, border=4, light="#fff"),
        groups=[offer.secret.base32[at : at + 4] for at in range(0, len(offer.secret.base32), 4)],
        sealed=offer.sealed,
        uri=uri,
        form=TotpForm,
        first=comes_first(Standing(row is not None, left > 0)),
        kept=kept,
        onward=onward,
        **_common(failed, row, left),
    )
    return page, status


def own_factor(failed: Failed | None = None) -> Shown:
    """What is set up, how many recovery codes are left, and what can be changed."""
    failed = failed or Failed()
    row, left = second_factor.state_of(owner())
    if row is None:
        return set_up_page(onward=onward_of_request(), status=failed.status)
    page = render_template(
        "office/factors/page.html",
        renewing=RenewCodesForm,
        removing=RemoveFactorForm,
        needed=the_office().needs_factor,
        **_common(failed, row, left),
    )
    return page, failed.status


def codes_page(codes: tuple[str, ...], kept: Kept | None = None, onward: str = "") -> Shown:
    """The recovery codes, this one time."""
    return render_template("office/factors/codes.html", codes=codes, kept=kept, onward=onward), 200


def uri_of(secret: FactorSecret, username: str) -> str:
    """What the picture says to an app (the Key Uri Format that all apps know)."""
    values = {"secret": secret.base32, "issuer": ISSUER, "algorithm": "SHA1", "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?{urlencode(values)}"


def _offered(who: Owner, sealed: str) -> FactorOffer:
    """The secret that was shown before, so that nobody has to read it in again; else a new one."""
    try:
        return second_factor.same_offer(who, sealed)
    except OfferGone:
        return second_factor.new_offer(who)


def _common(failed: Failed, row: FactorRow | None, left: int) -> dict[str, Any]:
    said = NOTICES.get(request.args.get("erledigt", ""))
    return {"failed": failed, "errors": failed.errors, "once": once(), "said": said, "row": row, "left": left}
