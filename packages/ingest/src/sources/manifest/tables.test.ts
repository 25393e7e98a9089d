import { join } from 'node:path';
import { classesOf, ingestInputSchema } from '@sightline/contracts';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openDataset } from '../../dataset/dataset.ts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';

describe('a table', () => {
  let place: Workplace;
  let images: Buffer[];
  beforeEach(async () => {
    place = await openWorkplace();
    images = await Promise.all([0, 1, 2].map((index) => greyPng([index, 9])));
    for (const [index, image] of images.entries()) await writeFiles(place.source, { [`${index}.png`]: image });
  });
  afterEach(() => place.remove());

  const read = async (name: string, content: string | Uint8Array, more: object = {}) => {
    await writeFiles(place.source, { [name]: content });
    const source = { kind: 'manifest', path: join(place.source, name), ...more };
    const { dataset } = await ingest(ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9 }), place.context);
    const { samples, quarantined, ...opened } = await openDataset(place.context.artifacts, dataset);
    return {
      lines: samples.map((sample) => `${sample.id} ${classesOf(sample).join(' ')}`),
      setAside: quarantined.map(({ path, detail }) => `${path}: ${detail}`),
      bytes: async () => (await Promise.all(samples.map((sample) => opened.read(sample)))).flat(),
    };
  };
  const usual = ['0.png cat', '1.png dog'];
  const outcome = (...from: Parameters<typeof read>): Promise<unknown> =>
    read(...from).then(
      ({ lines }) => lines,
      (error: unknown) => error,
    );

  it.each<[string, string, object?]>([
    ['file_name and class', 'file_name,class\n0.png,cat\n1.png,dog'],
    ['any case, and space', ' File Name , Category-Name\n0.png, cat\n1.png,dog '],
    ['path and label beside other names', 'path,label,image,class\n0.png,cat,x,1\n1.png,dog,y,2'],
    ['other names', 'photo,species\n0.png,cat\n1.png,dog', { columns: { path: 'photo', label: 'species' } }],
    ['names that a setting prefers', 'path,photo,label\nx,0.png,cat\ny,1.png,dog', { columns: { path: 'photo' } }],
    ['semicolons', 'path;label;size\n0.png;cat;1,5\n1.png;dog;2,5'],
    ['tabs', 'path\tlabel\r\n0.png\tcat\r\n1.png\tdog'],
    ['bars', '"path"|"label"\r0.png|cat\r1.png|dog'],
    ['commas, with semicolons in a name', 'path,label,a;b\n0.png,cat,1\n1.png,dog,2'],
    ['another separator', 'path^label\n0.png^cat\n1.png^dog', { delimiter: '^' }],
    ["Excel's line", 'sep=;\npath;label\n0.png;cat\n1.png;dog'],
    ['empty lines', '\n\npath,label\n\n0.png,cat\n\n1.png,dog\n\n'],
  ])('with %s is read', async (_, content, ...[more]) => {
    expect(await outcome('m.csv', content, more)).toEqual(usual);
  });

  it('in TSV has tabs, whatever its header holds', async () => {
    expect(await outcome('m.tsv', 'file\tlabel, or class\tclass\n0.png\tx\tcat\n1.png\ty\tdog')).toEqual(usual);
  });

  it.each<[string, [name: string, content: string], RegExp, object?]>([
    [
      'no column of paths',
      ['m.csv', 'photo,label\n0.png,cat'],
      /m\.csv has the columns "photo", "label"; none .* path of an image .*`columns: \{ path: … \}`/,
    ],
    [
      'no column of labels',
      ['m.csv', 'path,species\n0.png,cat'],
      /has the columns "path", "species"; none .* its label/,
    ],
    ['no path in any row', ['m.jsonl', '{"photo": "0.png", "label": 1}'], /has the columns "photo", "label"/],
    [
      'two names for paths',
      ['m.csv', 'file_name,image,label\na,b,c'],
      /has "file_name", "image", which may each be the path/,
    ],
    [
      'two names for labels',
      ['m.csv', 'path,class,category\na,b,c'],
      /has "class", "category", which may each be the label/,
    ],
    ['two columns of one name', ['m.csv', 'path,label,label\n0.png,cat,dog'], /has two columns called "label"/],
    [
      'a setting that names no column',
      ['m.csv', 'path,label\n0.png,cat'],
      /no column "kind", .* it has "path", "label"/,
      { columns: { label: 'kind' } },
    ],
    ['two ways to be divided', ['m.csv', 'file;x|path|y;path\n0'], /may be separated by ";" or "\|"/],
    ['a quote in a cell', ['m.csv', 'path,label\n0.png,5" nail'], /do not match near line 2\. .* is put in quotes/],
    ['a workbook', ['m.csv', 'PK\u0003\u0004'], /m\.csv is an archive or a workbook of Excel, not text\. Save it/],
    ['a Parquet that is none', ['m.parquet', 'path,label'], /m\.parquet is damaged or cut short\. Write it again\.$/],
    ['quotes that do not match', ['m.csv', 'path,label\n"0.png,cat\n1.png,dog'], /quotes that do not match near line/],
    [
      'a key twice',
      ['m.json', '[{"path": "0.png",\n"label": "cat", "label": "dog"}]'],
      /line 2: one object has the key "label" twice/,
    ],
    ['NaN', ['m.json', '[{"path": "0.png", "label": NaN}]'], /line 1: JSON has no NaN/],
  ])('with %s is refused', async (_, [name, content], message, ...[more]) => {
    expect(await outcome(name, content, more)).toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('sets aside rows whose label is not one', async () => {
    const rows = [
      { path: '0.png', label: 'cat' },
      { path: '1.png', label: ['dog'] },
      { path: '2.png', label: ['cat', 'dog'] },
      { path: '2.png', label: [0, 1, 0] },
      { path: '2.png', label: 0.5 },
      { path: '2.png', label: { name: 'cat' } },
      { path: '2.png', label: '0 1 0' },
    ];
    const rowsOfFile = [...rows.map((row) => JSON.stringify(row)), '{"path": "2.png", "label": 1, "label": 2}', '[1]'];
    const { lines, setAside } = await read('m.jsonl', rowsOfFile.join('\n'));
    expect(lines).toEqual(usual);
    expect(setAside).toEqual([
      expect.stringMatching(/row 3: label: has 2 values; one is allowed/),
      expect.stringMatching(/row 4: label: has 3 values; one is allowed\. A one-hot row/),
      expect.stringMatching(/row 5: label: must be text or a whole number from 0 \(received 0\.5\)/),
      expect.stringMatching(/row 6: label: must be text .* an object/),
      expect.stringMatching(/row 7: label: must be one value \(received "0 1 0"\)/),
      expect.stringMatching(/row 8: The row is not JSON: one object has the key "label" twice/),
      expect.stringMatching(/row 9: The row must be an object/),
    ]);
  });

  it.each<[string, string | (() => Uint8Array)]>([
    ['m.csv', 'path,label\n0.png,2\n1.png,10\n2.png,-1'],
    ['m.csv', 'path,label\n0.png,2.0\n1.png,10.0\n2.png,-1.0'],
    ['m.json', '[{"path": "0.png", "label": 2}, {"path": "1.png", "label": "10"}, {"path": "2.png", "label": -1}]'],
    [
      'm.parquet',
      () =>
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: 'path', data: ['0.png', '1.png', '2.png'], type: 'STRING' },
              { name: 'label', data: [2n, 10n, -1n], type: 'INT64' },
            ],
          }),
        ),
    ],
  ])('labels by numbers are padded, and −1 is set aside: %s %#', async (name, content) => {
    const { lines, setAside } = await read(name, typeof content === 'string' ? content : content());
    expect(lines).toEqual(['0.png 02', '1.png 10']);
    expect(setAside).toEqual([expect.stringMatching(/^2\.png: The label -1(\.0)?: classes are whole numbers from 0/)]);
  });

  it('labels of boxes may be numbers, and have the form of all labels', async () => {
    const box = { x: 0, y: 0, width: 1, height: 1 };
    const rows = [2, '10', [3], [3, 4], null].map((label, index) => ({
      path: `${index % 3}.png`,
      boxes: [{ ...box, label }],
    }));
    const { lines, setAside } = await read('m.json', JSON.stringify(rows));
    expect(lines).toEqual(['0.png 02', '1.png 10', '2.png 03']);
    expect(setAside).toEqual([
      expect.stringMatching(/row 4: boxes\.0\.label: has 2 values; one is allowed/),
      expect.stringMatching(/row 5: boxes\.0\.label: must be text/),
    ]);
  });

  it('boxes are in what `boxUnit` says, or the table is refused', async () => {
    const rowOf = (box: object) => JSON.stringify([{ path: '0.png', label: 'a', boxes: [{ label: 'x', ...box }] }]);
    const pixels = rowOf({ x: 10, y: 10, width: 50, height: 50 });
    expect(await outcome('m.json', pixels)).toMatchObject({ message: expect.stringMatching(/Are these pixels\?/) });
    const fractions = rowOf({ x: 0.1, y: 0.1, width: 0.5, height: 0.5 });
    expect(await outcome('m.json', fractions, { boxUnit: 'pixel' })).toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(/has no box of more than 1 pixel; .* fractions/),
    });
  });

  type Table = Parameters<typeof parquetWriteBuffer>[0];
  const huggingFace = (table: Table, names: readonly string[]) => {
    const features = { label: { names, _type: 'ClassLabel' }, image: { _type: 'Image' } };
    const kvMetadata = [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }];
    return new Uint8Array(parquetWriteBuffer({ ...table, rowGroupSize: 2, kvMetadata }));
  };

  it('warns of columns of boxes that are not read', async () => {
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    const text = 'filename,class,xmin,ymin,xmax,ymax\n0.png,cat,1,1,2,2\n1.png,dog,1,1,2,2\n';
    expect((await read('m.csv', text)).lines).toEqual(usual);
    expect(warnings).toEqual([expect.stringMatching(/m\.csv has "xmin", which may belong to boxes and is not read/)]);
    await read('m.csv', text, { values: ['xmin'] });
    expect(warnings).toHaveLength(1);
  });

  it('without rows says so', async () => {
    for (const text of ['', 'path,label\n'])
      expect(await outcome('m.csv', text)).toMatchObject({ message: expect.stringMatching(/m\.csv has no rows/) });
  });

  it('has several labels in a cell, separated by semicolons or bars; commas are in doubt', async () => {
    const { lines, setAside } = await read('m.csv', 'path,labels\n0.png,a;b\n1.png,a|b\n2.png,"a, b"\n');
    expect(lines).toEqual(['0.png a b', '1.png a b']);
    expect(setAside).toEqual([expect.stringMatching(/JSON list, or labels separated .*received "a, b"/)]);
  });

  it('in Parquet may hold the images, as bytes', async () => {
    const columnData: Table['columnData'] = [
      { name: 'image', data: images.map((image) => new Uint8Array(image)), type: 'BYTE_ARRAY' },
      { name: 'label', data: [1, 0, -1], type: 'INT32' },
    ];
    const table = huggingFace({ columnData }, ['cat', 'dog']);
    const { lines, setAside, bytes } = await read('train.parquet', table);
    expect(lines).toEqual(['train.parquet/00000000 dog', 'train.parquet/00000001 cat']);
    expect(await bytes()).toEqual(images.slice(0, 2));
    expect(setAside).toEqual(['train.parquet:row 3: label: is class -1; there are names for the classes 0 to 1.']);
  });

  it('in Parquet may hold the images, as Hugging Face has them', async () => {
    const table = huggingFace(
      {
        schema: [
          { name: 'root', num_children: 2 },
          { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
          { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
          { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
        ],
        columnData: [
          {
            name: 'image',
            data: [
              { bytes: new Uint8Array(images[0]!), path: 'x.png' },
              { bytes: null, path: '1.png' },
              { bytes: new Uint8Array(images[2]!), path: null },
              null,
            ],
          },
          { name: 'label', data: [0n, 1n, 1n, 0n] },
        ],
      },
      ['cat', 'dog'],
    );
    const { lines, setAside, bytes } = await read('a.parquet', table);
    expect(lines).toEqual(['1.png dog', 'a.parquet/00000000 cat', 'a.parquet/00000002 dog']);
    expect(await bytes()).toEqual([images[1], images[0], images[2]]);
    expect(setAside).toEqual([expect.stringMatching(/^a\.parquet:row 4: path: /)]);
  });
});
