// @ts-check
import { createReporter } from './reporter.mjs';

/** @param {boolean} isTTY */
function report(isTTY) {
  let text = '';
  let time = 0;
  const stream = { isTTY, columns: 40, write: (/** @type {string} */ part) => (text += part) };
  const step = createReporter(stream, () => time).step('TensorFlow');
  for (time = 0; time < 12_000; time += 1_000) step.update(`downloading ${time / 1_000} MB of very many megabytes`);
  step.done('2.21.0');
  return text;
}

describe('the reporter of steps', () => {
  it('redraws one line on a terminal, no wider than the terminal', () => {
    const text = report(true);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toMatch(/ {2}✓ TensorFlow +2\.21\.0 +12\.0 s\n$/);
    const drawn = text.split('\r\x1b[2K').slice(1, -1);
    expect(drawn.length).toBeGreaterThan(5);
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(40);
  });

  it('writes few plain lines elsewhere', () => {
    const lines = report(false).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('downloading 10 MB');
    expect(lines.join('')).not.toContain('\x1b');
  });
});
