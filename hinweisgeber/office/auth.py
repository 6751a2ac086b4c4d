"""Who asks: login, logout, and the guard before every page. What was typed survives an expired session."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app, g, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from ..crypto.keystore import Identity
from ..errors import Refused
from ..refusals import status_of
from ..store.errors import StoreAway
from ..usecases.officer import unlock
from ..usecases.officer.desk import Desk
from ..usecases.officer.errors import SessionExpired
from ..web.app import now, sentence_of, today
from ..web.requests import PortalRequest
from ..web.routes import BY_ADDRESS, Route, Who, get, post
from ..web.staging import STATE
from .forms import once

Page = str | tuple[str, int] | Response
_LOCAL = re.compile(r"/(?!/)[A-Za-z0-9/_-]{0,200}")
_NOT_KEPT = {"csrf_token", "passphrase", "username", "once", "kept", "weiter", "lost"}
_NOT_KEPT |= {"stufe", "wer", "faellig", "page"}  # choices of the list, which are quickly made again


@dataclass(frozen=True)
class Me:
    """The officer logged in."""

    officer_id: str
    username: str
    function: str
    role: str
    identity: Identity = field(repr=False)


@dataclass(frozen=True)
class Kept:
    """A form that could not be carried out: where it was going and what was typed."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of_request(cls, staged: str | None = None) -> Kept | None:
        """What this post has brought along. `staged`: its files, where they wait; without it those just sent are lost,
        and the field `lost` says so."""
        if request.method != "POST" or not _LOCAL.fullmatch(request.path):
            return None
        not_kept = _NOT_KEPT if staged is None else _NOT_KEPT | {STATE, "remove"}
        typed = [(name, text) for name, text in request.form.items(multi=True) if name not in not_kept]
        uploads = cast(PortalRequest, request).uploads
        if staged:
            typed.append((STATE, staged))
        elif uploads is not None and (uploads.attachments or uploads.problem):
            typed.append(("lost", "1"))
        return cls(request.path, tuple(typed)) if any(text.strip() for _, text in typed) else None

    def text(self) -> str:
        """For a hidden field."""
        return json.dumps([self.path, self.fields], ensure_ascii=False)

    @property
    def page(self) -> str:
        """The page the form stood on, as far as the address tells."""
        return page_of(self.path)

    @classmethod
    def parse(cls, text: str) -> Kept | None:
        """Reads what `text` wrote; None for everything else."""
        try:
            path, pairs = json.loads(text)
            kept = cls(path, tuple((str(name), str(value)) for name, value in pairs))
        except (ValueError, TypeError, RecursionError):
            return None
        return kept if isinstance(path, str) and _LOCAL.fullmatch(path) else None


def page_of(path: str) -> str:
    """The page a form's address belongs to: its case, its register, its list."""
    parts = path.strip("/").split("/")
    return "/" + "/".join(parts[: 2 if parts[0] == "faelle" else 1])


def _office() -> Any:
    return current_app


def guard() -> Page | None:
    """Before every page but the login: a live session; before every post: the form's token."""
    if request.endpoint is None:  # there is no such address
        return None
    if _office().routes[request.endpoint].who is not Who.ANYBODY:
        try:
            g.me = _resume(request.cookies.get(_office().session_cookie, ""))
        except SessionExpired as expired:
            return _stopped(expired)
        except StoreAway as away:
            return kept_page(away)
    if request.method == "POST":
        try:
            _office().csrf.protect()
        except CSRFError:
            return _token_lost()
    return None


def _resume(cookie: str) -> Me:
    ring = _office().ring.ring
    session = unlock.resume(_office().cabinet, ring, cookie, today(), now())
    officer = ring.get(session.officer_id)
    return Me(session.officer_id, session.username, officer.function, officer.role, session.identity)


def _stopped(expired: SessionExpired) -> Page:
    known = _LOCAL.fullmatch(request.path) and request.path != "/"
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
        "office/kept.html", kept=kept, officers=officers, trouble=trouble, once=once(), limits=_office().limits
    )


def desk() -> Desk:
    """The desk of the officer who asks."""
    me: Me = g.me
    office = _office()
    return Desk(office.cabinet, office.letterbox, office.ring.ring, me.officer_id, me.identity, today(), office.blobs)


def login_form() -> Page:
    """The login page."""
    return _login_page({})


def login() -> Page:
    """Opens a session, or shows the page again."""
    kept = Kept.parse(request.form.get("kept", ""))
    username, passphrase = request.form.get("username", ""), request.form.get("passphrase", "")
    try:
        cookie = unlock.login(
            _office().cabinet,
            _office().ring.ring,
            username,
            passphrase,
            request.remote_addr or "",
            today(),
            now(),
        )
    except Refused as refused:
        return _login_page({"passphrase": refused}, kept, username, status_of(refused))
    unlock.logout(_office().cabinet, request.cookies.get(_office().session_cookie, ""))  # the one before ends
    return _logged_in(cookie, kept)


def _logged_in(cookie: str, kept: Kept | None) -> Page:
    onward = request.form.get("weiter", "")
    if kept is None:
        page = redirect(onward if _LOCAL.fullmatch(onward) else "/faelle", 303)
    else:
        g.me = _resume(cookie)
        page = make_response(_kept_page(kept))
    page.set_cookie(
        _office().session_cookie,
        cookie,
        max_age=unlock.ABSOLUTE_SECONDS,
        secure=_office().secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return page


def logout() -> Page:
    """Ends the session."""
    unlock.logout(_office().cabinet, request.cookies.get(_office().session_cookie, ""))
    page = redirect("/anmelden?abgemeldet=1", 303)
    page.delete_cookie(_office().session_cookie, secure=_office().secure, httponly=True, samesite="Strict")
    return page


def _login_page(
    wrong: dict[str, Refused], kept: Kept | None = None, username: str = "", status: int = 200, onward: str = ""
) -> Page:
    page = render_template(
        "office/login.html",
        errors={name: sentence_of(refused) for name, refused in wrong.items()},
        kept=kept,
        username=username,
        onward=onward or request.values.get("weiter", ""),
        logged_out="abgemeldet" in request.args,
    )
    return page, status


ROUTES: tuple[Route, ...] = (
    get("/anmelden", login_form, Who.ANYBODY),
    post("/anmelden", login, Who.ANYBODY, "login"),
    post("/abmelden", logout, Who.OFFICER, BY_ADDRESS),
)
