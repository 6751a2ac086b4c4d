"use strict";
// Each file of vectors and what is done with one of its vectors: returns if all of it is as it says, throws if not.

const plainly = (value) => {
  if (value instanceof Uint8Array) return hex(value);
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** Not what the vector says it would be: an error of this reader or of the vector, never a refusal. */
function is(found, said, what) {
  if (plainly(found) !== plainly(said)) throw new Error(`${what}: ${plainly(found)}, not ${plainly(said)}`);
}

/** A good vector's bytes, damaged as `edit` says (SPEC, Reading order). */
function sealedOf(vector) {
  let raw = unbase64(vector.sealed);
  for (const [what, one, other] of vector.edit ?? []) {
    if (what === "cut") raw = raw.slice(0, raw.length - one);
    else if (what === "drop") raw = raw.slice(one);
    else if (what === "append") raw = joined(raw, unhex(one));
    else if (what === "flip") raw = raw.with(one, raw[one] ^ 1);
    else if (what === "set") raw = joined(raw.slice(0, one), unhex(other), raw.slice(one + other.length / 2));
    else throw new Error(`edit ${what}`);
  }
  return raw;
}

const bytesOf = (vector, ...names) => names.map((name) => unhex(vector[name]));

/** What was signed: signature and body together. */
const payloadOf = (vector) => joined(unhex(vector.signature), utf8(vector.body));

const entryOf = (value) =>
  value && {
    number: value.seq, day: value.day, kind: value.kind, signer: value.signer, file: unhex(value.file_id),
    commitment: unhex(value.commitment), previous: unhex(value.previous), signature: unhex(value.signature),
    open: value.open ?? null,
  }; // prettier-ignore

const FORMATS = {
  async code(vector) {
    const values = readCode(vector.text);
    is(shown(values), vector.code, "code");
    for (const [name, what] of [["locator", "locator"], ["mailbox_key", "mailbox-key"], ["writing_key", "writing-key"]]) {
      is(await fromCode(values, what), vector[name], name);
    }
    for (const [name, what] of [["box_locator", "locator"], ["box_key", "box-key"]]) {
      is(await derived(packed(values), `${TALK}/${what}`), vector[name], name);
    }
  },

  async typed_code(vector) {
    is(readTyped(vector.text).map(shown), vector.codes, "codes");
  },

  async begun(vector) {
    must(vector.locator.length === 64, "ValueError", "a locator has 32 bytes");
    const context = `hinweisgeber/v1/writing/${vector.locator}`;
    const opened = await openText("writing", unhex(vector.writing_key), context, sealedOf(vector));
    is(opened, unbase64(vector.opened), "opened");
    const values = readCode(vector.code);
    is(await fromCode(values, "locator"), vector.locator, "locator");
    is(await fromCode(values, "writing-key"), vector.writing_key, "writing key");
  },

  async page(vector) {
    const secret = unhex(vector.secret);
    const opened = await openPage(secret, vector.context, vector.sealed, vector.now);
    is(textOf(opened), vector.opened, "opened");
    is(await dayKey(secret, 20500), vector.day_key, "day key");
  },

  async envelope(vector) {
    const kind = { DialogueKey: "dialogue", FileKey: "file", OwnKey: "own" }[vector.kind];
    const opened = await openText(kind, unhex(vector.key), vector.context, sealedOf(vector));
    is(opened, unbase64(vector.opened), "opened");
  },

  async file(vector) {
    const opened = await openFile(...bytesOf(vector, "key", "id"), vector.length, sealedOf(vector));
    is(await sha256(opened), vector.sha256, "SHA-256");
  },

  async archive(vector) {
    const parts = await openArchive(unhex(vector.secret), sealedOf(vector));
    is(Object.fromEntries([...parts].map(([name, bytes]) => [name, textOf(bytes)])), vector.parts, "parts");
  },

  async mailbox_wrap(vector) {
    is(await openSmallWrap("mailbox-wrap", ...bytesOf(vector, "key", "id"), sealedOf(vector)), vector.opened, "opened");
  },

  async own_wrap(vector) {
    is(await openSmallWrap("own-wrap", ...bytesOf(vector, "key", "id"), sealedOf(vector)), vector.opened, "opened");
  },

  async officer_wrap(vector) {
    const [raw, caseId] = bytesOf(vector, "identity", "id");
    const opened = await openOfficerWrap(raw, vector.officer_id, caseId, sealedOf(vector));
    const { seed, scalar } = identityOf(raw);
    is(opened, vector.opened, "opened");
    is(base64(await hpkePublic(seed, scalar)), vector.public, "public key");
    is(await derived(opened, "hinweisgeber/v1/dialogue-key"), vector.dialogue_key, "dialogue key");
    is(await derived(opened, "hinweisgeber/v1/file-key"), vector.file_key, "file key");
  },

  async keystore(vector) {
    const [format, length, who] = {
      identity: ["keystore", 176, `keystore/${vector.officer_id}`],
      root: ["root", 32, "root-keystore"],
      witness: ["witness", 32, `witness-keystore/${vector.witness}`],
    }[vector.kind];
    const found = readKeystore(`hinweisgeber-${format}/1`, vector.sealed, length);
    is(passphraseBytes(vector.passphrase), vector.prepared, "passphrase as bytes");
    is(await openKeystore(found, who, unhex(vector.key)), vector.secret, "secret");
  },

  async session(vector) {
    const [memory, cookie] = bytesOf(vector, "memory", "cookie");
    is(await openSession(memory, cookie, vector.officer_id, sealedOf(vector)), vector.opened, "opened");
    is(await sessionKey(memory, cookie), vector.key, "key");
    is(await sessionRow(memory, cookie), vector.row, "row");
  },

  async half_login(vector) {
    const [memory, cookie] = bytesOf(vector, "memory", "cookie");
    is(await openHalf(memory, cookie, vector.officer_id, sealedOf(vector)), vector.opened, "opened");
    is(await halfKey(memory, cookie), vector.key, "key");
    is(await halfRow(memory, cookie), vector.row, "row");
  },

  async totp(vector) {
    for (const [digits, name] of [[6, "code"], [8, "eight"]]) {
      is(await totpCode(unhex(vector.secret), vector.moment, digits), vector[name], name);
    }
  },

  async factor(vector) {
    const own = unhex(vector.own);
    is(await openFactor(own, vector.kind, vector.officer_id, sealedOf(vector)), vector.opened, "secret");
    is(await factorKey(own), vector.key, "key");
  },

  async recovery(vector) {
    const packed = readRecovery(vector.text);
    is(packed, vector.packed, "code");
    is(recoveryShown(packed), vector.code, "as it is shown");
    const key = await recoveryKey(unhex(vector.own));
    is(key, vector.key, "key");
    is(await hmac("SHA-384", key, packed), vector.mark, "mark");
  },

  async journal_entry(vector) {
    const [entry, previous] = await all("JournalBroken", () => [entryOf(vector.entry), entryOf(vector.previous)]);
    is(await verifyEntry(vector.origin, entry, previous, unhex(vector.key)), vector.hash, "hash");
    is(await commitment(...bytesOf(vector, "salt", "text")), entry.commitment, "commitment");
  },

  async open_entry(vector) {
    await FORMATS.journal_entry(vector);
  },

  async epoch_text(vector) {
    const { number, random, text } = readEpoch(vector.text);
    is([number, random, text], [vector.number, vector.random, vector.text], "epoch");
  },

  async epoch_key(vector) {
    const [key, file] = bytesOf(vector, "key", "id");
    const epoch = readEpoch(vector.epoch);
    is(await openLink(key, file, epoch, sealedOf(vector)), vector.opened, "the key before");
    is(await fromEpochKey(key, "file-key"), vector.file_key, "file key");
    is(await fromEpochKey(key, "dialogue-key"), vector.dialogue_key, "dialogue key");
    is(await keyMark(key, file, epoch), vector.mark, "mark");
  },

  async epoch_wraps(vector) {
    const [identity, file] = bytesOf(vector, "identity", "id");
    const epoch = readEpoch(vector.epoch);
    const opened = vector.own
      ? openOwnWrap(identityOf(identity).own, file, epoch, sealedOf(vector))
      : openEpochWrap(identity, vector.officer_id, file, epoch, sealedOf(vector));
    is(await opened, vector.opened, "opened");
  },

  async epoch_texts(vector) {
    await FORMATS.envelope(vector);
  },

  async keys_said(vector) {
    const { holders, epoch, before, mark, out } = readKeysSaid(vector.text);
    const said = [holders, epoch && epoch.text, before && before.text, mark, out];
    is(said, [vector.holders, vector.epoch, vector.before, vector.mark, vector.out], "said of keys");
  },

  async committed(vector) {
    is(canonical(readCommitted(vector.text)), canonical(vector.said), "committed to");
  },

  async openly(vector) {
    is(canonical(readOpenly(vector.text)), canonical(vector.said), "said of power");
  },

  async act(vector) {
    must((await actDigest(vector.salt, vector.kind, vector.values)) === vector.digest, "FormatBroken", "another act");
  },

  async row(vector) {
    const made = await rowDigest(vector.kind, unhex(vector.id), vector.row);
    must(made === vector.digest, "FormatBroken", "another row");
    is(await rowName(vector.kind, vector.row), vector.named, "how an entry names it");
  },

  async journal_keys(vector, { ring, fingerprint }) {
    const { epoch, holders } = await readFileSaid(await readRing(ring, fingerprint), vector.entries);
    is([epoch && epoch.text, holders], [vector.epoch, vector.holders], "epoch and holders");
  },

  async file_keys(vector) {
    const [own, file] = bytesOf(vector, "own", "id");
    const found = await keysOfFile(own, file, vector);
    for (const [what, values, context, key] of vector.asked) {
      const [bound, opens] = await placeOf(found, vector.entries, file, what, values);
      is([bound, hex(opens)], [context, key], `${what} ${values}`);
    }
    if (vector.dialogue !== null) return is(await dialogueOf(found), vector.dialogue, "dialogue key");
    is(await outcome(() => dialogueOf(found)), "SealBroken", "a dialogue where there is none");
  },

  async checkpoint(vector) {
    const found = readCheckpoint(vector.text);
    await verifyCheckpoint(found, unhex(vector.key));
    is([found.origin, found.size, hex(found.head)], [vector.origin, vector.size, vector.head], "checkpoint");
  },

  async verified(vector) {
    must(["result", "state"].includes(vector.part), "ValueError", "another part");
    const key = await derived(unhex(vector.secret), "hinweisgeber/v2/verified-key");
    is(await small(key, `hinweisgeber/v1/verified/${vector.part}`, sealedOf(vector)), vector.opened, "opened");
  },

  async witness_request(vector) {
    const asked = readRequest(vector.text);
    await requestContinues(asked, vector.last === null ? null : readTreeHead(vector.last));
    is(await treeRoot(vector.hashes.slice(0, asked.head.size).map(unhex)), asked.head.root, "root");
  },

  async witnessed(vector) {
    const { head, by } = readWitnessed(vector.text);
    const keys = [];
    for (const line of vector.keys) keys.push(await readWitnessKey(line));
    must(new Set(keys.map((key) => key.name)).size === keys.length, "FormatBroken", "a key twice");
    const seen = await witnessesOf(head, by, keys);
    must(head.size <= vector.hashes.length, "JournalBroken", "shorter than a witness saw");
    const root = await treeRoot(vector.hashes.slice(0, head.size).map(unhex));
    must(same(root, head.root), "JournalBroken", "another than a witness saw");
    is(seen, vector.by, "witnesses");
  },

  async receipt(vector) {
    const found = readReceipt(vector.text);
    await verifyReceipt(found, vector.keys.map(unhex));
    is(found.day, vector.day, "day");
    is(found.hash, await sha384(utf8(vector.wording)), "hash of the wording");
    const salt = await receiptSalt(...bytesOf(vector, "dialogue", "report"));
    is(vector.wording.split("\n")[1], `Zufallswert: ${hex(salt)}`, "salt");
  },

  async capability(vector) {
    const context = "hinweisgeber/v1/capability/intake";
    const plain = await openPage(unhex(vector.secret), context, vector.sealed, vector.now);
    is(canonical(capabilityOf(plain)), canonical(vector.opened), "opened");
  },

  async pickup(vector) {
    const slip = await slipOf(vector.slip);
    const found = await openPickup(unhex(vector.secret), slip, vector.sealed, vector.now);
    is(canonical(found), canonical(vector.opened), "page");
    is(await slipLocator(slip), vector.place, "locator of the slip");
  },

  async search(vector) {
    is(await openSearch(unhex(vector.own), vector.officer_id, vector.sealed), vector.opened, "words");
  },

  async line(vector) {
    const place = `${vector.file}/${vector.officer_id}/${vector.revision}`;
    is(await openLine(unhex(vector.own), place, unbase64url(vector.sealed)), vector.opened, "words");
  },

  async dialogue(vector) {
    const said = await readSaid(unbase64(vector.payload));
    is(canonical(said), canonical(vector.said), "said");
    is(sameness(said), unbase64(vector.same), "what two sendings share");
  },

  async status(vector) {
    is(canonical(await readStatus(unbase64(vector.payload))), canonical(vector.state), "state");
  },

  async wording(vector, { titles }) {
    const text = wording(unhex(vector.salt), titles, vector.report, vector.files, vector.sealed);
    must(text === vector.wording, "FormatBroken", "another wording");
    is(await sha384(utf8(text)), vector.sha384, "hash");
  },

  async mailbox_row(vector) {
    const found = await openMailbox(unhex(vector.box_key), vector.locator, sealedOf(vector));
    const values = readCode(vector.code);
    is(await derived(packed(values), `${TALK}/locator`), vector.locator, "locator");
    is(await derived(packed(values), `${TALK}/box-key`), vector.box_key, "box key");
    for (const name of ["report", "secrets", "first", "newest", "epoch", "generation"]) is(found[name], vector[name], name);
    is(canonical(found.known), canonical(vector.known), "the voice before");
    is(canonical(found.excluded), canonical(vector.excluded), "who was excluded since");
    is(found.excluded_at, vector.excluded_at, "by which word");
    is(canonical(found.readers), canonical(vector.readers), "to whom the renewal was said");
    const [halves, hash] = await publicOf(found.secrets);
    is(canonical(halves), canonical(vector.public), "public halves");
    is(hash, vector.hash, "hash");
  },

  async dialogue_wrap(vector) {
    const { report, epoch } = vector;
    const opened = await openDialogueWrap(unhex(vector.secrets), report, epoch, sealedOf(vector));
    is(opened, vector.opened, "opened");
    is(await dialogueMark(opened, report, epoch), vector.mark, "mark");
  },

  async report_wrap(vector) {
    const context = `report-wrap/${vector.report}/${vector.officer_id}`;
    const opened = await openTalkWrap(unhex(vector.identity), context, sealedOf(vector));
    is(opened, vector.opened, "opened");
    is(await derived(opened, `${TALK}/dialogue-key`), vector.dialogue_key, "dialogue key");
  },

  async dialogue_message(vector) {
    must(isSpeaker(vector.author), "ValueError", "an author");
    const context = `${TALK}/message/${vector.report}/${vector.author}/${vector.epoch}/${vector.place}`;
    is(await openText("dialogue", unhex(vector.key), context, sealedOf(vector)), unbase64(vector.opened), "opened");
  },

  async letter(vector) {
    const at = `${vector.report}/${vector.epoch}/${vector.place}`;
    const sealed = sealedOf(vector);
    if (vector.key) {
      const opened = await openText("letter", unhex(vector.key), `${TALK}/letter/${at}`, sealed);
      return is(opened, unbase64(vector.opened), "opened");
    }
    const opened = vector.identity
      ? openTalkWrap(unhex(vector.identity), `letter-wrap/${at}/${vector.officer_id}`, sealed)
      : openLetterKey(unhex(vector.box_key), at, sealed);
    is(await opened, vector.opened, "opened");
  },

  async word(vector) {
    await readWord(payloadOf(vector), vector, vector.voice === null ? null : unhex(vector.voice));
  },

  async signed_status(vector) {
    const { key, report, epoch, revision } = vector;
    await readSignedStatus(payloadOf(vector), unhex(key), vector, vector.ring);
    const context = `${TALK}/status/${report}/${epoch}/${revision}`;
    is(await openText("dialogue", unhex(key), context, sealedOf(vector)), payloadOf(vector), "opened");
  },

  async head(vector) {
    checkHead(vector.data);
    const found = await headOf(vector.report, vector.author, vector.first, vector.sealed.map(unhex));
    is(canonical(found), canonical(vector.data), "head");
  },

  async tag(vector) {
    const said = await readSaid(unbase64(vector.payload));
    const tag = await messageTag(unhex(vector.key), utf8(vector.page), sameness(said));
    must(hex(tag) === vector.tag, "FormatBroken", "another tag");
  },

  async proof(vector, { ring, fingerprint }) {
    const read = await readRing(ring, fingerprint);
    await verifyProof(read, unhex(vector.file), vector.last, vector.day, vector.proof);
  },

  async removal(vector, { ring, fingerprint }) {
    const out = await putOut(await readRing(ring, fingerprint), unhex(vector.file), vector.removed);
    is(canonical([...out].sort()), canonical(vector.out), "who is out");
  },

  async ring(vector, { fingerprint, statements }) {
    const items = vector.statements?.map((name) => statements[name]);
    const text = vector.text ?? inLines({ format: "hinweisgeber-ring/1", statements: items });
    const ring = await readRing(text, vector.fingerprint ?? fingerprint);
    is(ring.head, vector.head, "head");
    is(ring.fingerprints.at(-1), vector.newest ?? fingerprint, "fingerprint of the root in force");
    const everyone = [...ring.officers.values()];
    const calls = Object.entries(vector.receivers ?? {}).map(([on, receivers]) => ({ on, barred: [], receivers }));
    for (const { on, barred, receivers } of [...calls, ...(vector.barred ?? [])]) {
      is(receiversOf(ring, on, barred).map((one) => one.id), receivers, `receivers of ${on} without ${barred}`);
    }
    for (const [day, ids] of Object.entries(vector.officers)) {
      is(everyone.filter((one) => isActive(one, day)).map((one) => one.id), ids, `officers of ${day}`);
    }
    for (const { signer, on, error } of vector.signers ?? []) {
      await outcome(() => signerOf(ring, signer, on)).then((found) => is(found, error, `${signer} on ${on}`));
    }
  },
};
