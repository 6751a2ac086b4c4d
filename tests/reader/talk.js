"use strict";
// The dialogue of version 2 (SPEC §§ 30-37): mailbox, wraps, messages and letters, what is signed inside a seal, heads.

const TALK = "hinweisgeber/v2";
const MOST_COUNTED = 999999999;

function countOf(value, first) {
  must(KINDS.number(value) && first <= value && value <= MOST_COUNTED, "FormatBroken", "a number");
}

function hexOf(text, length) {
  must(KINDS.text(text) && new RegExp(`^[0-9a-f]{${2 * length}}$`).test(text), "FormatBroken", "hex");
}

/** The keys of a mailbox: `pair` as an identity has it, its point, and the voice. */
function secretsOf(raw) {
  must(raw.length === 241, "SealBroken", "secrets of another length");
  return { seed: raw.slice(0, 64), scalar: raw.slice(64, 112), point: raw.slice(112, 209), voice: raw.slice(209) };
}

/** Officers in a row: as many as are counted, rising, then zeros. */
function someOfficers(many, ids) {
  must(many <= 7 && isZero(ids.slice(8 * many)), "SealBroken", "officers beyond their number");
  const found = Array.from({ length: many }, (_, n) => hex(ids.slice(8 * n, 8 * n + 8)));
  must(found.every((one, n) => n === 0 || found[n - 1] < one), "SealBroken", "officers out of order");
  return found;
}

/** What a mailbox keeps (SPEC §31). */
async function openMailbox(boxKey, locator, sealed) {
  must(/^[0-9a-f]{64}$/.test(locator), "ValueError", "a locator has 32 bytes");
  must(sealed.length === 541, "SealBroken", "another length");
  const plain = await small(boxKey, `${TALK}/mailbox/${locator}`, sealed, "SealBroken", 2);
  must(plain.length === 512 && isZero(plain.slice(503)), "SealBroken", "another length, or padding that is not zero");
  const [number, random, generation] = [plain.slice(321, 329), plain.slice(329, 337), plain.slice(337, 345)];
  const [first, newest] = [plain.slice(257, 289), plain.slice(289, 321)];
  must(fromBig(number) <= MOST_COUNTED && fromBig(generation) <= MOST_COUNTED, "SealBroken", "a number above the most");
  must(fromBig(number) || (isZero(random) && same(first, newest)), "SealBroken", "epoch 0 is the report's own");
  const epoch = `${fromBig(number)}-${hex(random)}`;
  const [report, secrets] = [plain.slice(0, 16), plain.slice(16, 257)];
  const [seed, before] = [plain.slice(345, 377), fromBig(plain.slice(377, 385))];
  const fits = fromBig(generation) ? before < fromBig(generation) : isZero(plain.slice(345, 386));
  must(fits, "SealBroken", "no voice before");
  const readers = someOfficers(plain[385], plain.slice(386, 442));
  const [excluded, at] = [someOfficers(plain[442], plain.slice(447, 503)), Number(fromBig(plain.slice(443, 447)))];
  must(at <= MOST_COUNTED && at > 0 === excluded.length > 0, "SealBroken", "excluded by no word, or nobody by one");
  const known = fromBig(generation) ? { generation: Number(before), seed: hex(seed) } : null;
  const kept = { report, secrets, first, newest, epoch, generation: Number(fromBig(generation)), known };
  return { ...kept, readers, excluded, excluded_at: at };
}

/** What others learn of a mailbox, and its hash. */
async function publicOf(secrets) {
  const { seed, scalar, voice } = secretsOf(secrets);
  const [half, speaks] = [await hpkePublic(seed, scalar), await signPublic(voice)];
  return [{ public: base64(half), voice: base64(speaks) }, await sha384(joined(half, speaks))];
}

/** The dialogue key of an epoch in the wrap for the mailbox. */
async function openDialogueWrap(secrets, report, epoch, wrap) {
  must(wrap.length === 1714 && wrap[0] === 2, "SealBroken", "another length or version");
  const { seed, scalar, point } = secretsOf(secrets);
  const mine = await all("FormatBroken", async () => pointOf(await curveKey(scalar)));
  must(same(mine, point), "FormatBroken", "the point of another scalar");
  return hpkeOpen(seed, scalar, `${TALK}/mailbox-wrap/${report}/${epoch}`, wrap.slice(1));
}

const dialogueMark = (key, report, epoch) => derived(key, `${TALK}/dialogue-mark\0${report}/${epoch}`);

/** What one officer is given: the key of a report or of a letter (SPEC §§ 32, 37). */
function openTalkWrap(identity, context, wrap) {
  must(wrap.length === 1714 && wrap[0] === 2, "SealBroken", "another length or version");
  const { seed, scalar } = identityOf(identity);
  return hpkeOpen(seed, scalar, `${TALK}/${context}`, wrap.slice(1));
}

/** The key of a letter as the mailbox keeps it. */
function openLetterKey(boxKey, at, wrap) {
  must(wrap.length === 61, "SealBroken", "another length");
  return small(boxKey, `${TALK}/letter-key/${at}`, wrap, "SealBroken", 2);
}

const isSpeaker = (author) => ["reporter", "office"].includes(author);

const beginning = (report, author) => sha384(joined(utf8(`${TALK}/head\0`), unhex(report), utf8(author)));

/** How much one side has said, and its running hash (SPEC §35); a text that was destroyed stands as its hash. */
async function headOf(report, author, first, messages) {
  must(isSpeaker(author), "ValueError", "an author");
  let head = await beginning(report, author);
  for (const sealed of messages) {
    head = await sha384(joined(head, sealed.length === 48 ? sealed : await sha384(sealed)));
  }
  return { count: first + messages.length, first, head: hex(head) };
}

function checkHead(data) {
  withFields(data, { count: "number", first: "number", head: "text" });
  [data.first, data.count].forEach((one) => countOf(one, 0));
  must(data.first <= data.count, "FormatBroken", "fewer messages than before the first");
  hexOf(data.head, 48);
}

/** Signature and body (SPEC §33); the body is the one spelling of an object. */
async function signedOf(payload) {
  const text = await all("FormatBroken", () => textOf(payload.slice(64)));
  return { signature: payload.slice(0, 64), body: payload.slice(64), value: parsed(text, canonical, 16 * 1024 * 1024) };
}

const fits = (holds, what) => must(holds, "SignatureBroken", `signed for another ${what}`);
const signedBy = (key, { signature, body }, label) => verified(key, signature, joined(utf8(`${TALK}/${label}\n`), body));

function checkOfficers(ids) {
  must(ids.length && ids.every((one) => KINDS.text(one) && isOfficerId(one)), "FormatBroken", "officers' ids");
  must(ids.every((one, at) => at === 0 || ids[at - 1] < one), "FormatBroken", "not rising");
}

function checkSeen(seen) {
  withFields(seen, { office: "object", revision: "number" });
  countOf(seen.revision, 0);
  checkHead(seen.office);
}

/** The public halves of a mailbox. */
async function halvesOf(mailbox) {
  withFields(mailbox, { public: "text", voice: "text" });
  const half = unbase64(mailbox.public, 1665);
  await checkHpkePublic(half);
  return { half, voice: unbase64(mailbox.voice, 32) };
}

function checkAcknowledgement(value) {
  if (!isFilled(value)) return;
  withFields(value, { day: "text", text: "text" });
  must(isDay(value.day) && value.text, "FormatBroken", "a day or words are missing");
}

const EVERY_WORD = {
  before: "text", day: "text", epoch: "text", installation: "text", kind: "text", report: "text",
  files: "object", place: "number", said: "object",
}; // prettier-ignore
const WORDS = {
  report: { acknowledgement: "object", mailbox: "object", recipients: "list", ring: "object" },
  word: { seen: "object" },
  introduction: { seen: "object", mailbox: "object" },
  renewal: { seen: "object", mailbox: "object", generation: "number", previous: "text", proof: "text" },
};

/** Each key of a word has its form, and the kind its place, epoch and head (SPEC §34, 2. and 3.). */
async function checkWord(word) {
  must(Object.hasOwn(WORDS, word.kind), "FormatBroken", "unknown kind");
  withFields(word, { ...EVERY_WORD, ...WORDS[word.kind] });
  const epoch = readEpoch(word.epoch);
  countOf(word.place, 0);
  hexOf(word.report, 16);
  hexOf(word.before, 48);
  must(isOrigin(word.installation) && isDay(word.day), "FormatBroken", "installation or day");
  for (const [name, hash] of Object.entries(word.files)) hexOf(name, 16), hexOf(hash, 48);
  if (word.seen) checkSeen(word.seen);
  if (word.kind === "report") {
    checkOfficers(word.recipients);
    withFields(word.ring, { hash: "text", number: "number" });
    countOf(word.ring.number, 1);
    hexOf(word.ring.hash, 48);
    checkAcknowledgement(word.acknowledgement);
  }
  must((word.kind === "report") === (word.place === 0), "FormatBroken", "the report stands first, and nothing else");
  if (["report", "introduction"].includes(word.kind)) {
    const begins = hex(await beginning(word.report, "reporter"));
    must(epoch.number === 0 && word.before === begins, "FormatBroken", "a first word in epoch 0, after nothing");
  }
  const silent = ["introduction", "renewal"].includes(word.kind);
  must(!silent || !(isFilled(word.said) || isFilled(word.files)), "FormatBroken", "it says something else");
}

/** A word of the reporter for this place and day; `voice` is who must have said it, null where nobody is known. */
async function readWord(payload, at, voice) {
  const found = await signedOf(payload); // 1.
  const word = found.value;
  await checkWord(word); // 2., 3.
  const next = word.mailbox && (await halvesOf(word.mailbox));
  if (word.kind === "renewal") countOf(word.generation, 1);
  const [previous, proof] = word.kind === "renewal" ? [unbase64(word.previous, 32), unbase64(word.proof, 64)] : [];
  for (const name of ["installation", "report", "epoch", "place", "day"]) fits(word[name] === at[name], name); // 4.
  const own = word.kind === "report" || word.kind === "introduction" ? next.voice : null;
  const speaks = voice ?? own;
  fits(speaks && (!own || same(own, speaks)), "voice"); // 5.
  await signedBy(speaks, found, "word"); // 6.
  if (word.kind !== "renewal") return;
  fits(same(previous, speaks), "voice"); // 7.
  const agreed = [unhex(word.report), big(word.generation, 8), speaks, next.half, next.voice];
  await verified(next.voice, proof, joined(utf8(`${TALK}/new-voice\n`), ...agreed));
}

const STATUS_KEYS = {
  day: "text", epoch: "text", installation: "text", mailbox: "text", mark: "text", report: "text", signer: "text",
  generation: "number", revision: "number", holders: "list", older: "list", office: "object", reporter: "object",
  state: "object",
}; // prettier-ignore

/** Each epoch between the report's own and this one, once and in order. */
function checkOlder(older, newest) {
  must(older.length === newest - 1, "FormatBroken", "not the epochs between");
  older.forEach((one, at) => {
    must(KINDS.list(one) && one.length === 2 && one.every(KINDS.text), "FormatBroken", "an epoch and its key");
    must(readEpoch(one[0]).number === at + 1, "FormatBroken", "not the epochs between");
    unbase64(one[1], 32);
  });
}

function checkStatus(status) {
  withFields(status, STATUS_KEYS);
  checkOlder(status.older, readEpoch(status.epoch).number);
  [["report", 16], ["mark", 32], ["mailbox", 48]].forEach(([name, length]) => hexOf(status[name], length));
  [["revision", 1], ["generation", 0]].forEach(([name, first]) => countOf(status[name], first));
  must(isOfficerId(status.signer), "FormatBroken", "no officer's id");
  must(isOrigin(status.installation) && isDay(status.day), "FormatBroken", "installation or day");
  checkOfficers(status.holders);
  [status.reporter, status.office].forEach(checkHead);
}

/** What the office says of a dialogue (SPEC §36); `ring` has the keys of officers on its day. */
async function readSignedStatus(payload, key, at, ring) {
  const found = await signedOf(payload); // 1., 2.
  const status = found.value;
  checkStatus(status);
  for (const name of ["installation", "report", "epoch", "revision"]) fits(status[name] === at[name], name); // 3.
  fits(status.mark === hex(await dialogueMark(key, at.report, at.epoch)), "key"); // 4.
  fits(status.holders.includes(status.signer), "signer"); // 5.
  must(Object.hasOwn(ring, status.signer), "SignatureBroken", "unknown to the ring");
  await signedBy(unhex(ring[status.signer]), found, "status"); // 6.
}
