"""Who asks: login, logout, and the guard before every page. What was typed survives an expired session."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flask import abort, current_app, g, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from ..crypto.keystore import Identity
from ..crypto.ring import Ring
from ..crypto.statements import AUDITOR, LEAD
from ..errors import Refused
from ..refusals import status_of
from ..store.cabinet import Standing
from ..store.errors import StoreAway
from ..usecases.officer import deputising, revocation, second_factor, unlock
from ..usecases.officer.desk import Desk
from ..usecases.officer.errors import CodeWanted, HalfLoginOver, SessionExpired
from ..usecases.officer.own_sessions import kind_of
from ..web.app import now, sentence_of, today
from ..web.routes import BY_ADDRESS, Route, Who, get, post
from . import device
from .factors.page import comes_first, set_up_page
from .factors.words import RECOVERED
from .forms import Failed, once
from .kept import LOCAL, Kept, page_of

Page = str | tuple[str, int] | Response
FACTOR, CODE = "/konto/zweiter-faktor", "/anmelden/code"
#: What is open to somebody who has to set up a second factor first.
_BEFORE_FACTOR = {"second_factor_page", "new_factor", "set_up_factor", "logout"}


@dataclass(frozen=True)
class Me:
    """The officer logged in."""

    officer_id: str
    username: str
    function: str
    role: str
    identity: Identity = field(repr=False)
    session: bytes = field(repr=False)
    standing: Standing  # with a second factor


def _office() -> Any:
    return current_app


def guard() -> Page | None:
    """Before every page but the login: a live session; before every post: the form's token."""
    if request.endpoint is None:  # there is no such address
        return None
    who = _office().routes[request.endpoint].who
    if who not in (Who.ANYBODY, Who.MACHINE):
        try:
            _office().opened.tidy(now())
            me = _resume(request.cookies.get(_office().session_cookie, ""))
        except SessionExpired as expired:
            return _stopped(expired)
        except StoreAway as away:
            return kept_page(away)
        if not may_ask(who, me.role):
            abort(404)  # as an address that there is not, which does not know either who asks
        g.me = me
        if comes_first(me.standing) and request.endpoint not in _BEFORE_FACTOR:
            return _factor_first()
    if request.method == "POST":
        try:
            _office().csrf.protect()
        except CSRFError:
            return _token_lost()
    return None


def may_ask(who: Who, role: str) -> bool:
    """Whether there is an address of this kind for somebody in that role: what is not theirs is not there."""
    if who in (Who.LEAD, Who.AUDITOR):
        return role == {Who.LEAD: LEAD, Who.AUDITOR: AUDITOR}[who]
    return who is Who.MEMBER or role != AUDITOR


def home_of(role: str) -> str:
    """Where somebody in this role begins."""
    return "/protokoll" if role == AUDITOR else "/faelle"


def ring_in_force() -> Ring:
    """The key ring for this request, without whom two leads have revoked. Raises StoreAway."""
    if "ring" not in g:
        g.ring = revocation.ring_in_force(_office().cabinet, _office().ring.ring)
    ring: Ring = g.ring
    return ring


def _resume(cookie: str) -> Me:
    ring = ring_in_force()
    session = unlock.resume(_office().cabinet, ring, _office().memory, cookie, today(), now())
    officer = ring.get(session.officer_id)
    if officer is None:
        raise SessionExpired()
    of_session = session.identity, session.row, session.standing
    return Me(session.officer_id, session.username, officer.function, officer.role, *of_session)


def _factor_first() -> Page:
    """To where a second factor is set up; nothing else is done, and what was typed goes along."""
    if kept := Kept.of_request():
        return set_up_page(kept, status=403)
    onward = page_of(request.path) if request.method == "POST" else request.path
    known = LOCAL.fullmatch(onward) and onward != "/"
    return redirect(f"{FACTOR}?weiter={onward}" if known else FACTOR, 303)


def _stopped(expired: SessionExpired) -> Page:
    known = LOCAL.fullmatch(request.path) and request.path != "/"
    if request.method == "POST":
        onward = page_of(request.path) if known and request.endpoint != "logout" else ""
        return _login_page({"": expired}, kept=Kept.of_request(), status=401, onward=onward)
    onward = request.path if known else ""
    return redirect(f"/anmelden?weiter={onward}" if onward else "/anmelden", 303)


def _token_lost() -> Page:
    """The form's token does not fit (another tab, deleted cookies): nothing is done, nothing is lost."""
    kept = Kept.of_request()
    if request.endpoint == "login" or g.get("me") is None:
        return _login_page({"": SessionExpired()}, kept=Kept.parse(request.form.get("kept", "")), status=400)
    if kept is None:
        return redirect(page_of(request.path), 303)
    return _kept_page(kept), 400


def kept_page(away: StoreAway, staged: str | None = None) -> Page:
    """The store is away: what was typed stays on a page from which it can be sent again. Raises when nothing was."""
    kept = Kept.of_request(staged)
    if kept is None:
        raise away
    return _kept_page(kept, sentence_of(away)), status_of(away)


def form_again(status: int, sentence: str) -> tuple[str, int] | None:
    """After an error nobody expected: what was typed stays on a page from which it can be sent again."""
    kept = Kept.of_request() if status >= 500 and g.get("me") else None
    return (_kept_page(kept, sentence), status) if kept else None


def _kept_page(kept: Kept, trouble: str = "") -> str:
    officers = {officer.officer_id: officer.function for officer in _office().ring.ring.everyone}
    return render_template(
        "office/kept.html",
        kept=kept,
        officers=officers,
        trouble=trouble,
        failed=Failed(),
        once=once(),
        limits=_office().limits,
    )


def desk() -> Desk:
    """The desk of the officer who asks."""
    me: Me = g.me
    office = _office()
    stores, who = (office.cabinet, office.letterbox, ring_in_force()), (me.officer_id, me.identity)
    lines = office.opened.of(me.session, now())
    equipped = (office.blobs, office.acknowledgement, lines, office.list_removals)
    at = Desk(*stores, *who, today(), *equipped, objection_days=office.objection_days)
    with suppress(StoreAway):  # the page says so
        deputising.leave(at)
    return at


def login_form() -> Page:
    """The login page."""
    return _login_page({})


def login() -> Page:
    """Opens a session, or shows the page again."""
    kept = Kept.parse(request.form.get("kept", ""))
    username, passphrase = request.form.get("username", ""), request.form.get("passphrase", "")
    kind = kind_of(request.form.get("kind", ""))
    try:
        cookie = unlock.login(
            _office().cabinet,
            ring_in_force(),
            _office().memory,
            username,
            passphrase,
            request.remote_addr or "",
            today(),
            now(),
            known_device(),
            kind,
        )
    except CodeWanted as half:
        _end_session()
        return _code_wanted(half.cookie, kept)
    except Refused as refused:
        return _login_page({"passphrase": refused}, kept, username, status_of(refused), kind=kind)
    _end_session()  # the one before
    return _logged_in(cookie, kept)


def _code_wanted(cookie: str, kept: Kept | None) -> Page:
    """The passphrase was right: on to the code. What was typed goes along."""
    onward = request.form.get("weiter", "")
    if kept is None:
        page = redirect(f"{CODE}?weiter={onward}" if LOCAL.fullmatch(onward) else CODE, 303)
    else:
        page = make_response(_code_page({}, kept))
    _set_cookie(page, _office().half_cookie, cookie, unlock.HALF_SECONDS)
    return page


def code_form() -> Page:
    """Where a login waits for its code."""
    try:
        second_factor.require_half(_office().cabinet, _office().memory, _half(), now())
    except HalfLoginOver:
        return redirect("/anmelden", 303)
    return _code_page({})


def login_code() -> Page:
    """Opens the session, or asks again."""
    kept, office = Kept.parse(request.form.get("kept", "")), _office()
    stores, typed = (office.cabinet, ring_in_force(), office.memory), request.form.get("code", "")
    try:
        entered = second_factor.finish(*stores, _half(), typed, today(), now())
    except HalfLoginOver as over:
        return _without_half(make_response(_login_page({"": over}, kept, status=status_of(over))))
    except Refused as refused:
        return _code_page({"code": refused}, kept, status_of(refused))
    return _without_half(_logged_in(entered.cookie, kept, entered.recovered))


def _half() -> str:
    return request.cookies.get(_office().half_cookie, "")


def _without_half(page: Response) -> Response:
    page.delete_cookie(_office().half_cookie, secure=_office().secure, httponly=True, samesite="Strict")
    return page


def _code_page(wrong: dict[str, Refused], kept: Kept | None = None, status: int = 200) -> tuple[str, int]:
    page = render_template(
        "office/login_code.html",
        errors={name: sentence_of(refused) for name, refused in wrong.items()},
        kept=kept,
        onward=request.values.get("weiter", ""),
    )
    return page, status


def go_on_after_factor() -> Page:
    """From the recovery codes to where somebody was going, or to what they had typed."""
    if kept := Kept.parse(request.form.get("kept", "")):
        return _kept_page(kept)
    onward = request.form.get("weiter", "")
    return redirect(onward if LOCAL.fullmatch(onward) else home_of(g.me.role), 303)


def _logged_in(cookie: str, kept: Kept | None, recovered: bool = False) -> Response:
    onward, me = request.form.get("weiter", ""), _resume(cookie)
    if recovered or (kept and comes_first(me.standing)):
        g.me = me
        page = _to_factor(kept, onward)
    elif kept is None:
        page = redirect(onward if LOCAL.fullmatch(onward) else home_of(me.role), 303)
    else:
        g.me = me
        page = make_response(_kept_page(kept))
    _set_cookie(page, _office().session_cookie, cookie, unlock.ABSOLUTE_SECONDS)
    if not known_device():
        _set_cookie(page, _office().device_cookie, device.make(_secret(), now()), device.LIFETIME)
    return page


def _to_factor(kept: Kept | None, onward: str) -> Response:
    if kept:
        return make_response(set_up_page(kept))
    return redirect(f"{FACTOR}?erledigt={RECOVERED}{f'&weiter={onward}' if LOCAL.fullmatch(onward) else ''}", 303)


def _set_cookie(page: Response, name: str, text: str, seconds: int) -> None:
    page.set_cookie(name, text, max_age=seconds, secure=_office().secure, httponly=True, samesite="Strict", path="/")


def known_device() -> str:
    """The id of the browser that asks, if it is known; a cookie of anybody else's making is none."""
    return device.known(_secret(), request.cookies.get(_office().device_cookie, ""), now())


def _secret() -> bytes:
    secret: bytes = _office().config["SECRET_KEY"]
    return secret


def logout() -> Page:
    """Ends the session."""
    _end_session()
    page = redirect("/anmelden?abgemeldet=1", 303)
    page.delete_cookie(_office().session_cookie, secure=_office().secure, httponly=True, samesite="Strict")
    return page


def _end_session() -> None:
    office = _office()
    office.opened.forget(unlock.logout(office.cabinet, office.memory, request.cookies.get(office.session_cookie, "")))


def _login_page(
    wrong: dict[str, Refused],
    kept: Kept | None = None,
    username: str = "",
    status: int = 200,
    onward: str = "",
    kind: str = "",
) -> Page:
    page = render_template(
        "office/login.html",
        errors={name: sentence_of(refused) for name, refused in wrong.items()},
        kept=kept,
        username=username,
        onward=onward or request.values.get("weiter", ""),
        logged_out="abgemeldet" in request.args,
        kind=kind,
    )
    return page, status


ROUTES: tuple[Route, ...] = (
    get("/anmelden", login_form, Who.ANYBODY),
    post("/anmelden", login, Who.ANYBODY, "login"),
    get(CODE, code_form, Who.ANYBODY),
    post(CODE, login_code, Who.ANYBODY, "login-code"),
    post(f"{FACTOR}/weiter", go_on_after_factor, Who.MEMBER, "onward"),
    post("/abmelden", logout, Who.MEMBER, BY_ADDRESS),
)
