import { realpath } from 'node:fs/promises';
import { openWorkplace, writeFiles } from '../../image-folder.fixture.ts';
import { locate, pathRefusal, tidyPath, twinFinder } from './safe-path.ts';

describe('a path that a source names', () => {
  it.each(['cat/1.png', 'Zoë 🦓/x.webp', 'a..b/...png', './a', 'console/1.png', 'ab:c/d.png'])('may be %j', (path) => {
    expect(pathRefusal(path)).toBeUndefined();
  });

  it.each([
    ['../secret.png', 'outside-source'],
    ['a/../../secret.png', 'outside-source'],
    ['/etc/passwd', 'outside-source'],
    ['C:/Windows/1.png', 'outside-source'],
    ['https://a.b/1.png', 'outside-source'],
    ['file:///home/1.png', 'outside-source'],
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

  it.each([
    ['a%20b.png', 'a b.png', 'Is it "a b.png"?'],
    [' c.png', 'c.png', 'Is it "c.png"?'],
    ['d', 'd.jpg', 'Is it "d.jpg"?'],
    ['e.PNG', 'e.png', 'Is it "e.png"?'],
    ['f\u00e9.png', 'fe\u0301.png', 'Is it "fe\u0301.png", whose accents have another form?'],
    ['g.png', 'h.png', "There is no such file in the source's folder."],
    ['../i', '../i.png', "There is no such file in the source's folder."],
  ])('that is missing is compared with what is there: %j', async (path, file, message) => {
    const place = await openWorkplace();
    await writeFiles(place.source, { [file]: 'x' });
    const missing = locate(await realpath(place.source), path);
    await expect(missing).rejects.toMatchObject({ reason: 'missing-file', message: expect.stringContaining(message) });
    await place.remove();
  });

  it('is tidied', () => {
    expect(tidyPath('./a//b/./c.png')).toBe('a/b/c.png');
  });
});
