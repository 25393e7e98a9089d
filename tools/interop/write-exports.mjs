// @ts-check
// Everything that the deployer's tests export, as files, with inputs and the expected
// outputs beside them in exports.json.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FORMATS } from '@sightline/deployer/formats';

const FIXTURE = new URL('../../packages/deployer/src/fixtures/exports.fixture.ts', import.meta.url).href;

/**
 * @typedef {import('@sightline/engine').HostTensor} HostTensor
 * @typedef {import('@sightline/engine').Program} Program
 * @typedef {{ record(): Program, trials: HostTensor[][], compute(inputs: HostTensor[]): HostTensor[], dispose(): void
 * }} Export
 * @typedef {object} Written
 * @property {string} name
 * @property {Record<string, string>} files by format, from the folder
 * @property {Record<string, { code: string | undefined, message: string }>} errors by format
 * @property {{ inputs: object, outputs: object }[]} trials
 */

/**
 * @param {string} folder
 * @param {(name: string) => boolean} isWanted
 * @returns {Promise<Written[]>}
 */
export async function writeExports(folder, isWanted) {
  const { EXPORTS } = /** @type {{ EXPORTS: Record<string, () => Export> }} */ (await import(FIXTURE));
  /** @type {Written[]} */
  const written = [];
  for (const [name, open] of Object.entries(EXPORTS).filter(([each]) => isWanted(each))) {
    const own = String(written.length);
    written.push({ name, ...(await writeExport(folder, own, open())) });
  }
  await writeFile(join(folder, 'exports.json'), JSON.stringify(written));
  return written;
}

/**
 * @param {string} folder
 * @param {string} own its folder within
 * @param {Export} open
 * @returns {Promise<Omit<Written, 'name'>>}
 */
async function writeExport(folder, own, { record, trials, compute, dispose }) {
  /** @type {Omit<Written, 'name'>} */
  const written = { files: {}, errors: {}, trials: [] };
  for (const [format, { path, write }] of Object.entries(FORMATS)) {
    try {
      const program = record();
      const file = join(own, path);
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), write(program));
      written.files[format] = file;
      if (written.trials.length > 0) continue;
      written.trials = trials.map((inputs) => ({
        inputs: named(program.inputs, inputs),
        outputs: named(program.outputs, compute(inputs)),
      }));
    } catch (error) {
      const { code, message } = /** @type {Error & { code?: string }} */ (error);
      written.errors[format] = { code, message };
    }
  }
  dispose();
  return written;
}

/**
 * @param {readonly { name: string }[]} ports
 * @param {HostTensor[]} tensors
 */
function named(ports, tensors) {
  return Object.fromEntries(
    ports.map(({ name }, index) => [name, encoded(/** @type {HostTensor} */ (tensors[index]))]),
  );
}

/** @param {HostTensor} tensor with numpy's name of its type, and its bytes in base64 */
function encoded({ shape, data }) {
  const dtype = data instanceof Uint8Array ? 'bool' : data instanceof Int32Array ? 'int32' : 'float32';
  return { dtype, shape, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') };
}
