// @ts-check
// A process that runs a workload when it is told to: ours or a peer's, in one protocol of JSON lines.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * @typedef {{ framework: string, mode: string, command: [string, ...string[]], env: Record<string, string> }}
 * ContenderSpec
 */
/** @typedef {{ samples: number, seconds: number }} Timing */

/**
 * What a process that does not answer is given before it counts as failed, in seconds: to get ready, and for a turn.
 */
const PATIENCE = { ready: 600, turn: 120 };

export class Contender {
  /** @param {ContenderSpec} spec */
  constructor({ framework, mode, command: [command, ...args], env }) {
    this.framework = framework;
    this.mode = mode;
    this.version = '';
    /** Batches a second, as last measured. */
    this.stepsPerSecond = 0;
    /** @type {string | undefined} why it is out of the race */
    this.error = undefined;
    /** @type {string[]} */
    this.errorLines = [];
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.process.on('error', (error) => this.errorLines.push(error.message));
    this.process.stdin.on('error', () => {});
    createInterface({ input: this.process.stderr }).on('line', (line) => this.errorLines.push(line));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** Waits until it has built its network and warmed up. */
  async ready() {
    const { version } = await this.#answer(PATIENCE.ready);
    this.version = version ?? '';
  }

  /**
   * @param {number} steps
   * @returns {Promise<Timing>}
   */
  async run(steps) {
    this.process.stdin.write(`${JSON.stringify({ steps })}\n`);
    const timing = /** @type {Timing} */ (await this.#answer(PATIENCE.turn));
    return timing;
  }

  close() {
    this.process.stdin.end();
    this.process.kill();
  }

  /** @param {number} patience in seconds */
  async #answer(patience) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${patience} s`)), patience * 1000);
    });
    try {
      for (;;) {
        const { value, done } = /** @type {IteratorResult<string>} */ (await Promise.race([this.lines.next(), late]));
        if (done)
          throw new Error(
            // Node's last line is its version.
            this.errorLines.filter((line) => line.trim() !== '' && !line.startsWith('Node.js')).at(-1) ??
              'it ended without printing anything',
          );
        if (value.startsWith('{')) return JSON.parse(value);
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
