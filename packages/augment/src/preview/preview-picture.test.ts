import { decoded, greyImage } from './preview.fixture.ts';
import { renderPreview } from './preview-picture.ts';
import { drawPreview, type PreviewSample } from './preview-rows.ts';

const flip = { transforms: [{ kind: 'flip' as const, axis: 'horizontal' as const, probability: 1 }], seed: 0 };
const half = { image: greyImage(48, 24, (x) => (x < 24 ? 0 : 200)) };
const [GAP, CLIP_GAP] = [4, 16];
const render = async (samples: PreviewSample[], draws: number) =>
  decoded(await renderPreview(drawPreview(samples, flip, draws)));

it('has one row per sample: the original, then augmented forms, small ones enlarged by a whole factor', async () => {
  const picture = await render(
    [
      { id: 'a', frames: [half] },
      { id: 'b', frames: [half] },
    ],
    2,
  );
  expect(picture).toMatchObject({ width: 3 * 96 + 2 * GAP, height: 2 * 48 + GAP });
  expect([0, 47, 48, 95].map((x) => picture.at(x, 0)[0])).toEqual([0, 0, 200, 200]);
  const second = 96 + GAP;
  expect([0, 47, 48, 95].map((x) => picture.at(second + x, 0)[0])).toEqual([200, 200, 0, 0]);
  expect(picture.at(97, 0)).toEqual([255, 255, 255]);
});

it('shrinks large images', async () => {
  const large = { image: greyImage(400, 100, () => 90) };
  expect(await render([{ id: 'a', frames: [large] }], 1)).toMatchObject({ width: 2 * 192 + GAP, height: 48 });
});

it('shows a clip as strips of at most 8 frames, one below the other, and two clips abreast', async () => {
  const frames = Array.from({ length: 16 }, (_, number) => ({ image: greyImage(64, 64, () => 10 * number) }));
  const clip = (id: string) => ({ id, frames: frames as unknown as PreviewSample['frames'] });
  const picture = await render([clip('a'), clip('b'), clip('c')], 1);
  expect(picture).toMatchObject({ width: 2 * (8 * 64 + 7) + CLIP_GAP, height: 4 * 64 + 2 * GAP + CLIP_GAP });
  expect([0, 1, 7].map((frame) => picture.at(65 * frame, 64 + GAP)[0])).toEqual([0, 20, 140]);
});

it('draws boxes, keypoints and masks over the picture', async () => {
  const box = { label: 'a', x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
  const image = greyImage(96, 96, () => 0);
  const mask = greyImage(96, 96, (x, y) => (x < 8 && y < 8 ? 1 : 0));
  const marked = { image, mask, boxes: [box], keypoints: [{ label: 'a', x: 0.5, y: 0.5 }] };
  const picture = await render([{ id: 'a', frames: [marked] }], 0);
  const isMarked = (x: number, y: number) => picture.at(x, y).some((value) => value > 0);
  expect([isMarked(24, 24), isMarked(48, 25), isMarked(71, 71)]).toEqual([true, true, true]);
  expect([isMarked(30, 30), isMarked(20, 20), isMarked(80, 80)]).toEqual([false, false, false]);
  expect([isMarked(48, 48), isMarked(4, 4)]).toEqual([true, true]);
});

it('cuts a box that reaches out of the image', async () => {
  const boxes = [{ label: 'a', x: -0.5, y: -0.5, width: 3, height: 1 }];
  const picture = await render([{ id: 'a', frames: [{ image: greyImage(96, 96, () => 0), boxes }] }], 0);
  expect(picture.at(50, 47).some((value) => value > 0)).toBe(true);
  expect(picture.at(50, 60)).toEqual([0, 0, 0]);
});
