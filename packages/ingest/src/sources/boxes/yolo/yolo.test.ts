import { openWorkplace, type Workplace, writeFiles } from '../../../image-folder.fixture.ts';
import { imageOfBoxes, ingestFiles } from '../boxes.fixture.ts';
import { boxOfLine } from './yolo-line.ts';

describe('YOLO', () => {
  let place: Workplace;
  let image: Buffer;
  beforeEach(async () => {
    place = await openWorkplace();
    image = await imageOfBoxes();
  });
  afterEach(() => place.remove());

  const read = (files: Record<string, Uint8Array | string>, more: object = {}) =>
    ingestFiles(place, { kind: 'yolo', ...more }, { 'data.yaml': 'names: [cat, dog]', ...files });
  const annotated = async (...from: Parameters<typeof read>) =>
    (await read(...from)).annotated.map(({ id, classes, split }) => [id, classes, split].filter(Boolean).join(' '));
  const refusal = (files: Record<string, Uint8Array | string>): Promise<unknown> =>
    read(files).then(
      () => undefined,
      (error: unknown) => error,
    );
  const cat = '0 0.5 0.5 0.4 0.2';
  const dog = '1 0.5 0.5 0.4 0.2';

  const names = new Map([
    [0, 'cat'],
    [5, 'dog'],
  ]);
  it.each<[string, number | undefined, object | RegExp]>([
    ['5 0.5 0.5 0.5 0.25', undefined, { label: 'dog', x: 0.25, y: 0.375, width: 0.5, height: 0.25 }],
    ['\t5.0\t0.5  0.5 0.5 0.25\t', undefined, { label: 'dog', width: 0.5 }],
    ['0 0.5 0.5 0 0.5', undefined, { width: 0, x: 0.5 }],
    ['0 0.25 0.25 0.75 0.25 0.5 0.5', undefined, { x: 0.25, y: 0.25, width: 0.5, height: 0.25 }],
    ['0 0.25 0.25 0.75 0.25 0.75 0.5 0.25 0.5', undefined, { x: 0.25, y: 0.25, width: 0.5, height: 0.25 }],
    ['0 0.5 0.5 0.5 0.25 0.1 0.1 0.9 0.9', 4, { x: 0.25, y: 0.375, width: 0.5, height: 0.25 }],
    ['0 0.5 0.5 0.5 0.25 0.1 0.1 2 0.9 0.9 0', 6, { x: 0.25, y: 0.375, width: 0.5, height: 0.25 }],
    ['0 0.5 nan 0.5 0.25', undefined, /^It has "nan", which is not a number/],
    ['0 0x1 0.5 0.5 0.25', undefined, /^It has "0x1", which is not a number/],
    ['0;0.5;0.5;0.5;0.25', undefined, /^It has a comma or a semicolon/],
    ['0 0.5 0.5 0.2 0.2 0.9 1', undefined, /^It may be a box with its confidence and the number of a track/],
    ['0 0.5 0.5 0.2 0.2 0.9 1.0', undefined, { x: 0.2 }],
    ['0 0.5 0.5 0.4 0.4 0.4 0.4 2 0.6 0.6 1', undefined, /^It may be a box with keypoints.*kpt_shape: \[2, 3\]/],
    ['0 0.5 0.5 0.5 0.25', 4, /^4 values after the class; kpt_shape in data\.yaml needs 8 numbers/],
    ['0 0.5 0.5 0.5 0.25 0.1 0.1 2', 6, /^7 values after the class; kpt_shape .* needs 10/],
    ['0 0.5 0.5 0.5 0.25 0.9', undefined, /^5 values .* Is the last one a confidence\?/],
    ['0 0.5 0.5 0.5 0.25 0.1 0.1 2 0.9 0.9 1 0.1 0.1', undefined, /^12 values|has the number 2/],
    ['0 0.5 0.5 0.5 0.25 0.1 0.1 2', undefined, /^7 values .* data\.yaml needs kpt_shape/],
    ['0', undefined, /^0 values/],
    ['-1 0.5 0.5 0.5 0.25', undefined, /^data\.yaml has no name for class -1\./],
    ['1 0.5 0.5 0.5 0.25', undefined, /no name for class 1\./],
    ['0.5 0.5 0.5 0.5 0.25', undefined, /no name for class 0\.5\./],
    ['cat 0.5 0.5 0.5 0.25', undefined, /no name for class cat\./],
    ['0,0.5,0.5,0.5,0.25', undefined, /^It has a comma or a semicolon/],
    ['0 0,5 0,5 0,4 0,2', undefined, /^It has a comma or a semicolon/],
    ['0 320 240 64 48', undefined, /has the number 320; fractions of the image, .* pixels\?/],
    ['0 1.2 0.5 0.1 0.5', undefined, /has the number 1\.2/],
    ['0 0.5 0.5 -0.4 0.2', undefined, /has the number -0\.4/],
  ])('a line is read as its format means it, or refused: %s', (line, keypointValues, expected) => {
    const result = boxOfLine(line, { names, keypointValues });
    if (expected instanceof RegExp) expect(result).toMatch(expected);
    else expect(result).toMatchObject(expected);
  });

  it('takes the boxes of poses, whose shape data.yaml gives', async () => {
    const pose = '0 0.5 0.5 0.4 0.2 0.35 0.45 0.45 0.45 0.55 0.55 0.65 0.55';
    const files = { 'data.yaml': 'kpt_shape: [4, 2]\nnames: [mouse]', 'images/0.png': image, 'labels/0.txt': pose };
    const result = await read({ ...files, 'images/1.png': image, 'labels/1.txt': cat });
    expect(result.annotated[0]?.boxes).toEqual([{ label: 'mouse', x: 0.3, y: 0.4, width: 0.4, height: 0.2 }]);
    expect(result.quarantined).toEqual([expect.stringMatching(/labels\/1\.txt:1: 4 values .* needs 12 numbers/)]);
  });

  it('sets aside files that are not images, and texts without one, but no name lists or tool files', async () => {
    const { annotated: kept, quarantined } = await read({
      'images/0.png': image,
      'labels/0.txt': cat,
      'images/1.psp': 'BM',
      'labels/1.txt': dog,
      'labels/2.txt': dog,
      'labels/classes.txt': 'cat\ndog',
      'labels/train.cache': '',
      'images/Thumbs.db': '',
      'images/.hidden': '',
      'README.txt': '',
    });
    expect(kept.map(({ id }) => id)).toEqual(['images/0.png']);
    expect(quarantined).toEqual([
      expect.stringMatching(/^images\/1\.psp not-an-image Its name is not that of an image/),
      'labels/2.txt missing-file There is no image of this text.',
    ]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['another name', { 'label/0.txt': cat, 'label/1.txt': dog }, /none of its 2 images has a text\. .* 2 in label\//],
    [
      'upper case',
      { 'Labels/0.txt': cat },
      /labels\/0\.txt and images\/0\.txt\. There are texts elsewhere: 1 in Labels\//,
    ],
    ['other names of texts', { 'labels/a.txt': cat }, /1 in labels\//],
    ['none', {}, /There are no texts elsewhere/],
  ])('without a text for any image is refused, with where texts are: %s', async (_, texts, message) => {
    const files: Record<string, Uint8Array | string> = { 'images/0.png': image, 'images/1.png': image, ...texts };
    expect(await refusal(files)).toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('in which one folder has no texts is refused where these are elsewhere, else warned of', async () => {
    const files = { 'images/train/0.png': image, 'labels/train/0.txt': cat, 'images/val/1.png': image };
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    expect((await read(files)).annotated).toMatchObject([{ classes: 'cat' }, { classes: '' }]);
    expect(warnings).toEqual([expect.stringMatching(/none of the 1 images in images\/val has a text; they count as/)]);
    expect(await refusal({ ...files, 'label/val/1.txt': dog })).toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(
        /none of its 1 images has a text\. That of images\/val\/1\.png .* 1 in label\/val\//,
      ),
    });
  });

  it('without images says what is there', async () => {
    const files = { 'train/a.jpeg2': '', 'labels/a.txt': cat };
    expect(await refusal(files)).toMatchObject({
      code: 'ingest/empty-source',
      message: expect.stringMatching(/no folder called "images" that holds images, and no image .* It holds 3 files/),
    });
  });

  it('finds texts beside the images', async () => {
    const files = {
      'train/a.png': image,
      'train/a.txt': cat,
      'val/b.png': image,
      'val/b.txt': dog,
      'val/c.png': image,
    };
    expect(await annotated(files)).toEqual([
      'train/a.png cat train',
      'val/b.png dog validation',
      'val/c.png validation',
    ]);
    expect(await annotated({ 'images/a.png': image, 'images/a.txt': cat })).toContain('images/a.png cat');
  });

  it.each<[string, string, string[]]>([
    ['folders', 'path: ../datasets/set\ntrain: images/a\nval: images/b', ['train', 'validation']],
    [
      'folders with a base of another machine',
      'path: /home/me/set\ntrain: images/a\ntest: images/b',
      ['train', 'test'],
    ],
    ['folders as Roboflow has them', 'train: ../images/a\nval: ../images/b', ['train', 'validation']],
    ['a list of folders', 'train: [images/a, images/b]', ['train', 'train']],
    ['files of paths', 'train: a.txt\nval: lists/b.txt', ['train', 'validation']],
    ['absolute folders', 'train: /home/me/set/images/a\nval: C:\\set\\images\\b', ['train', 'validation']],
    ['one folder in two splits', 'train: images/a\nval: [images/a, images/b]', ['', 'validation']],
  ])('takes splits from data.yaml: %s', async (_, keys, splits) => {
    const files = {
      'data.yaml': `names: [cat, dog]\n${keys}`,
      'images/a/1.png': image,
      'labels/a/1.txt': cat,
      'images/b/2.png': image,
      'labels/b/2.txt': dog,
      'a.txt': './images/a/1.png\r\n',
      'lists/b.txt': '/home/me/set/images/b/2.png\n',
    };
    expect(await annotated(files)).toEqual([
      `images/a/1.png cat ${splits[0]}`.trim(),
      `images/b/2.png dog ${splits[1]}`.trim(),
    ]);
  });

  it('takes images that only a list names, and sets aside those that are not there', async () => {
    const files = {
      'data.yaml': 'names: [cat, dog]\ntrain: train.txt\nval: gone',
      'train.txt': 'photos/1.png\nphotos/2.png',
    };
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    const result = await read({ ...files, 'photos/1.png': image, 'photos/1.txt': cat });
    expect(result.annotated).toMatchObject([{ id: 'photos/1.png', classes: 'cat', split: 'train' }]);
    expect(result.quarantined).toEqual(['photos/2.png missing-file train.txt lists it, and it is not in the source.']);
    expect(warnings).toEqual([expect.stringMatching(/data\.yaml names gone, which is not there/)]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['numbers', { 'data.yaml': 'names: [0, 1]' }, ['0', '1']],
    ['a map', { 'data.yaml': 'names:\n  0: cat\n  1: dog\nnc: 2' }, ['cat', 'dog']],
    ['a mark', { 'data.yaml': '\ufeffnames: [cat, dog]\r\n' }, ['cat', 'dog']],
    ['as they are written', { 'data.yaml': 'names: [1.10, no]\nnc: "2"\ntrain:\nval: null' }, ['1.10', 'no']],
    ['a list beside', { 'data.yaml': 'nc: 2', 'classes.txt': 'cat\r\ndog\r\n' }, ['cat', 'dog']],
  ])('has names of classes: %s', async (_, files, labels) => {
    const sources = { 'images/0.png': image, 'labels/0.txt': cat, 'images/1.png': image, 'labels/1.txt': dog };
    expect((await read({ ...sources, ...files })).annotated.map(({ classes }) => classes)).toEqual(labels);
  });

  it('is refused where all lines mean something else', async () => {
    expect(await refusal({ 'images/0.png': image, 'labels/0.txt': '0 0.6 0.6 0.9 0.9' })).toMatchObject({
      code: 'ingest/invalid-source',
    });
  });

  it('says where data.yaml is, when it lies deeper', async () => {
    await writeFiles(place.source, { 'set/data.yaml': 'names: [cat]', 'set/images/0.png': image });
    await expect(ingestFiles(place, { kind: 'yolo' }, {})).rejects.toMatchObject({
      message: expect.stringMatching(/There is set\/data\.yaml: is the path .*\/set\?$/),
    });
  });

  it('has names of classes: only a list', async () => {
    await writeFiles(place.source, { 'obj.names': 'cat\ndog' });
    const files = { 'images/0.png': image, 'labels/0.txt': dog };
    expect((await ingestFiles(place, { kind: 'yolo' }, files)).annotated).toMatchObject([{ classes: 'dog' }]);
  });

  it.each([
    ['nc: 3\nnames: [cat, dog]', /has nc: 3, but 2 names/],
    ['names: [cat, dog, cat]', /calls two classes "cat", 0 and 2/],
    ['names: {a: cat}', /"names" has the key a/],
    ['names: [cat, ]]', /is not understood\. Line 1 is not YAML/],
    ['names: [cat, ]\nnc: two', /is not understood\..*nc: must be a whole number/],
    ['names: [cat, ""]', /is not understood\..*names/],
    ['names: coco.names', /is not understood/],
    ['names: [cat]\nkpt_shape: 17', /is not understood\..*kpt_shape/],
  ])('is refused where data.yaml is in doubt: %s', async (yaml, message) => {
    expect(await refusal({ 'data.yaml': yaml, 'images/0.png': image, 'labels/0.txt': cat })).toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });
});
