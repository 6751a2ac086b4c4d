"""Where two must agree."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

POWER = refusals(
    409,
    NeedsSecond=N_(
        "Das braucht zwei Unterschriften: Ihr Vorschlag ist eingetragen, geschehen ist noch nichts. Eine zweite Person "
        "muss ihn unter „Freigaben“ bestätigen."
    ),
    NotAgreed=N_("Dazu fehlt die Zustimmung einer zweiten Person."),
    SecondMissing=N_("Das braucht zwei Unterschriften. Eine allein wird nicht eingetragen."),
    OwnProposal=N_("Das haben Sie selbst vorgeschlagen. Bestätigen oder ablehnen muss es eine andere Person."),
    SameFunction=N_(
        "Bestätigen muss jemand mit einer anderen Funktion: Vorgeschlagen hat das dieselbe Funktion, auch wenn sie "
        "inzwischen unter einer anderen Kennung geführt wird."
    ),
    RoleMissing=N_("Ihre Rolle im Schlüsselbund erlaubt diese Unterschrift nicht."),
    ProposalEnded=N_(
        "Dieser Vorschlag ist erledigt: Er wurde bestätigt, abgelehnt oder zurückgenommen, oder seine Frist ist "
        "vorbei. Ist die Sache noch nötig, schlagen Sie sie bitte neu vor."
    ),
    NotYet=N_("Die hinweisgebende Person kann noch widersprechen. Bestätigen lässt sich der Vorschlag ab dem %(day)s."),
    ObjectionOpen=N_(
        "Die hinweisgebende Person hat widersprochen. Bitte beantworten Sie zuerst den Widerspruch, danach lässt sich "
        "der Vorschlag bestätigen."
    ),
    ObjectionUnknown=N_(
        "Nicht alles, was die hinweisgebende Person geschrieben hat, ließ sich abholen. Sie kann widersprochen haben; "
        "deshalb ist nichts geschehen."
    ),
    LetterUnread=N_(
        "Im Briefkasten wartet eine Nachricht der hinweisgebenden Person, die nur Kolleginnen und Kollegen von Ihnen "
        "öffnen können. Solange niemand von ihnen sie abgeholt hat, können Sie hier nichts bestätigen. Geschehen ist "
        "nichts."
    ),
    NeverTold=N_(
        "Die hinweisgebende Person wurde nicht so unterrichtet, dass sie lange genug widersprechen konnte. Geschehen "
        "ist nichts. Bitte lehnen Sie den Vorschlag ab und lassen Sie ihn neu vorschlagen."
    ),
    ActChanged=N_(
        "Inzwischen hat sich geändert, worum es geht: Was jetzt geschähe, ist nicht mehr das, was vorgeschlagen wurde. "
        "Geschehen ist nichts. Bitte lassen Sie es neu vorschlagen."
    ),
    OnlyAnother=N_(
        "Genau das ist schon vorgeschlagen und wartet auf die zweite Unterschrift; zurücknehmen kann es nur, wer es "
        "vorgeschlagen hat."
    ),
)
