import type { LoadedProgram, Session } from '../../session/session.ts';
import type { HostTensor, NamedHostTensor } from '../../host/host-tensor.ts';
import { explained } from '../programs/explain.ts';
import { ProgramCache } from '../programs/program-cache.ts';
import type { StepRecorder } from './step-recorder.ts';
import { type Mode, type Position, requireNothingAwaiting, type StepRunner } from './step-runner.ts';

/**
 * Steps as native programs: one for each mode, shape of batch and state of the model (what is trained, settings),
 * recorded when it is first seen; where the model's inputs have open sizes besides the batch, one for all of them, if
 * the model computes the same for all.
 */
export class CompiledSteps implements StepRunner {
  readonly kind = 'compiled';
  readonly #recorder: StepRecorder;
  readonly #session: Session;
  readonly #cache: ProgramCache;

  constructor(recorder: StepRecorder, session: Session) {
    this.#recorder = recorder;
    this.#session = session;
    this.#cache = new ProgramCache((program) => session.load(program));
  }

  async run(batch: readonly NamedHostTensor[], mode: Mode, position: Position): Promise<Map<string, HostTensor>> {
    const { program, runAsync } = this.#load(batch, mode);
    const scalars = program.inputs.length > batch.length ? scalarsOf(position) : [];
    const values = await runAsync([...batch, ...scalars]).catch((error: unknown) => {
      throw explained(error, () => this.#recorder.record(batch, mode));
    });
    return new Map(program.outputs.map(({ name }, index) => [name, values[index] as HostTensor]));
  }

  program(batch: readonly NamedHostTensor[], mode: Mode): LoadedProgram['program'] {
    return this.#load(batch, mode).program;
  }

  #load(batch: readonly NamedHostTensor[], mode: Mode): LoadedProgram {
    const recorder = this.#recorder;
    const loaded = this.#cache.get(`${mode} ${recorder.state(mode)}`, batch, {
      record: () => recorder.record(batch, mode),
      recordOpen: recorder.isOpen ? () => recorder.recordOpen(batch, mode) : undefined,
    });
    if (mode === 'update') requireNothingAwaiting(this.#session);
    return loaded;
  }
}

/** The scalars among a training program's inputs, in their order. */
export function scalarsOf({ step, learningRate }: Position): HostTensor[] {
  return [
    { shape: [], data: Int32Array.of(step) },
    { shape: [], data: Float32Array.of(learningRate) },
  ];
}
