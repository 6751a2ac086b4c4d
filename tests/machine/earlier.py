"""A machine as 0.2.0 and its guide left it, with the fixture's installation on it, and that release's own program."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.fixtures.known import Release
from tests.machine.booted import INTAKE, OFFICE, Booted
from tests.machine.debian import HERE, ROOT

COMMIT = "bd9df42"
LIB, OLD = "/var/lib/hinweisgeber", f"{HERE}/0.2.0"
SETTINGS = f"""
HINWEISGEBER_LETTERBOX_URL=sqlite:///{LIB}/letterbox/letterbox.sqlite
HINWEISGEBER_BLOBS_URL=file://{LIB}/blobs
HINWEISGEBER_INTAKE_URL=https://{INTAKE}
HINWEISGEBER_OFFICE_URL=https://{OFFICE}
HINWEISGEBER_TRUSTED_PROXIES=1
"""
# Chapters 1 to 5 of its guide, but for its environment of Python, and with the fixture in place of the founding.
LAID_OUT = f"""
apt install python3-venv nginx-light logrotate bubblewrap openssl
mkdir -p /etc/sysusers.d /etc/tmpfiles.d /etc/hinweisgeber/tls /opt/hinweisgeber
cd {OLD}/deploy
cp sysusers.d/hinweisgeber.conf /etc/sysusers.d/ && systemd-sysusers
cp tmpfiles.d/hinweisgeber.conf /etc/tmpfiles.d/ && systemd-tmpfiles --create
cp logrotate.d/hinweisgeber /etc/logrotate.d/
cp -r {HERE}/home/. {LIB}/office/
mv {LIB}/office/letterbox.sqlite {LIB}/letterbox/
mv {LIB}/office/blobs/* {LIB}/blobs/ && rmdir {LIB}/office/blobs
chown -R hinweisgeber_office: {LIB}/office
chown hinweisgeber_office:hinweisgeber {LIB}/letterbox/* {LIB}/blobs/*
chmod 0660 {LIB}/letterbox/* {LIB}/blobs/*
install -d -o root -g hinweisgeber_intake -m 0750 {LIB}/intake/keys
install -o root -g hinweisgeber_intake -m 0640 {LIB}/office/settings.env {LIB}/office/hinweisgeber.toml {LIB}/intake/
install -o root -g hinweisgeber_intake -m 0640 {LIB}/office/keys/ring.json {LIB}/intake/keys/
cp systemd/hinweisgeber-* /etc/systemd/system/
systemctl daemon-reload
systemctl enable hinweisgeber-{{intake,office}}.{{socket,service}}
for face in intake:{INTAKE} office:{OFFICE}; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/CN=${{face#*:}}" \\
        -addext "subjectAltName=DNS:${{face#*:}}" -keyout "/etc/hinweisgeber/tls/${{face%:*}}.key" \\
        -out "/etc/hinweisgeber/tls/${{face%:*}}.crt"
done
sed 's/10[.]0[.]0[.]5:443/127.0.0.1:443/' nginx/office.conf > /etc/nginx/sites-enabled/office.conf
cp nginx/intake.conf /etc/nginx/sites-enabled/
rm -f /etc/nginx/sites-enabled/default
"""
# Its program: its own code on the packages that the newer one brings along; what they promise has not changed since.
PROGRAM = f"""
dpkg-deb -x {HERE}/hinweisgeber_*.deb {HERE}/brought
brought={HERE}/brought/usr/lib/hinweisgeber old=/opt/hinweisgeber/venv/bin
python3 -P -m venv /opt/hinweisgeber/venv
$old/pip install -q --no-index --no-deps --find-links $brought/wheels -r $brought/requirements.lock
$old/pip install -q --no-index --no-deps $brought/wheels/hinweisgeber-*.whl
for lib in /opt/hinweisgeber/venv/lib/python3.*/site-packages; do
    mv $lib/hinweisgeber/static {HERE}/brought/ && rm -r $lib/hinweisgeber
    cp -r {OLD}/hinweisgeber $lib/ && cp -r {OLD}/templates {HERE}/brought/static $lib/hinweisgeber/
done
printf '#!/bin/sh\\nexec %s/python -P -m hinweisgeber.cli "$@"\\n' $old > $old/hinweisgeber
ln -sf $old/hinweisgeber /usr/local/bin/hinweisgeber
"""
# Its database brought to PostgreSQL by its own backup and chapters 6 and 10 of its guide.
PASSWORD, SERVER = "eigentum und nur fuer tests", "?host=/run/postgresql"
STORES = ("letterbox", "cabinet")
ON_POSTGRESQL = f"""
apt install postgresql
cd /
runuser -u hinweisgeber_office -- hinweisgeber backup --home {LIB}/office /var/backups/hinweisgeber
rm {LIB}/office/cabinet.sqlite* {LIB}/letterbox/*
find {LIB}/blobs -type f -delete
runuser -u postgres -- psql -X -q < {OLD}/deploy/postgres/roles.sql
runuser -u postgres -- psql -X -q -c "ALTER ROLE hinweisgeber_migrate PASSWORD '{PASSWORD}'"
export PGPASSWORD='{PASSWORD}'
export HINWEISGEBER_LETTERBOX_URL=postgresql+psycopg://hinweisgeber_migrate@127.0.0.1/hinweisgeber_letterbox
export HINWEISGEBER_CABINET_URL=postgresql+psycopg://hinweisgeber_migrate@127.0.0.1/hinweisgeber_cabinet
runuser -u hinweisgeber_office -- hinweisgeber restore --home {LIB}/office \
    --keys /var/backups/hinweisgeber/schluessel-*.hgk /var/backups/hinweisgeber/inhalt-*.hgb
runuser -u postgres -- psql -X -q < {OLD}/deploy/postgres/roles.sql
for face in intake office; do
    sed -i '/_LETTERBOX_URL=/d' {LIB}/$face/settings.env
    echo "HINWEISGEBER_LETTERBOX_URL=postgresql+psycopg://hinweisgeber_$face@/hinweisgeber_letterbox{SERVER}" \
        >> {LIB}/$face/settings.env
done
echo "HINWEISGEBER_CABINET_URL=postgresql+psycopg://hinweisgeber_office@/hinweisgeber_cabinet{SERVER}" \
    >> {LIB}/office/settings.env
"""
# Every row of every table by its digest, and what each role may do.
ROWS = """
SELECT format('SELECT %L, count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM %I AS t',
              tablename, tablename)
  FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename \\gexec
SELECT relname, relowner::regrole, ARRAY(SELECT unnest(relacl)::text ORDER BY 1)
  FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname;
SELECT datdba::regrole, ARRAY(SELECT unnest(datacl)::text ORDER BY 1)
  FROM pg_database WHERE datname = current_database();
SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
"""


def lay_out(machine: Booted, release: Release, database: str) -> None:
    """Makes that machine, on "sqlite" or "postgresql"; nothing of ours was in it but the newer package, lying ready."""
    code, old = machine.path(f"{HERE}/code.tar"), machine.path(OLD)
    git = ["git", "archive", "-o", str(code), COMMIT, "hinweisgeber", "templates", "deploy"]
    done = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"this walk needs the history of the repository: {done.stderr}"
    old.mkdir()
    subprocess.run(["tar", "-C", old, "-xf", code], check=True)
    subprocess.run(["cp", "-r", release.folder / "home", machine.path(HERE)], check=True)
    settings = Path(machine.path(f"{HERE}/home/settings.env"))
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    machine.path(f"{HERE}/pruefpunkt.txt").write_text(release.checkpoint, encoding="utf-8")
    machine.typed(LAID_OUT)
    machine.typed(PROGRAM)
    if database == "postgresql":
        machine.typed(ON_POSTGRESQL)


def rows(machine: Booted) -> dict[str, str]:
    """What stands in each of its databases on PostgreSQL, and who may do what there; nothing on SQLite."""
    if not machine.path("/etc/postgresql").is_dir():
        return {}
    psql = "runuser -u postgres -- psql -X -q -At -v ON_ERROR_STOP=1 -d"
    return {name: machine.typed(f"{psql} hinweisgeber_{name} <<'END'\n{ROWS}END\n") for name in STORES}
