// @ts-check
// Who runs in the benchmarks, and how each is started.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PEERS } from './peer-environment.mjs';

/** @typedef {import('./contender.mjs').ContenderSpec} ContenderSpec */
/** @typedef {'train' | 'predict'} Task */

const OURS = fileURLToPath(new URL('ours.mjs', import.meta.url));

/** Ours in prediction: on one thread too, which is what a user sets where batches are small (docs/performance.md). */
const ONE_THREAD = 'float32, 1 thread';

const MODES = {
  sightline: ['float32', ONE_THREAD, 'mixed_bfloat16'],
  keras: ['float32', 'mixed_bf16', 'jit_compile'],
  torch: ['eager', 'channels_last', 'channels_last bf16', 'compile', 'compile bf16'],
};

/** @param {string} mode */
export function isBfloat16(mode) {
  return /bf(loat)?16/.test(mode);
}

/**
 * @param {{ task: Task, workload: string, batch: number, python: string, frameworks: readonly string[], bfloat16:
 *   boolean }} options `bfloat16`: whether modes in bfloat16 take part
 * @returns {ContenderSpec[]}
 */
export function contenders({ task, workload, batch, python, frameworks, bfloat16 }) {
  return Object.entries(MODES).flatMap(([framework, modes]) =>
    modes
      .filter((mode) => frameworks.includes(framework) && (bfloat16 || !isBfloat16(mode)))
      .filter((mode) => mode !== ONE_THREAD || task === 'predict')
      .map((mode) => {
        const args = [task, workload, String(batch), mode];
        /** @type {[string, ...string[]]} */
        const command =
          framework === 'sightline'
            ? [process.execPath, OURS, ...args]
            : [python, join(PEERS, `${framework}_bench.py`), ...args];
        const env = mode === ONE_THREAD ? { TF_NUM_INTRAOP_THREADS: '1' } : {};
        return { framework, mode, command, env };
      }),
  );
}
