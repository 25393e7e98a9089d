// @ts-check
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';

describe('the reference of the pipeline spec', () => {
  it('is what the schemas say', async () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const { code, output } = await runCommand(process.execPath, ['tools/reference.mjs', '--check'], { cwd: root });
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });
});
