// @ts-check
// What a package says of itself in npm: its manifest, its licence, and a README that needs no repository around it.
import { readFileSync, existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { relativeLinks } from './links.mjs';
import { listPackages } from './workspace.mjs';

/** What all packages say alike: as the root's manifest has it. */
const SHARED = ['license', 'engines', 'homepage', 'bugs'];

/**
 * Checks the manifest, LICENSE and README of every package that can be published.
 *
 * @param {string} root
 * @returns {Promise<string[]>} one line per violation
 */
export async function checkManifests(root) {
  const shared = readJson(join(root, 'package.json'));
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
  return listPackages(root)
    .filter((each) => !each.private)
    .flatMap(({ folder }) => {
      /** @param {string} name */
      const read = (name) => {
        const path = join(root, folder, name);
        return existsSync(path) ? readFileSync(path, 'utf8') : '';
      };
      return [
        ...manifestProblems(folder, JSON.parse(read('package.json')), shared),
        ...(read('LICENSE') === licence ? [] : [`${folder}/LICENSE: not the text of the root's LICENSE. Copy it.`]),
        ...outwardLinks(folder, read('README.md')),
      ];
    });
}

/**
 * @param {string} folder of the package, relative to the root
 * @param {Record<string, any>} manifest
 * @param {Record<string, any>} shared the root's manifest
 * @returns {string[]}
 */
export function manifestProblems(folder, manifest, shared) {
  const expected = Object.fromEntries(SHARED.map((field) => [field, shared[field]]));
  if (shared.repository) expected.repository = { ...shared.repository, directory: folder };
  return [
    ...['description', 'keywords', 'files', 'types']
      .filter((field) => !(manifest[field]?.length > 0))
      .map((field) => `${folder}/package.json: "${field}" is missing.`),
    ...Object.entries(expected)
      .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
      .map(
        ([field, value]) =>
          `${folder}/package.json: "${field}" is ${JSON.stringify(manifest[field])}, the root's manifest asks for ` +
          `${JSON.stringify(value)}.`,
      ),
  ];
}

/**
 * Links of a package's README that lead out of its folder, so to nothing once it is installed.
 *
 * @param {string} folder of the package, relative to the root
 * @param {string} readme
 * @returns {string[]}
 */
export function outwardLinks(folder, readme) {
  return relativeLinks(readme)
    .map(({ link }) => link)
    .filter((link) => posix.normalize(link).startsWith('..'))
    .map(
      (link) =>
        `${folder}/README.md: links to ${link}, which npm does not carry. Name the page, \`docs/<page>.md\`, instead.`,
    );
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
