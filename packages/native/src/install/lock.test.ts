import { existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { useEmptyCache } from '../cache.fixture.ts';
import { withLock } from './lock.ts';

const cache = useEmptyCache();
const lock = () => join(cache(), 'part.lock');
const DEAD_PID = 0x7ffffff0; // above every system's highest

it('lets one in at a time, and frees the lock when the action fails', async () => {
  let inside = 0;
  let most = 0;
  const action = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
  };
  await Promise.all([withLock(lock(), action), withLock(lock(), action), withLock(lock(), action)]);
  expect(most).toBe(1);
  await expect(withLock(lock(), () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(existsSync(lock())).toBe(false);
});

it.each([
  ['of a process of this host that is dead', { pid: DEAD_PID, host: hostname() }, 0],
  ['of another host that stopped refreshing it', { pid: process.pid, host: 'another' }, 60],
])('breaks the lock %s', async (_name, owner, ageSeconds) => {
  await writeFile(lock(), JSON.stringify(owner));
  const then = Date.now() / 1000 - ageSeconds;
  await utimes(lock(), then, then);
  expect(await withLock(lock(), () => Promise.resolve('in'))).toBe('in');
});
