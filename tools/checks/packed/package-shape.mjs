// @ts-check
// A tarball as package managers, Node and TypeScript see it.
import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** The packages are ESM, which every Node that they support can also `require`. */
const ALLOWED = ['CJSResolvesToESM'];
/** Resolution without `exports`, which TypeScript 5 and older had by default, knows no subpaths. */
const OUTDATED_RESOLUTION = 'node10';
/** Exist in the repository alone, under a condition that nobody else sets. */
const FIXTURES = /\/fixtures\//;

/**
 * Problems that publint and Are the Types Wrong? find in a package.
 *
 * @param {{ name: string, tarball: string }} packed
 * @returns {Promise<string[]>} one entry per problem
 */
export async function shapeProblems({ name, tarball }) {
  const bytes = new Uint8Array(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, level: 'warning' });
  const types = await checkPackage(createPackageFromTarballData(bytes), { excludeEntrypoints: [FIXTURES] });
  const mistyped = types.types === false ? [{ kind: 'NoTypes' }] : types.problems.filter(matters);
  return [
    ...messages.map((message) => `${name}: ${formatMessage(message, pkg ?? {}, { color: false })}`),
    ...mistyped.map((problem) => `${name}: types: ${JSON.stringify(problem)}`),
  ];
}

/** @param {import('@arethetypeswrong/core').Problem} problem */
function matters(problem) {
  if (ALLOWED.includes(problem.kind)) return false;
  return !('resolutionKind' in problem) || problem.resolutionKind !== OUTDATED_RESOLUTION;
}
