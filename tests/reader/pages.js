"use strict";
// What the intake's pages carry (SPEC §12), and what waits to be fetched (SPEC §22).

const DAY = 86400;

const dayKey = (secret, day) => derived(secret, `hinweisgeber/v1/intake-pages/${day}`);

/** What stands behind the expiry. */
function openPage(secret, context, text, now) {
  return all("CapabilityExpired", async () => {
    const sealed = unbase64url(text);
    const today = Math.floor(now / DAY);
    for (const day of [today, today - 1]) {
      const plain = await small(await dayKey(secret, day), context, sealed).catch(() => null);
      if (plain === null) continue;
      must(plain.length >= 8 && fromBig(plain.slice(0, 8)) >= BigInt(now), "CapabilityExpired", "too late");
      return plain.slice(8);
    }
    throw new Refused("CapabilityExpired", "opens neither today nor with yesterday's key");
  });
}

/** The parts of an opened mailbox. */
function capabilityOf(plain) {
  must(plain.length === 110 && plain[109] <= 1, "CapabilityExpired", "another length");
  const part = (from, to) => plain.slice(from, to);
  return {
    report: hex(part(0, 16)), locator: hex(part(16, 48)), dialogue: hex(part(48, 80)), visit: hex(part(80, 96)),
    began: Number(fromBig(part(96, 104))), tail: textOf(part(104, 109)), proven: plain[109] === 1,
  }; // prettier-ignore
}
