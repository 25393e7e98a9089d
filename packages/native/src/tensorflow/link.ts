import { lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';

/** Makes `path` a symbolic link to `target`, replacing whatever is there; atomically where that is a link already. */
export function linkFolder(target: string, path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink() && readlinkSync(path) === target) return;
  mkdirSync(dirname(path), { recursive: true });
  if (stats && !stats.isSymbolicLink()) rmSync(path, { recursive: true, force: true });
  const draft = `${path}.${process.pid}.${threadId}`;
  rmSync(draft, { force: true });
  symlinkSync(target, draft);
  renameSync(draft, path);
}
