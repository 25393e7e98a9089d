// @ts-check
// The page: draw, choose or drop a sample, see the served model's answer at once, and how the model was trained.
import { showAnswer, showLatency } from './answers/answers.js';
import { byId } from './dom.js';
import { centreInk } from './inputs/centre-ink.js';
import { drawnPng, loadGiven, showGiven } from './inputs/given.js';
import { inputFor } from './inputs/inputs.js';
import { createPad } from './inputs/pad.js';
import { showReport } from './report.js';

/** @typedef {{ name: string, version: number, shape: number[], isSearchable: boolean }} Model */

/** Milliseconds from one answer to the next request while drawing. */
const REST = 40;
/** Milliseconds between two looks at what is served. */
const POLL = 2000;

const choice = byId('model', HTMLSelectElement);
const chooser = byId('file', HTMLInputElement);

/** @type {Model[]} */
let models = [];
/** @type {readonly File[]} what was chosen instead of a drawing */
let files = [];
let changed = false;
let busy = false;

const pad = createPad(byId('pad', HTMLCanvasElement), () => {
  files = [];
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
  const asked = files;
  const body = model && (await bodyFor(model));
  if (!body) {
    if (!model) showGiven([], { pixels: undefined, width: 1, height: 1 });
    showNoAnswer();
    showError(undefined);
    return;
  }
  const started = performance.now();
  const path = model.isSearchable ? ':nearest' : '/images';
  const answered = await ask(`/v1/models/${encodeURIComponent(model.name)}${path}`, {
    method: 'POST',
    body,
    // A form says itself where its files end.
    ...(body instanceof Blob && { headers: { 'content-type': body.type || 'application/octet-stream' } }),
  });
  const roundTrip = performance.now() - started;
  if (asked !== files) return;
  showError(undefined);
  showAnswer(answered);
  showLatency({ roundTrip, server: answered.milliseconds });
  showVersion(answered.version);
}

function showNoAnswer() {
  showAnswer(undefined);
  showLatency(undefined);
}

/**
 * What to send: the chosen files as they are, or the drawing, centred, as a PNG of the model's size.
 *
 * @param {Model} model
 * @returns {Promise<Blob | FormData | undefined>}
 */
async function bodyFor({ shape }) {
  const [height = 0, width = 0] = shape.slice(-3);
  const { isDrawn, multiple } = inputFor(shape);
  const pixels = isDrawn && files.length === 0 ? centreInk(pad.pixels(), width, height) : undefined;
  const sent = multiple ? files : files.slice(0, 1);
  showGiven(sent, { pixels, width, height });
  if (sent.length < 2) return sent[0] ?? (pixels && drawnPng());
  const form = new FormData();
  for (const file of sent) form.append('files', file);
  return form;
}

/** @param {FileList | null | undefined} chosen */
function useFiles(chosen) {
  const [first, ...others] = chosen ?? [];
  if (!first) return;
  files = [first, ...others];
  loadGiven(first);
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
  const { isDrawn, accept, multiple, choose, how } = inputFor(model.shape);
  byId('try', HTMLElement).classList.toggle('drawable', isDrawn);
  byId('how', HTMLElement).textContent = how(model.shape);
  byId('choose', HTMLElement).textContent = choose;
  Object.assign(chooser, { accept, multiple });
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

byId('clear', HTMLButtonElement).addEventListener('click', pad.clear);
chooser.addEventListener('change', () => {
  useFiles(chooser.files);
  chooser.value = '';
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
  useFiles(event.dataTransfer?.files);
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
