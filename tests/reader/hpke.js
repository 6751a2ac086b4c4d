"use strict";
// HPKE base mode (RFC 9180) with MLKEM1024-P384, HKDF-SHA384 and AES-256-GCM (SPEC §§ 1, 6).

const KEM_LABEL = utf8("MLKEM1024-P384");
const SUITE = joined(utf8("HPKE"), big(0x0051, 2), big(0x0002, 2), big(0x0002, 2));
const P384 = { name: "ECDH", namedCurve: "P-384" };
const ENCAPSULATION = 1568; // bytes of ML-KEM-1024: of its public key, and of its ciphertext

/** A P-384 key from its scalar: PKCS #8 without the point, which the browser computes. */
function curveKey(scalar) {
  const head = "304e020100301006072a8648ce3d020106052b81040022043730350201010430";
  return crypto.subtle.importKey("pkcs8", joined(unhex(head), scalar), P384, true, ["deriveBits"]);
}

/** The uncompressed point of a private key. */
async function pointOf(key) {
  const { x, y } = await crypto.subtle.exportKey("jwk", key);
  return joined(Uint8Array.of(4), unbase64url(x), unbase64url(y));
}

const latticeKey = (seed) =>
  crypto.subtle.importKey("raw-seed", seed, "ML-KEM-1024", true, ["decapsulateBits"]);

/** The 1665 bytes of a public key: of an ML-KEM seed and a P-384 scalar. */
async function hpkePublic(seed, scalar) {
  const lattice = await crypto.subtle.getPublicKey(await latticeKey(seed), ["encapsulateBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw-public", lattice));
  return joined(raw, await pointOf(await curveKey(scalar)));
}

/** Refuses what is no public key, also a point that is not on the curve. */
function checkHpkePublic(raw) {
  return all("FormatBroken", async () => {
    must(raw.length === 1665 && raw[ENCAPSULATION] === 4, "FormatBroken", "another length, or a compressed point");
    await crypto.subtle.importKey("raw-public", raw.slice(0, ENCAPSULATION), "ML-KEM-1024", false, ["encapsulateBits"]);
    await crypto.subtle.importKey("raw", raw.slice(ENCAPSULATION), P384, false, []);
  });
}

/** The KEM's shared secret: both secrets, and the part of the transcript that ML-KEM does not bind by itself. */
async function decapsulated(seed, scalar, enc) {
  const [mine, theirs] = [await curveKey(scalar), enc.slice(ENCAPSULATION)];
  const lattice = new Uint8Array(
    await crypto.subtle.decapsulateBits("ML-KEM-1024", await latticeKey(seed), enc.slice(0, ENCAPSULATION)),
  );
  const point = await crypto.subtle.importKey("raw", theirs, P384, false, []);
  const curve = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: point }, mine, 384)); // x alone
  return sha3(joined(lattice, curve, theirs, await pointOf(mine), KEM_LABEL));
}

const labeled = (label, data) => joined(utf8("HPKE-v1"), SUITE, utf8(label), data);

/** Key and nonce of the one message (RFC 9180 § 5.1, mode 0). */
async function schedule(shared, info) {
  const nothing = new Uint8Array();
  const from = (salt, label, secret) => extract("SHA-384", salt, labeled(label, secret));
  const context = joined(
    Uint8Array.of(0), await from(nothing, "psk_id_hash", nothing), await from(nothing, "info_hash", info),
  ); // prettier-ignore
  const secret = await from(shared, "secret", nothing);
  const to = (label, length) => expand("SHA-384", secret, joined(big(length, 2), labeled(label, context)), length);
  return { key: await to("key", 32), nonce: await to("base_nonce", 12) };
}

/** What enc ‖ ciphertext ‖ tag holds. */
function hpkeOpen(seed, scalar, context, sealed) {
  return all("SealBroken", async () => {
    const shared = await decapsulated(seed, scalar, sealed.slice(0, 1665));
    const { key, nonce } = await schedule(shared, utf8(context));
    return gcm(key, nonce, new Uint8Array(), sealed.slice(1665));
  });
}
