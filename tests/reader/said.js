"use strict";
// What is said in the dialogue (SPEC §20), the status of version 1, and the wording that a receipt hashes (SPEC §17).

const SAID_KINDS = [
  "report", "message", "acknowledgement", "feedback", "minutes", "consent-request", "disclosure-notice",
  "destruction-notice", "meeting-offer", "answer", "retaliation", "meeting-request", "exclusion",
]; // prettier-ignore
const ALWAYS = ["description", "topic", "when", "where", "who", "known_from", "circle", "fear", "wish", "excluded"];
const LATER = ["meeting", "channel", "record", "consent_to_record", "no_code"];
const FILE = { blob: "text", key: "text", name: "text", size: "number", sha256: "text", cleaned: "truth" };

const isFilled = (value) => Object.keys(value).length > 0;

/** A report's answers: some always stand, the others only where there is one. */
function checkAnswers(report) {
  must(KINDS.object(report), "FormatBroken", "no report");
  const there = LATER.filter((id) => Object.hasOwn(report, id));
  const kinds = Object.fromEntries([...ALWAYS, ...there].map((id) => [id, id === "excluded" ? "list" : "text"]));
  withFields(report, kinds);
  must(there.every((id) => report[id] !== ""), "FormatBroken", "an empty answer, written");
  must(report.excluded.every(KINDS.text), "FormatBroken", "excluded");
}

function checkFile(file) {
  withFields(file, FILE);
  must(/^[0-9a-f]{32}$/.test(file.blob) && /^[0-9a-f]{64}$/.test(file.key), "FormatBroken", "a file's place or key");
}

/** A thing said, out of an opened message. */
async function readSaid(payload) {
  const text = await all("FormatBroken", () => textOf(payload));
  const said = parsed(text, canonical, Infinity);
  const kinds = { kind: "text", text: "text", report: "object", files: "list", data: "object", day: "text" };
  for (const name of ["report", "files", "data", "day"]) if (!Object.hasOwn(said, name)) delete kinds[name];
  withFields(said, kinds);
  must(SAID_KINDS.includes(said.kind), "FormatBroken", "an unknown kind");
  if (said.report) checkAnswers(said.report);
  must(isFilled(said.files ?? [0]) && isFilled(said.data ?? [0]), "FormatBroken", "nothing, written");
  must(said.day === undefined || isDay(said.day), "FormatBroken", "a day");
  said.files?.forEach(checkFile);
  return said;
}

/** What two sendings of the same share: no day, and of files not where they lie and under which key (SPEC §11). */
function sameness({ day, ...said }) {
  const files = said.files?.map(({ name, size, sha256 }) => ({ name, size, sha256 }));
  return utf8(canonical(files ? { ...said, files } : said));
}

const DAYS = ["acknowledged", "feedback_on", "closed_on", "feedback_waived"];
const ADDED = { receipt: "", feedback_waived: null, minutes_over: -1 }; // what a status from before does not have

/** What the reporter is shown of the case; JSON in any spelling, unknown keys are passed over. */
async function readStatus(payload) {
  const value = await all("FormatBroken", () => JSON.parse(textOf(payload)));
  must(KINDS.object(value), "FormatBroken", "no object");
  const state = { ...ADDED, ...value };
  must(KINDS.text(state.stage) && KINDS.text(state.receipt), "FormatBroken", "stage or receipt");
  must(DAYS.every((name) => state[name] === null || (KINDS.text(state[name]) && isDay(state[name]))), "FormatBroken", "a day");
  must(KINDS.number(state.minutes_over), "FormatBroken", "minutes_over");
  return state;
}

/** The text of a report that its receipt hashes; `titles` in their order. */
function wording(salt, titles, report, files, sealed = "") {
  const answers = titles.filter(({ id }) => report[id]).flatMap(({ id, title }) => ["", title, report[id]]);
  const line = sealed ? [`Versiegelt (SHA-384): ${sealed}`] : [];
  const names = files.flatMap((one) => ["", `Datei: ${one.name}`, `${one.size} Bytes, SHA-256 ${one.sha256}`]);
  return `${["Wortlaut einer Meldung", `Zufallswert: ${hex(salt)}`, ...line, ...answers, ...names].join("\n")}\n`;
}

const receiptSalt = (dialogue, report) => derived(dialogue, joined(utf8("hinweisgeber/v1/receipt-salt"), report));

/** 16 bytes by which the letterbox knows the same sending (SPEC §11); `page` is what it was written on. */
async function messageTag(dialogue, page, same) {
  const label = joined(utf8("hinweisgeber/v1/tag"), await sha384(page), await sha384(same));
  return (await derived(dialogue, label)).slice(0, 16);
}
