// @ts-check
// The page: draw or drop an image, see the served model's answer at once, and how the model was trained.
import { showAnswer, showLatency } from './answers/answers.js';
import { byId } from './dom.js';
import { centreInk, createPad, paint } from './ink.js';
import { showReport } from './report.js';

/** @typedef {{ name: string, version: number, shape: number[], isSearchable: boolean }} Model */

/** Milliseconds from one answer to the next request while drawing. */
const REST = 40;
/** Milliseconds between two looks at what is served. */
const POLL = 2000;
/** Up to this side, with one channel, a model takes drawings. */
const DRAWABLE = 64;

const choice = byId('model', HTMLSelectElement);
const given = byId('given', HTMLCanvasElement);
const givenImage = byId('given-image', HTMLImageElement);

/** @type {Model[]} */
let models = [];
/** @type {File | undefined} the image chosen instead of a drawing */
let file;
let changed = false;
let busy = false;

const pad = createPad(byId('pad', HTMLCanvasElement), () => {
  file = undefined;
  changed = true;
  void answer();
});

/** The model in use. */
const current = () => models.find(({ name }) => name === choice.value) ?? models[0];

/** Asks for an answer as long as there are changes; one request at a time. */
async function answer() {
  if (busy) return;
  busy = true;
  while (changed) {
    changed = false;
    await predict().catch((error) => {
      // What was answered before is of another picture.
      showNoAnswer();
      showError(error);
    });
    await new Promise((wake) => setTimeout(wake, REST));
  }
  busy = false;
}

async function predict() {
  const model = current();
  const asked = file;
  const image = model && (await imageFor(model));
  if (!image) {
    if (!model) showGiven(undefined, given);
    showNoAnswer();
    showError(undefined);
    return;
  }
  const started = performance.now();
  const body = await ask(`/v1/models/${encodeURIComponent(model.name)}${model.isSearchable ? ':nearest' : '/images'}`, {
    method: 'POST',
    body: image,
    headers: { 'content-type': image.type || 'image/*' },
  });
  const roundTrip = performance.now() - started;
  if (asked !== file) return;
  showError(undefined);
  showAnswer(body);
  showLatency({ roundTrip, server: body.milliseconds });
  showVersion(body.version);
}

function showNoAnswer() {
  showAnswer(undefined);
  showLatency(undefined);
}

/**
 * What to send: the chosen file as it is, or the drawing, centred, as a PNG of the model's size.
 *
 * @param {Model} model
 * @returns {Promise<Blob | undefined>}
 */
async function imageFor({ shape }) {
  const [height = 0, width = 0] = shape.slice(-3);
  const pixels = file ? undefined : centreInk(pad.pixels(), width, height);
  showGiven(pixels, { width, height });
  if (file) return file;
  if (!pixels) return undefined;
  return new Promise((resolve) => given.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

/**
 * Shows what the model is given: the chosen file, or else these pixels; without any there is no drawing.
 *
 * @param {Parameters<typeof paint>[1]} pixels
 * @param {{ width: number, height: number }} size
 */
function showGiven(pixels, { width, height }) {
  const isBroken = givenImage.complete && givenImage.naturalWidth === 0;
  givenImage.hidden = !file || isBroken;
  given.hidden = Boolean(file);
  byId('given-caption', HTMLElement).textContent = file ? 'as sent' : 'the model’s view';
  if (file) return;
  byId('hint', HTMLElement).hidden = Boolean(pixels);
  paint(given, pixels, width, height);
}

/** @param {File | null | undefined} chosen */
function useFile(chosen) {
  if (!chosen) return;
  if (file) URL.revokeObjectURL(givenImage.src);
  file = chosen;
  givenImage.src = URL.createObjectURL(chosen);
  showNoAnswer();
  changed = true;
  void answer();
}

/** Follows what is served: a promotion shows here without a reload. */
async function follow() {
  const before = current();
  const chosen = choice.value;
  ({ models } = await ask('/ui/models'));
  choice.replaceChildren(...models.map(({ name }) => new Option(name, name, false, name === chosen)));
  byId('model-choice', HTMLElement).hidden = models.length < 2;
  byId('model-name', HTMLElement).hidden = models.length > 1;
  const model = current();
  const same = before && model && before.name === model.name && before.version === model.version;
  if (!same) await showModel();
}

async function showModel() {
  const model = current();
  byId('notice', HTMLElement).hidden = Boolean(model);
  byId('notice', HTMLElement).textContent = 'No model is served yet. This page shows it as soon as one is promoted.';
  byId('try', HTMLElement).hidden = !model;
  byId('model-name', HTMLElement).textContent = model?.name ?? '';
  byId('report', HTMLElement).hidden = true;
  showVersion(model?.version);
  if (!model) return;
  const [height = 0, width = 0, channels = 0] = model.shape.slice(-3);
  const drawable = model.shape.length === 3 && channels === 1 && Math.max(width, height) <= DRAWABLE;
  byId('try', HTMLElement).classList.toggle('drawable', drawable);
  byId('how', HTMLElement).textContent = drawable
    ? 'A drawing is prepared as MNIST’s digits were: the ink is cropped to its box, scaled to ' +
      `${Math.round((width * 20) / 28)}×${Math.round((height * 20) / 28)}, and centred by its mass in ` +
      `${width}×${height}. An image file is sent as it is.`
    : `An image file is sent as it is; the server prepares it as in training (${width}×${height}, ` +
      `${channels === 1 ? 'grey' : 'colour'}).`;
  showNoAnswer();
  changed = true;
  void answer();
  showReport(await ask(`/v1/models/${encodeURIComponent(model.name)}/report`));
}

/** @param {number | undefined} version */
function showVersion(version) {
  const pill = byId('version', HTMLElement);
  pill.hidden = version === undefined;
  pill.textContent = `version ${version}`;
}

/** @param {unknown} error nothing: there is none any more */
function showError(error) {
  const place = byId('error', HTMLElement);
  place.hidden = error === undefined;
  place.textContent = error instanceof Error ? error.message : '';
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 */
async function ask(url, options) {
  const response = await fetch(url, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

// A file that is not a picture has no frame either: the answer says what is wrong with it.
givenImage.addEventListener('error', () => (givenImage.hidden = true));
byId('clear', HTMLButtonElement).addEventListener('click', pad.clear);
byId('file', HTMLInputElement).addEventListener('change', (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  useFile(input.files?.[0]);
  input.value = '';
});
choice.addEventListener('change', () => void showModel().catch(showError));
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', (event) => event.relatedTarget || document.body.classList.remove('dropping'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  useFile(event.dataTransfer?.files[0]);
});

for (;;) {
  if (!document.hidden) {
    await follow().catch(() => {
      byId('notice', HTMLElement).hidden = false;
      byId('notice', HTMLElement).textContent = 'The server does not answer. Trying again…';
      models = [];
    });
  }
  await new Promise((wake) => setTimeout(wake, POLL));
}
