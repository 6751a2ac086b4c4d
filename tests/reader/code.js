"use strict";
// The access code (SPEC §2).

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LONGEST_CODE = 1000;
const SEPARATORS = /[\p{Zs}\p{Zl}\p{Zp}\p{Pd}\t\n\v\f\r\u0085\u200b\u2060\ufeff\u00ad\u02d7\u2043\u2212]/u;
const LOOK_ALIKE = ["5S", "2Z", "8B", "6G"].map((pair) => [...pair].map((sign) => ALPHABET.indexOf(sign)));

/** The value of a sign, or -1. */
function valueOf(sign) {
  if (!/^[0-9A-Za-z]$/.test(sign)) return -1;
  const upper = sign.toUpperCase();
  if (upper === "O") return 0;
  return upper === "I" || upper === "L" ? 1 : ALPHABET.indexOf(upper);
}

/** Σ x^(24-i)·vᵢ in GF(2)[x]/(x⁵+x²+1). */
function weighed(values) {
  return values.reduce((sum, value) => {
    const doubled = sum << 1;
    return (doubled & 32 ? doubled ^ 0b100101 : doubled) ^ value;
  }, 0);
}

/** The 15 bytes of 25 values. */
const packed = (values) => big(values.slice(0, 24).reduce((sum, value) => (sum << 5n) | BigInt(value), 0n), 15);

/** As a code is shown. */
const shown = (values) => values.map((value) => ALPHABET[value]).join("").match(/.{5}/g).join("-");

/** The values of a code as formats carry it. */
function readCode(text) {
  must(codePoints(text) <= LONGEST_CODE, "CodeMistyped", "too long");
  const values = [...text.normalize("NFKC")].filter((sign) => !SEPARATORS.test(sign)).map(valueOf);
  must(values.length === 25 && !values.includes(-1) && weighed(values) === 0, "CodeMistyped", "no code");
  return values;
}

/** The rows of values that somebody can have meant who typed this on a page. */
function readTyped(text) {
  must(codePoints(text) <= LONGEST_CODE, "CodeMistyped", "too long");
  const signs = [...text.normalize("NFKC")].filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  must(signs.length, "CodeMissing", "nothing typed");
  const values = signs.map((sign) => valueOf(/[Uu]/.test(sign) ? "V" : sign));
  must(values.length === 25 && !values.includes(-1), "CodeIncomplete", "not 25 signs of a code");
  if (weighed(values) === 0) return [values];
  const rows = [];
  values.forEach((value, at) => {
    const pair = LOOK_ALIKE.find((one) => one.includes(value));
    if (pair) rows.push(values.with(at, pair[0] === value ? pair[1] : pair[0]));
  });
  const meant = rows.filter((row) => weighed(row) === 0);
  must(meant.length, "CodeMistyped", "no code");
  return meant;
}

const fromCode = (values, what) => derived(packed(values), `hinweisgeber/v1/${what}`);
