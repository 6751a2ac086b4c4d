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
  must(plain.length === 182 && plain[109] <= 1, "CapabilityExpired", "another length");
  const part = (from, to) => plain.slice(from, to);
  return {
    report: hex(part(0, 16)), locator: hex(part(16, 48)), key: hex(part(48, 80)), visit: hex(part(80, 96)),
    began: Number(fromBig(part(96, 104))), tail: textOf(part(104, 109)), proven: plain[109] === 1,
    seen: {
      revision: Number(fromBig(part(110, 118))),
      office: { first: Number(fromBig(part(118, 126))), count: Number(fromBig(part(126, 134))), head: hex(part(134, 182)) },
    },
  }; // prettier-ignore
}

/** The 32 bytes of an address. */
async function slipOf(text) {
  const slip = await all("CapabilityExpired", () => unbase64url(text));
  must(slip.length === 32, "CapabilityExpired", "a slip has 32 bytes");
  return slip;
}

const slipLocator = (slip) => derived(slip, "hinweisgeber/v1/pickup-locator");

/** A page that waits, in its parts. */
function openPickup(secret, slip, text, now) {
  return all("CapabilityExpired", async () => {
    const own = await derived(joined(secret, slip), "hinweisgeber/v1/intake-slip");
    const plain = unpadded(await openPage(own, "hinweisgeber/v1/pickup/intake", text, now));
    const unpacked = new Blob([plain.slice(67)]).stream().pipeThrough(new DecompressionStream("deflate"));
    return {
      status: Number(fromBig(plain.slice(0, 2))), scripted: plain[2] === 1, body: await new Response(unpacked).text(),
      trail: hex(plain.slice(3, 19)), visit: hex(plain.slice(19, 35)), locator: hex(plain.slice(35, 67)),
    }; // prettier-ignore
  });
}
