"""Rules on the machine: addresses and databases HG-C10…, keys and secrets HG-C20…, the key ring HG-C30…

A hint never destroys: whoever follows it to the letter loses no key, shuts out no service, and can go back.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from hinweisgeber.config import files, values
from hinweisgeber.config.rule import Found, Situation, rule
from hinweisgeber.config.settings import SECRET_FILES, env_name

RING_NOTICE = timedelta(days=60)
OWNER = re.compile(r"postgres|.+_migrate")  # roles that may do everything (deploy/postgres/roles.sql)


# --- Addresses and databases --------------------------------------------------------------------------------


@rule(
    "10",
    "warning",
    "Für den Betrieb bitte eine https-Adresse setzen; http ohne Proxy ist nur für die Vorführung.",
)
def plain_http(now: Situation) -> Found:
    for name in ("intake_url", "office_url"):
        url: str = getattr(now.settings, name)
        if url.startswith("http:") and not values.host(url).endswith(".onion"):
            yield env_name(name), f"{url} überträgt unverschlüsselt."


@rule("11", "warning", "Bitte die Meldestelle unter einem eigenen Namen und nur im internen Netz anbieten.")
def one_host_for_both(now: Situation) -> Found:
    host = values.host(now.settings.intake_url)
    if host == values.host(now.settings.office_url) and not values.is_loopback(host):
        yield env_name("office_url"), "Annahme und Meldestelle haben denselben Rechnernamen."


@rule(
    "12",
    "warning",
    "Bitte die Rolle des Dienstes aus deploy/postgres/roles.sql nehmen: die auf _intake endet bei der Annahme, die auf "
    "_office endet bei der Meldestelle, für beide Datenbanken.",
    cause="role",
)
def opened_as_the_owner(now: Situation) -> Found:
    for name in ("letterbox_url", "cabinet_url"):
        user = urlsplit(getattr(now.settings, name)).username
        if user and OWNER.fullmatch(user):
            yield env_name(name), f"Der Dienst öffnet die Datenbank als „{user}“ und darf so mehr, als er braucht."


@rule("13", "warning", "Steht genau ein Proxy davor, bitte HINWEISGEBER_TRUSTED_PROXIES=1 setzen.")
def proxy_not_counted(now: Situation) -> Found:
    if "office" in now.faces and now.settings.secure_cookies and now.settings.trusted_proxies == 0:
        yield (
            env_name("trusted_proxies"),
            "Alle Anmeldeversuche scheinen vom Proxy zu kommen und bremsen einander.",
        )


# --- Keys and secrets ---------------------------------------------------------------------------------------


@rule(
    "20",
    "error",
    "Lief hier schon eine Meldestelle, bitte den Wert oder die Datei aus der Gründung oder einer Sicherung "
    "zurückholen, nicht neu gründen. Die Annahme bekommt beides von der Meldestelle. Nur auf einer neuen Maschine: "
    "„hinweisgeber init“.",
    cause="missing",
)
def trust_missing(now: Situation) -> Found:
    if now.settings.root_fingerprint is None:
        yield env_name("root_fingerprint"), "Der Fingerabdruck des Wurzelschlüssels fehlt."
    if files.is_missing(now.settings.ring):
        yield env_name("ring"), "Den Schlüsselbund gibt es nicht."
    if "office" in now.faces and now.settings.office_secret is None:
        yield env_name("office_secret"), "Das Geheimnis der Meldestelle fehlt."
    if "intake" in now.faces and now.settings.intake_secret is None:
        yield (
            env_name("intake_secret"),
            "Das Geheimnis der Annahme fehlt; „hinweisgeber migrate“ legt es an.",
        )


@rule(
    "21",
    "error",
    "Bitte an einen sicheren Ort bringen; hierher gehören nur öffentliche Schlüssel. War der Ordner für andere lesbar, "
    "bitte den Schlüssel danach ersetzen.",
    cause="private-key",
)
def private_key_in_keys(now: Situation) -> Found:
    for path in files.private_keys(now.settings.ring.parent):
        yield env_name("ring"), f"{path.name} im Ordner des Schlüsselbunds enthält einen privaten Schlüssel."


@rule(
    "22",
    "error",
    "Bitte die Datei auf zwei getrennte Datenträger kopieren und verschlossen aufbewahren. Erst wenn beide Kopien sich "
    "lesen lassen, gehört sie hier fort: Ohne den Schlüssel wird nie wieder jemand aufgenommen oder verlängert.",
    cause="root-key",
    stops=False,
)
def root_key_at_home(now: Situation) -> Found:
    if files.is_demo(now.settings.home):
        return
    for path in files.root_keys(now.settings.home):
        yield env_name("home"), f"Der Wurzelschlüssel {path.name} liegt noch auf diesem Rechner."


@rule(
    "23",
    "error",
    "Bitte nur das zu viel Erlaubte wegnehmen: „chmod g-w,o-rwx“. Besitzer und Gruppe bleiben, sonst liest der Dienst "
    "seine Einstellungen nicht mehr.",
    cause="permission",
)
def secret_readable(now: Situation) -> Found:
    for name in (*SECRET_FILES.values(), "settings.env"):
        if files.open_to_others(now.settings.home / name):
            yield env_name("home"), f"{name} ist für andere lesbar oder für die Gruppe schreibbar."


@rule(
    "24",
    "warning",
    "Bitte nur allen anderen den Zugang nehmen: „chmod o-rwx“. Besitzer, Gruppe und deren Rechte bleiben, sonst kommen "
    "die Dienste nicht hinein; unter /var/lib/hinweisgeber stellt „systemd-tmpfiles --create“ alles richtig ein.",
    cause="permission",
)
def home_readable(now: Situation) -> Found:
    for folder in files.sqlite_folders(now.settings):
        if files.open_to_others(folder) and not files.shared_on_purpose(folder):
            yield env_name("home"), f"Der Ordner {folder} mit der Datenbank steht anderen offen."


@rule(
    "25",
    "warning",
    "Bitte die Passphrase aus der Umgebung nehmen; im Betrieb braucht sie kein Dienst.",
    cause="passphrase",
)
def passphrase_around(now: Situation) -> Found:
    for name in ("passphrase", "root_passphrase"):
        if getattr(now.settings, name) is not None:
            yield env_name(name), "Eine Passphrase steht in der Umgebung."


@rule(
    "26",
    "error",
    "Bitte einen Ort auf tmpfs oder ramfs nennen, etwa /run/hinweisgeber-office/sitzungen; die Datei legt dort die "
    "erste Meldestelle an. Läuft nur eine, bitte die Einstellung weglassen.",
    cause="memory",
)
def sessions_outlive_the_office(now: Situation) -> Found:
    path = now.settings.office_memory
    if "office" in now.faces and path and (trouble := files.memory_trouble(path)):
        yield env_name("office_memory"), trouble


# --- The key ring -------------------------------------------------------------------------------------------


@rule(
    "30",
    "error",
    "Bitte mit „hinweisgeber officer extend“ jemanden verlängern oder mit „hinweisgeber officer add“ aufnehmen; ohne "
    "eine gültige Person kann niemand Meldungen lesen.",
    cause="nobody",
)
def nobody_in_ring(now: Situation) -> Found:
    if now.officers == 0:
        yield env_name("ring"), "Im Schlüsselbund ist heute niemand gültig."


@rule(
    "31",
    "warning",
    "Bitte eine zweite Person aufnehmen, sonst gibt es weder Vertretung noch Ausweg bei Befangenheit.",
    cause="one-person",
)
def one_officer_only(now: Situation) -> Found:
    if now.officers == 1:
        yield env_name("ring"), "Im Schlüsselbund ist nur eine Person gültig."


@rule(
    "35",
    "warning",
    "Bitte mit „hinweisgeber officer add“ eine Person mit der Rolle lead aufnehmen: Zuteilen, vertreten lassen und "
    "suspendieren darf nur sie.",
    cause="no-lead",
)
def no_lead(now: Situation) -> Found:
    if now.roles and not now.roles.get("lead"):
        yield env_name("ring"), "Im Schlüsselbund ist niemand mit der Rolle Leitung gültig."


@rule(
    "32",
    "warning",
    "Bitte mit „hinweisgeber officer extend“ verlängern, sonst kommt die Person nicht an ihre Fälle. Wer ausgeschieden "
    "ist, bleibt darin, bis jemand anderes alle diese Fälle lesen kann.",
    cause="key-ends",
)
def key_expires(now: Situation) -> Found:
    for function, day in now.last_days.items():
        if day - now.today <= RING_NOTICE:
            word = "galt" if day < now.today else "gilt"
            yield env_name("ring"), f"Der Schlüssel „{function}“ {word} bis zum {day:%d.%m.%Y}."


@rule(
    "33",
    "error",
    "Bitte auf dem Server mit „hinweisgeber officer receive“ jemanden dafür eintragen oder mit „hinweisgeber officer "
    "extend“ verlängern; bis dahin nimmt die Annahme keine Meldung an.",
    cause="nobody-receives",
    stops=False,
)
def nobody_receives(now: Situation) -> Found:
    if now.officers and now.unreceived is not None and now.unreceived <= now.today:
        yield env_name("ring"), "Niemand im Schlüsselbund bekommt heute neue Meldungen."


@rule(
    "34",
    "warning",
    "Bitte auf dem Server mit „hinweisgeber officer extend“ verlängern oder mit „hinweisgeber officer receive“ jemand "
    "anderen eintragen; sonst nimmt die Annahme ab diesem Tag keine Meldung mehr an.",
    cause="receiving-ends",
)
def receiving_ends(now: Situation) -> Found:
    if now.unreceived is not None and now.unreceived > now.today:
        yield env_name("ring"), f"Ab dem {now.unreceived:%d.%m.%Y} bekommt niemand mehr neue Meldungen."
