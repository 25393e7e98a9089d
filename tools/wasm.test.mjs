// @ts-check
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';

describe('the WebAssembly in the packages', () => {
  it('is what its sources compile to', async () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const { code, output } = await runCommand(process.execPath, ['tools/wasm.mjs', '--check'], { cwd: root });
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });
});
