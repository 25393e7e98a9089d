import { lineDoubts } from './line-doubts.ts';

const problem = (lines: readonly string[], isPose = false) => {
  const doubts = lineDoubts(isPose);
  for (const line of lines) doubts.add(line.split(' ').map(Number));
  return doubts.problem();
};
const corners = ['0.5 0.5 0.9 0.9', '0.6 0.4 0.95 0.8', '0.1 0.1 0.3 0.3'];
const poses = ['0.5 0.5 0.4 0.4 0.4 0.4 0.6 0.6 0 0', '0.5 0.5 0.2 0.2 0.45 0.45 0.55 0.55 0.5 0.5'];

describe('all lines of a set', () => {
  it('are in doubt where they are two corners', () => {
    expect(problem(corners)).toMatch(/fit as x and y of two corners/);
    expect(
      problem(
        corners.map((line) => `${line} 0.5 0.5`),
        true,
      ),
    ).toMatch(/two corners/);
    expect(problem([...corners, '0.9 0.9 0.1 0.1'])).toBeUndefined();
    expect(problem([...corners, '0.1 0.2 0.3 0.2 0.1 0.4'])).toBeUndefined();
  });

  it('are in doubt where they are boxes with keypoints', () => {
    expect(problem(poses)).toMatch(/kpt_shape: \[3, 2\]/);
    expect(problem(poses, true)).toBeUndefined();
    expect(problem([...poses, '0.5 0.5 0.4 0.4 0.9 0.9 0.6 0.6 0 0'])).toBeUndefined();
    expect(problem([...poses, '0.1 0.2 0.3 0.2 0.1 0.4'])).toBeUndefined();
  });

  it('are what they should be', () => {
    expect(problem([])).toBeUndefined();
    expect(problem(['0.5 0.5 1 1', '0.2 0.2 0.1 0.1'])).toBeUndefined();
    expect(problem(['0.5 0.1 0.9 0.5 0.5 0.9 0.1 0.5 0.3 0.3'])).toBeUndefined();
  });
});
