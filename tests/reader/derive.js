"use strict";
// Hashes, HMAC, HKDF (SPEC §1), AES-256-GCM, Ed25519: what browsers have, in the words of SPEC.

const digest = async (hash, data) => new Uint8Array(await crypto.subtle.digest(hash, data));
const sha256 = (data) => digest("SHA-256", data);
const sha384 = (data) => digest("SHA-384", data);

async function hmac(hash, key, data) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

/** HKDF-Extract; without a salt the key of HMAC is as many zeros as the hash is long. */
const extract = (hash, salt, secret) =>
  hmac(hash, salt.length ? salt : new Uint8Array(hash === "SHA-512" ? 64 : 48), secret);

/** HKDF-Expand. */
async function expand(hash, key, info, length) {
  let out = new Uint8Array();
  for (let n = 1, block = out; out.length < length; n++) {
    block = await hmac(hash, key, joined(block, info, Uint8Array.of(n)));
    out = joined(out, block);
  }
  return out.slice(0, length);
}

/** The derivation of SPEC §1: 32 bytes under a label, which is a text or bytes. */
async function derived(secret, label) {
  const info = typeof label === "string" ? utf8(label) : label;
  return expand("SHA-384", await extract("SHA-384", new Uint8Array(), secret), info, 32);
}

/** AES-256-GCM of ciphertext ‖ tag. */
async function gcm(key, nonce, context, sealed) {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: nonce, additionalData: context };
  return new Uint8Array(await crypto.subtle.decrypt(how, imported, sealed));
}

/** What is sealed as version ‖ nonce ‖ ciphertext ‖ tag; every failure is of the one kind. */
function small(key, context, sealed, kind = "SealBroken", version = 1) {
  return all(kind, () => {
    must(sealed[0] === version, kind, "another version");
    return gcm(key, sealed.slice(1, 13), utf8(context), sealed.slice(13));
  });
}

/** Refuses unless the signature is that of the key. */
async function verified(key, signature, message, kind = "SignatureBroken", at = undefined) {
  const right = await all(kind, async () => {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, signature, message);
  });
  must(right, kind, "another signature", at);
}

/** The public key of an Ed25519 seed (RFC 8032). */
async function signPublic(seed) {
  const wrapped = joined(unhex("302e020100300506032b657004220420"), seed); // PKCS #8 (RFC 8410)
  const key = await crypto.subtle.importKey("pkcs8", wrapped, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  return unbase64url(x.padEnd(44, "="));
}
