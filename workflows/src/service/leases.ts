import { errorCodeOf, messageOf } from '@sightline/contracts';
import type { Holder } from './control.ts';
import type { ServiceState } from './control-messages.ts';
import { WorkflowsError } from '../errors.ts';
import type { SupervisedWorker } from './supervise-worker.ts';

/** Whoever started a service asks for a lease within this time. */
const FIRST_LEASE_MS = 15_000;

export interface Leases {
  take(holder: Holder): void;
  /** Tells all holders. */
  note(text: string): void;
  state(): Pick<ServiceState, 'leases' | 'worker'>;
  /** Resolves when the last one has ended. */
  readonly over: Promise<void>;
  /** Takes no more, and ends the worker. */
  close(): Promise<void>;
}

/**
 * Keeps a worker for as long as somebody holds a lease on one.
 *
 * @param options.address of the Temporal server, once it answers
 */
export function createLeases({
  address,
  startWorker,
}: {
  address: Promise<string>;
  startWorker: () => Promise<SupervisedWorker>;
}): Leases {
  const holders = new Set<Holder>();
  const some = (key: 'worker' | 'lasting') => [...holders].some(({ wants }) => wants[key]);
  let worker: SupervisedWorker | undefined;
  // Whoever asks receives the error.
  address.catch(() => undefined);
  let isOver = false;
  let end: () => void;
  const over = new Promise<void>((resolve) => {
    end = () => {
      isOver = true;
      resolve();
    };
  });
  const unused = setTimeout(() => holders.size === 0 && end(), FIRST_LEASE_MS);

  // One thing after another: a worker that ends is gone before the next one is started.
  let turn = Promise.resolve();
  const inTurn = (step: () => Promise<void>) => (turn = turn.then(step));
  const endWorker = async () => {
    await worker?.close();
    worker = undefined;
  };

  const provide = async ({ wants, tell }: Holder) => {
    try {
      const answer = { type: 'ready', address: await address, startedWorker: wants.worker && !worker } as const;
      if (wants.address !== undefined && wants.address !== answer.address)
        throw otherServer(wants.address, answer.address);
      if (answer.startedWorker) worker = await startWorker();
      tell(answer);
    } catch (error) {
      tell({ type: 'failed', code: errorCodeOf(error) ?? 'workflows/service-failed', message: messageOf(error) });
    }
  };
  const leave = async (holder: Holder) => {
    holders.delete(holder);
    // The connection of the last one ends with this process.
    if (holders.size === 0) return end();
    if (!some('worker')) await endWorker();
    holder.release();
  };

  return {
    take(holder) {
      if (isOver) return holder.tell({ type: 'ending' });
      holders.add(holder);
      void inTurn(() => provide(holder));
      void holder.left.then(() => inTurn(() => leave(holder)));
    },
    note(text) {
      for (const holder of holders) holder.tell({ type: 'note', text });
    },
    state: () => ({
      leases: holders.size,
      worker: some('lasting') ? 'lasting' : some('worker') ? 'of-a-command' : 'none',
    }),
    over,
    async close() {
      clearTimeout(unused);
      end();
      await inTurn(endWorker);
    },
  };
}

function otherServer(wanted: string, address: string): WorkflowsError {
  return new WorkflowsError(
    'workflows/other-server',
    `TEMPORAL_ADDRESS is ${wanted}, but the commands that use this home now are connected to ${address}. Unset ` +
      `TEMPORAL_ADDRESS to join them, end them first (process ${process.pid} serves them), or set SIGHTLINE_HOME to ` +
      'another folder.',
  );
}
