import { pathRefusal, tidyPath, twinFinder } from './safe-path.ts';

describe('a path that a source names', () => {
  it.each(['cat/1.png', 'Zoë 🦓/x.webp', 'a..b/...png', './a', 'console/1.png', 'ab:c/d.png'])('may be %j', (path) => {
    expect(pathRefusal(path)).toBeUndefined();
  });

  it.each([
    ['../secret.png', 'outside-source'],
    ['a/../../secret.png', 'outside-source'],
    ['/etc/passwd', 'outside-source'],
    ['C:/Windows/1.png', 'outside-source'],
    ['..\\secret.png', 'unsafe-path'],
    ['a.png\0.txt', 'unsafe-path'],
    ['a\n.png', 'unsafe-path'],
    ['a/NUL', 'unsafe-path'],
    ['a/com1.png', 'unsafe-path'],
    ['é'.repeat(128), 'unsafe-path'],
  ])('must not be %j', (path, reason) => {
    expect(pathRefusal(path)).toMatchObject({ reason, detail: expect.stringMatching(/\.$/) });
  });

  it('means one file: a twin in another case or form of accents is found', () => {
    const twin = twinFinder();
    expect(['a/é.png', 'a/é.png', 'b/é.png'].map(twin)).toEqual([undefined, undefined, undefined]);
    expect(twin('a/e\u0301.png')).toMatchObject({
      reason: 'unsafe-path',
      detail: expect.stringContaining('"a/é.png"'),
    });
    expect(twin('A/é.PNG')).toMatchObject({ reason: 'unsafe-path' });
  });

  it('is tidied', () => {
    expect(tidyPath('./a//b/./c.png')).toBe('a/b/c.png');
  });
});
