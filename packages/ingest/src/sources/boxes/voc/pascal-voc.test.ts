import { openWorkplace, type Workplace } from '../../../image-folder.fixture.ts';
import { imageOfBoxes, ingestFiles, vocObject } from '../boxes.fixture.ts';

describe('Pascal VOC', () => {
  let place: Workplace;
  let image: Buffer;
  beforeEach(async () => {
    place = await openWorkplace();
    image = await imageOfBoxes();
  });
  afterEach(() => place.remove());

  const read = (files: Record<string, Uint8Array | string>, more: object = {}) =>
    ingestFiles(place, { kind: 'pascal-voc', ...more }, files);
  const dog = vocObject('dog', [1, 1, 5, 4]);
  const xmlOf = (filename: string, objects = dog, size = '') =>
    `<annotation><filename>${filename}</filename>${size}${objects}</annotation>`;
  const labels = async (xml: string | Uint8Array, more?: object) =>
    (await read({ 'a.png': image, 'a.xml': xml, 'b.png': image, 'b.xml': xmlOf('b.png') }, more)).annotated[0]?.classes;

  it('expands what XML itself defines, in labels and file names', async () => {
    const { annotated, quarantined } = await read({
      'JPEGImages/salt & <pepper>.png': image,
      'Annotations/1.xml': xmlOf(
        'salt &amp; &lt;pepper&gt;.png',
        vocObject('B&amp;W &#233;&#xE9; &quot;&apos;', [1, 1, 5, 4]),
      ),
      'JPEGImages/2.png': image,
      'Annotations/2.xml': xmlOf('2.png', vocObject('<![CDATA[B&W &amp; cat]]>', [1, 1, 5, 4])),
      'JPEGImages/3.png': image,
      'Annotations/3.xml': xmlOf('3.png', vocObject('&amp;amp;<!-- a comment -->', [1, 1, 5, 4])),
    });
    expect(quarantined).toEqual([]);
    expect(annotated.map(({ id, classes }) => `${id}: ${classes}`)).toEqual([
      'JPEGImages/2.png: B&W &amp; cat',
      'JPEGImages/3.png: &amp;',
      `JPEGImages/salt & <pepper>.png: B&W éé "'`,
    ]);
  });

  it.each([
    ['&nbsp;', /"&nbsp;" is not expanded: only &amp;/],
    ['&file;', /"&file;" is not expanded/],
    ['&constructor;', /"&constructor;" is not expanded/],
    ['&#0;', /"&#0;" is not expanded/],
    ['&#xD800;', /is not expanded/],
    ['&#x110000;', /is not expanded/],
    ['AT&T', /The XML is not understood: it is not well-formed at line 1/],
  ])('sets aside an annotation with other entities: %s', async (name, message) => {
    const entities = '<!DOCTYPE a [<!ENTITY file "x"><!ENTITY nbsp "x">]>';
    const { quarantined } = await read({
      'a.png': image,
      'a.xml': `${entities}${xmlOf('a.png', vocObject(name, [1, 1, 5, 4]))}`,
      'b.png': image,
      'b.xml': xmlOf('b.png'),
    });
    expect(quarantined).toEqual([expect.stringMatching(message)]);
  });

  it('is read in the encoding that its declaration, its mark or the source says', async () => {
    const cat = (declaration: string) => `${declaration}${xmlOf('a.png', vocObject('Zoë', [1, 1, 5, 4]))}`;
    const latin1 = '<?xml version="1.0" encoding="ISO-8859-1"?>';
    const utf16 = '<?xml version="1.0" encoding="utf-16"?>';
    expect(await labels(Buffer.from(cat(latin1), 'latin1'))).toBe('Zoë');
    expect(await labels(Buffer.from(`\ufeff${cat(utf16)}`, 'utf16le'))).toBe('Zoë');
    expect(await labels(Buffer.from(cat(utf16), 'utf16le').swap16())).toBe('Zoë');
    expect(await labels(cat(utf16))).toBe('Zoë');
    expect(await labels(Buffer.from(cat(''), 'latin1'), { encoding: 'windows-1252' })).toBe('Zoë');
    for (const xml of [Buffer.from(cat(''), 'latin1'), cat('<?xml version="1.0" encoding="klingon"?>')]) {
      const { quarantined } = await read({ 'a.xml': xml });
      expect(quarantined).toEqual([
        expect.stringMatching(/^a\.xml invalid-annotation .*(line 1 is not UTF-8|"klingon" is not)/),
      ]);
    }
  });

  it('allows attributes, name spaces and space around', async () => {
    const xml = `<v:annotation xmlns:v="urn:v" verified="yes">\r\n<v:filename> a.png </v:filename><v:object id="1">
      <v:name>\n cat\t</v:name>
      <v:bndbox><v:xmin> 1.0 </v:xmin><v:ymin>1</v:ymin><v:xmax>5</v:xmax><v:ymax>4</v:ymax></v:bndbox>
      <v:part><v:name>ear</v:name></v:part></v:object></v:annotation>`;
    expect(await labels(xml)).toBe('cat');
  });

  it('finds the image of an annotation by its own name where filename is missing or stale', async () => {
    const { annotated, quarantined } = await read({
      ...Object.fromEntries(['1', '2', '3', '5', '6', '9'].map((name) => [`JPEGImages/${name}.png`, image])),
      'Annotations/1.xml': xmlOf('1.png'),
      'Annotations/2.xml': xmlOf('1.png'), // copied
      'Annotations/3.xml': xmlOf('C:\\photos\\3.jpg'),
      'Annotations/4.xml': xmlOf('5'),
      'Annotations/6.xml': xmlOf('9.png'),
      'Annotations/7.xml': xmlOf('7.png'),
      'Annotations/8.xml': '<annotation><folder>x</folder></annotation>',
      'JPEGImages/notes.txt': 'none',
    });
    expect(annotated.map(({ id, classes }) => `${id}: ${classes}`)).toEqual([
      'JPEGImages/1.png: dog',
      'JPEGImages/2.png: dog',
      'JPEGImages/3.png: dog',
      'JPEGImages/5.png: dog',
    ]);
    expect(quarantined).toEqual([
      'Annotations/6.xml invalid-annotation Its filename is 9.png, but its own name is that of JPEGImages/6.png. ' +
        'Which is it of?',
      'Annotations/8.xml missing-file It has no filename, and no image has its name.',
      'JPEGImages/7.png missing-file There is no such file in the source, which Annotations/7.xml names.',
      expect.stringMatching(/^JPEGImages\/9\.png missing-label No annotation belongs to this image/),
      expect.stringMatching(/^JPEGImages\/notes\.txt not-an-image/),
    ]);
  });

  it('reports every image, including two whose names differ only in the extension', async () => {
    const { annotated, quarantined } = await read({
      'JPEGImages/1.jpg': image,
      'JPEGImages/1.png': image,
      'Annotations/1.xml': xmlOf('1.png'),
      'JPEGImages/2.jpg': image,
      'JPEGImages/2.png': image,
      'Annotations/2.xml': xmlOf('2.gif'),
      'JPEGImages/3.png': image,
      'Annotations/x.xml': xmlOf('3.jpg'),
      'JPEGImages/4.png': image,
      'Annotations/4.xml': '<annotation>',
    });
    expect(annotated.map(({ id }) => id)).toEqual(['JPEGImages/1.png', 'JPEGImages/2.jpg', 'JPEGImages/3.png']);
    expect(quarantined).toEqual([
      expect.stringMatching(/^Annotations\/4\.xml invalid-annotation/),
      expect.stringMatching(/^JPEGImages\/1\.jpg missing-label No annotation belongs to this image/),
      expect.stringMatching(/^JPEGImages\/2\.png missing-label/),
    ]);
  });

  it('takes splits from lists, whatever they have beside the names, and warns of names without an image', async () => {
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    const { annotated } = await read({
      'JPEGImages/1.png': image,
      'Annotations/1.xml': xmlOf('1.png'),
      'JPEGImages/2.png': image,
      'Annotations/2.xml': xmlOf('2.png'),
      'ImageSets/Main/train.txt': '1.png\r\n',
      'ImageSets/Main/val.txt': 'JPEGImages/2.png\ngone\n',
    });
    expect(annotated.map(({ split }) => split)).toEqual(['train', 'validation']);
    expect(warnings).toEqual([expect.stringMatching(/lists 1 names that no annotated image has: gone\./)]);
  });

  it('sets aside boxes in fractions', async () => {
    const fractions = xmlOf('2.png', vocObject('dog', [0.1, 0.1, 0.5, 1]));
    const { quarantined } = await read({ '1.png': image, '1.xml': xmlOf('1.png'), '2.png': image, '2.xml': fractions });
    expect(quarantined).toEqual([expect.stringMatching(/2\.xml .* fractions of the image\? Pixels are expected/)]);
  });

  it('takes splits from folders where no list gives them', async () => {
    const { annotated } = await read({
      'train/1.png': image,
      'train/1.xml': xmlOf('1.png'),
      'valid/2.png': image,
      'valid/2.xml': xmlOf('2.png'),
    });
    expect(annotated.map(({ id, split }) => `${id} ${split}`)).toEqual(['train/1.png train', 'valid/2.png validation']);
  });

  it('sets aside an image that two annotations name', async () => {
    const { quarantined } = await read({
      'JPEGImages/x.png': image,
      'Annotations/1.xml': xmlOf('x.png'),
      'Annotations/2.xml': xmlOf('x.png'),
      'JPEGImages/b.png': image,
      'Annotations/b.xml': xmlOf('b.png'),
    });
    expect(quarantined).toEqual([
      expect.stringMatching(/^Annotations\/2\.xml invalid-annotation 2 annotations are of JPEGImages\/x\.png/),
      expect.stringMatching(/^JPEGImages\/x\.png invalid-annotation .*: Annotations\/1\.xml, Annotations\/2\.xml\.$/),
    ]);
  });

  it('divides by the size that it gives, and sets aside what cannot be', async () => {
    const size = (width: number, height: number) => `<size><width>${width}</width><height>${height}</height></size>`;
    const { annotated, quarantined } = await read({
      ...Object.fromEntries(['1', '2', '3', '4', '5'].map((name) => [`images/${name}.png`, image])),
      'annotations/1.xml': xmlOf('1.png', dog, size(20, 16)),
      'annotations/2.xml': xmlOf('2.png', dog, size(0, 0)),
      'annotations/3.xml': xmlOf('3.png', dog, size(8, 10)),
      'annotations/4.xml': xmlOf('4.png', vocObject('dog', [9, 1, 3, 4])),
      'annotations/5.xml': xmlOf('5.png', vocObject('dog', ['NaN', 1, 3, 4])),
    });
    expect(annotated.map(({ id, boxes }) => [id, boxes?.[0]?.width])).toEqual([
      ['images/1.png', 0.25],
      ['images/2.png', 0.5],
    ]);
    expect(quarantined).toEqual([
      expect.stringMatching(/^annotations\/5\.xml invalid-annotation .*bndbox\.xmin: must be a number/),
      'images/3.png invalid-annotation Its boxes are of an image of 8 × 10 pixels, but it has 10 × 8.',
      expect.stringMatching(/^images\/4\.png invalid-annotation A box .* width and height are from 0/),
    ]);
  });
});
