const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A length of time, as people write it: `90s`, `15m`, `6h`, `7d`. Without zod, for workflow code needs it. */
export const DURATION = /^\d{1,9}[smhd]$/;

/** @param duration as {@link DURATION} allows */
export function secondsOf(duration: string): number {
  return Number(duration.slice(0, -1)) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];
}
