import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { readMessages, writeMessage } from './message-stream.ts';
import type { InferenceAnswer, InferenceRequest } from './messages.ts';
import type { NamedTensors } from './tensor.ts';

const PROCESS = createRequire(import.meta.url).resolve('@sightline/server/inference-process');

interface Listeners {
  onAnswer(answer: InferenceAnswer, outputs: NamedTensors): void;
  /** Called once, with how the process ended: "exited with 1". */
  onEnd(how: string): void;
}

/** An inference process that was started, from the side of the server. */
export class SpawnedProcess {
  /** The sessions that are open in it. */
  readonly sessions = new Set<number>();
  /** Resolves after `onEnd`. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  /** Missing when the system had no more files to open: then the process ends at once. */
  readonly #channel: Duplex | undefined;

  constructor({ onAnswer, onEnd }: Listeners) {
    // What the native runtime prints must not mix with the server's own output.
    const child = spawn(process.execPath, [PROCESS], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    this.#child = child;
    this.ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started (${error.message})`));
      child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `exited with ${code}`));
    }).then(onEnd);
    this.#channel = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Duplex | undefined;
    if (!this.#channel) return;
    // A process that ended before it read a request is reported by its end.
    this.#channel.on('error', () => undefined);
    readMessages(this.#channel, (answer, outputs) => onAnswer(answer as InferenceAnswer, outputs));
  }

  /** Sends a request, which `onAnswer` or `onEnd` answers. */
  send(request: InferenceRequest, inputs?: NamedTensors): void {
    if (this.#channel) writeMessage(this.#channel, request, inputs);
  }

  /** Lets the process answer what it has been sent, for at most `limit` milliseconds, and waits for its end. */
  async stop(limit: number): Promise<void> {
    this.#channel?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), limit);
    await this.ended;
    clearTimeout(timer);
  }
}
