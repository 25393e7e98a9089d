import { type InstallProgress, type OnProgress, STEP_LABELS } from './progress.ts';

const REDRAW_MS = 50;

/**
 * Prints an installation as lines: one per step, whose last is redrawn in place on a terminal. Its own, because
 * `sightline-native` is installed without the command line, whose status line does more than an installation needs.
 */
export function progressPrinter(stream: NodeJS.WriteStream): OnProgress {
  let step = '';
  let drawnAt = 0;
  return (progress) => {
    const title = `${progress.part.padEnd(11)} ${progress.skipped ? 'already there' : STEP_LABELS[progress.step]}`;
    const isNew = title !== step;
    if (!stream.isTTY) {
      if (isNew) stream.write(`${title}\n`);
    } else if (isNew || Date.now() - drawnAt >= REDRAW_MS) {
      stream.write(`${isNew ? (step === '' ? '' : '\n') : '\r'}${title}${amount(progress)}`);
      drawnAt = Date.now();
    }
    step = title;
  };
}

function amount({ done, total }: InstallProgress): string {
  if (done === undefined) return '';
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return total === undefined ? ` ${megabytes(done)} MB` : ` ${megabytes(Math.min(done, total))}/${megabytes(total)} MB`;
}
