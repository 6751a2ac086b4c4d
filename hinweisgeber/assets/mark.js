// Boxes on the picture of a page, by mouse, finger or pen: drawn, or shown by two opposite corners. They stand in the form's
// field, where they can be written as well. Nothing depends on it: without it each click is sent to the server.
'use strict';

const MOVED = 6; // pixels: less is a click
const EDGE = 1, LEAST = 0.5; // percent: see office/files/marking.py
const paper = document.querySelector('.raster__page--marked'), drawing = paper.querySelector('svg');
const form = document.getElementById('redact'), field = form.elements.boxes, carried = form.elements.corner;
const beside = document.querySelector('[data-marking]'), list = beside.querySelector('ol');
const page = Number(paper.dataset.page);
let start = null, end = null, corner = null;

const lines = () => field.value.split('\n').map(line => line.trim()).filter(Boolean);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const written = percent => String(percent).replace('.', ',');

function read(line) {
  const [of, ...edges] = line.replaceAll(',', '.').split(/\s+/).map(Number), [left, top, right, bottom] = edges;
  const inside = 0 <= left && left < right && right <= 100 && 0 <= top && top < bottom && bottom <= 100;
  return inside && edges.length === 4 && Number.isInteger(of) && of > 0 ? {page: of, left, top, right, bottom} : null;
}

// A box that is no smaller than what was shown, or null for none.
function between(one, other) {
  const [left, right] = [one.x, other.x].sort((a, b) => a - b), [top, bottom] = [one.y, other.y].sort((a, b) => a - b);
  if (right - left < LEAST || bottom - top < LEAST) return null;
  const low = edge => Math.floor(10 * edge) / 10, high = edge => Math.ceil(10 * edge) / 10;
  return {page, left: low(left), top: low(top), right: high(right), bottom: high(bottom)};
}

function say(name, values = {}) {
  beside.querySelector('[role=status]').textContent = filled(beside.dataset[name], values);
}

function shape(name, attributes) {
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) drawn.setAttribute(key, value);
  return drawn;
}

const rectangle = ({left, top, right, bottom}) => shape('rect', {x: left, y: top, width: right - left, height: bottom - top});

// What stands in the field, on the page and in a list; and what is being drawn.
function show() {
  const boxes = lines().map(read), drawn = boxes.filter(box => box?.page === page).map(rectangle);
  const growing = start && end && between(start, end);
  if (growing) drawn.push(rectangle(growing));
  if (corner) drawn.push(shape('path', {d: `M${corner.x} 0V100M0 ${corner.y}H100`}));
  drawing.replaceChildren(...drawn);
  list.replaceChildren(...boxes.map((box, n) => box && entry(box, n)).filter(Boolean));
  carried.value = corner ? `${page} ${(corner.x / 100).toFixed(4)} ${(corner.y / 100).toFixed(4)}` : '';
  beside.querySelector('[data-drop]').hidden = !corner;
}

function entry(box, n) {
  const [item, words, button, label] = ['li', 'span', 'button', 'span'].map(tag => document.createElement(tag));
  const values = Object.fromEntries(Object.entries(box).map(([name, value]) => [name, written(value)]));
  words.textContent = filled(list.dataset.place, values);
  Object.assign(button, {type: 'button', className: 'kern-btn kern-btn--tertiary'});
  Object.assign(label, {className: 'kern-label', textContent: filled(list.dataset.remove, {n: n + 1})});
  button.append(label);
  button.addEventListener('click', () => remove(n));
  item.append(words, ' ', button);
  item.value = n + 1;
  return item;
}

function remove(n) {
  field.value = lines().filter((_, other) => other !== n).join('\n');
  show();
  say('removed', {n: n + 1});
  (list.querySelectorAll('button')[Math.min(n, list.children.length - 1)] ?? field).focus();
}

function add(one, other) {
  const box = between(one, other);
  if (!box) return say('near');
  corner = null;
  field.value = [...lines(), [page, ...[box.left, box.top, box.right, box.bottom].map(written)].join(' ')].join('\n');
  say('added', {n: lines().length});
}

function place(event) {
  const area = drawing.getBoundingClientRect();
  const percent = part => (part < EDGE ? 0 : part > 100 - EDGE ? 100 : part);
  const x = percent(100 * (event.clientX - area.left) / area.width), y = percent(100 * (event.clientY - area.top) / area.height);
  return {x, y, moved: start && Math.hypot(event.clientX - start.from[0], event.clientY - start.from[1]) > MOVED};
}

function dropped() {
  corner = start = end = null;
  show();
}

paper.addEventListener('pointerdown', event => {
  if (!event.isPrimary || event.button) return;
  start = {...place(event), from: [event.clientX, event.clientY]};
  paper.setPointerCapture(event.pointerId);
});

paper.addEventListener('pointermove', event => {
  if (!start || !event.isPrimary) return;
  const now = place(event);
  end = end || now.moved ? now : null;
  show();
});

paper.addEventListener('pointerup', event => {
  if (!start || !event.isPrimary) return;
  const now = place(event), first = end || now.moved ? start : corner;
  start = end = null;
  if (first) {
    add(first, now);
  } else {
    corner = now;
    say('corner');
  }
  show();
});

paper.addEventListener('pointercancel', () => { // two fingers move the page
  start = end = null;
  show();
});

paper.addEventListener('dragstart', event => event.preventDefault());
beside.querySelector('[data-drop]').addEventListener('click', () => {
  dropped();
  field.focus();
});
addEventListener('keydown', event => event.key === 'Escape' && dropped());
addEventListener('pageshow', show); // also when the browser has brought back what was written
field.addEventListener('input', show);

for (const glass of paper.querySelectorAll('input')) glass.remove();
document.querySelector('[data-clicking]').hidden = true;
beside.hidden = false;
paper.classList.add('raster__page--drawn');
const [of, x, y] = carried.value.split(' ').map(Number);
if (of === page) corner = {x: 100 * x, y: 100 * y};
show();
