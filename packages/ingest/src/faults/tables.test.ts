import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingestInChild } from './child.fixture.ts';
import { goodImages, ingestAll, wholeArtifacts } from './fault.fixture.ts';

describe('F28 a table with formulas and oversize lines', () => {
  const MOST_GROWTH = 100_000_000;
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    await writeFiles(place.source, await goodImages());
  });
  afterEach(() => place.remove());

  const rows = ['path,label', 'cat/000.png,a', 'dog/000.png,b'];
  const read = async (lines: readonly string[]) => {
    await writeFiles(place.source, { 'm.csv': lines.join('\n') });
    return ingestAll(place, { kind: 'manifest', path: `${place.source}/m.csv` });
  };

  it('keeps a formula as text: nothing evaluates it', async () => {
    const formulas = ['=HYPERLINK("http://x")', "@SUM(1+1)*cmd|' /C calc'!A0", '+1+1', '-2'];
    const cells = formulas.map((formula, index) => `cat/00${index % 3}.png,"${formula.replaceAll('"', '""')}"`);
    const { labels } = await read([rows[0]!, ...cells.slice(0, 3), `dog/001.png,"${formulas[3]}"`]);
    expect(labels).toEqual([...formulas].sort());
  });

  it('sets aside a row with too many or too few cells, and an image whose path is a formula', async () => {
    const { quarantined, samples } = await read([...rows, 'cat/001.png', 'cat/002.png,b,c', '=1+1,a']);
    expect(samples).toHaveLength(2);
    expect(quarantined.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      '=1+1: missing-file',
      'm.csv:row 3: invalid-annotation',
      'm.csv:row 4: invalid-annotation',
    ]);
  });

  it.each([
    ['m.csv', `path,label\n"${'x'.repeat(50_000_000)}`, /m\.csv has a line of more than 1000000 bytes/],
    ['m.csv', `path,label\n${'x'.repeat(50_000_000)}`, /m\.csv has a line of more than 1000000 bytes/],
    ['m.csv', `path${',x'.repeat(25_000_000)}\n`, /m\.csv has a line of more than 1000000 bytes/],
    ['m.jsonl', 'x'.repeat(50_000_000), /has a line of more than 1000000 bytes/],
  ])('is refused whole at a line of 50 MB, in little memory: %s %#', async (name, content, message) => {
    await writeFiles(place.source, { [name]: content });
    const started = performance.now();
    const source = { kind: 'manifest', path: `${place.source}/${name}` };
    const { error, growth } = await ingestInChild(place.root, { source });
    expect(error).toMatchObject({ code: 'ingest/invalid-source', message: expect.stringMatching(message) });
    expect(growth).toBeLessThan(MOST_GROWTH);
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(await wholeArtifacts(place)).toEqual([]);
  });

  it('takes an image after a comment that is long, but a row may be', async () => {
    const data = await greyPng([3, 4]);
    await writeFiles(place.source, { 'cat/long.png': data });
    const { samples } = await read(['path,label,note', 'cat/000.png,a,', `cat/long.png,b,${'n'.repeat(900_000)}`]);
    expect(samples.map(({ id }) => id)).toEqual(['cat/000.png', 'cat/long.png']);
  });
});
