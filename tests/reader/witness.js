"use strict";
// What witnesses are shown and sign: the tree over a journal, requests, cosignatures (SPEC §41).

const SECONDS = 86400n;
const LAST_DAY = 253402214400n; // 9999-12-31
const LONGEST_NOTE = 65536;

const isWitness = (text) => text.length <= 60 && /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(text);

const above = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

/** The root over these hashes of entries, by the definition of RFC 6962 §2.1. */
async function treeRoot(hashes) {
  if (hashes.length === 0) return sha256(new Uint8Array());
  if (hashes.length === 1) return sha256(joined(Uint8Array.of(0), hashes[0]));
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return above(await treeRoot(hashes.slice(0, left)), await treeRoot(hashes.slice(left)));
}

function readTreeHead(text) {
  const found = /^([^\n]+)\/tree\n([1-9][0-9]{0,14})\n([^\n]+)\n$/.exec(text);
  must(found && isOrigin(found[1]), "FormatBroken", "no head of a tree");
  return { origin: found[1], size: Number(found[2]), root: unbase64(found[3], 32), text };
}

function readRequest(text) {
  must(codePoints(text) <= LONGEST_NOTE, "FormatBroken", "too long");
  const found = /^old (0|[1-9][0-9]{0,14})\n((?:[^\n]+\n){0,63})\n([^]*)$/.exec(text);
  must(found, "FormatBroken", "no request");
  const proof = found[2].split("\n").slice(0, -1).map((line) => unbase64(line, 32));
  const head = readTreeHead(found[3]);
  must(Number(found[1]) <= head.size, "FormatBroken", "older than it is");
  return { old: Number(found[1]), proof, head };
}

/** The roots of the smaller and the larger tree, by the way of RFC 6962 §2.1.2; `known`: the smaller one's is given. */
async function rootsBy(proof, old, size, known) {
  if (old === size) {
    const root = known ?? proof.pop();
    must(root, "JournalBroken", "a hash is missing");
    return [root, root];
  }
  let left = 1;
  while (left * 2 < size) left *= 2;
  const other = proof.pop();
  must(other, "JournalBroken", "a hash is missing");
  if (old <= left) {
    const [before, after] = await rootsBy(proof, old, left, known);
    return [before, await above(after, other)];
  }
  const [before, after] = await rootsBy(proof, old - left, size - left, null);
  return [await above(other, before), await above(other, after)];
}

/** Whether a request continues what the witness signed last. */
async function requestContinues({ old, proof, head }, last) {
  must(last === null || last.origin === head.origin, "JournalBroken", "another journal"); // 1.
  const stands = last === null ? 0 : last.size;
  must(head.size >= stands, "JournalBroken", "shorter"); // 2.
  must(old === stands, "JournalBroken", "from elsewhere"); // 3.
  const rest = [...proof];
  if (last !== null) {
    const [before, after] = await rootsBy(rest, old, head.size, last.root); // 4.
    must(same(before, last.root) && same(after, head.root), "JournalBroken", "another past");
  }
  must(rest.length === 0, "JournalBroken", "hashes nobody needs");
}

async function readWitnessKey(line) {
  const found = /^([^ +\n]+)\+([0-9a-f]{8})\+([^ \n]+)$/.exec(line);
  must(found && isWitness(found[1]), "FormatBroken", "no key of a witness");
  const raw = unbase64(found[3], 33);
  const key = raw.slice(1);
  must(raw[0] === 4 && hex(await keyId(found[1], key, 4)) === found[2], "FormatBroken", "another type or id");
  return { name: found[1], key, id: unhex(found[2]) };
}

function readWitnessed(text) {
  must(codePoints(text) <= LONGEST_NOTE, "FormatBroken", "too long");
  const found = /^([^\n]+\n[^\n]+\n[^\n]+\n)\n((?:— [^ \n]+ [^ \n]+\n){1,16})$/.exec(text);
  must(found, "FormatBroken", "no signed note");
  const by = found[2].split("\n").slice(0, -1).map((line) => {
    const [, name, signed] = line.split(" ");
    const raw = unbase64(signed, 76);
    const time = fromBig(raw.slice(4, 12));
    must(isWitness(name) && time <= LAST_DAY && time % SECONDS === 0n, "FormatBroken", "no witness or no day");
    return { name, id: raw.slice(0, 4), time: Number(time), signature: raw.slice(12) };
  });
  must(new Set(by.map(({ name, id }) => name + hex(id))).size === by.length, "FormatBroken", "twice");
  return { head: readTreeHead(found[1]), by };
}

/** Which of these witnesses signed it, by name, and on which day. */
async function witnessesOf(head, by, keys) {
  const seen = {};
  for (const { name, id, time, signature } of by) {
    const known = keys.find((one) => one.name === name && same(one.id, id));
    if (!known) continue;
    await verified(known.key, signature, utf8(`cosignature/v1\ntime ${time}\n${head.text}`));
    seen[name] = new Date(time * 1000).toISOString().slice(0, 10);
  }
  return seen;
}
