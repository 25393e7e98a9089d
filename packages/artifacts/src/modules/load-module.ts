import { createRequire, SourceMap } from 'node:module';
import { join, posix } from 'node:path';
import { compileFunction } from 'node:vm';
import { didYouMean, messageOf } from '@sightline/contracts';
import { ArtifactError } from '../errors.ts';
import { failedAt, type SourcePlace, unreadable } from './module-errors.ts';
import { candidatesOf, importsOf, isLocal } from './module-imports.ts';
import type { ModuleSources } from './module-sources.ts';

/** Packages that custom code shares with Sightline, by name: there must be one copy of them in a process. */
export type ProvidedModules = Readonly<Record<string, () => Promise<object>>>;

/** A custom module that has run. */
export interface LoadedModule {
  /** @throws ArtifactError `artifacts/invalid-module` when it exports nothing of that name */
  exported(name: string): unknown;
  /**
   * Calls code of the module.
   *
   * @param what for messages: `build of network.ts`
   * @throws ArtifactError `artifacts/invalid-module` for what it throws, with the line that did
   */
  call<Result>(what: string, code: () => Result): Result;
}

interface Compiled {
  readonly code: string;
  readonly map: SourceMap;
}

/**
 * Runs a module as it was read, whatever its files have become since: TypeScript without its types, imports of local
 * files from the sources, those of `provided` packages from Sightline's own, others as installed beside it.
 *
 * @throws ArtifactError `artifacts/invalid-module`, with the file and the line
 */
export async function loadModule(sources: ModuleSources, provided: ProvidedModules): Promise<LoadedModule> {
  const compiled = new Map<string, Compiled>();
  const packages = new Set<string>();
  for (const [path, text] of sources.files) {
    if (path.endsWith('.json')) continue;
    compiled.set(path, await compile(text, pathOf(sources, path)));
    for (const name of await importsOf(text, path)) if (!isLocal(name)) packages.add(name);
  }
  const wanted = [...packages].filter((name) => Object.hasOwn(provided, name));
  const shared = new Map(await Promise.all(wanted.map(async (name) => [name, await provided[name]?.()] as const)));
  const said = (error: unknown) => mapped(messageOf(error), sources, compiled);
  const call = <Result>(what: string, code: () => Result): Result => {
    const refuse = (error: unknown): never => {
      throw failedAt(what, { cause: error, place: placeOf(error, sources, compiled), message: said(error) });
    };
    try {
      const result = code();
      return isPromise(result) ? (result.then(undefined, refuse) as Result) : result;
    } catch (error) {
      return refuse(error);
    }
  };

  const loaded = new Map<string, { exports: Record<string, unknown> }>();
  const require = createRequire(join(sources.folder, 'package.json'));
  const installed = (name: string): unknown => {
    try {
      return require(name);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
      const { folder } = sources;
      throw new Error(`The package ${name} is not installed for ${folder}. There: npm install ${name}.`, { cause });
    }
  };
  const load = (path: string): Record<string, unknown> => {
    const before = loaded.get(path);
    if (before) return before.exports;
    const module = { exports: {} as Record<string, unknown> };
    loaded.set(path, module);
    const unit = compiled.get(path);
    if (!unit) return (module.exports = JSON.parse(sources.files.get(path) as string) as Record<string, unknown>);
    const filename = pathOf(sources, path);
    const run = compileFunction(unit.code, ['exports', 'require', 'module', '__filename'], { filename });
    run(module.exports, requireFrom(path), module, filename);
    return module.exports;
  };
  const requireFrom = (from: string) => (specifier: string) => {
    if (!isLocal(specifier)) return shared.get(specifier) ?? installed(specifier);
    const target = posix.join(posix.dirname(from), specifier);
    const path = candidatesOf(target).find((candidate) => sources.files.has(candidate));
    if (path === undefined) throw new Error(`${specifier} was required. Write: import … from '${specifier}'.`);
    return load(path);
  };
  const file = pathOf(sources, sources.entry);
  const exports = call(`Loading ${file}`, () => load(sources.entry));
  return {
    call,
    exported(name) {
      if (exports[name] !== undefined) return exports[name];
      const known = Object.keys(exports);
      throw new ArtifactError(
        'artifacts/invalid-module',
        `${file} exports no "${name}".${didYouMean(name, known)} ` +
          (known.length > 0 ? `It exports: ${known.join(', ')}.` : 'It exports nothing: write "export" before it.'),
      );
    },
  };
}

async function compile(text: string, file: string): Promise<Compiled> {
  const { transform } = await import('@swc/core');
  try {
    const { code, map } = await transform(text, {
      filename: file,
      swcrc: false,
      configFile: false,
      sourceMaps: true,
      isModule: true,
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'commonjs' },
    });
    return { code, map: new SourceMap(JSON.parse(map as string)) };
  } catch (error) {
    throw unreadable(file, error);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function pathOf({ folder }: ModuleSources, path: string): string {
  return join(folder, path);
}

/** A place in a file: `/a/network.ts:7:12`. */
const PLACE = /((?:[A-Za-z]:)?[/\\][^\n:()]+):(\d+):(\d+)/g;

/** The innermost place of an error's stack that is in the sources. */
function placeOf(
  error: unknown,
  sources: ModuleSources,
  compiled: ReadonlyMap<string, Compiled>,
): SourcePlace | undefined {
  const stack = (error as { stack?: unknown } | null)?.stack;
  if (typeof stack !== 'string') return undefined;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  for (const [, ...place] of frames.join('\n').matchAll(PLACE)) {
    const original = originalOf(place, sources, compiled);
    if (original) return original;
  }
  return undefined;
}

/** A message that names places of what runs, with those of the sources. */
function mapped(message: string, sources: ModuleSources, compiled: ReadonlyMap<string, Compiled>): string {
  return message.replaceAll(PLACE, (text, ...place: string[]) => {
    const original = originalOf(place, sources, compiled);
    return original ? `${original.file}:${original.line}:${original.column}` : text;
  });
}

/** Where a file, a line and a column of what runs are in the sources. */
function originalOf(
  [file, line, column]: readonly (string | undefined)[],
  sources: ModuleSources,
  compiled: ReadonlyMap<string, Compiled>,
): SourcePlace | undefined {
  const path = [...sources.files.keys()].find((known) => pathOf(sources, known) === file);
  const map = path === undefined ? undefined : compiled.get(path)?.map;
  const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
  if (path === undefined || file === undefined || !entry || !('originalLine' in entry)) return undefined;
  const text = sources.files.get(path)?.split('\n')[entry.originalLine] ?? '';
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1, text };
}
