"""Due dates as a file for one's own calendar."""

from __future__ import annotations

from flask import Response

from ...usecases.leaving.calendar import calendar
from ...web.routes import Route, Who, get
from ..auth import Page, desk


def due_dates() -> Page:
    """Days and one constant word: the file leaves the protected area."""
    response = Response(calendar(desk()), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="fristen.ics"'
    return response


ROUTES: tuple[Route, ...] = (get("/faelle/fristen.ics", due_dates, Who.OFFICER),)
