// @ts-check
import { STEP_LABELS } from '@sightline/native';
import { createReporter } from '../reporter.mjs';
import { createPartLines } from './native.mjs';

/** @param {import('./native.mjs').InstallProgress[]} events */
function report(events) {
  let text = '';
  const lines = createPartLines(
    createReporter({ write: (part) => (text += part) }, () => 0),
    STEP_LABELS,
  );
  for (const event of events) lines.onProgress(event);
  lines.end();
  return text.trimEnd().split('\n');
}

describe('the lines of the native parts', () => {
  it('are one per part, and distinguish what was done from what was found', () => {
    expect(
      report([
        { part: 'tensorflow', step: 'download', done: 1, total: 2 },
        { part: 'tensorflow', step: 'unpack' },
        { part: 'binding', step: 'compile', skipped: true },
      ]),
    ).toEqual([expect.stringMatching(/✓ TensorFlow +installed/), expect.stringMatching(/✓ binding +up to date/)]);
  });
});
