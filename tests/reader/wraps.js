"use strict";
// What holds keys: officer wraps (SPEC §6), small wraps (SPEC §7), identities (SPEC §8), keystores and sessions (SPEC §9).

const CONTEXT = "hinweisgeber/v1";

/** The parts of an identity. */
function identityOf(raw) {
  must(raw.length === 176, "FormatBroken", "an identity has 176 bytes");
  return { seed: raw.slice(0, 64), scalar: raw.slice(64, 112), sign: raw.slice(112, 144), own: raw.slice(144) };
}

/** The case key in an officer wrap. */
function openOfficerWrap(identity, officerId, caseId, wrap) {
  must(wrap.length === 1714 && wrap[0] === 1, "SealBroken", "another length or version");
  const { seed, scalar } = identityOf(identity);
  return hpkeOpen(seed, scalar, `${CONTEXT}/officer-wrap/${hex(caseId)}/${officerId}`, wrap.slice(1));
}

/** The key in a wrap of 61 bytes; `kind` is own-wrap or mailbox-wrap. */
function openSmallWrap(kind, key, id, wrap) {
  must(wrap.length === 61, "SealBroken", "another length");
  return small(key, `${CONTEXT}/${kind}/${hex(id)}`, wrap);
}

/** The words in an officer's address (SPEC §7). */
async function openSearch(own, officerId, text) {
  const sealed = await all("SealBroken", () => unbase64url(text));
  const padded = await small(own, `${CONTEXT}/search/${officerId}`, sealed);
  const end = padded.findLastIndex((byte) => byte !== 0) + 1;
  must(padded.length === Math.ceil(end / 64) * 64, "SealBroken", "more zeros than needed");
  return textOf(padded.slice(0, end));
}

/** A file's line in an officer's list (SPEC §21); `place`: file id / officer id / revision. */
async function openLine(own, place, sealed) {
  return textOf(await small(own, `hinweisgeber/v2/line/${place}`, sealed, "SealBroken", 2)).trimEnd();
}

const LEAST = { memory_kib: 65536, passes: 3, lanes: 4 };
const MOST = { memory_kib: 1048576, passes: 32, lanes: 16 };
const LONGEST_KEYSTORE = 4096;

/** A passphrase as Argon2id takes it (OpaqueString). */
function passphraseBytes(text) {
  must(codePoints(text) <= 1024 && text.isWellFormed(), "PassphraseWrong", "too long, or half a character");
  const bytes = utf8(text.replace(/\p{Zs}/gu, " ").normalize("NFC"));
  must(bytes.length, "PassphraseWrong", "empty");
  return bytes;
}

/** What a keystore says of itself, checked before any work. */
function readKeystore(format, text, length) {
  const value = withFields(parsed(text, canonical, LONGEST_KEYSTORE),
    { format: "text", kdf: "object", salt: "text", sealed: "text" }); // prettier-ignore
  const kdf = withFields(value.kdf, { name: "text", memory_kib: "number", passes: "number", lanes: "number" });
  must(value.format === format && kdf.name === "argon2id", "FormatBroken", "another format");
  for (const name of Object.keys(LEAST)) {
    must(LEAST[name] <= kdf[name] && kdf[name] <= MOST[name], "FormatBroken", `${name} out of bounds`);
  }
  const sealed = unbase64(value.sealed, 1 + 12 + length + TAG);
  must(sealed[0] === 1, "FormatBroken", "another version");
  return { kdf, salt: unbase64(value.salt, 16), sealed };
}

/** The secret in a keystore. Argon2id itself is left to others: `key` is what it gives for passphrase and salt. */
function openKeystore({ kdf, sealed }, who, key) {
  const context = `${CONTEXT}/${who}/argon2id/${kdf.memory_kib}/${kdf.passes}/${kdf.lanes}`;
  return small(key, context, sealed, "PassphraseWrong");
}

const sessionKey = (memory, cookie) => derived(joined(memory, cookie), "hinweisgeber/v2/session-key");
const sessionRow = (memory, cookie) => sha384(joined(utf8("hinweisgeber/v2/session\0"), memory, cookie));

/** The identity in a session. */
async function openSession(memory, cookie, officerId, sealed) {
  must(memory.length === 32 && cookie.length === 32, "SealBroken", "a secret of another length");
  must(sealed.length === 205, "SealBroken", "another length");
  return small(await sessionKey(memory, cookie), `${CONTEXT}/session/${officerId}`, sealed);
}
