"use strict";
// SHA3-256 (FIPS 202), which browsers do not have. Slow and plain: it hashes 290 bytes for each HPKE wrap.

const LANE = (1n << 64n) - 1n;
const turned = (lane, by) => (by ? ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & LANE : lane);

/** Where each lane goes and how far it is turned: ρ and π, as FIPS 202 walks them. */
const WALK = (() => {
  const steps = [];
  for (let t = 0, x = 1, y = 0; t < 24; t++) {
    const [nextX, nextY] = [y, (2 * x + 3 * y) % 5];
    steps.push({ from: x + 5 * y, to: nextX + 5 * nextY, by: (((t + 1) * (t + 2)) / 2) % 64 });
    [x, y] = [nextX, nextY];
  }
  return steps;
})();

/** The constants of ι from its shift register. */
const ROUNDS = (() => {
  let register = 1;
  const bit = () => {
    const out = register & 1;
    register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    return out;
  };
  return Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) if (bit()) constant |= 1n << BigInt(2 ** j - 1);
    return constant;
  });
})();

function keccak(state) {
  for (const constant of ROUNDS) {
    const columns = [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, y) => sum ^ state[x + y], 0n));
    for (let at = 0; at < 25; at++) state[at] ^= columns[(at + 4) % 5] ^ turned(columns[(at + 1) % 5], 1);
    const moved = [...state];
    for (const { from, to, by } of WALK) moved[to] = turned(state[from], by);
    for (let at = 0; at < 25; at++) {
      const row = at - (at % 5);
      state[at] = moved[at] ^ (~moved[row + ((at + 1) % 5)] & LANE & moved[row + ((at + 2) % 5)]);
    }
    state[0] ^= constant;
  }
}

function sha3(data) {
  const rate = 136;
  const padded = new Uint8Array((Math.floor(data.length / rate) + 1) * rate);
  padded.set(data);
  padded[data.length] ^= 0x06;
  padded[padded.length - 1] ^= 0x80;
  const state = Array(25).fill(0n);
  for (let start = 0; start < padded.length; start += rate) {
    for (let at = 0; at < rate / 8; at++) {
      const from = start + 8 * at;
      state[at] ^= fromBig(padded.slice(from, from + 8).reverse());
    }
    keccak(state);
  }
  return joined(...state.slice(0, 4).map((lane) => big(lane, 8).reverse()));
}
