"use strict";
// The keys of a file that change (SPEC §23): epochs, what comes from a key, what entries say of keys, and the way from a
// wrap to every key of a file.

const REPORT = { number: 0, random: "0000000000000000", text: "0-0000000000000000" };

function readEpoch(text) {
  must(KINDS.text(text) && EPOCH.test(text), "FormatBroken", "no epoch");
  const [number, random] = text.split("-");
  return { number: Number(number), random, text };
}

const fromEpochKey = (key, what) => derived(key, `hinweisgeber/v2/${what}`);

const keyMark = (key, file, epoch) => fromEpochKey(key, `key-mark\0${hex(file)}/${epoch.text}`);

/** The key before. */
async function openLink(key, file, epoch, link) {
  must(link.length === 61, "SealBroken", "another length");
  return small(await fromEpochKey(key, "link-key"), `hinweisgeber/v2/link/${hex(file)}/${epoch.text}`, link, "SealBroken", 2);
}

/** The key of an epoch in an officer's wrap. */
function openEpochWrap(identity, officerId, file, epoch, wrap) {
  must(wrap.length === 1714 && wrap[0] === 2, "SealBroken", "another length or version");
  const { seed, scalar } = identityOf(identity);
  return hpkeOpen(seed, scalar, `hinweisgeber/v2/officer-wrap/${hex(file)}/${epoch.text}/${officerId}`, wrap.slice(1));
}

/** The key of an epoch under an officer's own; of epoch 0 as version 1 wrapped it. */
function openOwnWrap(own, file, epoch, wrap) {
  if (epoch.number === 0) return openSmallWrap("own-wrap", own, file, wrap);
  must(wrap.length === 61, "SealBroken", "another length");
  return small(own, `hinweisgeber/v2/own-wrap/${hex(file)}/${epoch.text}`, wrap, "SealBroken", 2);
}

/** What an entry says of keys; what else it says is passed over. */
function readKeysSaid(text) {
  const said = readOpen(text);
  const holders = "holders" in said ? readHolders(said.holders) : null;
  const begins = ["epoch", "before", "mark"].filter((name) => name in said);
  if (!begins.length) return { holders, epoch: null, before: null, mark: null, out: [] };
  must(begins.length === 3 && holders, "FormatBroken", "half an epoch");
  const epoch = readEpoch(said.epoch);
  const before = said.before === null ? null : readEpoch(said.before);
  must(before === null || before.number > 0, "FormatBroken", "nothing stands before the first");
  must(epoch.number === (before?.number ?? 0) + 1, "FormatBroken", "not the next number");
  must(KINDS.text(said.mark) && /^[0-9a-f]{64}$/.test(said.mark), "FormatBroken", "a mark");
  const out = "out" in said ? readHolders(said.out) : [];
  must(!out.some((one) => holders.includes(one)), "FormatBroken", "who is out holds nothing");
  return { holders, epoch, before, mark: said.mark, out };
}

const HASH = /^[0-9a-f]{96}$/;
const isHash = (value) => KINDS.text(value) && HASH.test(value);

/** What an entry commits to beside its text (SPEC §40); null where it commits to nothing. */
function readCommitted(text) {
  const said = readOpen(text);
  const rest = ["number", "link", "messages", "blobs", "copies", "notes", "older"].filter((name) => name in said);
  if (!("sheet" in said)) {
    must(!rest.length && !("remind_on" in said), "FormatBroken", "commits to something, and to no sheet");
    return null;
  }
  must(isHash(said.sheet), "FormatBroken", "a sheet");
  const day = said.remind_on;
  must("remind_on" in said && (day === null || (KINDS.text(day) && isDay(day))), "FormatBroken", "a day");
  const forms = {
    number: (value) => KINDS.text(value) && value.length > 0 && value.length <= 32,
    link: isHash,
    messages: areMessages,
    blobs: areRows,
    copies: areRows,
    notes: (value) => KINDS.list(value) && value.every((one, at) => isNumber(one, at ? value[at - 1] + 1 : 1)),
    older: (value) => isNumber(value, 0),
  };
  for (const name of rest) must(forms[name](said[name]), "FormatBroken", name);
  return Object.fromEntries(["sheet", "remind_on", ...rest].map((name) => [name, said[name]]));
}

const isNumber = (value, least) => Number.isSafeInteger(value) && value >= least;

const areRows = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value) &&
  Object.entries(value).every(([name, row]) => /^[0-9a-f]{32}$/.test(name) && (row === null || isHash(row)));

function areMessages(value) {
  if (!KINDS.list(value) || !value.every((one) => KINDS.list(one) && one.length === 4)) return false;
  const rightly = value.every(([author, place, sealed, row]) =>
    ["intake", "office", "reporter"].includes(author) && isNumber(place, 0) && (sealed === "" || isHash(sealed)) && isHash(row),
  ); // prettier-ignore
  const after = ([a, place], [b, later]) => a < b || (a === b && place < later);
  return rightly && value.every((one, at) => at === 0 || after(value[at - 1], one));
}

/** What an entry says of two signatures (SPEC §44); nothing where it is older than these rules. */
function readOpenly(text) {
  const said = readOpen(text);
  const names = ["proposes", "confirms", "ends", "objects", "answers", "ground"].filter((name) => name in said);
  if (!("power" in said)) {
    must(!names.length, "FormatBroken", "says something of power, and not by which rules");
    return {};
  }
  must(isNumber(said.power, 1), "FormatBroken", "rules");
  const isWord = (value) => KINDS.text(value) && codePoints(value) <= 32;
  const isADay = (value) => KINDS.text(value) && isDay(value);
  const withForms = (value, forms) =>
    KINDS.object(value) && Object.keys(value).length === Object.keys(forms).length &&
    Object.entries(forms).every(([name, form]) => name in value && form(value[name])); // prettier-ignore
  const isEntry = (value) => isNumber(value, 1);
  const isPlace = (value) => value === null || isNumber(value, 0);
  const proposed = { act: isHash, class: isWord, not_before: isADay, notice: isPlace, sooner: isWord, until: isADay };
  const forms = {
    proposes: (value) => withForms(value, proposed),
    confirms: (value) => withForms(value, { act: isHash, entry: isEntry, hash: isHash }),
    ends: isEntry,
    answers: isEntry,
    objects: (value) => KINDS.list(value) && value.length <= 100 && value.every(isEntry),
    ground: isWord,
  };
  for (const name of names) must(forms[name](said[name]), "FormatBroken", name);
  return Object.fromEntries(["power", ...names].map((name) => [name, said[name]]));
}

/** The digest of an act that is proposed. */
async function actDigest(salt, kind, values) {
  const said = Object.fromEntries(Object.entries(values).filter(([name]) => name !== "place" && name !== "digest"));
  return hex(await sha384(utf8(`hinweisgeber/v1/act\n${canonical([salt, kind, said])}`)));
}

/** The digest of a row that an entry commits to, and how the entry names it. */
async function rowDigest(kind, file, row) {
  const label = utf8(`hinweisgeber/v2/row/${kind}`);
  const maybe = (bytes) => (bytes === null ? [Uint8Array.of(0), utf8("")] : [Uint8Array.of(1), bytes]);
  const raw = (text) => (text === null ? null : unhex(text));
  const fields = {
    message: () => [
      utf8(row.author), big(row.place, 8), big(row.n, 8), utf8(row.written), unhex(row.tag), unhex(row.sealed),
      ...maybe(row.epoch === null ? null : utf8(row.epoch)), ...maybe(raw(row.before)),
    ],
    blob: () => [utf8(row.name), ...maybe(raw(row.sealed)), ...maybe(row.size === null ? null : big(row.size, 8))],
    copy: () => [utf8(row.source), big(row.n, 8), big(row.epoch, 8), unhex(row.sealed)],
  }; // prettier-ignore
  return hex(await sha384(lengthed(label, file, ...fields[kind]())));
}

async function rowName(kind, row) {
  if (kind === "message") return null;
  const name = kind === "blob" ? row.name : `${row.source}/${row.n}`;
  return hex((await sha384(utf8(`hinweisgeber/v2/row/${kind}/${name}`))).slice(0, 16));
}

function readHolders(holders) {
  must(KINDS.list(holders) && holders.length, "FormatBroken", "no holders");
  must(holders.every((one) => KINDS.text(one) && isOfficerId(one)), "FormatBroken", "a holder");
  must(holders.every((one, at) => at === 0 || holders[at - 1] < one), "FormatBroken", "not in order, each once");
  return holders;
}

/** What all entries of a file say of keys, read without a key: the newest epoch, and who holds its key. */
async function readFileSaid(ring, entries) {
  const found = { epoch: null, holders: [] };
  const out = new Set();
  for (const entry of entries) {
    const said = await all("JournalBroken", () => (entry.open === null ? { epoch: null } : readKeysSaid(entry.open)));
    must(said.epoch || entry.kind !== "epoch", "JournalBroken", "an epoch's entry that begins none");
    must(said.epoch || found.epoch || !said.holders, "JournalBroken", "holders without an epoch");
    must((said.holders ?? []).every((one) => ring.officers.has(one)), "JournalBroken", "a holder who is in no ring");
    must(!said.epoch || said.before?.text === found.epoch?.text, "JournalBroken", "not the next epoch");
    (said.out ?? []).forEach((one) => out.add(one));
    must(!(said.holders ?? []).some((one) => out.has(one)), "JournalBroken", "somebody who is out");
    found.epoch = said.epoch ?? found.epoch;
    found.holders = said.holders ?? found.holders;
  }
  return found;
}

/** The epochs of a file as its entries began them, each with the row there is for it. */
function epochsOf(entries, rows, newest) {
  const begun = [];
  for (const entry of entries) {
    const said = entry.open === null ? {} : readKeysSaid(entry.open);
    if (!said.epoch) continue;
    const row = rows.find((one) => one.seq === entry.seq);
    must(row && row.number === said.epoch.number && row.random === said.epoch.random, "SealBroken", "another row");
    must(said.epoch.number === begun.length + 1, "SealBroken", "an epoch is missing");
    must(said.before?.text === begun.at(-1)?.epoch.text, "SealBroken", "after another epoch");
    begun.push({ ...said, seq: entry.seq, link: row.link });
  }
  must(begun.length === newest, "SealBroken", "in another epoch than its entries say");
  return begun;
}

/** All keys of a file by the number of their epoch, as far as its links lead; each is the one its entry speaks of. */
async function keysOfFile(own, file, { entries, rows, epoch, wrap }) {
  const begun = epochsOf(entries, rows, epoch);
  const keys = [];
  let key = await openOwnWrap(own, file, begun.at(-1)?.epoch ?? REPORT, unhex(wrap));
  for (let number = begun.length; number > 0; number--) {
    const one = begun[number - 1];
    must(hex(await keyMark(key, file, one.epoch)) === one.mark, "SealBroken", "not the key its entry speaks of");
    keys[number] = key;
    if (one.link === null) return { begun, keys };
    key = await openLink(key, file, one.epoch, unhex(one.link));
  }
  keys[0] = key;
  return { begun, keys };
}

/** With which file key something of a file is sealed, and for which context: `["sheet", [revision]]`,
 * `["entry", [number in the journal, place in the file]]`, `["copy", [number of the epoch, source, which]]`. */
async function placeOf({ begun, keys }, entries, file, what, [first, ...rest]) {
  const numbers = { sheet: begun.length, copy: first, entry: begun.filter((one) => one.seq <= first).length };
  const number = numbers[what];
  must(number <= begun.length && keys[number], "SealBroken", "no key of that epoch");
  must(number || begun[0]?.seq !== entries[0].seq, "SealBroken", "nothing of this file is of version 1");
  const inside = number ? ["v2", what, hex(file), begun[number - 1].epoch.text] : ["v1", what, hex(file)];
  const context = ["hinweisgeber", ...inside, ...(what === "sheet" ? [first] : rest)].join("/");
  return [context, await derived(keys[number], `hinweisgeber/v${number ? 2 : 1}/file-key`)];
}

/** The key of the dialogue, which is of version 1 in every epoch. */
async function dialogueOf({ keys }) {
  must(keys[0], "SealBroken", "a file without a dialogue");
  return derived(keys[0], "hinweisgeber/v1/dialogue-key");
}
