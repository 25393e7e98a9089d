import { type CustomModule, exportName } from '@sightline/contracts';
import { loadModule, type ProvidedModules } from './load-module.ts';
import { type ModuleSources, readModuleSources } from './module-sources.ts';

/** What a custom module exports. */
export interface LoadedExport {
  /** For messages: `build of network.ts`. */
  readonly name: string;
  readonly value: unknown;
  /**
   * Calls code of the module.
   *
   * @throws ArtifactError `artifacts/invalid-module` for what it throws, with the line that did
   */
  call<Result>(code: () => Result): Result;
}

/**
 * Runs the custom module that a spec names, and gives what it exports.
 *
 * @param sources the module's; read now when left out
 * @throws ArtifactError `artifacts/module-not-found`, `artifacts/invalid-module`
 */
export async function loadExport(
  custom: Pick<CustomModule, 'module' | 'export'>,
  provided: ProvidedModules,
  sources?: ModuleSources,
): Promise<LoadedExport> {
  const module = await loadModule(sources ?? (await readModuleSources(custom.module)), provided);
  const name = exportName(custom);
  return { name, value: module.exported(custom.export), call: (code) => module.call(name, code) };
}
