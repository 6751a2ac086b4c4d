-- Wer darf was: die Rollen, ihre Datenbanken und die Tabelle aller Rechte.
--
-- Als Verwalter des Servers ausführen, zweimal bei der Einrichtung und nach jeder Aktualisierung; Wiederholen schadet nie:
--
--     runuser -u postgres -- psql -X -f roles.sql        legt Rollen und leere Datenbanken an
--     hinweisgeber migrate …                             legt als hinweisgeber_migrate die Tabellen an
--     runuser -u postgres -- psql -X -f roles.sql        vergibt die Rechte an den Tabellen
--
-- Andere Namen der Datenbanken: psql -v letterbox=briefkasten -v cabinet=aktenschrank -X -f roles.sql
--
-- Rolle                  Wer                                   Briefkasten        Aktenschrank
-- ---------------------  ------------------------------------  -----------------  -----------------------------
-- hinweisgeber_migrate   Menschen: init, officer, migrate      Eigentümer         Eigentümer
-- hinweisgeber_intake    Annahme                               einwerfen, lesen   kommt nicht hinein
-- hinweisgeber_office    Meldestelle                           abholen, antworten Akten führen; Protokoll nur weiterschreiben
-- hinweisgeber_audit     Prüfung: verify, checkpoint           kommt nicht hinein nur das Protokoll lesen
--
-- Niemand außer hinweisgeber_migrate darf eine Tabelle anlegen, leeren oder ändern. Kein Dienst kennt dessen Passwort.

\set ON_ERROR_STOP on
\if :{?letterbox} \else \set letterbox hinweisgeber_letterbox \endif
\if :{?cabinet} \else \set cabinet hinweisgeber_cabinet \endif

-- Rollen -------------------------------------------------------------------------------------------------------

SELECT format('CREATE ROLE %I LOGIN', name)
  FROM unnest(ARRAY['hinweisgeber_migrate', 'hinweisgeber_intake', 'hinweisgeber_office', 'hinweisgeber_audit']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE hinweisgeber_migrate NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE hinweisgeber_intake  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE hinweisgeber_office  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE hinweisgeber_audit   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Eine Meldung wird erst bestätigt, wenn sie auf der Platte steht, auch wenn der Server sonst schneller antwortet.
ALTER ROLE hinweisgeber_intake SET synchronous_commit = on;
ALTER ROLE hinweisgeber_office SET synchronous_commit = on;
ALTER ROLE hinweisgeber_audit  SET default_transaction_read_only = on;

-- Datenbanken --------------------------------------------------------------------------------------------------

SELECT format('CREATE DATABASE %I OWNER hinweisgeber_migrate ENCODING ''UTF8'' TEMPLATE template0', name)
  FROM unnest(ARRAY[:'letterbox', :'cabinet']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec

-- PUBLIC darf sonst in jede Datenbank hinein und dort Tabellen für die Dauer der Sitzung anlegen.
REVOKE ALL ON DATABASE :"letterbox" FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL ON DATABASE :"cabinet"   FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
GRANT CONNECT  ON DATABASE :"letterbox" TO hinweisgeber_intake, hinweisgeber_office;
GRANT CONNECT  ON DATABASE :"cabinet"   TO hinweisgeber_office, hinweisgeber_audit;

-- Briefkasten --------------------------------------------------------------------------------------------------

\connect :"letterbox"
REVOKE ALL   ON SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL   ON ALL TABLES    IN SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL   ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL   ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
ALTER DEFAULT PRIVILEGES FOR ROLE hinweisgeber_migrate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE  ON SCHEMA public TO hinweisgeber_intake, hinweisgeber_office;

SELECT to_regclass('public.alembic_version') IS NOT NULL AS migrated \gset
\if :migrated

-- Die Annahme nimmt an und zeigt das Postfach. Sie ändert nichts; nur der Weg ins Postfach weicht bei neuem Code dem neuen.
GRANT SELECT                                     ON alembic_version TO hinweisgeber_intake;
GRANT SELECT, INSERT                             ON report          TO hinweisgeber_intake;
GRANT         INSERT                             ON report_wrap     TO hinweisgeber_intake;
GRANT SELECT, INSERT,         DELETE             ON mailbox         TO hinweisgeber_intake;
GRANT SELECT, INSERT                             ON message         TO hinweisgeber_intake;
GRANT SELECT                                     ON status          TO hinweisgeber_intake;
GRANT SELECT, INSERT                             ON blob            TO hinweisgeber_intake;
GRANT USAGE                                      ON report_seq_seq  TO hinweisgeber_intake;
GRANT USAGE                                      ON message_seq_seq TO hinweisgeber_intake;

-- Die Meldestelle holt ab und antwortet. Wege ins Postfach sieht sie nicht; neue Meldungen kann sie nicht erfinden.
GRANT SELECT                                     ON alembic_version TO hinweisgeber_office;
GRANT SELECT                                     ON report          TO hinweisgeber_office;
GRANT SELECT                                     ON report_wrap     TO hinweisgeber_office;
GRANT SELECT, INSERT                             ON message         TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (revision, sealed)  ON status          TO hinweisgeber_office;
GRANT SELECT                                     ON blob            TO hinweisgeber_office;
GRANT USAGE                                      ON message_seq_seq TO hinweisgeber_office;

\else
\echo 'Briefkasten: noch keine Tabellen. Bitte "hinweisgeber migrate" und danach diese Datei noch einmal ausführen.'
\endif

-- Aktenschrank -------------------------------------------------------------------------------------------------

\connect :"cabinet"
REVOKE ALL   ON SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL   ON ALL TABLES    IN SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL   ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
REVOKE ALL   ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, hinweisgeber_intake, hinweisgeber_office, hinweisgeber_audit;
ALTER DEFAULT PRIVILEGES FOR ROLE hinweisgeber_migrate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE  ON SCHEMA public TO hinweisgeber_office, hinweisgeber_audit;

SELECT to_regclass('public.alembic_version') IS NOT NULL AS migrated \gset
\if :migrated

-- Akten: neue anlegen, Deckblatt fortschreiben, Schlüssel weitergeben. Nummer, Jahr und Herkunft stehen fest.
GRANT SELECT                                     ON alembic_version TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (revision, sheet)   ON file            TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (own, wrap)         ON file_wrap       TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (delivered)         ON message         TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (revision, sealed, delivered)
                                                 ON status          TO hinweisgeber_office;

-- Dateien: welche zu welcher Akte gehören, und ihre Kopien. Vernichten heißt vergessen, deshalb auch löschen.
GRANT SELECT, INSERT,         DELETE             ON blob            TO hinweisgeber_office;
GRANT SELECT, INSERT,         DELETE             ON copy            TO hinweisgeber_office;

-- Protokoll: lesen und weiterschreiben, sonst nichts. Auslöser in der Datenbank verbieten dasselbe auch dem Eigentümer.
GRANT SELECT, INSERT                             ON journal         TO hinweisgeber_office;
GRANT SELECT, INSERT                             ON journal_text    TO hinweisgeber_office;

-- Konten legt nur hinweisgeber_migrate an (init, officer add); den verschlossenen Schlüssel ändert die Meldestelle nie.
GRANT SELECT,         UPDATE (report_seq, message_seq, overview)
                                                 ON officer         TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (seen), DELETE      ON session         TO hinweisgeber_office;
GRANT SELECT, INSERT,         DELETE             ON login_attempt   TO hinweisgeber_office;
GRANT SELECT, INSERT, UPDATE (place)             ON seen            TO hinweisgeber_office;
GRANT SELECT, INSERT,         DELETE             ON draft           TO hinweisgeber_office;
GRANT SELECT, INSERT,         DELETE             ON form_once       TO hinweisgeber_office;

-- Prüfung: das Protokoll und wie viele Einträge jede Akte haben muss. Keine Akte, kein Schlüssel, kein Konto.
GRANT SELECT                                     ON alembic_version TO hinweisgeber_audit;
GRANT SELECT                                     ON journal         TO hinweisgeber_audit;
GRANT SELECT                                     ON journal_text    TO hinweisgeber_audit;
GRANT SELECT (id, revision)                      ON file            TO hinweisgeber_audit;

\else
\echo 'Aktenschrank: noch keine Tabellen. Bitte "hinweisgeber migrate" und danach diese Datei noch einmal ausführen.'
\endif
