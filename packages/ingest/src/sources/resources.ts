import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceListing } from './source.ts';

/** What a listing holds on to until it is closed. */
export interface Resources {
  /** An empty folder of its own. */
  folder(): Promise<string>;
  /** Has something done when the listing is closed. */
  onClose(action: () => Promise<void>): void;
}

/** Makes a listing that holds on to files or temporary folders; they are let go of when it is closed, or at once when `list` fails. */
export async function withResources(list: (resources: Resources) => Promise<SourceListing>): Promise<SourceListing> {
  const actions: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const action of actions.splice(0).toReversed()) await action();
  };
  const onClose = (action: () => Promise<void>) => void actions.push(action);
  const folder = async () => {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'sightline-source-')));
    onClose(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  try {
    const listing = await list({ folder, onClose });
    const { close: inner } = listing;
    if (inner) onClose(inner);
    return { ...listing, close };
  } catch (error) {
    await close();
    throw error;
  }
}
