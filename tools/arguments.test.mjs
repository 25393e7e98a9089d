// @ts-check
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readArguments, WrongUsage } from './arguments.mjs';

const OPTIONS = /** @type {const} */ ({ exit: { type: 'boolean' }, port: { type: 'string' } });

describe('the options of a script', () => {
  it('are read', () => {
    expect({ ...readArguments(OPTIONS, ['--exit', '--port', '0']) }).toEqual({ exit: true, port: '0' });
  });

  it.each([
    [['--bogus'], /^Unknown option '--bogus'\. Allowed: --exit, --port …\.$/],
    [['--port'], /^Option '--port <value>' argument missing\. Allowed:/],
    [['extra'], /^Unexpected argument 'extra'\..* Allowed:/],
  ])('%j are refused in words', (words, message) => {
    expect(() => readArguments(OPTIONS, words)).toThrow(WrongUsage);
    expect(() => readArguments(OPTIONS, words)).toThrow(message);
  });
});

it.each([['start.mjs'], ['bench/features.mjs'], ['bench/models.mjs'], ['long-checks/examples.mjs']])(
  '%s ends with code 2 and no stack',
  (script) => {
    const file = fileURLToPath(new URL(script, import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [file, '--bogus'], { encoding: 'utf8' });
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(stderr).toMatch(/Unknown option '--bogus'/);
  },
);
