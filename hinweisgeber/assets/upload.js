// Shows how far a sending with files is. Nothing depends on it: without it, or when it fails, the form is sent plainly.
'use strict';

const number = new Intl.NumberFormat('de-DE', {maximumFractionDigits: 1});
const units = [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']];

function sizeWords(bytes) {
  const [unit, name] = units.find(([least]) => bytes >= least) ?? units.at(-1);
  return `${number.format(bytes / unit)} ${name}`;
}

function hasFiles(form) {
  return [...form.querySelectorAll('input[type=file]')].some(field => field.files.length > 0);
}

// The button that was pressed counts as a field; form.submit() would leave it out.
function withButton(form, button) {
  if (!button?.name) return;
  const field = document.createElement('input');
  Object.assign(field, {type: 'hidden', name: button.name, value: button.value});
  form.append(field);
}

function say(place, text) {
  const line = place.querySelector('[role=status]');
  if (line.textContent !== text) line.textContent = text;
}

function show(place, event) {
  const percent = Math.floor(100 * event.loaded / event.total);
  place.querySelector('progress').value = percent;
  // Spoken aloud at every tenth only.
  if (percent % 10 && place.dataset.said === String(percent - percent % 10)) return;
  place.dataset.said = percent - percent % 10;
  const values = {percent, rest: sizeWords(event.total - event.loaded), all: sizeWords(event.total)};
  say(place, place.dataset.sending.replace(/\{(\w+)\}/g, (_, name) => values[name]));
}

// The answer takes the page's place, as it would after a plain sending.
function replacePage(html) {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  if (!answer.querySelector('main')) return false; // not from us: a proxy's
  document.title = answer.title;
  document.body.replaceWith(document.adoptNode(answer.body));
  scrollTo(0, 0);
  const summary = document.getElementById('error-summary');
  if (summary) summary.focus();
  else document.querySelector('main').focus({preventScroll: true});
  return true;
}

function send(form, button, place) {
  const body = new FormData(form), request = new XMLHttpRequest();
  if (button?.name) body.append(button.name, button.value);
  const release = () => { form.inert = false; };
  request.upload.onprogress = event => event.lengthComputable && show(place, event);
  request.upload.onload = () => say(place, place.dataset.storing);
  const fail = () => {
    release();
    form.dataset.plain = 'yes'; // the next try goes without this script
    say(place, place.dataset.broken);
  };
  request.onload = () => replacePage(request.responseText) || fail();
  request.onerror = request.onabort = request.ontimeout = fail;
  request.open('POST', form.action);
  request.send(body);
  form.inert = true;
}

document.addEventListener('submit', event => {
  const form = event.target, button = event.submitter, place = document.querySelector('[data-upload]');
  if (form.dataset.plain || !place || !hasFiles(form)) return;
  event.preventDefault();
  if (form.inert) return; // under way already
  try {
    form.after(place); // outside of what is inert meanwhile
    place.hidden = false;
    place.scrollIntoView({block: 'nearest'});
    send(form, button, place);
  } catch {
    form.inert = false;
    withButton(form, button);
    form.submit();
  }
});
