import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../../..');
const blocks = readFileSync(join(root, 'docs/coming-from-keras.md'), 'utf8').matchAll(/^```js\n(.*?)^```$/gms);
const codes = [...blocks].map(([, code = ''], index) => [index + 1, code] as const);

it.each(codes)('block %i of docs/coming-from-keras.md runs', async (_, code) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
  expect(stdout).not.toBe('');
});
