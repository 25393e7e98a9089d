import { availableParallelism } from 'node:os';

/**
 * Threads within one operation, and operations at once: `TF_NUM_INTRAOP_THREADS` and `TF_NUM_INTEROP_THREADS`, by
 * default the CPUs that this process may use.
 */
export function threads(): { intraOp: number; interOp: number } {
  return { intraOp: threadsOf('TF_NUM_INTRAOP_THREADS'), interOp: threadsOf('TF_NUM_INTEROP_THREADS') };
}

function threadsOf(variable: string): number {
  return Number(process.env[variable]) || availableParallelism();
}
