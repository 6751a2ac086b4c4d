"""Errors become pages, here and nowhere else: nothing of what nobody expected but a line in the log."""

from __future__ import annotations

import sys

from flask import g, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from .. import refusals
from ..errors import Broken, Refused
from .app import sentence_of, this_face
from .wire.logs import trouble
from .wire.requests import BODY_LIMIT


def send_again() -> str:
    """What to do after a trouble that passes, where the form itself cannot be shown again: the browser still has it."""
    return str(
        gettext(
            "Lassen Sie dieses Fenster offen und laden Sie es in einigen Minuten neu. Fragt der Browser, ob er noch "
            "einmal senden soll, bestätigen Sie das: Dann ist nichts verloren."
        )
    )


def way_back() -> str:
    """What to do where sending the same once more would not help and the form itself cannot be shown again."""
    return str(
        gettext(
            "Gehen Sie im Browser einen Schritt zurück. Zeigt er dort nur eine Meldung, laden Sie die Seite neu und "
            "bestätigen Sie das Senden. Was Sie auf der letzten Seite geschrieben haben, kann dabei verloren gehen."
        )
    )


def error_page(status: int, sentence: str) -> tuple[str, int]:
    """A page that says what went wrong and what to do; with the form that was posted wherever it has been read."""
    posted = request.method == "POST"
    if posted and "form" in request.__dict__:  # reading it now could fail again
        try:
            if again := this_face().form_again(status, sentence):
                return again
        except Exception as error:  # a page of its own must not hide what went wrong first
            trouble(request.endpoint, error)
    g.sent_again = True  # the page advises it, so it must be this answer that is loaded anew
    advice = "" if not posted else send_again() if status >= 500 else way_back()
    if missed := this_face().missed():
        sentence = sentence_of(missed)
    page = render_template("shared/error.html", sentence=sentence, advice=advice, status=status, me=g.get("me"))
    return page, status


def refused_page(refused: Refused) -> tuple[str, int]:
    """For refusals no view has answered with its own form."""
    return error_page(refusals.status_of(refused), sentence_of(refused))


def http_page(error: HTTPException) -> tuple[str, int] | HTTPException:
    """For what Flask itself refuses."""
    status = error.code or 500
    if status < 400:
        return error
    sentences = {
        400: gettext("Diese Anfrage war unvollständig."),
        404: gettext("Diese Seite gibt es nicht. Bitte gehen Sie über die Startseite."),
        405: gettext("Diese Adresse lässt sich so nicht aufrufen. Bitte gehen Sie über die Startseite."),
        413: gettext("Das ist zu viel auf einmal: Möglich sind %(limit)s MiB.", limit=BODY_LIMIT // 2**20),
    }
    return error_page(status, sentences.get(status, sentences[400]))


def failure_page(error: Exception) -> tuple[str, int]:
    """For what nobody expected: the page tells nothing of it, the log the kind and the place."""
    this_face().log_exception((type(error), error, sys.exc_info()[2]))
    sentence = (
        gettext(
            "Etwas Gespeichertes ließ sich nicht prüfen. Bitte sagen Sie der Stelle Bescheid, die diese Seiten "
            "betreibt."
        )
        if isinstance(error, Broken)
        else gettext("Auf unserer Seite ist ein Fehler aufgetreten. Versuchen Sie es in einigen Minuten noch einmal.")
    )
    return error_page(500, sentence)
