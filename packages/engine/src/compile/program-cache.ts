import type { HostTensor } from '../session/native-program.ts';
import type { LoadedProgram } from '../session/session.ts';

/** Loaded programs by what they were recorded for: names, shapes and element types of the inputs, and a mode. */
export class ProgramCache {
  readonly #programs = new Map<string, LoadedProgram>();

  get(
    mode: string,
    inputs: readonly (HostTensor & { readonly name?: string })[],
    load: () => LoadedProgram,
  ): LoadedProgram {
    const key = `${mode} ${inputs.map(({ name = '', shape, data }) => `${name}:${data.constructor.name}[${shape.join(',')}]`).join(' ')}`;
    const known = this.#programs.get(key);
    if (known) return known;
    const loaded = load();
    this.#programs.set(key, loaded);
    return loaded;
  }
}
