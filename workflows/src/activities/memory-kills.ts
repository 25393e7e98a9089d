import { readFileSync } from 'node:fs';

/**
 * How many processes the kernel has ended since it started because memory was short. Linux counts them; 0 elsewhere.
 * https://docs.kernel.org/admin-guide/mm/concepts.html#oom-killer
 */
export function memoryKills(): number {
  try {
    return Number(/^oom_kill (?<count>\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.groups?.['count'] ?? 0);
  } catch {
    return 0;
  }
}
