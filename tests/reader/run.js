"use strict";
// Runs files of vectors and shows what was not as they say.

/** The class of failure of what `act` does, or null. */
async function outcome(act) {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.kind;
    throw error;
  }
}

/** What is wrong with one vector, or null: it opens that must not, is refused that must open, or otherwise refused. */
async function wrongWith(act, vector) {
  let at;
  const found = await outcome(async () => {
    try {
      await act();
    } catch (error) {
      at = error.at;
      throw error;
    }
  }).catch((error) => error.message || String(error));
  if (found !== vector.error) return `${found ?? "taken"}, not ${vector.error ?? "taken"}`;
  return vector.at === undefined || vector.at === at ? null : `wrong in statement ${at}, not ${vector.at}`;
}

/** How many vectors of a file were run, and which were not as it says. */
async function runFile(name, content) {
  const good = Object.fromEntries(content.vectors.filter((one) => one.error === null).map((one) => [one.name, one]));
  const wrong = [];
  for (const vector of content.vectors) {
    const whole = { ...good[vector.of], ...vector };
    const problem = await wrongWith(() => FORMATS[name](whole, content), whole);
    if (problem) wrong.push(`${name}: ${vector.name}: ${problem}`);
  }
  const opened = Object.keys(good).length;
  return { name, opened, refused: content.vectors.length - opened, wrong };
}

/** Runs the chosen files and says what came out, on the page and to whoever asked. */
async function run(files) {
  const results = [];
  for (const file of files) {
    const name = file.name.replace(/\.json$/, "");
    if (Object.hasOwn(FORMATS, name)) results.push(await runFile(name, JSON.parse(await file.text())));
    else results.push({ name, opened: 0, refused: 0, wrong: [`${name}: unknown to this reader`] });
  }
  const sum = (what) => results.reduce((whole, one) => whole + one[what], 0);
  const wrong = results.flatMap((one) => one.wrong);
  document.getElementById("summary").textContent =
    `${sum("opened")} good and ${sum("refused")} bad vectors of ${results.length} files: ${wrong.length} not as they say.`;
  document.getElementById("wrong").replaceChildren(
    ...wrong.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  return results;
}

let done = Promise.resolve([]); // what the last choice gave, for who asks by program
document.getElementById("files").addEventListener("change", (event) => {
  done = run(event.target.files);
});
