"""What operators read of something stored that does not hold. Faces tell other people none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ..errors import Broken, CheckFailed
from ..marks import N_
from .alarms import ONE

# By the name of the error: which check failed.
WHY = {
    "RingBroken": {
        "no entry at all": N_("es gibt keinen einzigen Eintrag"),
        "not in the form prescribed": N_("die vorgeschriebene Form ist nicht eingehalten"),
        "unknown format": N_("das Format ist unbekannt"),
        "file is not UTF-8": N_("die Datei ist kein UTF-8-Text"),
        "does not continue the ring before": N_("er setzt den bisherigen Schlüsselbund nicht fort"),
        "another number": N_("er trägt die Nummer %(carried)s"),
        "does not follow the entry before": N_("er folgt nicht auf den Eintrag davor"),
        "founding not once, at the beginning": N_("die Gründung steht nicht genau einmal am Anfang"),
        "not signed by the root": N_("er ist nicht mit dem Wurzelschlüssel unterschrieben"),
        "not the pinned root": N_("der Wurzelschlüssel passt nicht zum angegebenen Fingerabdruck"),
        "new root did not consent": N_("dem neuen Wurzelschlüssel fehlt die eigene Unterschrift"),
        "id used before": N_("diese Kennung hatte schon eine andere Person"),
        "key is the root's": N_("der Schlüssel der Person ist der Wurzelschlüssel"),
        "key used before": N_("diesen Schlüssel gab es schon"),
        "function held by another": N_("diese Funktion hat in dieser Zeit schon jemand"),
        "revoked officer unknown or out": N_("die entfernte Person ist unbekannt oder war schon entfernt"),
        "extended officer unknown or out": N_("die verlängerte Person ist unbekannt oder entfernt"),
        "valid as long already": N_("die Person ist schon so lange gültig"),
        "receiving officer unknown or out": N_(
            "wer empfangen soll oder nicht, ist unbekannt oder an diesem Tag entfernt"
        ),
        "receiving said for a later day already": N_("für diese Person ist schon ein späterer Tag festgelegt"),
        "receiving as it is already": N_("für diese Person gilt das schon"),
        "nobody would receive": N_("an diesem Tag bekäme niemand mehr neue Meldungen"),
    },
    "JournalBroken": {
        "no entry at all": N_("es gibt keinen einzigen Eintrag"),
        "origin invalid": N_("der Name der Installation ist ungültig"),
        "not the next number": N_("er trägt nicht die nächste Nummer"),
        "does not follow the entry before": N_("er folgt nicht auf den Eintrag davor"),
        "signature does not hold": N_("die Unterschrift stimmt nicht"),
        "a field of another length": N_("ein Feld hat die falsche Länge"),
        "kind or signer invalid": N_("die Art der Handlung oder die Kennung der Person ist ungültig"),
        "number invalid": N_("die Nummer ist ungültig"),
        "checkpoint of a longer journal": N_("der Prüfpunkt kennt %(known)s Einträge, das Protokoll nur %(there)s"),
        "does not begin with the founding": N_("das Protokoll beginnt nicht mit der Gründung"),
        "root signs the founding only": N_("der Wurzelschlüssel unterschreibt nur die Gründung"),
        "what it says of a suspension has no form": N_("was er über eine Suspendierung sagt, hat keine gültige Form"),
        "second factor removed by somebody who may not": N_(
            "er nimmt jemandem den zweiten Faktor und stammt von jemandem, der das nicht darf"
        ),
        "what it says of a second factor has no form": N_("was er von einem zweiten Faktor sagt, ist nicht lesbar"),
        "suspended by somebody who may not": N_("er suspendiert jemanden und stammt von jemandem, der das nicht darf"),
        "suspended for another time": N_("er suspendiert für eine andere Zeit als drei Arbeitstage"),
        "suspended again by the same person": N_("dieselbe Person suspendiert jemanden zweimal nacheinander allein"),
        "what it says of a deputy has no form": N_("was er über eine Vertretung sagt, hat keine gültige Form"),
        "what it says of a training has no form": N_("was er über eine Schulung sagt, hat keine gültige Form"),
        "training entered by somebody who may not": N_(
            "er trägt eine Schulung ein oder streicht eine, und wer ihn schrieb, darf das nicht"
        ),
        "training of somebody or for days that cannot be": N_(
            "er trägt eine Schulung von jemandem oder für Tage ein, die nicht sein können"
        ),
        "strikes a training that is not there": N_("er streicht eine Schulung, die nicht eingetragen ist"),
        "deputy planned by somebody who may not": N_(
            "er legt eine Vertretung fest, und wer ihn schrieb, darf das nicht"
        ),
        "deputy for days that cannot be": N_("er legt eine Vertretung für Tage fest, die nicht sein können"),
        "deputy without a plan": N_("er gibt jemandem als Vertretung einen Schlüssel, und niemand hat das festgelegt"),
        "signed by somebody suspended": N_("%(signer)s war suspendiert und durfte nicht unterschreiben"),
        "what it says of a revocation has no form": N_("was er über eine Entfernung sagt, hat keine gültige Form"),
        "revocation signed by somebody who may not": N_(
            "er betrifft die Entfernung einer Person, und wer ihn oder den Vorschlag dazu schrieb, darf das nicht"
        ),
        "revocation signed by whom it concerns": N_("er entfernt jemanden, und diese Person hat selbst unterschrieben"),
        "revocation proposed for another time": N_("er schlägt eine Entfernung für eine andere Zeit als 30 Tage vor"),
        "revocation that nobody proposed": N_("er betrifft eine Entfernung, die niemand vorgeschlagen hat"),
        "revocation that has ended": N_("er betrifft einen Vorschlag zur Entfernung, der schon beendet war"),
        "revocation whose days are over": N_("er betrifft einen Vorschlag zur Entfernung, der abgelaufen war"),
        "revokes another than was proposed": N_("er entfernt anders, als vorgeschlagen war"),
        "revoked by one person alone": N_("er entfernt jemanden, und beide Unterschriften stammen von einer Person"),
        "revokes somebody who is not there": N_("er entfernt jemanden, der an diesem Tag nicht da ist"),
        "what it says of an erasure without a key has no form": N_(
            "was er über eine Löschung ohne Schlüssel sagt, hat keine gültige Form"
        ),
        "erasure without a key signed by somebody who may not": N_(
            "er betrifft eine Löschung ohne Schlüssel, und wer ihn oder den Vorschlag dazu schrieb, darf das nicht"
        ),
        "erasure without a key signed by somebody left out": N_(
            "er betrifft die Löschung eines Falls ohne Schlüssel, und wer ihn schrieb, war von diesem Fall "
            "ausgeschlossen oder hat seinen Schlüssel verloren"
        ),
        "erasure without a key proposed for another time": N_(
            "er schlägt eine Löschung ohne Schlüssel für eine andere Zeit als 30 Tage vor"
        ),
        "erasure without a key that nobody proposed": N_(
            "er betrifft eine Löschung ohne Schlüssel, die niemand vorgeschlagen hat"
        ),
        "erasure without a key that has ended": N_(
            "er betrifft einen Vorschlag zur Löschung ohne Schlüssel, der schon beendet war"
        ),
        "erasure without a key whose days are over": N_(
            "er betrifft einen Vorschlag zur Löschung ohne Schlüssel, der abgelaufen war"
        ),
        "erases another case without a key than was proposed": N_(
            "er löscht ohne Schlüssel anderes, als vorgeschlagen war"
        ),
        "erasure without a key by one person alone": N_(
            "er löscht einen Fall ohne Schlüssel, und beide Unterschriften stammen von einer Person"
        ),
        "erasure without a key of an older state": N_(
            "er betrifft die Löschung eines Falls ohne Schlüssel, dessen letzten Eintrag nicht vor sich hatte, wer "
            "unterschrieb"
        ),
        "erasure without a key of what somebody could open": N_(
            "er betrifft die Löschung eines Falls ohne Schlüssel, den an diesem Tag jemand öffnen konnte"
        ),
        "erasure without a key over a hold": N_(
            "er betrifft die Löschung eines Falls ohne Schlüssel, für den eine Löschsperre galt"
        ),
        "erasure without a key of no case": N_(
            "er betrifft eine Löschung ohne Schlüssel und nennt keinen Fall, den es unter diesem Aktenzeichen gibt"
        ),
        "signed by somebody revoked": N_(
            "%(signer)s war durch zwei Leitungen entfernt und durfte nicht unterschreiben"
        ),
        "signer not valid on that day": N_("%(signer)s durfte am %(day)s nicht unterschreiben"),
        "text is not the signed one": N_("sein Text ist nicht der unterschriebene"),
        "checkpoint of another installation": N_("der Prüfpunkt stammt von einer anderen Installation"),
        "checkpoint of another journal": N_("das Protokoll ist nicht das, von dem der Prüfpunkt spricht"),
        "checkpoint not signed as it says": N_("der Prüfpunkt ist nicht so unterschrieben, wie er angibt"),
        "text is missing": N_("sein Text fehlt"),
        "texts missing that nobody destroyed": N_("fehlende Texte: %(missing)s, vernichtete: %(destroyed)s"),
        "erased on a day to come": N_("Vorgang %(file)s gilt als gelöscht am %(day)s, in der Zukunft"),
        "erased without leave": N_("Vorgang %(file)s ist gelöscht, und niemand hatte das bis dahin erlaubt"),
        "another number of entries": N_("zu Vorgang %(file)s gehören %(due)s Einträge, da sind %(there)s"),
        "file has vanished": N_("Vorgang %(file)s ist verschwunden"),
        "of an older form than the entry before": N_("er hat eine ältere Form als der Eintrag davor"),
        "what it says openly has no form": N_("was er offen angibt, hat nicht die vorgeschriebene Form"),
        "what it says of keys has no form": N_("was er über Schlüssel angibt, hat nicht die vorgeschriebene Form"),
        "its signer had not seen the entry before": N_(
            "wer ihn unterschrieben hat, hatte Eintrag %(seen)s gesehen und nicht Eintrag %(before)s, den letzten davor"
        ),
        "a holder who is not in the ring": N_(
            "er nennt als Inhaber des Schlüssels jemanden, der nicht im Schlüsselbund steht"
        ),
        "holders who did not leave by themselves": N_(
            "er nimmt jemandem den Schlüssel oder gibt ihn jemandem, der sich für befangen erklärt hat"
        ),
        "left somebody out alone": N_(
            "er beginnt einen Schlüsselstand ohne %(officer)s, die oder der den Schlüssel behalten durfte"
        ),
        "an epoch is missing": N_("ihm fehlt ein Schlüsselstand"),
        "not the next epoch": N_("er beginnt einen Schlüsselstand, der nicht auf den davor folgt"),
        "missing in the letterbox": N_("im Briefkasten fehlt, was dort lag (%(what)s), bemerkt am %(day)s"),
        "altered in the letterbox": N_("im Briefkasten ist anders, was dort lag (%(what)s), bemerkt am %(day)s"),
        "foreign in the letterbox": N_("im Briefkasten liegt, was nicht hineingehört (%(what)s), bemerkt am %(day)s"),
        "witness of another journal": N_(
            "dieser Zeuge hat bisher %(known)s unterschrieben, die Datei ist von %(there)s"
        ),
        "shorter than the witness saw": N_(
            "dieser Zeuge hat schon %(known)s Einträge gesehen, die Datei ist älter und zeigt nur %(there)s"
        ),
        "proof from elsewhere": N_(
            "der Nachweis beginnt nach %(there)s Einträgen, dieser Zeuge steht bei %(known)s; bitte in der Meldestelle "
            "eine neue Datei drucken lassen („hinweisgeber checkpoint --for-witness %(known)s“)"
        ),
        "does not continue what the witness signed": N_(
            "dieses Protokoll setzt nicht fort, was der Zeuge unterschrieben hat, es ist ein anderes oder nachträglich "
            "geändert; bitte bewahren Sie beide Dateien auf und sprechen Sie mit der Leitung der Meldestelle"
        ),
        "proof of another length": N_("der Nachweis ist unvollständig oder verändert"),
        "not the journal verified before": N_(
            "das Protokoll ist nicht mehr das zuletzt geprüfte: Geprüft waren %(known)s Einträge, da sind %(there)s; "
            "das ist nur nach dem Einspielen einer Sicherung richtig"
        ),
        "another than a witness saw": N_("Zeuge %(witness)s hat am %(day)s bis hierher ein anderes Protokoll gesehen"),
        "shorter than a witness saw": N_("ein Zeuge kennt %(known)s Einträge, das Protokoll hat nur %(there)s"),
        "in another epoch than its entries say": N_(
            "Vorgang %(file)s hat einen anderen Schlüsselstand, als seine Einträge angeben"
        ),
        "signed by somebody who held no key": N_("unterschrieben hat jemand, der keinen Schlüssel dazu hatte"),
        "what it says of power has no form": N_(
            "was er über Unterschriften angibt, hat nicht die vorgeschriebene Form"
        ),
        "of older rules than an entry before": N_(
            "er sagt nicht, dass er unter den Regeln der zwei Unterschriften steht, anders als ein Eintrag davor"
        ),
        "signed without having seen the last entry": N_(
            "wer unterschrieben hat, kannte den letzten Eintrag davor nicht"
        ),
        "proposed with other days than the law gives": N_("der Vorschlag nennt andere Fristen, als vorgesehen sind"),
        "proposed without telling the reporter": N_(
            "der Vorschlag kam, ohne dass die hinweisgebende Person unterrichtet wurde"
        ),
        "ends a proposal that is not its to end": N_("er beendet einen Vorschlag, den so niemand beenden konnte"),
        "speaks of a proposal that is not there": N_("er nennt einen Vorschlag, den es in diesem Vorgang nicht gibt"),
        "confirms another proposal than the one there": N_(
            "er bestätigt einen anderen Vorschlag als den eingetragenen"
        ),
        "confirms another act than was proposed": N_("er bestätigt etwas anderes, als vorgeschlagen war"),
        "confirms a proposal that has ended": N_("er bestätigt einen Vorschlag, der schon erledigt war"),
        "confirms a proposal whose days are over": N_("er bestätigt einen Vorschlag, dessen Frist vorbei war"),
        "confirmed by who proposed it": N_("bestätigt hat, wer es vorgeschlagen hatte"),
        "confirmed by the same function": N_("bestätigt hat dieselbe Funktion, die es vorgeschlagen hatte"),
        "signed without a role that may": N_("unterschrieben hat jemand ohne die nötige Rolle"),
        "confirmed over an objection": N_("bestätigt wurde, obwohl ein Widerspruch unbeantwortet war"),
        "confirmed before the reporter could object": N_(
            "bestätigt wurde, bevor die Frist für einen Widerspruch vorbei war"
        ),
        "confirmed on a day to come": N_("bestätigt wurde an einem Tag, der noch nicht gekommen ist"),
        "gave a key that needs two signatures": N_("er gibt einen Schlüssel weiter, was zwei Unterschriften braucht"),
        "needs two signatures and has one": N_("er braucht zwei Unterschriften und hat eine"),
        "names a ground that does not hold": N_("der Grund, aus dem eine Unterschrift genügen soll, trifft nicht zu"),
        "holders whom nobody let in": N_("er nennt Inhaber des Schlüssels, denen ihn niemand gegeben hat"),
        "what it commits to has no form": N_("was er über die Akte festhält, hat nicht die vorgeschriebene Form"),
        "commits to no sheet": N_("er hält nichts über die Akte fest, anders als der Eintrag davor"),
        "sheet is another": N_("die Akte %(case)s ist nicht die, die zuletzt eingetragen wurde"),
        "reminded of on another day": N_("der Tag der Erinnerung an %(case)s ist nicht der eingetragene"),
        "under another number": N_("%(case)s steht jetzt unter dem Aktenzeichen %(there)s"),
        "message is missing": N_("in %(case)s fehlt eine Nachricht (%(author)s, Nr. %(at)s)"),
        "message is another": N_("in %(case)s ist eine Nachricht nicht die eingetragene (%(author)s, Nr. %(at)s)"),
        "message nobody entered": N_(
            "in %(case)s steht eine Nachricht, die niemand eingetragen hat (%(author)s, Nr. %(at)s)"
        ),
        "blob is missing": N_("zu %(case)s fehlt die Angabe einer versiegelten Datei (%(name)s)"),
        "blob is another": N_("die Angabe einer versiegelten Datei von %(case)s ist nicht die eingetragene (%(name)s)"),
        "blob nobody entered": N_("zu %(case)s gehört eine versiegelte Datei, die niemand eingetragen hat (%(name)s)"),
        "blob that was let go of": N_("eine vernichtete Datei von %(case)s wird wieder geführt (%(name)s)"),
        "copy is missing": N_("in %(case)s fehlt die Beschreibung einer Kopie (%(name)s)"),
        "copy is another": N_("in %(case)s ist die Beschreibung einer Kopie nicht die eingetragene (%(name)s)"),
        "copy that was let go of": N_("eine vernichtete Kopie von %(case)s wird wieder geführt (%(name)s)"),
        "link is another": N_(
            "in %(case)s führt der Schlüsselstand %(number)s zu einem anderen Schlüssel als dem eingetragenen"
        ),
        "wrap is missing": N_("in %(case)s fehlt der Schlüssel von %(officer)s"),
        "wrap for somebody else": N_("in %(case)s liegt ein Schlüssel für %(officer)s, dem ihn niemand gegeben hat"),
        "wrap of another size": N_("in %(case)s ist der Schlüssel von %(officer)s beschädigt"),
        "status is missing": N_("zu %(case)s fehlt, was das Postfach zeigen soll"),
        "status is another": N_("was das Postfach zu %(case)s zeigen soll, passt nicht zum Protokoll"),
        "way to the status is missing": N_("zu %(case)s fehlt der Weg des Postfachs zu dem, was es zeigen soll"),
        "way to the status is another": N_(
            "der Weg des Postfachs zu dem, was es zu %(case)s zeigen soll, ist ein anderer"
        ),
        "certificate is missing": N_("%(case)s gilt als gelöscht, und der Nachweis darüber fehlt"),
        "certificate is another": N_("der Nachweis über die Löschung von %(case)s passt nicht zum Protokoll"),
        "certificate of what is not erased": N_("zu %(case)s liegt ein Nachweis der Löschung, und gelöscht ist nichts"),
        "left of what is erased": N_("%(case)s ist gelöscht, und doch liegt noch etwas davon da"),
        "file is gone": N_("eine versiegelte Datei von %(case)s fehlt (%(name)s)"),
        "file of another size": N_("eine versiegelte Datei von %(case)s hat nicht ihre Größe (%(name)s)"),
        "file is another": N_("eine versiegelte Datei von %(case)s ist nicht die eingetragene (%(name)s)"),
    },
    "ReceiptBroken": {
        "of another office": N_("er stammt von einer anderen Meldestelle"),
        "incomplete or altered": N_("der Text ist unvollständig oder verändert"),
        "signature does not hold": N_("die Unterschrift passt nicht"),
        "of another wording": N_("er gehört zu einem anderen Wortlaut"),
    },
}
_WHERE = {
    "RingBroken": (N_("Schlüsselbund: %(why)s"), N_("Schlüsselbund, Eintrag %(place)s: %(why)s")),
    "JournalBroken": (N_("Das Protokoll ist gebrochen bei Eintrag %(place)s: %(why)s"),) * 2,
    "ReceiptBroken": (N_("Beleg: %(why)s"),) * 2,
}
AUTHORS = {"reporter": N_("hinweisgebende Person"), "office": N_("Meldestelle"), "intake": N_("Annahme")}
NUMBERED = {"message": 1, "letter": 0, "letter-key": 0}  # things whose part holds a place, and where in it
_PLAIN = {
    "FormatBroken": N_("gespeicherte Daten haben nicht die vorgeschriebene Form"),
    "SealBroken": N_("Versiegeltes lässt sich nicht öffnen"),
    "SignatureBroken": N_("eine Unterschrift stimmt nicht"),
    "PassphraseWrong": N_("die Passphrase stimmt nicht"),
}


def why_of(broken: CheckFailed, translate: Callable[[str], str] = str) -> str:
    """Which check failed, as part of a sentence; the phrase itself where its words were forgotten."""
    values = {name: _told(name, value, translate) for name, value in broken.values.items()}
    try:
        return translate(WHY[type(broken).__name__][broken.why]) % values
    except KeyError:
        return broken.why


def _told(name: str, value: object, translate: Callable[[str], str]) -> object:
    """A value as people read it: days, who wrote, and what lay in the letterbox ("message office/2") in words."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if name == "author":
        return translate(AUTHORS.get(str(value), str(value)))
    if name != "what":
        return value
    thing, _, part = str(value).partition(" ")
    parts = [translate(AUTHORS[one]) if one in AUTHORS else one for one in part.split("/") if one]
    if parts and thing in NUMBERED:
        parts[NUMBERED[thing]] = translate(N_("Nr. %(number)s")) % {"number": parts[NUMBERED[thing]]}
    return ", ".join([translate(ONE.get(thing, thing)), *parts])


def words_of(broken: Broken, translate: Callable[[str], str] = str) -> str:
    """What does not hold, and where: part of a sentence, without its full stop."""
    name = type(broken).__name__
    if isinstance(broken, CheckFailed) and name in _WHERE:
        where = _WHERE[name][bool(broken.place)]
        return translate(where) % {"place": broken.place, "why": why_of(broken, translate)}
    return translate(_PLAIN[name]) if name in _PLAIN else str(broken)
