import { join } from 'node:path';
import { openStore } from '@sightline/artifacts';
import { findWeights } from '../find-weights.ts';

let code: string;
jest.mock(
  'nsfwjs/models/mobilenet_v2',
  () => {
    throw Object.assign(new Error("Cannot find module 'nsfwjs/models/mobilenet_v2'"), { code });
  },
  { virtual: true },
);

it.each([
  ['is not installed', 'MODULE_NOT_FOUND'],
  ['is installed in a version without these weights', 'ERR_PACKAGE_PATH_NOT_EXPORTED'],
])('a package that %s is asked for, with its licence and the command', async (_, thrown) => {
  code = thrown;
  await expect(findWeights('npm:nsfwjs', openStore(join(__dirname, 'none')))).rejects.toMatchObject({
    code: 'models/unreadable-weights',
    message:
      'npm:nsfwjs needs a package that is not installed: nsfwjs 4.3.0, licence MIT. ' +
      'Install it: npm install nsfwjs@4.3.0',
  });
});
