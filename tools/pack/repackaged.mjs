// @ts-check
// Packages of others that Sightline publishes again, without the install scripts that download what it does not use
// (docs/decisions/0021-packages-that-install.md): what is taken, what is changed, and how a folder of it is made.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * @typedef {object} Repackaged
 * @property {string} name what it is published as; packages depend on it under the name of the original
 * @property {string} original
 * @property {string} taken what is different, for its README
 * @property {readonly string[]} files folders and files that are taken
 * @property {RegExp} without of them, what is not
 * @property {readonly string[]} dependencies those of the original that the files import
 * @property {readonly { file: string, text: string, by: string }[]} edits each text is there once
 * @property {URL} licence its text
 */

/** @type {readonly Repackaged[]} */
export const REPACKAGED = [
  {
    name: '@sightline/tfjs-node-gpu',
    original: '@tensorflow/tfjs-node-gpu',
    taken:
      'its install script is left out, with what only that needs: it downloads a TensorFlow of 2022. ' +
      '`npx @sightline/native install` installs TensorFlow instead',
    files: ['dist', 'binding'],
    without: /_test\.|run_tests\.|\.map$/,
    dependencies: ['@tensorflow/tfjs', 'google-protobuf', 'progress'],
    edits: [
      { file: 'dist/index.js', text: "var binary = require('@mapbox/node-pre-gyp');\n", by: '' },
      {
        file: 'dist/index.js',
        text: "binary.find(path.resolve(path.join(__dirname, '/../package.json')))",
        by: "path.join(__dirname, '../lib/napi-v8/tfjs_binding.node')",
      },
    ],
    licence: new URL('../../LICENSE', import.meta.url),
  },
  {
    name: '@sightline/onnxruntime-node',
    original: 'onnxruntime-node',
    taken:
      'its install script is left out, with what only that needs: it downloads the libraries for CUDA. It has those ' +
      'for the CPU, of Linux and macOS',
    files: ['dist', 'bin'],
    without: /\.map$|\/win32|libonnxruntime\.\d+\.\d.*\.dylib$/,
    dependencies: ['onnxruntime-common'],
    edits: [],
    licence: new URL('onnxruntime.LICENSE', import.meta.url),
  },
];

/**
 * Writes a package that is published again into `folder`, from the copy of the original that is installed.
 *
 * @param {string} root of the repository
 * @param {Repackaged} repackaged
 * @param {string} folder
 */
export async function repackage(root, { name, original, taken, files, without, dependencies, edits, licence }, folder) {
  const source = dirname(createRequire(join(root, 'package.json')).resolve(`${original}/package.json`));
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await mkdir(folder, { recursive: true });
  for (const file of files)
    await cp(join(source, file), join(folder, file), { recursive: true, filter: (path) => !without.test(path) });
  for (const { file, text, by } of edits) {
    const [before, after, ...more] = (await readFile(join(folder, file), 'utf8')).split(text);
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`${file} of ${original} ${manifest.version} does not contain once: ${text}`);
    await writeFile(join(folder, file), `${before}${by}${after}`);
  }
  const description = `${original} ${manifest.version} without its install script`;
  const { version, license, repository, main, types } = manifest;
  const kept = Object.fromEntries(dependencies.map((each) => [each, manifest.dependencies[each]]));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify(
      { name, version, description, license, repository, main, types, files, dependencies: kept },
      null,
      2,
    ),
  );
  await writeFile(join(folder, 'README.md'), `# ${name}\n\n${description}: the same files, but ${taken}.\n`);
  await cp(licence, join(folder, 'LICENSE'));
}
