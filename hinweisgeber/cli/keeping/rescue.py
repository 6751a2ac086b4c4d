"""rescue: puts back what the letterbox has lost, from the copies of the office's timer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ...refusals.alarms import KINDS, THINGS
from ...store.cabinet import Alarm, cabinet_store
from ...store.letterbox import letterbox_store
from ...usecases.keeper.pulling import rescue as rescuing
from ..home import home_option, settings_at, today_option


@click.command()
@home_option
@click.option("--known", is_flag=True, help="Was danach noch nicht passt, ist bekannt und wird nicht mehr gemeldet.")
@today_option
def rescue(home: Path | None, known: bool, today: date) -> None:
    """Legt in den Briefkasten zurück, was dort fehlt und in der Meldestelle noch versiegelt liegt: Meldungen und
    Nachrichten, die niemand abgeholt hat, und Antworten der Meldestelle. Mehrfach aufrufen schadet nicht.

    Das Postfach einer zurückgelegten Meldung kommt nicht wieder: Davon gibt es keine Kopie. Bei PostgreSQL mit der
    Rolle des Eigentümers aufrufen (wie „migrate“).
    """
    settings = settings_at(home)
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    for store in (letterbox, cabinet):
        store.require_known()
    done = rescuing.rescue(letterbox, cabinet)
    click.echo(f"Zurückgelegt: Meldungen {done.reports}, Nachrichten {done.messages}.")
    if done.answers:
        click.echo(f"Liegen wieder da: {done.answers} Nachrichten der Meldestelle.")
    if done.spoilt:
        click.echo(f"{done.spoilt} Kopien sind nicht mehr, was gesehen wurde, und blieben liegen.", err=True)
    for one in rescuing.know(letterbox, cabinet, today) if known else []:
        click.echo(f"Bekannt seit heute: {_words(one)}")


def _words(one: Alarm) -> str:
    return f"{KINDS[one.kind]}: {THINGS[one.thing]}, zuerst bemerkt am {one.day:%d.%m.%Y}"
