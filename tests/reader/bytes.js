"use strict";
// Bytes, hex, base64, and the one way in which this reader says no.

/** What a reader refuses; `kind` is the class of failure that vectors name, `at` the statement of a ring. */
class Refused extends Error {
  constructor(kind, why, at) {
    super(`${kind}: ${why}`);
    this.kind = kind;
    this.at = at;
  }
}

/** Refuses unless `holds`. */
function must(holds, kind, why, at) {
  if (!holds) throw new Refused(kind, why, at);
}

/** What `act` gives; whatever is thrown in it is a failure of this kind. */
async function all(kind, act) {
  try {
    return await act();
  } catch (error) {
    throw new Refused(kind, error.message);
  }
}

const utf8 = (text) => new TextEncoder().encode(text);

/** The text these bytes are in UTF-8; anything else is refused. */
const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** How long a text is by SPEC §1: in code points, not in the UTF-16 units of `length`. */
const codePoints = (text) => [...text].length;

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

/** A number as so many bytes, the highest first. */
function big(number, length) {
  const out = new Uint8Array(length);
  for (let at = length - 1, rest = BigInt(number); at >= 0; at--, rest >>= 8n) out[at] = Number(rest & 255n);
  return out;
}

const fromBig = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function unhex(text) {
  must(/^([0-9a-f]{2})*$/.test(text), "FormatBroken", "not hex in lower case");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

const isZero = (bytes) => bytes.every((byte) => byte === 0);

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

/** Strict: the one spelling of these bytes, and of this many if `length` is given. */
function unbase64(text, length) {
  must(/^[A-Za-z0-9+/]*={0,2}$/.test(text), "FormatBroken", "not base64");
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    throw new Refused("FormatBroken", "not base64");
  }
  must(base64(bytes) === text, "FormatBroken", "another spelling of base64");
  must(length === undefined || bytes.length === length, "FormatBroken", "base64 of another length");
  return bytes;
}

/** The same in the alphabet of addresses. */
function unbase64url(text) {
  must(/^[A-Za-z0-9_-]*={0,2}$/.test(text), "FormatBroken", "not base64url");
  return unbase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** Whether this is a day of the calendar as YYYY-MM-DD. */
function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

const EPOCH = /^(?:0-0{16}|[1-9][0-9]{0,8}-[0-9a-f]{16})$/;

const isOfficerId = (text) => /^[0-9a-f]{16}$/.test(text);

const isOrigin = (text) => text.length <= 100 && /^[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+)*$/.test(text);
