"use strict";
// JSON has one spelling (SPEC §1): parse, write again, refuse if the texts differ.

/** Sorted by code point; JavaScript itself sorts by UTF-16 units. */
function byCodePoint(one, other) {
  const [left, right] = [[...one], [...other]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const apart = left[at].codePointAt(0) - right[at].codePointAt(0);
    if (apart) return apart;
  }
  return left.length - right.length;
}

/** Canonical; with `indent` canonical in lines, but for the newline at the end. */
function spelled(value, indent = null) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const list = Array.isArray(value);
  const deeper = indent === null ? null : `${indent} `;
  const colon = indent === null ? ":" : ": ";
  const items = list
    ? value.map((item) => spelled(item, deeper))
    : Object.keys(value).sort(byCodePoint).map((key) => JSON.stringify(key) + colon + spelled(value[key], deeper));
  const [open, close] = list ? "[]" : "{}";
  if (!items.length) return open + close;
  if (indent === null) return open + items.join(",") + close;
  return `${open}\n${deeper}${items.join(`,\n${deeper}`)}\n${indent}${close}`;
}

const canonical = (value) => spelled(value);
const inLines = (value) => `${spelled(value, "")}\n`;

/** The object that this text spells, of at most so many code points. */
function parsed(text, write, longest) {
  must(codePoints(text) <= longest, "FormatBroken", "too long");
  must(text.isWellFormed(), "FormatBroken", "half a character");
  let value;
  try {
    value = JSON.parse(text, (_, one) => {
      if (typeof one === "number" && !Number.isSafeInteger(one)) throw new RangeError("no number that every reader has");
      return one;
    });
  } catch {
    throw new Refused("FormatBroken", "not JSON");
  }
  const object = typeof value === "object" && value !== null && !Array.isArray(value);
  must(object && write(value) === text, "FormatBroken", "not the one spelling of an object");
  must(!/(^|[^\\])(\\\\)*\\ud[89a-f]/.test(text), "FormatBroken", "half a character, escaped");
  return value;
}

const KINDS = {
  text: (value) => typeof value === "string",
  number: (value) => Number.isSafeInteger(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  list: Array.isArray,
  truth: (value) => typeof value === "boolean",
};

/** The object itself if it has exactly these keys, each of its kind. */
function withFields(value, kinds) {
  must(KINDS.object(value), "FormatBroken", "not an object");
  const names = Object.keys(value);
  must(names.length === Object.keys(kinds).length, "FormatBroken", "other keys");
  for (const name of names) {
    must(Object.hasOwn(kinds, name) && KINDS[kinds[name]](value[name]), "FormatBroken", `key ${name}`);
  }
  return value;
}
