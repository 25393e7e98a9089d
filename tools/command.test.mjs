// @ts-check
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { runCommand } from './command.mjs';

const cwd = tmpdir();

/**
 * Whether a process runs; one that has ended and only waits for its parent to notice does not.
 *
 * @param {number} pid
 */
function isRunning(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}

describe('runCommand', () => {
  it('gives the code, what was printed, and each line as it comes', async () => {
    /** @type {string[]} */
    const lines = [];
    const { code, stdout, output } = await runCommand('sh', ['-c', 'echo a; echo b >&2; exit 3'], {
      cwd,
      onLine: (line) => lines.push(line),
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'a\n' });
    expect(output).toContain('b\n');
    expect(lines.toSorted()).toEqual(['a', 'b']);
  });

  it('says 127 for a command that does not exist, 124 for one that ran too long', async () => {
    expect(await runCommand('no-such-command', [], { cwd })).toMatchObject({
      code: 127,
      output: expect.stringContaining('ENOENT'),
    });
    expect((await runCommand('sleep', ['60'], { cwd, timeoutMs: 50 })).code).toBe(124);
  });

  it('ends a command with all it has started when the signal is aborted', async () => {
    const stopping = new AbortController();
    let sleeper = 0;
    const running = runCommand('sh', ['-c', 'sleep 60 & echo $!; wait'], {
      cwd,
      signal: stopping.signal,
      onLine: (line) => {
        sleeper = Number(line);
        stopping.abort(new Error('Interrupted.'));
      },
    });
    await expect(running).rejects.toThrow('Interrupted.');
    expect(isRunning(sleeper)).toBe(false);
  });
});
