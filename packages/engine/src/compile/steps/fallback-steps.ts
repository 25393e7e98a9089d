import { EngineError } from '../../errors.ts';
import type { Program } from '../../program/program.ts';
import type { HostTensor, NamedHostTensor } from '../../host/host-tensor.ts';
import type { Mode, Position, StepRunner } from './step-runner.ts';

interface Choice {
  /** May throw when it makes a runner and when that runs. */
  readonly compiled: () => StepRunner;
  readonly eager: (reason: EngineError) => StepRunner;
  readonly warn: (message: string) => void;
}

/** Compiled steps for as long as everything can be recorded; from then on eager ones, which is reported. */
export class FallbackSteps implements StepRunner {
  readonly #choice: Choice;
  #runner: StepRunner;

  constructor(choice: Choice) {
    this.#choice = choice;
    try {
      this.#runner = choice.compiled();
    } catch (error) {
      this.#runner = this.#fallBack(error);
    }
  }

  get kind(): StepRunner['kind'] {
    return this.#runner.kind;
  }

  async run(batch: readonly NamedHostTensor[], mode: Mode, position: Position): Promise<Map<string, HostTensor>> {
    try {
      return await this.#runner.run(batch, mode, position);
    } catch (error) {
      this.#runner = this.#fallBack(error);
      return this.#runner.run(batch, mode, position);
    }
  }

  program(batch: readonly NamedHostTensor[], mode: Mode): Program {
    return this.#runner.program(batch, mode);
  }

  #fallBack(error: unknown): StepRunner {
    const isRefused = error instanceof EngineError && error.code === 'engine/not-recordable';
    if (!isRefused || this.#runner?.kind === 'eager') throw error;
    this.#choice.warn(
      `${error.message} Training eagerly instead, as fallback: 'eager' asks for: one operation at a time, in ` +
        'float32, several times slower.',
    );
    return this.#choice.eager(error);
  }
}
