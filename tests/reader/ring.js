"use strict";
// The key ring (SPEC §10), by the numbers of its list.

const BODY = { kind: "text", number: "number", previous: "text" };
const BODIES = {
  found: { root: "text", installation: "text", date: "text" },
  admit: { officer_id: "text", function: "text", role: "text", public: "text", sign_public: "text",
    valid_from: "text", valid_until: "text" }, // prettier-ignore
  revoke: { officer_id: "text", from: "text" },
  extend: { officer_id: "text", valid_until: "text" },
  receive: { officer_id: "text", receives: "truth", from: "text" },
  succeed: { root: "text", consent: "text" },
};
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
/** Full case folding, as near as JavaScript comes to it. */
const folded = (text) => text.toLowerCase().toUpperCase().toLowerCase();
const latest = (...days) => days.sort().at(-1);

const isActive = (officer, day) =>
  officer.from <= day && day <= officer.until && !(officer.out && day >= officer.out);
const couldSign = (officer, day) =>
  officer.from <= day && day <= officer.until && !(officer.out && day > officer.out);

/** Whether new reports of that day are for them, if they are active: what was said last of that day or one before. */
const receives = (officer, day) => officer.said.findLast((one) => one.from <= day)?.receives ?? true;

/** For whom a report of that day is sealed. */
function receiversOf(ring, day, barred = []) {
  const readers = [...ring.officers.values()].filter((one) => isActive(one, day) && one.role !== "auditor");
  const own = readers.filter((one) => one.role !== "substitute");
  const receiving = own.filter((one) => receives(one, day));
  const instead = readers.filter((one) => one.role === "substitute");
  const [left, others, last] = [receiving, own, instead].map((some) => some.filter((one) => !barred.includes(one.id)));
  if (!receiving.length || left.length) return left;
  return others.length ? others : last;
}

/** Whether there is a day on which both are active. */
function meet(one, other) {
  const day = latest(one.from, other.from);
  return isActive(one, day) && isActive(other, day);
}

/** 4. The statement's body, its values checked. */
async function readBody(text) {
  const body = parsed(text, canonical, 16384);
  const kind = Object.hasOwn(BODIES, body.kind) ? body.kind : "";
  must(kind, "FormatBroken", "unknown kind");
  withFields(body, { ...BODY, ...BODIES[kind] });
  must(/^[0-9a-f]{96}$/.test(body.previous), "FormatBroken", "previous");
  const days = ["date", "from", "valid_from", "valid_until"].filter((name) => name in body);
  must(days.every((name) => isDay(body[name])), "FormatBroken", "a day");
  if ("root" in body) body.root = unbase64(body.root, 32);
  if ("consent" in body) body.consent = unbase64(body.consent, 64);
  if (kind === "found") must(isOrigin(body.installation), "FormatBroken", "installation");
  if (kind === "admit") await readAdmission(body);
  return body;
}

async function readAdmission(body) {
  const name = body.function;
  must(name && codePoints(name) <= 100 && !UNPRINTABLE.test(name), "FormatBroken", "function");
  must(name === name.normalize("NFC").trim(), "FormatBroken", "function not in NFC, or with blanks around");
  must(["officer", "lead", "auditor", "substitute"].includes(body.role) && body.valid_from <= body.valid_until, "FormatBroken", "role or days");
  must(isOfficerId(body.officer_id), "FormatBroken", "officer id");
  await checkHpkePublic(unbase64(body.public, 1665));
  body.sign = unbase64(body.sign_public, 32);
}

/** The ring that a text spells, every check done; what is wrong is a RingBroken of the statement it is wrong in. */
async function readRing(text, pinned) {
  const broken = (at) => (error) => { throw new Refused("RingBroken", error.message, at); }; // prettier-ignore
  const inside = (at, act) => Promise.resolve().then(act).catch(broken(at));
  const { statements } = await inside(0, () => { // 1.
    const value = withFields(parsed(text, inLines, 4 * 1024 * 1024), { format: "text", statements: "list" });
    must(value.format === "hinweisgeber-ring/1", "FormatBroken", "another format");
    return value;
  }); // prettier-ignore
  const signed = [];
  for (const [at, item] of statements.entries()) { // 3.
    signed.push(await inside(at + 1, () => {
      withFields(item, { body: "text", signature: "text" });
      return { body: item.body, signature: unbase64(item.signature, 64) };
    }));
  } // prettier-ignore
  await inside(0, () => must(signed.length, "RingBroken", "no statement")); // 2.
  const ring = { officers: new Map(), roots: [], head: new Uint8Array(48) };
  for (const [at, statement] of signed.entries()) await inside(at + 1, () => follow(ring, at + 1, statement));
  ring.fingerprints = await Promise.all(ring.roots.map(async (root) => hex(await sha256(root))));
  await inside(1, () => must(ring.fingerprints.includes(pinned), "RingBroken", "another root pinned")); // 8.
  return ring;
}

/** The ring with one more statement. */
async function follow(ring, number, { body: text, signature }) {
  const body = await readBody(text); // 4.
  must(body.number === number, "RingBroken", "another number"); // 5.
  must(body.previous === hex(ring.head), "RingBroken", "does not follow the statement before"); // 6.
  must((body.kind === "found") === (number === 1), "RingBroken", "founded not once, at the beginning"); // 7.
  if (body.kind === "found") Object.assign(ring, { roots: [body.root], installation: body.installation });
  await verified(ring.roots.at(-1), signature, utf8(`hinweisgeber/v1/ring-statement\n${text}`)); // 9.
  if (body.kind !== "found") await STEPS[body.kind](ring, body);
  ring.head = await sha384(joined(utf8(text), signature));
}

const STEPS = {
  admit(ring, body) {
    const everyone = [...ring.officers.values()];
    must(!ring.officers.has(body.officer_id), "RingBroken", "id used before"); // 10.
    must(!ring.roots.some((root) => same(root, body.sign)), "RingBroken", "a root's key"); // 11.
    const used = everyone.some((one) => one.public === body.public || same(one.sign, body.sign));
    must(!used, "RingBroken", "key used before"); // 11.
    place(ring, { id: body.officer_id, function: body.function, role: body.role, public: body.public, sign: body.sign,
      from: body.valid_from, until: body.valid_until, out: null, said: [] }); // prettier-ignore
  },
  revoke(ring, body) {
    const officer = ring.officers.get(body.officer_id);
    must(officer && !officer.out, "RingBroken", "revoked officer unknown or out"); // 13.
    officer.out = body.from;
  },
  extend(ring, body) {
    const officer = ring.officers.get(body.officer_id);
    must(officer && !officer.out, "RingBroken", "extended officer unknown or out"); // 14.
    must(body.valid_until > officer.until, "RingBroken", "valid as long already"); // 15.
    place(ring, { ...officer, until: body.valid_until });
  },
  receive(ring, body) {
    const officer = ring.officers.get(body.officer_id);
    must(officer && !(officer.out && body.from >= officer.out), "RingBroken", "receiving officer unknown or out"); // 18.
    must(!officer.said.length || body.from >= officer.said.at(-1).from, "RingBroken", "said for a later day"); // 19.
    must(receives(officer, body.from) !== body.receives, "RingBroken", "as it is already"); // 20.
    officer.said.push({ from: body.from, receives: body.receives });
    must(body.receives || receiversOf(ring, body.from).length, "RingBroken", "nobody would receive"); // 21.
  },
  async succeed(ring, body) {
    const before = [...ring.roots, ...[...ring.officers.values()].map((one) => one.sign)];
    must(!before.some((key) => same(key, body.root)), "RingBroken", "key used before"); // 16.
    const said = joined(utf8("hinweisgeber/v1/ring-succession\n"), ring.head, body.root);
    await verified(body.root, body.consent, said); // 17.
    ring.roots.push(body.root);
  },
};

/** 12. On no day two active officers of one function. */
function place(ring, officer) {
  const others = [...ring.officers.values()].filter((one) => one.id !== officer.id);
  const rivals = others.filter((one) => folded(one.function) === folded(officer.function));
  must(!rivals.some((one) => meet(one, officer)), "RingBroken", "function held by another");
  ring.officers.set(officer.id, officer);
}

/** The key of who signs that day. */
function signerOf(ring, signer, day) {
  if (signer === "root") return ring.roots[0];
  const officer = ring.officers.get(signer);
  must(officer && couldSign(officer, day), "SignatureBroken", "may not sign that day");
  return officer.sign;
}
