"use strict";
// The proof of an erasure, and of who is out of a file (SPEC §19).

const LONGEST_PROOF = 4096, LONGEST_REMOVAL = 1048576;

/** So many entries in a proof about this file. */
function readProof(file, text, entries, longest) {
  must(codePoints(text) <= longest, "FormatBroken", "too long");
  let value;
  try {
    value = JSON.parse(textOf(unbase64(text)));
  } catch {
    throw new Refused("FormatBroken", "not JSON in base64");
  }
  must(KINDS.list(value) && value.length === entries, "FormatBroken", "another number");
  return value.map((one) => {
    must(KINDS.list(one) && [7, 8].includes(one.length), "FormatBroken", "seven fields, or eight in version 2");
    must(one.slice(1).every(KINDS.text), "FormatBroken", "a field's kind");
    const [number, day, kind, signer, commitment, previous, signature, open = null] = one;
    return {
      number, day, file, kind, signer, open,
      commitment: unbase64(commitment, 48), previous: unbase64(previous, 48), signature: unbase64(signature, 64),
    }; // prettier-ignore
  });
}

/** Three years and a day later: where the day does not exist in that year, on the last of its month. */
function erasableFrom(day) {
  const year = String(Number(day.slice(0, 4)) + 3).padStart(4, "0");
  const later = isDay(year + day.slice(4)) ? year + day.slice(4) : `${year}-02-28`;
  return new Date(Date.parse(`${later}T00:00:00Z`) + 86400000).toISOString().slice(0, 10);
}

/** Refuses unless its signer of this ring signed this entry, wherever it stood. */
async function checkAlone(ring, entry) {
  await checkEntry(entry);
  const signed = note(ring.installation, entry.number, await entryHash(entry));
  await verified(signerOf(ring, entry.signer, entry.day), entry.signature, signed);
}

/** Who is out of this file for good. */
function putOut(ring, file, text) {
  return all("JournalBroken", async () => {
    const [entry] = readProof(file, text, 1, LONGEST_REMOVAL);
    await checkAlone(ring, entry);
    if (entry.kind === "recused") return [entry.signer];
    const out = entry.kind === "epoch" && entry.open !== null ? (readOpen(entry.open).out ?? []) : [];
    const officers = KINDS.list(out) && out.length > 0 && out.every((one) => KINDS.text(one) && /^[0-9a-f]{16}$/.test(one));
    must(officers, "JournalBroken", "puts nobody out");
    return out;
  });
}

const PROPOSED_WITHOUT = { archive: "text", case: "text", entry: "number", file: "text", files: "number", hash: "text", texts: "number", until: "text" };
const CONFIRMED_WITHOUT = { entry: "number", file: "text", hash: "text" };

/** So many days later. */
function daysAfter(day, number) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + number * 86400000).toISOString().slice(0, 10);
}

/** What an entry says openly under this one name, and nothing beside it. */
function saidOnly(entry, name, kinds) {
  must(entry.open !== null, "FormatBroken", "says nothing openly");
  return withFields(withFields(readOpen(entry.open), { [name]: "object" })[name], kinds);
}

/** What two signed so that a file is erased without a key (SPEC §48), as far as a proof alone shows it. */
async function verifyWithoutKey(ring, file, last, day, proposal, confirmation) {
  must(proposal.kind === "keyless-erasure-proposed" && confirmation.kind === "keyless-erasure", "JournalBroken", "other kinds");
  const [first, second] = [proposal, confirmation].map((one) => ring.officers.get(one.signer));
  for (const entry of [proposal, confirmation]) {
    await checkAlone(ring, entry);
    must(["officer", "lead", "substitute"].includes(ring.officers.get(entry.signer)?.role), "JournalBroken", "no role that may");
  }
  must(couldSign(first, confirmation.day), "JournalBroken", "who proposed it is there no more");
  must(first.id !== second.id && folded(first.function) !== folded(second.function), "JournalBroken", "one person alone");
  const said = saidOnly(proposal, "keyless", PROPOSED_WITHOUT);
  const confirmed = saidOnly(confirmation, "keyless-confirmed", CONFIRMED_WITHOUT);
  must(["none", "answered", "outside"].includes(said.archive) && /^[0-9a-f]{96}$/.test(said.hash), "FormatBroken", "archive or hash");
  must(said.until === daysAfter(proposal.day, 30) && confirmation.day <= said.until, "JournalBroken", "days");
  const hash = hex(await entryHash(proposal));
  must(confirmed.entry === proposal.number && confirmed.hash === hash, "JournalBroken", "another proposal");
  must(confirmed.file === said.file && said.file === hex(file), "JournalBroken", "another file");
  must(last <= said.entry, "JournalBroken", "the journal knows of something later");
  must(confirmation.day <= day && day <= daysAfter(confirmation.day, 30), "JournalBroken", "too early or too late");
}

/** Refuses unless the proof shows that this file could be erased on that day; `last` is the journal's last of it. */
function verifyProof(ring, file, last, day, text) {
  return all("JournalBroken", async () => {
    const [closing, authorised] = readProof(file, text, 2, LONGEST_PROOF);
    if (closing.kind === "keyless-erasure-proposed") {
      const both = [closing, authorised].map((one) => ({ ...one, file: new Uint8Array(16) })); // about the installation
      return verifyWithoutKey(ring, file, last, day, ...both);
    }
    for (const entry of [closing, authorised]) await checkAlone(ring, entry);
    must(closing.kind === "closed" && authorised.kind === "erasure-authorised", "JournalBroken", "other kinds");
    must(authorised.number > Math.max(closing.number, last), "JournalBroken", "not the last that is known");
    must(erasableFrom(closing.day) <= day, "JournalBroken", "too early");
  });
}
