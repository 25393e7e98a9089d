import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArtifactError } from '../errors.ts';
import type { ByteBackend } from './byte-backend.ts';
import { isLeftover, temporaryPrefix } from './leftovers.ts';

/** There while a sweep removes objects. It names the process that does. */
const KEY = 'sweep/lease';
const RENEW_MS = 5_000;
/** After so long without a sign of life a sweep counts as dead: its machine is off. */
const LAPSE_MS = 60_000;
const POLL_MS = 250;
/** What was written or refreshed since then is recent enough. It must be far less than what every sweep spares. */
const FRESH_MS = 600_000;

/** The right to remove objects of a store, for which all that could come to rely on them waits. */
export interface SweepLease {
  /** To be called before each removal. @throws ArtifactError `artifacts/conflict` when the lease was lost */
  hold(): Promise<void>;
  release(): Promise<void>;
}

/** @throws ArtifactError `artifacts/conflict` while another process has it */
export async function takeSweepLease(backend: ByteBackend): Promise<SweepLease> {
  const mine = temporaryPrefix('sweep') + randomUUID();
  const isMine = async () => (await backend.read(KEY))?.toString() === mine;
  if (!(await backend.create(KEY, mine))) {
    if (await isSweepUnderWay(backend)) throw taken();
    await backend.remove(KEY);
    const isCreated = await backend.create(KEY, mine);
    // Of two that remove the lease of a dead sweep at once, the later removes that of the earlier.
    await sleep(POLL_MS);
    if (!isCreated || !(await isMine())) throw taken();
  }
  let renewedAt = Date.now();
  return {
    async hold() {
      const now = Date.now();
      if (now - renewedAt < RENEW_MS) return;
      if (now - renewedAt > LAPSE_MS / 2 || !(await isMine())) throw lost();
      await backend.write(KEY, mine);
      renewedAt = now;
    },
    async release() {
      if (await isMine()) await backend.remove(KEY);
    },
  };
}

/**
 * Waits while a sweep removes objects. To be called after writing what is to be kept, or after refreshing what was
 * found: a sweep that begins later sees it. One that has begun may not have, so that what was written or found must be
 * looked at again.
 *
 * @returns whether there was one
 */
export async function waitForSweep(
  backend: ByteBackend,
  { signal, onWait }: { signal?: AbortSignal; onWait?: () => void } = {},
): Promise<boolean> {
  let waits = 0;
  while (await isSweepUnderWay(backend)) {
    signal?.throwIfAborted();
    if (waits++ === 0) onWait?.();
    await sleep(POLL_MS);
  }
  return waits > 0;
}

/** Writes an object again that is not recent, so that a sweep spares it. */
export async function refresh(backend: ByteBackend, key: string): Promise<void> {
  const facts = await backend.describe(key);
  if (!facts || Date.now() - facts.modifiedAt.getTime() < FRESH_MS) return;
  const bytes = await backend.read(key);
  if (bytes) await backend.write(key, bytes);
}

async function isSweepUnderWay(backend: ByteBackend): Promise<boolean> {
  const facts = await backend.describe(KEY);
  if (!facts || Date.now() - facts.modifiedAt.getTime() > LAPSE_MS) return false;
  const holder = (await backend.read(KEY))?.toString();
  return holder !== undefined && !isLeftover(holder, 'sweep');
}

function taken(): ArtifactError {
  return new ArtifactError(
    'artifacts/conflict',
    'Another clean-up of this store is at work. Wait until it has ended, then look at what is left.',
  );
}

function lost(): ArtifactError {
  return new ArtifactError(
    'artifacts/conflict',
    'The clean-up was held up for so long that others no longer wait for it. What it has removed so far was not ' +
      'needed; run it again for the rest.',
  );
}
