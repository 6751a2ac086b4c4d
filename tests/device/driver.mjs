// Drives the browsers of tests/device: one JSON command a line on stdin, one JSON answer a line on stdout.
// Python starts and ends the browsers itself; this only connects to them and does what a person would do.
import {createInterface} from 'node:readline';
import puppeteer from 'puppeteer-core';

const TIMEOUT = 30_000;
const PAUSE = 25;
const seats = new Map();
const pause = () => new Promise(resolve => setTimeout(resolve, PAUSE));

// puppeteer loses Firefox's pages that come back whole out of memory: there the browser is asked directly.
function ask(seat, method, given) {
  return seat.browser.connection.send(method, {...given, context: seat.page.mainFrame()._id});
}

async function evaluated(seat, expression, context = seat.page.mainFrame()._id) {
  const given = {expression, target: {context}, awaitPromise: false};
  const {result} = await seat.browser.connection.send('script.evaluate', given);
  if (result.type === 'exception') throw new Error(result.exceptionDetails.text);
  return result.result;
}

// The value of an expression, as JSON can carry it.
async function value(seat, expression) {
  const spelled = `JSON.stringify(${expression}) ?? 'null'`;
  return JSON.parse(seat.bidi ? (await evaluated(seat, spelled)).value : await seat.page.evaluate(spelled));
}

// Asks again and again from outside: waiting inside of the page needs its scripts, which may be off.
async function until(seat, expression, wanted, otherwise) {
  for (const end = Date.now() + TIMEOUT; Date.now() < end; await pause()) {
    const found = await value(seat, expression).catch(() => null); // between two pages there is none to ask
    if (wanted(found)) return found;
  }
  throw new Error(`${otherwise} on ${await value(seat, 'location.href').catch(() => 'no page')}`);
}

const quoted = selector => `document.querySelector(${JSON.stringify(selector)})`;

function find(seat, selector) {
  return until(seat, `${quoted(selector)} !== null`, found => found === true, `nothing like ${selector}`);
}

// Where to press: once the element stands still (fonts move what is below them) and nothing lies over it.
async function middle(seat, element) {
  const place = `(e => { e.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    return [x, y, e.contains(document.elementFromPoint(x, y))]; })(${element})`;
  let last = '';
  const still = now => { const [before, found] = [last, now?.[2] && String(now)]; last = found; return found && found === before; };
  return until(seat, place, still, `cannot press ${element}`);
}

// Which document is shown, once it is whole. One that comes back out of the browser's memory has the time it had
// before; Firefox's own error pages are never `complete` and lend their time to the page that follows them.
const SHOWN = `(own => (own || document.readyState === 'complete') && own + ' ' + performance.timeOrigin)(
  document.documentURI.startsWith('about:'))`;

async function moved(seat, act) {
  const before = await value(seat, SHOWN);
  await act();
  await until(seat, SHOWN, now => now && now !== before, 'still');
}

// Browsers ask before they leave a page with `beforeunload` or post a form again: what they asked is kept and answered.
function watch(seat, page) {
  if (seat.watched.has(page)) return page;
  seat.watched.add(page);
  page.on('dialog', async dialog => {
    seat.asked.push(dialog.type());
    await (seat.leave ? dialog.accept() : dialog.dismiss()).catch(() => {});
  });
  return page;
}

const commands = {
  async goto(seat, {url}) {
    await moved(seat, () => seat.bidi
      ? ask(seat, 'browsingContext.navigate', {url, wait: 'none'})
      : seat.page.goto(url, {waitUntil: 'load', timeout: TIMEOUT}));
  },
  async travel(seat, {delta}) {
    await moved(seat, () => seat.bidi
      ? ask(seat, 'browsingContext.traverseHistory', {delta})
      : delta < 0 ? seat.page.goBack({timeout: TIMEOUT}) : seat.page.goForward({timeout: TIMEOUT}));
  },
  async reload(seat) {
    await moved(seat, () => seat.bidi
      ? ask(seat, 'browsingContext.reload', {wait: 'none'})
      : seat.page.reload({waitUntil: 'load', timeout: TIMEOUT}));
  },
  async type(seat, {selector, text}) {
    await find(seat, selector);
    await value(seat, `(${quoted(selector)}.focus(), true)`);
    await seat.page.keyboard.type(text);
  },
  async press(seat, {key}) {
    await seat.page.keyboard.press(key);
  },
  // With `then` it waits until the button is gone with its page and something like `then` is there.
  async click(seat, {selector, then}) {
    await find(seat, selector);
    const [x, y] = await middle(seat, quoted(selector));
    await value(seat, `(${quoted(selector)}.dataset.pressed = '')`);
    await seat.page.mouse.click(x, y);
    const next = `!${quoted('[data-pressed]')} && document.readyState === 'complete' && ${quoted(then)} !== null`;
    if (then) await until(seat, next, found => found === true, `after ${selector} nothing like ${then}`);
  },
  async upload(seat, {selector, path}) {
    await find(seat, selector);
    if (!seat.bidi) return (await seat.page.$(selector)).uploadFile(path);
    const element = await evaluated(seat, quoted(selector));
    await ask(seat, 'input.setFiles', {element: {sharedId: element.sharedId}, files: [path]});
  },
  async waitFor(seat, {selector}) {
    await find(seat, selector);
  },
  async becomes(seat, {code}) {
    await until(seat, code, found => found === true, `not yet: ${code}`);
  },
  async evaluate(seat, {code}) {
    return value(seat, code);
  },
  async open(seat, {url}) {
    seat.before.push(seat.page);
    seat.page = watch(seat, await seat.browser.newPage());
    await commands.goto(seat, {url});
  },
  // A link that opens a window of its own: goes there.
  async follow(seat, {selector}) {
    const known = await seat.browser.pages();
    await commands.click(seat, {selector});
    for (const end = Date.now() + TIMEOUT; Date.now() < end; await pause()) {
      const more = (await seat.browser.pages()).find(page => !known.includes(page));
      if (!more) continue;
      seat.before.push(seat.page);
      seat.page = watch(seat, more);
      await until(seat, `${SHOWN} && location.protocol !== 'about:'`, found => found, 'empty');
      return;
    }
    throw new Error(`${selector} opens no window`);
  },
  // Back to the window from which this one was opened.
  async closeTab(seat) {
    await seat.page.close();
    seat.page = seat.before.pop();
    await seat.page.bringToFront();
  },
  // What is asked when somebody begins to leave the page and then stays.
  async hesitate(seat, {way, ...given}) {
    [seat.leave, seat.asked] = [false, []];
    commands[way](seat, given).catch(() => {}); // it comes to nothing
    for (const end = Date.now() + TIMEOUT; Date.now() < end && !seat.asked.length; await pause());
    seat.leave = true;
    return seat.asked.splice(0);
  },
  // Goes to the restored window: one of the portal, or the browser's own sentence that it cannot show it again.
  async restored(seat, {part}) {
    for (const end = Date.now() + TIMEOUT; Date.now() < end; await pause()) {
      for (seat.page of await seat.browser.pages()) {
        const uri = await value(seat, `${SHOWN} && document.documentURI`).catch(() => null);
        if (uri && (uri.includes(part) || /^(chrome-error|about:neterror)/.test(uri))) return uri;
      }
    }
    throw new Error(`no window was restored: ${(await seat.browser.pages()).map(page => page.url())}`);
  },
  // What all windows of a restored session say, once so many are there.
  async everywhere(seat, {code, many}) {
    let shown = [];
    for (const end = Date.now() + TIMEOUT; Date.now() < end && shown.length < many; await pause()) {
      const found = (await seat.browser.pages()).map(page => value({...seat, page}, `${SHOWN} && document.documentURI
        !== 'about:blank' && ${code}`).catch(() => null));
      shown = (await Promise.all(found)).filter(Boolean);
    }
    if (shown.length < many) throw new Error(`${shown.length} instead of ${many} windows were restored`);
    return shown;
  },
  async asked(seat, {leave = true}) {
    seat.leave = leave;
    return seat.asked.splice(0);
  },
  // In Firefox's own window, which needs --remote-allow-system-access.
  async chrome(seat, {code}) {
    const {result} = await seat.browser.connection.send('browsingContext.getTree', {'moz:scope': 'chrome'});
    return JSON.parse((await evaluated(seat, `JSON.stringify(${code})`, result.contexts[0].context)).value);
  },
  async close({browser}, _given, id) {
    seats.delete(id);
    await browser.close();
  },
  async forget({browser}, _given, id) {
    seats.delete(id);
    await browser.disconnect().catch(() => {}); // it was killed
  },
};

async function connect(id, {endpoint, protocol}) {
  const browser = await puppeteer.connect({
    browserWSEndpoint: endpoint, protocol, defaultViewport: null, protocolTimeout: TIMEOUT,
  });
  const seat = {browser, bidi: protocol !== 'cdp', leave: true, asked: [], before: [], watched: new WeakSet()};
  const pages = await browser.pages();
  for (const page of pages) watch(seat, page);
  seat.page = pages[0] ?? watch(seat, await browser.newPage());
  seats.set(id, seat);
}

for await (const line of createInterface({input: process.stdin})) {
  const {command, id, ...given} = JSON.parse(line);
  let answer;
  try {
    const done = command === 'connect' ? await connect(id, given) : await commands[command](seats.get(id), given, id);
    answer = {value: done ?? null};
  } catch (error) {
    answer = {error: String(error?.stack ?? error)};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
