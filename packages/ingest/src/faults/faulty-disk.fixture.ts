import type * as Fs from 'node:fs/promises';

type FileSystem = typeof Fs;
type Method = (...values: unknown[]) => Promise<unknown>;

const WRITES = new Set(['mkdir', 'mkdtemp', 'rename', 'link', 'writeFile', 'copyFile', 'write', 'sync']);

/** What is wrong with the disk. A real one cannot be made to fail at a chosen call, nor on every machine. */
export const disk = {
  /** The number of the write that fails, from 1; those after it succeed. */
  failAt: Number.POSITIVE_INFINITY,
  code: 'ENOSPC',
  writes: 0,
  /** Of each call. */
  milliseconds: 0,

  /** Makes the `failAt`-th write from now on fail. */
  arm(code: string, failAt: number): void {
    Object.assign(disk, { code, failAt, writes: 0 });
  },

  /** Mends the disk. @returns whether a write has failed */
  mend(): boolean {
    const fired = disk.writes >= disk.failAt;
    Object.assign(disk, { failAt: Number.POSITIVE_INFINITY, milliseconds: 0 });
    return fired;
  },
};

async function touch(name: string, writes: boolean): Promise<void> {
  if (disk.milliseconds > 0) await new Promise((wake) => setTimeout(wake, disk.milliseconds));
  if (!writes || ++disk.writes !== disk.failAt) return;
  throw Object.assign(new Error(`${disk.code}: made to fail, ${name}`), { code: disk.code, syscall: name });
}

/** The file system on that disk: to be given to `jest.mock('node:fs/promises')`. */
export function onDisk(real: FileSystem): FileSystem {
  const faulty =
    (name: string, method: Method): Method =>
    async (...values) => {
      const flags = name === 'open' && typeof values[1] === 'string' ? values[1] : '';
      await touch(name, WRITES.has(name) || /[wax+]/.test(flags));
      const result = await method(...values);
      return name === 'open' ? faultyHandle(result as Fs.FileHandle) : result;
    };
  const faultyHandle = (handle: Fs.FileHandle) =>
    new Proxy(handle, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const method = (value as Method).bind(target);
        return name === 'close' ? method : faulty(String(name), method);
      },
    });
  const entries = Object.entries(real).map(([name, value]) => [
    name,
    typeof value === 'function' && name !== 'rm' ? faulty(name, value as Method) : value,
  ]);
  return Object.fromEntries(entries) as FileSystem;
}
