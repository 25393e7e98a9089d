import { wilsonInterval } from '@sightline/tasks';
import { isJudged, warningsOf } from './judged-classes.ts';

const classOf = (name: string, recognized: number, samples: number) => {
  if (samples === 0) return { name, samples };
  return { name, samples, recall: { value: recognized / samples, interval: wilsonInterval(recognized, samples) } };
};

describe('classes of few samples', () => {
  it('can be judged from as many on as the warning says', () => {
    expect([isJudged(classOf('cat', 9, 9)), isJudged(classOf('cat', 0, 9))]).toEqual([true, true]);
    expect(isJudged(classOf('cat', 8, 8))).toBe(false);
    expect(isJudged(classOf('cat', 19, 39))).toBe(true);
    expect(isJudged(classOf('cat', 19, 38))).toBe(false);
    expect(isJudged(classOf('cat', 0, 0))).toBe(false);
  });

  it('are warned of, the smallest first', () => {
    const few = Array.from({ length: 7 }, (_, index) => classOf(`c${index}`, 0, 6 - index));
    const many = classOf('many', 250, 500);
    expect(warningsOf([...few, many], 'test')).toEqual([
      expect.stringMatching(/^7 of 8 classes have too few test samples .*: "c6" \(0\), .*"c2" \(4\), and 2 more\. /),
    ]);
    expect(warningsOf([many], 'test')).toEqual([]);
  });
});
