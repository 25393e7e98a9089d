import type { RawImage } from '@sightline/contracts';

/** A pixel, or one beyond the edges. */
export interface Point {
  x: number;
  y: number;
}

/**
 * Draws a line of one pixel's width on an image of one channel (Bresenham, 1965), with diagonal steps or without:
 * OpenCV's `LINE_8` or `LINE_4`. What lies beyond the edges is left out.
 */
export function drawLine(
  { pixels, width, height }: RawImage,
  [from, to]: readonly [Point, Point],
  { value, diagonal }: { value: number; diagonal: boolean },
): void {
  const [first, last] = to.x < from.x ? [to, from] : [from, to];
  const [across, down] = [last.x - first.x, Math.abs(last.y - first.y)];
  const direction = Math.sign(last.y - first.y);
  const steep = down > across;
  const [longer, shorter] = steep ? [down, across] : [across, down];
  let { x, y } = first;
  let error = diagonal ? longer - 2 * shorter : 0;
  for (let left = diagonal ? longer : longer + shorter; left >= 0; left--) {
    if (x >= 0 && x < width && y >= 0 && y < height) pixels[y * width + x] = value;
    const aside = error < 0;
    const ahead = !aside || diagonal;
    error += (aside ? 2 * longer : 0) - (ahead ? 2 * shorter : 0);
    if (steep ? aside : ahead) x++;
    if (steep ? ahead : aside) y += direction;
  }
}

/**
 * Fills a polygon on an image of one channel, its edges with it:
 * what an odd number of edges has to its left (OpenCV's `fillPoly`).
 */
export function fillPolygon(image: RawImage, points: readonly Point[], value: number): void {
  const { pixels, width, height } = image;
  const edges = points.map((point, index) => [point, points[(index + 1) % points.length] as Point] as const);
  for (const edge of edges) drawLine(image, edge, { value, diagonal: true });
  for (let row = 0; row < height; row++) {
    const crossings = edges
      .filter(([from, to]) => Math.min(from.y, to.y) <= row && row < Math.max(from.y, to.y))
      .map(([from, to]) => from.x + ((row - from.y) * (to.x - from.x)) / (to.y - from.y))
      .sort((a, b) => a - b);
    for (let index = 0; index < crossings.length; index += 2) {
      const from = Math.max(0, Math.ceil(crossings[index] as number));
      const to = Math.min(width - 1, Math.floor(crossings[index + 1] as number));
      if (from <= to) pixels.fill(value, row * width + from, row * width + to + 1);
    }
  }
}
