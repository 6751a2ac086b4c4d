// Sends the forms of the intake without leaving the page, so that no browser keeps what was written in its history, and no
// error takes its place. Nothing depends on it: without it the forms are sent plainly.
'use strict';

const number = new Intl.NumberFormat('de-DE', {maximumFractionDigits: 1});
// Seconds without a sign from the other side, longer than any proxy waits (deploy/nginx/intake.conf).
const PATIENCE = 90, PATIENCE_WITH_FILES = 660;
const units = [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']];

function sizeWords(bytes) {
  const [unit, name] = units.find(([least]) => bytes >= least) ?? units.at(-1);
  return `${number.format(bytes / unit)} ${name}`;
}

function say(place, text) {
  const line = place.querySelector('[role=status]');
  if (line.textContent !== text) line.textContent = text;
}

function showProgress(place, event) {
  const percent = Math.floor(100 * event.loaded / event.total);
  place.querySelector('progress').value = percent;
  // Spoken aloud at every tenth only.
  if (percent % 10 && place.dataset.said === String(percent - percent % 10)) return;
  place.dataset.said = percent - percent % 10;
  const values = {percent, rest: sizeWords(event.total - event.loaded), all: sizeWords(event.total)};
  say(place, place.dataset.sending.replace(/\{(\w+)\}/g, (_, name) => values[name]));
}

// What went wrong stands above the form, which stays as it is.
function tellProblem(form, place, text) {
  document.getElementById('problem')?.remove();
  const {error} = place.dataset;
  if (!document.title.startsWith(`${error}: `)) document.title = `${error}: ${document.title}`;
  const [problem, head, icon, words] = ['div', 'div', 'span', 'p'].map(tag => document.createElement(tag));
  Object.assign(problem, {id: 'problem', className: 'kern-alert kern-alert--danger problem', tabIndex: -1});
  head.className = 'kern-alert__header';
  icon.className = 'kern-icon kern-icon--danger';
  icon.setAttribute('aria-hidden', 'true');
  head.append(icon, words);
  problem.setAttribute('role', 'alert');
  form.before(problem);
  problem.append(head);
  words.textContent = text; // last: what changes in an alert is said aloud
  problem.scrollIntoView({block: 'center'});
  problem.focus({preventScroll: true});
}

// With script no form is left to the browser, so the field that keeps it from remembering one is not needed; without it
// nothing is offered to be saved.
function prepare() {
  for (const form of document.querySelectorAll('form[data-quiet]')) form.querySelector('input[name=quiet]')?.remove();
}

// The answer takes the page's place; the address is one that answers a reload without a secret.
function replacePage(answer, address) {
  document.title = answer.title;
  document.body.replaceWith(document.adoptNode(answer.body));
  history.replaceState(null, '', new URL(address).pathname);
  prepare();
  scrollTo(0, 0);
  const first = document.getElementById('problem') ?? document.querySelector('main');
  first.focus({preventScroll: first.tagName === 'MAIN'});
}

// What is wrong with the words may need another page, or the page of before. All other trouble leaves this one as it is:
// no answer knows the files that were chosen here and did not arrive.
function answered(form, place, request) {
  const answer = new DOMParser().parseFromString(request.responseText, 'text/html');
  const ours = answer.querySelector('body.site'), trouble = request.status >= 500 || request.status === 413;
  if (ours && !trouble && (request.status < 400 || answer.querySelector('form[data-quiet]'))) {
    replacePage(answer, request.responseURL);
  } else {
    const why = ours && (answer.querySelector('#problem li') ?? answer.getElementById('problem'))?.textContent.trim();
    tellProblem(form, place, why ? `${why} ${place.dataset.stays}` : place.dataset.broken);
  }
}

// Texts go over the line in a few lengths: a field nobody reads fills them up. Files keep their own.
const classes = [4, 16, 64, 256, 1024, 4096].map(kib => kib * 1024);

function fillUp(body) {
  const bytes = new TextEncoder(), partHead = 160;
  let size = partHead;
  for (const [name, value] of body) size += partHead + name.length + (value.size ?? bytes.encode(value).length);
  const wanted = classes.find(least => size <= least);
  if (wanted) body.append('fill', '.'.repeat(wanted - size));
}

// Ends a request from which nothing was heard for so long.
function watch(request, seconds) {
  let silence;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => request.abort(), 1000 * seconds);
  };
  for (const sign of ['loadstart', 'progress', 'load']) request.upload.addEventListener(sign, heard);
  request.addEventListener('progress', heard);
  request.addEventListener('loadend', () => clearTimeout(silence));
  heard();
}

function send(form, button) {
  const body = new FormData(form), request = new XMLHttpRequest(), place = form.querySelector('[data-upload]');
  if (button?.name) body.append(button.name, button.value);
  const large = [...body.values()].some(value => value instanceof File && value.size);
  if (!large) fillUp(body);
  if (large) {
    form.after(place); // outside of what is inert meanwhile
    place.hidden = false;
    place.scrollIntoView({block: 'nearest'});
    request.upload.onprogress = event => event.lengthComputable && showProgress(place, event);
    request.upload.onload = () => say(place, place.dataset.storing);
  }
  const ended = then => () => {
    form.inert = false;
    form.append(place);
    place.hidden = true;
    then();
  };
  request.onload = ended(() => answered(form, place, request));
  request.onerror = request.onabort = ended(() => tellProblem(form, place, place.dataset.broken));
  request.open('POST', form.getAttribute('action'));
  watch(request, large ? PATIENCE_WITH_FILES : PATIENCE);
  request.send(body);
  form.inert = true;
}

// Whether anything would be lost with this page. Codes are on paper; what is kept is kept.
function holdsWords() {
  const typed = 'textarea, input[type=text]:not(.code-input), input[type=file]';
  const carried = ['description', 'message', 'retaliation', 'meeting', 'correction'];
  const fields = document.querySelectorAll([typed, ...carried.map(name => `[type=hidden][name=${name}]`)].join());
  return !document.getElementById('kept') && [...fields].some(field => field.value.trim());
}

let leaving = false;

document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('[data-quiet]')) return;
  event.preventDefault();
  if (!form.inert) send(form, event.submitter);
});

document.addEventListener('click', event => {
  if (!event.target.closest?.('#leave')) return;
  event.preventDefault();
  leaving = true;
  const away = event.target.closest('#leave').href;
  document.querySelector('main').replaceChildren(); // the page may come back from the browser's memory: empty
  location.replace(away);
});

addEventListener('beforeunload', event => {
  if (!leaving && holdsWords()) event.preventDefault();
});

prepare();
