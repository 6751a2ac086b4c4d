-- Wer darf was: die Rollen, ihre Datenbanken und die Tabelle aller Rechte.
--
-- Als Verwalter des Servers ausführen, zweimal bei der Einrichtung und nach jeder Aktualisierung; Wiederholen schadet nie:
--
--     runuser -u postgres -- psql -X -f roles.sql        legt Rollen und leere Datenbanken an
--     hinweisgeber migrate …                             legt als hinweisgeber_migrate die Tabellen an
--     runuser -u postgres -- psql -X -f roles.sql        vergibt die Rechte an den Tabellen
--
-- Eine zweite Installation auf demselben Server bekommt eigene Rollen und Datenbanken, die alle mit ihrem Namen beginnen, und
-- keine Rolle der einen kommt in eine Datenbank der anderen:
--
--     runuser -u postgres -- psql -v name=zweite -X -f roles.sql
--
-- Nur die Datenbanken anders nennen: -v letterbox=briefkasten -v cabinet=aktenschrank. Zwei Installationen trennt das nicht.
--
-- Rolle                  Wer                                   Briefkasten        Aktenschrank
-- ---------------------  ------------------------------------  -----------------  -----------------------------
-- hinweisgeber_migrate   Menschen: init, officer, migrate      Eigentümer         Eigentümer
-- hinweisgeber_intake    Annahme                               einwerfen, lesen   kommt nicht hinein
-- hinweisgeber_office    Meldestelle                           abholen, aufnehmen Akten führen; Protokoll nur weiterschreiben
-- hinweisgeber_audit     Prüfung: verify, checkpoint           kommt nicht hinein Protokoll und versiegelte Zeilen lesen
-- hinweisgeber_erase     Löschung: erase                       wegnehmen          wegnehmen, was freigegeben ist; Schlüssel von Entfernten
-- hinweisgeber_backup    Sicherung: backup                     alles lesen        alles lesen, nur keine Sitzungen
--
-- Niemand außer hinweisgeber_migrate darf eine Tabelle anlegen, leeren oder ändern. Kein Dienst kennt dessen Passwort.

\set ON_ERROR_STOP on
\if :{?name} \else \set name hinweisgeber \endif
\set migrate :name _migrate
\set intake :name _intake
\set office :name _office
\set audit :name _audit
\set backup :name _backup
\set erase :name _erase
\if :{?letterbox} \else \set letterbox :name _letterbox \endif
\if :{?cabinet} \else \set cabinet :name _cabinet \endif

-- Rollen -------------------------------------------------------------------------------------------------------

SELECT format('CREATE ROLE %I LOGIN', name)
  FROM unnest(ARRAY[:'migrate', :'intake', :'office', :'audit',
                    :'backup', :'erase']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE :"migrate" NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"intake"  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"office"  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"audit"   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"backup"  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"erase"   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Eine Meldung wird erst bestätigt, wenn sie auf der Platte steht, auch wenn der Server sonst schneller antwortet.
ALTER ROLE :"migrate" SET synchronous_commit = on;
ALTER ROLE :"intake" SET synchronous_commit = on;
ALTER ROLE :"office" SET synchronous_commit = on;
ALTER ROLE :"erase" SET synchronous_commit = on;
ALTER ROLE :"audit"  SET default_transaction_read_only = on;
ALTER ROLE :"backup" SET default_transaction_read_only = on;

-- Datenbanken --------------------------------------------------------------------------------------------------

SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', name, :'migrate')
  FROM unnest(ARRAY[:'letterbox', :'cabinet']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec

-- PUBLIC darf sonst in jede Datenbank hinein und dort Tabellen für die Dauer der Sitzung anlegen.
REVOKE ALL ON DATABASE :"letterbox" FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL ON DATABASE :"cabinet"   FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
GRANT CONNECT  ON DATABASE :"letterbox" TO :"intake", :"office", :"backup", :"erase";
GRANT CONNECT  ON DATABASE :"cabinet"   TO :"office", :"audit", :"backup", :"erase";

-- „setup“ bringt die Tabellen einer älteren Fassung erst auf den neuen Stand und ruft diese Datei dann noch einmal ganz auf.
\if :{?without_tables}
\quit
\endif

-- Briefkasten --------------------------------------------------------------------------------------------------

\connect :"letterbox"
REVOKE ALL   ON SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL   ON ALL TABLES    IN SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL   ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL   ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
ALTER DEFAULT PRIVILEGES FOR ROLE :"migrate" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE  ON SCHEMA public TO :"intake", :"office", :"backup", :"erase";

SELECT to_regclass('public.alembic_version') IS NOT NULL AS migrated \gset
\if :migrated

-- Die Annahme nimmt an und zeigt das Postfach. Sie ändert nichts; nur der Weg ins Postfach weicht bei neuem Code dem neuen.
GRANT SELECT                                     ON alembic_version TO :"intake";
GRANT SELECT, INSERT                             ON report          TO :"intake";
-- Wie viele Meldungen und Nachrichten eingegangen sind: Fehlt eine Nummer, fehlt eine Zeile.
GRANT SELECT, INSERT, UPDATE (reports, messages) ON arrived         TO :"intake";
-- Die Datenbank gibt sie selbst, wo ein Programm von vorher noch läuft.
GRANT EXECUTE ON FUNCTION next_report(), next_message() TO :"intake", :"office";
GRANT         INSERT                             ON report_wrap     TO :"intake";
GRANT SELECT, INSERT,         DELETE             ON mailbox         TO :"intake";
GRANT SELECT                                     ON mailbox_wrap    TO :"intake";
GRANT SELECT (report_id, place), INSERT          ON letter_wrap     TO :"intake";
GRANT SELECT, INSERT,         DELETE             ON letter_key      TO :"intake";
GRANT SELECT, INSERT                             ON message         TO :"intake";
GRANT SELECT                                     ON status          TO :"intake";
GRANT SELECT, INSERT                             ON blob            TO :"intake";
GRANT SELECT, INSERT,         DELETE             ON writing         TO :"intake";
GRANT SELECT, INSERT,         DELETE             ON writing_blob    TO :"intake";
GRANT SELECT, INSERT                             ON ended_visit     TO :"intake";
GRANT SELECT, INSERT,         DELETE             ON pickup          TO :"intake";
GRANT USAGE                                      ON report_seq_seq  TO :"intake";
GRANT USAGE                                      ON message_seq_seq TO :"intake";

-- Die Meldestelle holt ab, antwortet und nimmt Anrufe, Besuche und Briefe auf (§§ 11, 16 HinSchG). Den Weg in ein Postfach
-- legt sie dabei nur an; ändern oder einem anderen geben kann sie ihn nicht, und ohne Zugangscode führt er zu nichts.
-- Wer sich für befangen erklärt, verliert auch den Schlüssel, der noch im Briefkasten liegt.
GRANT SELECT                                     ON alembic_version TO :"office";
GRANT SELECT, INSERT                             ON report          TO :"office";
GRANT SELECT, INSERT, UPDATE (reports, messages) ON arrived         TO :"office";
GRANT SELECT, INSERT,         DELETE             ON report_wrap     TO :"office";
GRANT SELECT, INSERT                             ON mailbox         TO :"office";
GRANT SELECT, INSERT, UPDATE (sealed, tag)       ON message         TO :"office";
GRANT SELECT, INSERT, UPDATE (revision, sealed, epoch)
                                                 ON status          TO :"office";
GRANT SELECT, INSERT, UPDATE (epoch, wrap)       ON mailbox_wrap    TO :"office";
GRANT SELECT,                 DELETE             ON letter_wrap     TO :"office";
GRANT SELECT (report_id, place)                  ON letter_key      TO :"office";
GRANT SELECT, INSERT,         DELETE             ON blob            TO :"office";
GRANT USAGE                                      ON report_seq_seq  TO :"office";
GRANT USAGE                                      ON message_seq_seq TO :"office";

-- Ihr Aufräumen (sweep) nimmt Begonnenes nach seinen Tagen weg, ohne es zu lesen, beendete Besuche von Postfächern und Seiten,
-- die niemand mehr abholen kann.
GRANT SELECT (locator, kept_on), DELETE          ON writing         TO :"office";
GRANT SELECT,                    DELETE          ON writing_blob    TO :"office";
GRANT SELECT,                    DELETE          ON ended_visit     TO :"office";
GRANT SELECT (left_on, turn),    DELETE          ON pickup          TO :"office";

-- Wer was sagt: Die Annahme schreibt nie als Meldestelle, die Meldestelle nie als hinweisgebende Person. Nur die erste Nachricht
-- (den aufgenommenen Anruf, Besuch oder Brief und die Bestätigung dazu) legt sie selbst an.
SET client_min_messages = warning;
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS lesen ON message;
DROP POLICY IF EXISTS leeren ON message;
DROP POLICY IF EXISTS wegnehmen ON message;
DROP POLICY IF EXISTS annahme ON message;
DROP POLICY IF EXISTS meldestelle ON message;
CREATE POLICY lesen       ON message FOR SELECT USING (true);
CREATE POLICY leeren      ON message FOR UPDATE USING (true);
CREATE POLICY wegnehmen   ON message FOR DELETE USING (true);
CREATE POLICY annahme     ON message FOR INSERT TO :"intake" WITH CHECK (author <> 'office');
CREATE POLICY meldestelle ON message FOR INSERT TO :"office" WITH CHECK (author = 'office' OR place = 0);
RESET client_min_messages;

-- Die Löschung liest weder Schlüssel noch Texte: Sie sieht, was zu welcher Meldung gehört, und nimmt es weg.
GRANT SELECT                                     ON alembic_version TO :"erase";
GRANT SELECT (seq, id), DELETE                   ON report          TO :"erase";
GRANT SELECT (report_id, officer_id), DELETE     ON report_wrap     TO :"erase";
GRANT SELECT (report_id, place, officer_id), DELETE ON letter_wrap TO :"erase";
GRANT SELECT (report_id), DELETE                 ON letter_key      TO :"erase";
GRANT SELECT (report_id), DELETE                 ON mailbox         TO :"erase";
GRANT SELECT (report_id), DELETE                 ON mailbox_wrap    TO :"erase";
GRANT SELECT (report_id, author, place), DELETE  ON message         TO :"erase";
GRANT SELECT (report_id), DELETE                 ON status          TO :"erase";
GRANT SELECT,             DELETE                 ON blob            TO :"erase";

-- Die Sicherung liest alles und ändert nichts.
GRANT SELECT ON ALL TABLES    IN SCHEMA public TO :"backup";
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO :"backup";
-- nur nicht, was nach Minuten oder Tagen von selbst geht: Das gehört in keine Sicherung.
REVOKE SELECT ON writing, writing_blob, ended_visit, pickup FROM :"backup";

\else
\echo 'Briefkasten: noch keine Tabellen. Bitte "hinweisgeber migrate" und danach diese Datei noch einmal ausführen.'
\endif

-- Aktenschrank -------------------------------------------------------------------------------------------------

\connect :"cabinet"
REVOKE ALL   ON SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL   ON ALL TABLES    IN SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL   ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
REVOKE ALL   ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, :"intake", :"office", :"audit", :"backup", :"erase";
ALTER DEFAULT PRIVILEGES FOR ROLE :"migrate" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE  ON SCHEMA public TO :"office", :"audit", :"backup", :"erase";

SELECT to_regclass('public.alembic_version') IS NOT NULL AS migrated \gset
\if :migrated

-- Akten: neue anlegen, Deckblatt und Wiedervorlage fortschreiben, Schlüssel weitergeben. Nummer, Jahr und Herkunft stehen fest.
GRANT SELECT                                     ON alembic_version TO :"office";
GRANT SELECT, INSERT, UPDATE (revision, sheet, remind_on, epoch, restored)
                                                 ON file            TO :"office";
-- Beginnt ein neuer Schlüsselstand, gehen die Schlüssel des alten; was zu den früheren führt, bleibt bis zur Löschung.
GRANT SELECT, INSERT, UPDATE (own, wrap), DELETE ON file_wrap       TO :"office";
GRANT SELECT, INSERT                             ON epoch           TO :"office";
-- Wer aus einer Akte fort war, bevor sie aus einer Sicherung zurückkam (aus der Liste der Löschungen, unterschrieben).
GRANT SELECT, INSERT                             ON removed         TO :"office";
GRANT SELECT, INSERT, UPDATE (sealed, tag, delivered, epoch, before)
                                                 ON message         TO :"office";
GRANT SELECT, INSERT, UPDATE (revision, sealed, delivered, epoch, taken_in, posted)
                                                 ON status          TO :"office";
-- Der Weg der hinweisgebenden Person zum Schlüssel eines Standes liegt hier nur, bis er im Briefkasten ist.
GRANT SELECT, INSERT,         DELETE             ON mailbox_wrap    TO :"office";

-- Dateien: welche zu welcher Akte gehören, und ihre Kopien. Vernichten heißt vergessen, deshalb auch löschen.
GRANT SELECT, INSERT,         DELETE             ON blob            TO :"office";
GRANT SELECT, INSERT,         DELETE             ON copy            TO :"office";

-- Protokoll: lesen und weiterschreiben, sonst nichts. Nur der Text eines Vermerks lässt sich vernichten (Art. 17 der Richtlinie
-- (EU) 2019/1937), der einer Nachricht nur leeren. Auslöser in der Datenbank verbieten alles andere auch dem Eigentümer.
GRANT SELECT, INSERT                             ON journal         TO :"office";
GRANT SELECT, INSERT,         DELETE             ON journal_text    TO :"office";

-- Konten legt nur …_migrate an (init, officer add). Die eigene Adresse für Benachrichtigungen trägt jede Person dort selbst
-- ein, und unter /konto sperrt sie ihren Schlüssel mit einer neuen Passphrase (keystore).
GRANT SELECT,         UPDATE (keystore, report_seq, message_seq, mail, told)
                                                 ON officer         TO :"office";
GRANT SELECT, INSERT, UPDATE (seen, device), DELETE ON session      TO :"office";
-- Zwischen Passphrase und Code; zweiter Faktor und Wiederherstellungscodes: ohne den Schlüssel der Person sagen sie nichts.
GRANT SELECT, INSERT, UPDATE (wrong), DELETE     ON half_login      TO :"office";
GRANT SELECT, INSERT, UPDATE (counter), DELETE   ON factor          TO :"office";
GRANT SELECT, INSERT,         DELETE             ON recovery_code   TO :"office";
GRANT SELECT, INSERT,         DELETE             ON login_attempt   TO :"office";
GRANT SELECT, INSERT, UPDATE (place)             ON seen            TO :"office";
GRANT SELECT, INSERT,         DELETE             ON draft           TO :"office";
GRANT SELECT, INSERT, UPDATE (sealed), DELETE    ON abstract        TO :"office";
GRANT SELECT, INSERT,         DELETE             ON line            TO :"office";
GRANT SELECT, INSERT,         DELETE             ON form_once       TO :"office";

-- Was eine Person aus dem Briefkasten nicht übernehmen konnte: welche Meldung und warum, kein Inhalt.
GRANT SELECT, INSERT, UPDATE (why, mark, turn), DELETE
                                                 ON uncollected     TO :"office";

-- Was der Takt (tick) im Briefkasten gesehen hat: Prüfsummen und Tage; versiegelte Zeilen nur, bis sie aufgenommen sind. Und was
-- dort fehlt, anders oder zu viel ist.
GRANT SELECT, INSERT, UPDATE (number, digest, body), DELETE
                                                 ON pulled          TO :"office";
GRANT SELECT, INSERT,         DELETE             ON pulled_message  TO :"office";
GRANT SELECT, INSERT,         DELETE             ON pulled_wrap     TO :"office";
GRANT SELECT, INSERT, UPDATE (reports, messages, since_reports, since_messages, at, round_on, day)
                                                 ON pull            TO :"office";
GRANT SELECT, INSERT, UPDATE (day, over_on, known_on)
                                                 ON alarm           TO :"office";

-- Postausgang: welche Benachrichtigung noch nicht verschickt ist (tick). Kein Inhalt; an wen, steht beim Konto.
GRANT SELECT, INSERT, UPDATE (state, attempts, next_try, trouble), DELETE
                                                 ON outbox          TO :"office";

-- Prüfung: das Protokoll und die versiegelten Zeilen, von denen es spricht. Sie rechnet nach, ob es dieselben sind, und öffnet keine.
-- Kein Konto, keine Sitzung; von Entwürfen und Auszügen nur, zu welcher Akte es sie gibt.
GRANT SELECT                                     ON alembic_version TO :"audit";
GRANT SELECT                                     ON journal         TO :"audit";
GRANT SELECT                                     ON journal_text    TO :"audit";
GRANT SELECT                                     ON file            TO :"audit";
GRANT SELECT                                     ON epoch           TO :"audit";
GRANT SELECT                                     ON file_wrap       TO :"audit";
GRANT SELECT                                     ON message         TO :"audit";
GRANT SELECT                                     ON blob            TO :"audit";
GRANT SELECT                                     ON copy            TO :"audit";
GRANT SELECT (file_id, revision, delivered, epoch, taken_in)
                                                 ON status          TO :"audit";
GRANT SELECT                                     ON mailbox_wrap    TO :"audit";
GRANT SELECT                                     ON erased          TO :"audit";
GRANT SELECT (file_id)                           ON draft           TO :"audit";
GRANT SELECT (file_id)                           ON seen            TO :"audit";
GRANT SELECT (file_id)                           ON abstract        TO :"audit";
GRANT SELECT (file_id)                           ON line            TO :"audit";
GRANT SELECT (file_id)                           ON removed         TO :"audit";
GRANT SELECT (file_id)                           ON pulled          TO :"audit";
GRANT SELECT (file_id)                           ON pulled_message  TO :"audit";
GRANT SELECT (file_id)                           ON pulled_wrap     TO :"audit";
GRANT SELECT                                     ON alarm           TO :"audit";

-- Löschung: nur freigegebene Akten, das prüft sie am Protokoll, und die Prüfung danach noch einmal; dazu Schlüssel von Personen, deren
-- Recht nach dem Schlüsselbund beendet ist, wo jemand anderes die Akte geöffnet hat. Es bleiben Nummer, Zahl der Einträge und die Bescheinigung. Auch sie liest weder Schlüssel noch Texte. Die Meldestelle liest die Bescheinigungen.
GRANT SELECT                                     ON alembic_version TO :"erase";
GRANT SELECT (id, kind, year, n, parent, revision, erased_on), UPDATE (sheet, parent, erased_on, remind_on)
                                                 ON file            TO :"erase";
GRANT SELECT (file_id, officer_id, own), DELETE  ON file_wrap       TO :"erase";
GRANT SELECT (file_id), DELETE                   ON epoch           TO :"erase";
GRANT SELECT (file_id), DELETE                   ON removed         TO :"erase";
GRANT SELECT (file_id), DELETE                   ON mailbox_wrap    TO :"erase";
GRANT SELECT (file_id), DELETE                   ON message         TO :"erase";
GRANT SELECT (file_id), DELETE                   ON status          TO :"erase";
GRANT SELECT (file_id), DELETE                   ON copy            TO :"erase";
GRANT SELECT (file_id, officer_id), DELETE       ON draft           TO :"erase";
GRANT SELECT (file_id), DELETE                   ON seen            TO :"erase";
GRANT SELECT (file_id, officer_id), DELETE       ON abstract        TO :"erase";
GRANT SELECT (file_id, officer_id), DELETE       ON line            TO :"erase";
GRANT SELECT (file_id), DELETE                   ON pulled          TO :"erase";
GRANT SELECT (file_id), DELETE                   ON pulled_message  TO :"erase";
GRANT SELECT (file_id, place, officer_id), DELETE ON pulled_wrap    TO :"erase";
GRANT SELECT (file_id), DELETE                   ON alarm           TO :"erase";
GRANT SELECT,           DELETE                   ON blob            TO :"erase";
GRANT SELECT                                     ON journal         TO :"erase";
GRANT SELECT (seq),     DELETE                   ON journal_text    TO :"erase";
-- Wessen Recht beendet ist: Schlüssel, Entwürfe, Auszüge, Sitzungen und was über die Person vermerkt ist.
GRANT SELECT (officer_id), UPDATE (mail, told)
                                                 ON officer         TO :"erase";
GRANT SELECT (officer_id), DELETE                ON session         TO :"erase";
GRANT SELECT (officer_id), DELETE                ON half_login      TO :"erase";
GRANT SELECT (officer_id), DELETE                ON factor          TO :"erase";
GRANT SELECT (officer_id), DELETE                ON recovery_code   TO :"erase";
GRANT SELECT (officer_id, report_id), DELETE     ON uncollected     TO :"erase";
GRANT SELECT (officer_id), DELETE                ON outbox          TO :"erase";
GRANT SELECT, INSERT, UPDATE (done)              ON erased          TO :"erase";
GRANT SELECT                                     ON erased          TO :"office";

-- Die Sicherung liest alles, nur nicht, wer gerade angemeldet ist, und keine Auszüge, die neu entstehen: Das gehört in keine Sicherung.
GRANT SELECT ON ALL TABLES    IN SCHEMA public TO :"backup";
REVOKE SELECT ON session, half_login, login_attempt, form_once, abstract, line FROM :"backup";

\else
\echo 'Aktenschrank: noch keine Tabellen. Bitte "hinweisgeber migrate" und danach diese Datei noch einmal ausführen.'
\endif
