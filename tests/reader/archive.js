"use strict";
// A backup's archive (SPEC §18).

const HEAD = /^hinweisgeber-archive\/1 (content|keys) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9a-f]{32})\n$/;
const PART_NAME = /^[a-z0-9][a-z0-9_.-]*(?:\/[a-z0-9][a-z0-9_.-]*)*$/;

/** The records of an opened archive: letter and bytes. */
function* recordsOf(plain) {
  for (let at = 0; at < plain.length; ) {
    must(at + 5 <= plain.length, "SealBroken", "ends too soon");
    const length = Number(fromBig(plain.slice(at + 1, at + 5)));
    must(length >= 1 && length <= 65536, "FormatBroken", "a record's length");
    must(at + 5 + length <= plain.length, "SealBroken", "ends too soon");
    yield [String.fromCharCode(plain[at]), plain.slice(at + 5, at + 5 + length)];
    at += 5 + length;
  }
}

/** Bytes by name of part. */
async function partsOf(plain) {
  const [parts, ends] = [new Map(), []];
  let [name, pieces, over] = [null, [], false];
  for (const [letter, bytes] of recordsOf(plain)) {
    must(!over && (name === null ? "PZ" : "DE").includes(letter), "FormatBroken", "another order of records");
    if (letter === "P") {
      [name, pieces] = [textOf(bytes), []];
      must(name.length <= 200 && PART_NAME.test(name), "FormatBroken", "a part's name");
    } else if (letter === "D") {
      pieces.push(bytes);
    } else if (letter === "E") {
      const whole = joined(...pieces);
      must(same(bytes, joined(big(whole.length, 8), await sha384(whole))), "FormatBroken", "another part");
      parts.set(name, whole);
      ends.push(bytes);
      name = null;
    } else {
      must(same(bytes, joined(big(ends.length, 8), await sha384(joined(...ends)))), "FormatBroken", "other parts");
      over = true;
    }
  }
  must(over, "SealBroken", "ends too soon");
  return parts;
}

/** An archive's parts, all of it verified. */
async function openArchive(secret, raw) {
  const end = raw.indexOf(10) + 1;
  const found = HEAD.exec(String.fromCharCode(...raw.slice(0, end)));
  must(found && raw[end] === 1, "FormatBroken", "no archive of this version");
  const context = `hinweisgeber/v1/archive/${found[1]}/${found[2]}/${found[3]}`;
  const key = await derived(secret, "hinweisgeber/v1/archive-key");
  return partsOf(await chunked(key, context, raw.slice(end + 1)));
}
