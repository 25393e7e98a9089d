import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Of what follows the name in `/proc/<pid>/stat`. */
const START_FIELD = 19;

/**
 * When a living process began, in the words of its system; `undefined` where none has this id. Id and start together
 * name a process: ids are used again.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The name before it is in parentheses, and may have some itself.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return isEnded(state) ? undefined : fields[START_FIELD - 1];
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=,lstart=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  const [state, ...start] = stdout.trim().split(/\s+/);
  return isEnded(state) ? undefined : start.join(' ');
}

/** Gone, or a zombie: ended, though its parent has not asked about it yet. */
function isEnded(state: string | undefined): boolean {
  return !state || /^[ZXx]/.test(state);
}
