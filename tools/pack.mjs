// @ts-check
// `npm run pack -- FOLDER`: everything that is published, as tarballs for `npm publish`. Build first.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from './pack/pack.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Where to? npm run pack -- FOLDER');
  process.exitCode = 2;
} else {
  const packed = await pack(fileURLToPath(new URL('..', import.meta.url)), resolve(folder));
  for (const { tarball } of packed) console.log(tarball);
}
