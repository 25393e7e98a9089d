import type { OpenContext, SourceListing } from './source.ts';
import { makeTemporaryFolder, removeFolder } from './files/temporary-folders.ts';

/** What a listing is made with, and holds on to until it is closed. */
export interface Resources extends Pick<OpenContext, 'signal' | 'progress' | 'logger'> {
  /** A new, empty folder. */
  folder(): Promise<string>;
  /** Has something done when the listing is closed. */
  onClose(action: () => Promise<void>): void;
}

/**
 * Makes a listing that holds on to files or temporary folders; they are let go of when it is closed, or at once when
 * `list` fails.
 */
export async function withResources(
  { signal, progress, logger }: OpenContext,
  list: (resources: Resources) => Promise<SourceListing>,
): Promise<SourceListing> {
  const actions: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const action of actions.splice(0).toReversed()) await action();
  };
  const onClose = (action: () => Promise<void>) => void actions.push(action);
  const folder = async () => {
    const path = await makeTemporaryFolder();
    onClose(() => removeFolder(path));
    return path;
  };
  try {
    const listing = await list({ folder, onClose, signal, progress, logger });
    const { close: inner } = listing;
    if (inner) onClose(inner);
    return { ...listing, close };
  } catch (error) {
    await close();
    throw error;
  }
}
