import { openWorkplace, type Workplace } from '../../../image-folder.fixture.ts';
import { imageOfBoxes, ingestFiles } from '../boxes.fixture.ts';

describe('the texts of YOLO', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  it.each([
    ['upper case', 'a.png', 'a.TXT'],
    ['another case', 'IMG_1.png', 'img_1.txt'],
    ['accents in another form', 'cafe\u0301.png', 'caf\u00e9.txt'],
    ['the name of the image', 'a.png', 'a.png.txt'],
  ])('takes a text that another system named, rather than no objects: %s', async (_, file, text) => {
    const image = await imageOfBoxes();
    const files = {
      'data.yaml': 'names: [cat, dog]',
      [`images/${file}`]: image,
      [`labels/${text}`]: '1 0.5 0.5 0.4 0.2',
      'images/b.png': image,
      'labels/b.txt': '0 0.5 0.5 0.4 0.2',
    };
    const { annotated: kept, quarantined } = await ingestFiles(place, { kind: 'yolo' }, files);
    expect(kept.map(({ classes }) => classes).sort()).toEqual(['cat', 'dog']);
    expect(quarantined).toEqual([]);
  });
});
