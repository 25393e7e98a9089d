// @ts-check
// What a model server is asked about held-out samples, as the READMEs ask it: each checks the answers and gives one of
// them in a few words.
import { askServer } from '@sightline/deployer/model-client';
import { readIndex } from '@sightline/evaluator/index-file';
import { writeMovie } from './movies.mjs';
import { assertSame } from './served.mjs';

/** @typedef {import('./served.mjs').Served} Served */

/** Of the held-out clips, every fifth is sent as a movie. */
const MOVIE_STRIDE = 5;

/** @satisfies {Readonly<Record<string, (served: Served) => Promise<string>>>} */
export const QUESTIONS = {
  /** Each sample as the dataset keeps it: an image as the body, the frames of a clip as the files of a form. */
  async kept({ url, model, held }) {
    let first = '';
    for (const { id, annotation, parts, predicted } of held) {
      const { predictions, descriptions } = await askServer(url, model, parts);
      assertSame(`${id}, ${parts.length} encoded`, predictions[0], predicted);
      first ||= `${annotation}: ${descriptions[0]}`;
    }
    return first;
  },

  /** A clip as a video file. */
  video: (served) => movie(served, 'mp4', 'video/mp4'),

  /** A clip as a GIF. */
  gif: (served) => movie(served, 'gif', 'image/gif'),

  /** Whether each sample is of the same identity as the one before it. */
  async verify({ url, model, task, held }) {
    let first = '';
    for (const [index, one] of held.entries()) {
      const other = held.at(index - 1) ?? one;
      const form = new FormData();
      form.append('one', fileOf(one));
      form.append('other', fileOf(other));
      const { distance, threshold, isSame } = await post(`${url}/v1/models/${model}:verify`, form);
      const predicted = task.compare?.(one.predicted, other.predicted);
      assertSame(`:verify of ${one.id} and ${other.id}`, { distance, threshold, isSame }, predicted);
      first ||= `${one.annotation}, ${other.annotation}: ${isSame ? 'same' : 'not the same'}`;
    }
    return first;
  },

  /** The nearest samples of the model's index, and the picture of the first. */
  async nearest({ url, model, task, held, readFile }) {
    const { samples, embeddings } = await readIndex(await readFile('index.parquet'), task);
    const known = { [task.head.name]: { shape: [samples.length, task.head.units], data: embeddings } };
    let first = '';
    for (const one of held) {
      const form = new FormData();
      form.append('image', fileOf(one));
      const { neighbours } = await post(`${url}/v1/models/${model}:nearest`, form);
      const [answered] = neighbours;
      const distances = samples.map((_, row) => task.compare?.(one.predicted, task.decode(known, row)).distance ?? NaN);
      const expected = distances.toSorted((a, b) => a - b).slice(0, answered.length);
      const distancesOf = (/** @type {{ distance: number }[]} */ all) => all.map(({ distance }) => distance);
      assertSame(`:nearest of ${one.id}`, distancesOf(answered), expected);
      const picture = await fetch(url + answered[0].picture);
      if (picture.headers.get('content-type') !== 'image/png')
        throw new Error(`:nearest of ${one.id}: ${answered[0].picture} answers ${picture.status}, not a PNG.`);
      const labels = answered.map((/** @type {{ label: string }} */ { label }) => label);
      first ||= `${one.annotation}: nearest ${labels.join(' ')}`;
    }
    return first;
  },
};

/**
 * @param {Served} served
 * @param {'mp4' | 'gif'} extension
 * @param {string} type
 */
async function movie({ url, model, held }, extension, type) {
  let first = '';
  for (const { id, annotation, parts, predicted } of held.filter((_, index) => index % MOVIE_STRIDE === 0)) {
    const body = new Uint8Array(await writeMovie(parts, extension));
    const { predictions, descriptions } = await post(`${url}/v1/models/${model}/images`, body, type);
    assertSame(`${id} as ${type}`, predictions[0], predicted);
    first ||= `${annotation}: ${descriptions[0]}`;
  }
  return first;
}

/** @param {import('./served.mjs').Held} sample */
function fileOf({ parts: [image = new Uint8Array()] }) {
  return new File([new Uint8Array(image)], 'image.png', { type: 'image/png' });
}

/**
 * @param {string} url
 * @param {FormData | Uint8Array<ArrayBuffer>} body
 * @param {string} [type]
 * @returns {Promise<any>}
 */
async function post(url, body, type) {
  const headers = type === undefined ? undefined : { 'content-type': type };
  const response = await fetch(url, { method: 'POST', body, ...(headers && { headers }) });
  const answer = /** @type {any} */ (await response.json());
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${answer.error}`);
  return answer;
}
