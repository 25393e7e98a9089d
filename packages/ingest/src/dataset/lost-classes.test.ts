import { lostClass, remainingClasses } from './lost-classes.ts';

const boxOf = (label: string) => ({ label, x: 0, y: 0, width: 1, height: 1 });

describe('classes without samples', () => {
  it('are lost where samples have them as a whole, and where nothing is known of them', () => {
    expect(lostClass(['a', 'b'], [{ label: 'a' }], [{ label: 'b' }])).toBe('b');
    expect(lostClass(['a', 'b'], [{ labels: ['a'] }], [{ labels: ['b', 'a'] }])).toBe('b');
    expect(lostClass(['a', 'b'], [{ label: 'a' }], [])).toBe('b');
    expect(lostClass(['a', 'b'], [{ labels: ['b', 'a'] }], [{ label: 'b' }])).toBeUndefined();
  });

  it('may vanish where they are of boxes alone, and are then classes no more', () => {
    const samples = [{ boxes: [boxOf('a')] }, { boxes: [] }];
    expect(lostClass(['a', 'b'], samples, [{ boxes: [boxOf('b')] }])).toBeUndefined();
    expect(remainingClasses(['a', 'b'], samples)).toEqual(['a']);
    expect(remainingClasses(['a', 'b'], [{ label: 'a' }])).toEqual(['a', 'b']);
    expect(remainingClasses([], [{ values: { angle: 1 } }])).toEqual([]);
  });
});
