import { exhibitSchema } from '@sightline/contracts';
import { exhibitKinds, kindOf } from './exhibit-kinds.ts';
import { exhibits } from './exhibits.fixture.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const pictures = new Map([['<img src=x>.png', PIXEL]]);

describe.each(Object.keys(exhibitKinds) as (keyof typeof exhibitKinds)[])('exhibits of the kind %s', (kind) => {
  const exhibit = exhibitSchema.parse(exhibits[kind]);
  const shown = kindOf(exhibit).show(exhibit, pictures).source;
  const { extension, text } = kindOf(exhibit).file(exhibit);

  it('show their title and note, and names from outside as text', () => {
    expect(shown).toContain(exhibit.title.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    if (exhibit.note) expect(shown).toContain(exhibit.note);
    expect(shown).not.toMatch(/<b>(?!&lt;cat&gt; →|b<)|<cat>|<img src=x|NaN|undefined|Infinity/);
  });

  it('close every element they open and give every picture words', () => {
    const open: string[] = [];
    for (const [, slash, name, rest] of shown.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>/gi)) {
      if (slash) expect(open.pop()).toBe(name);
      else if (!rest?.endsWith('/') && name !== 'img') open.push(name!);
    }
    expect(open).toEqual([]);
    for (const [image] of shown.matchAll(/<img [^>]*>/g)) expect(image).toMatch(/alt="[^"]+"/);
    for (const [svg] of shown.matchAll(/<svg class="chart"[^>]*>/g)) expect(svg).toMatch(/aria-label="[^"]+"/);
  });

  it('have a file that stands alone', () => {
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    if (extension === 'svg') expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<\/svg>\n$/);
    else expect(text).toContain(',');
  });
});

describe('a matrix', () => {
  const show = (exhibit = exhibits.matrix) => exhibitKinds.matrix.show(exhibit, pictures).source;

  it('writes each count and each fraction of the row, with a hint', () => {
    expect(show()).toContain('actual &lt;cat&gt;, predicted &quot;dog&quot;: 2 of 10 (20.00 %)');
    expect(show()).toContain('>8</text>');
    expect(show()).toContain('>80.0</text>');
  });

  it('leaves out the text of cells too small to hold it', () => {
    const names = Array.from({ length: 60 }, (_, index) => String(index));
    const counts = names.map(() => names.map(() => 1));
    const many = { ...exhibits.matrix, rows: { label: 'a', names }, columns: { label: 'b', names }, counts };
    expect(show(many)).not.toContain('class="middle cell');
  });
});

describe('curves', () => {
  const show = (exhibit: typeof exhibits.curves) => exhibitKinds.curves.show(exhibit, pictures).source;
  const line = (name: string) => ({ name, style: 'line' as const, points: [[0, 0] as [number, number]] });

  it('name what stands out in as many rows as it takes', () => {
    const rows = (names: string[]) => {
      const shown = show({ ...exhibits.curves, series: names.map(line) });
      return new Set(names.map((name) => new RegExp(`y="(\\d+)">${name}</text>`).exec(shown)?.[1])).size;
    };
    expect(rows(['one', 'two'])).toBe(1);
    expect(rows(['one identity taken for two', 'two identities taken for one'])).toBe(2);
  });

  it('draw many points small', () => {
    const points = (count: number) => {
      const each = Array.from({ length: count }, (_, index) => [index / count, 0.5] as [number, number]);
      return show({ ...exhibits.curves, series: [{ name: 'samples', style: 'points', points: each }] });
    };
    expect(points(10)).toContain('r="4.5"');
    expect(points(100)).toContain('r="2"');
  });
});

describe('a table', () => {
  it('writes numbers by their unit in a page, and as they are in a file', () => {
    const shown = exhibitKinds.table.show(exhibits.table, pictures).source;
    for (const text of ['98.75 %', '0.1235', '1,234', '–']) expect(shown).toContain(`>${text}</td>`);
    expect(exhibitKinds.table.file(exhibits.table).text.split('\n').slice(1, 3)).toEqual([
      '<cat>,0.9875,0.123456,1234',
      '"""dog""",1,,2',
    ]);
  });
});
