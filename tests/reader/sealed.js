"use strict";
// C2SP chunked-encryption, version 1, with AES-256-GCM and SHA-512 ("Cobblestone-256"), and what is sealed with it:
// texts (SPEC §5) and files (SPEC §16).

const CHUNK = 16384;
const TAG = 16;

/** The whole content, or nothing. */
function chunked(key, context, sealed) {
  return all("SealBroken", async () => {
    must(sealed.length >= 56 + TAG, "SealBroken", "too short");
    const name = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
    const keys = await expand("SHA-512", key, joined(name, sealed.slice(0, 24), utf8(context)), 32 + 12 + 32);
    must(same(keys.slice(44), sealed.slice(24, 56)), "SealBroken", "another commitment");
    const opened = [];
    let last = CHUNK;
    for (let at = 56, number = 0; last === CHUNK; at += CHUNK + TAG, number++) {
      const nonce = big(fromBig(keys.slice(32, 44)) ^ BigInt(number), 12);
      const chunk = await gcm(keys.slice(0, 32), nonce, new Uint8Array(), sealed.slice(at, at + CHUNK + TAG));
      opened.push(chunk);
      last = chunk.length;
    }
    must(sealed.length === 56 + opened.reduce((sum, one) => sum + one.length + TAG, 0), "SealBroken", "more behind");
    return joined(...opened);
  });
}

const SIZES = [4, 16, 64, 256, 1024, 4096, 16384].map((kib) => kib * 1024);

/** The payload of 8 bytes of length ‖ payload ‖ zeros in the smallest size that fits. */
function unpadded(padded) {
  const length = fromBig(padded.slice(0, 8));
  must(length + 8n <= BigInt(padded.length), "SealBroken", "length beyond the end");
  const end = Number(length) + 8;
  must(SIZES.find((size) => size >= end) === padded.length, "SealBroken", "another size than the smallest that fits");
  must(isZero(padded.slice(end)), "SealBroken", "padding that is not zero");
  return padded.slice(8, end);
}

/** The tables of SPEC §§ 4, 23, 30: which keys may have sealed what. */
const TEXT_KEYS = {
  message: ["dialogue"], status: ["dialogue"], sheet: ["file"], entry: ["file"], copy: ["file"],
  letter: ["letter"], draft: ["file", "own"], index: ["own"], abstract: ["own"], writing: ["writing"],
}; // prettier-ignore

const IN_VERSION_2 = ["sheet", "entry", "copy", "message", "letter", "status"];

/** A sealed text's payload; `kind` is whose key it is. */
async function openText(kind, key, context, sealed) {
  const [, version, what] = /^hinweisgeber\/v([12])\/([a-z-]+)\/.+$/.exec(context) ?? [];
  const known = version === "1" || IN_VERSION_2.includes(what);
  must(known && TEXT_KEYS[what]?.includes(kind), "TypeError", `a ${kind} key for ${what}`);
  must(sealed[0] === Number(version), "SealBroken", "another version");
  return unpadded(await chunked(key, context, sealed.slice(1)));
}

/** Padmé of a file's length (SPEC §16). */
function padme(length) {
  const least = Math.max(length, 65536);
  const exponent = Math.floor(Math.log2(least));
  const loose = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(least / loose) * loose;
}

/** A file's content. */
async function openFile(key, blobId, length, sealed) {
  must(sealed[0] === 1, "SealBroken", "another version");
  const opened = await chunked(key, `hinweisgeber/v1/blob/${hex(blobId)}`, sealed.slice(1));
  must(opened.length === padme(length) && isZero(opened.slice(length)), "SealBroken", "length and size do not fit");
  return opened.slice(0, length);
}
