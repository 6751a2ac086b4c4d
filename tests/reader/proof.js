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

/** Refuses unless the proof shows that this file could be erased on that day; `last` is the journal's last of it. */
function verifyProof(ring, file, last, day, text) {
  return all("JournalBroken", async () => {
    const [closing, authorised] = readProof(file, text, 2, LONGEST_PROOF);
    for (const entry of [closing, authorised]) await checkAlone(ring, entry);
    must(closing.kind === "closed" && authorised.kind === "erasure-authorised", "JournalBroken", "other kinds");
    must(authorised.number > Math.max(closing.number, last), "JournalBroken", "not the last that is known");
    must(erasableFrom(closing.day) <= day, "JournalBroken", "too early");
  });
}
