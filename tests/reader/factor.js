"use strict";
// The second factor (SPEC §50).

const factorKey = (own) => derived(own, "hinweisgeber/v2/factor-key");
const recoveryKey = (own) => derived(own, "hinweisgeber/v2/recovery-key");

/** The code of an app at that moment (RFC 6238 with HMAC-SHA-1, 30 seconds). */
async function totpCode(secret, moment, digits) {
  const mac = await hmac("SHA-1", secret, big(Math.floor(moment / 30), 8));
  const at = mac[19] & 15;
  const number = fromBig(mac.slice(at, at + 4)) & 0x7fffffffn;
  return String(number % 10n ** BigInt(digits)).padStart(digits, "0");
}

/** The secret of a factor, or of an offer. */
async function openFactor(own, kind, officerId, sealed) {
  must(sealed.length === 49, "SealBroken", "another length");
  return small(await factorKey(own), `hinweisgeber/v2/${kind}/${officerId}`, sealed, "SealBroken", 2);
}

/** The ten bytes of a recovery code somebody typed. */
function readRecovery(text) {
  const signs = [...[...text].slice(0, LONGEST_CODE).join("").normalize("NFKC")].filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  const values = signs.map((sign) => valueOf(/[Uu]/.test(sign) ? "V" : sign));
  must(codePoints(text) <= LONGEST_CODE && values.length === 16 && !values.includes(-1), "FormatBroken", "no recovery code");
  return big(values.reduce((sum, value) => (sum << 5n) | BigInt(value), 0n), 10);
}

const recoveryShown = (packed) =>
  Array.from({ length: 16 }, (_, at) => ALPHABET[Number((fromBig(packed) >> BigInt(5 * (15 - at))) & 31n)])
    .join("").match(/.{4}/g).join("-"); // prettier-ignore

const halfKey = (memory, cookie) => derived(joined(memory, cookie), "hinweisgeber/v2/half-login-key");
const halfRow = (memory, cookie) => sha384(joined(utf8("hinweisgeber/v2/half-login\0"), memory, cookie));

/** The identity between passphrase and code. */
async function openHalf(memory, cookie, officerId, sealed) {
  must(sealed.length === 205, "SealBroken", "another length");
  const context = `hinweisgeber/v2/half-login/${officerId}`;
  return small(await halfKey(memory, cookie), context, sealed, "SealBroken", 2);
}
