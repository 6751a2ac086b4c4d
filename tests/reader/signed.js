"use strict";
// What is signed: entries of the journal (SPEC §§ 13, 24), checkpoints (SPEC §14), receipts (SPEC §17).

/** Each part with its length as four bytes in front. */
const lengthed = (...parts) => joined(...parts.flatMap((part) => [big(part.length, 4), part]));

const isSigner = (text) => text === "root" || isOfficerId(text);

const genesis = () => sha384(utf8("hinweisgeber/v1/journal-genesis"));

const note = (origin, number, head) => utf8(`${origin}\n${number}\n${base64(head)}\n`);

const LONGEST_OPEN = 262144;

/** What an entry of version 2 says openly. */
function readOpen(text) {
  must(utf8(text).length <= LONGEST_OPEN, "FormatBroken", "too long");
  return parsed(text, canonical, LONGEST_OPEN);
}

/** Every field has its form; an entry without `open` is of version 1. */
async function checkEntry(entry, kind = "JournalBroken") {
  must(Number.isSafeInteger(entry.number) && entry.number > 0 && entry.number < 10 ** 15, kind, "number");
  must(isDay(entry.day) && isSigner(entry.signer), kind, "day or signer");
  must(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(entry.kind), kind, "kind");
  const lengths = [entry.file.length, entry.commitment.length, entry.previous.length, entry.signature.length];
  must(String(lengths) === "16,48,48,64", kind, "a field of another length");
  if (entry.open !== null) await all(kind, () => readOpen(entry.open));
}

function entryHash(entry) {
  const texts = [entry.day, entry.kind, entry.signer].map(utf8);
  const [version, said] = entry.open === null ? [1, []] : [2, [utf8(entry.open)]];
  return sha384(lengthed(
    utf8(`hinweisgeber/v${version}/journal-entry`), big(entry.number, 8), texts[0], entry.file, texts[1], texts[2],
    entry.commitment, ...said, entry.previous,
  )); // prettier-ignore
}

/** One entry after a checked one, or as the first. */
async function verifyEntry(origin, entry, previous, key) {
  await checkEntry(entry); // 1.
  must(entry.number === (previous ? previous.number + 1 : 1), "JournalBroken", "not the next number"); // 2.
  const before = previous ? await entryHash(previous) : await genesis();
  must(same(entry.previous, before), "JournalBroken", "does not follow the entry before"); // 3.
  must(entry.open !== null || !previous || previous.open === null, "JournalBroken", "version 1 after version 2"); // §24
  const head = await entryHash(entry);
  await verified(key, entry.signature, note(origin, entry.number, head), "JournalBroken"); // 4.
  return head;
}

const commitment = (salt, sealed) => sha384(lengthed(utf8("hinweisgeber/v1/journal-commitment"), salt, sealed));

/** A key's id in signed notes under this name. */
const keyId = async (name, key, type = 1) =>
  (await sha256(joined(utf8(`${name}\n`), Uint8Array.of(type), key))).slice(0, 4);

/** Key id and signature of a note's last line. */
function signatureLine(text) {
  const raw = unbase64(text, 68);
  return { id: raw.slice(0, 4), signature: raw.slice(4) };
}

function readCheckpoint(text) {
  const found = /^([^\n]+)\n([1-9][0-9]{0,14})\n([^\n]+)\n\n— ([^ \n]+) ([^ \n]+)\n$/.exec(text);
  must(found && isOrigin(found[1]), "FormatBroken", "no checkpoint");
  const [, origin, size, head, name, line] = found;
  must(name.startsWith(`${origin}/`) && isSigner(name.slice(origin.length + 1)), "FormatBroken", "another name");
  return { origin, size: Number(size), head: unbase64(head, 48), name, ...signatureLine(line) };
}

async function verifyCheckpoint(found, key) {
  must(same(await keyId(found.name, key), found.id), "SignatureBroken", "another key's id");
  await verified(key, found.signature, note(found.origin, found.size, found.head));
}

function readReceipt(text) {
  const found = /^([^\n]+)\/receipt\n([^\n]+)\n([^\n]+)\n\n— ([^ \n]+) ([^ \n]+)\n$/.exec(text);
  must(found && isOrigin(found[1]) && found[4] === `${found[1]}/receipt`, "FormatBroken", "no receipt");
  must(isDay(found[2]), "FormatBroken", "no day");
  return { origin: found[1], name: found[4], day: found[2], hash: unbase64(found[3], 48), ...signatureLine(found[5]) };
}

/** Under which of the ring's keys, whenever valid, it is signed. */
async function verifyReceipt(found, keys) {
  for (const key of keys) {
    if (!same(await keyId(found.name, key), found.id)) continue;
    return verified(key, found.signature, note(found.name, found.day, found.hash));
  }
  throw new Refused("SignatureBroken", "no key of this ring");
}
