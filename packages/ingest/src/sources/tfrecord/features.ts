import { isUtf8 } from 'node:buffer';
import { type Box, type Source, valueOf } from '@sightline/contracts';
import { labelValue, type LabelValue, nameClass } from '../labels/label-value.ts';
import type { Feature } from './example.ts';

type Features = Extract<Source, { kind: 'tfrecord' }>['features'];
/** The features of a record by their names. */
export type Example = ReadonlyMap<string, Feature>;

/**
 * What features are called when they are not called as the settings have it by default: by TFDS, and by TensorFlow's
 * own guides.
 */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  'image/encoded': ['image', 'image_raw'],
  'image/class/label': ['label', 'image/class/text'],
  'image/object/class/text': ['image/object/class/label'],
};
/** TFDS has the sides of all boxes in one list: ymin, xmin, ymax and xmax of the first, of the second, … */
const TFDS_BOXES = { boxes: 'objects/bbox', labels: 'objects/label' };

/** The name under which a record has a feature. */
function featureName(example: Example, name: string): string {
  return example.has(name) ? name : (valueOf(USUAL, name)?.find((other) => example.has(other)) ?? name);
}

/** The encoded image of a record, or what is wrong with it. */
export function imageIn(example: Example, name: string): Uint8Array | string {
  const feature = example.get(featureName(example, name));
  if (!feature || !('bytes' in feature)) {
    const known = [...example.keys()].sort().join(', ') || 'none';
    return `It has no feature "${name}" of bytes; it has ${known}. Name it in features.image.`;
  }
  const [image, ...others] = feature.bytes;
  if (image && others.length === 0) return image;
  return `"${name}" has ${feature.bytes.length} values; one image is allowed.`;
}

/** The one value of a feature: the name of a class where names are known, text, or digits. */
export function valueIn(example: Example, name: string, classes: readonly string[] = []): LabelValue {
  const given = labelValue(valuesOf(example.get(featureName(example, name))));
  return 'problem' in given || given.label === undefined ? given : nameClass(given.label, classes);
}

/** The boxes of a record; nothing where it has none, a text where they are wrong. */
export function boxesIn(example: Example, names: Features, classes: readonly string[]): Box[] | string | undefined {
  const { sides, labelName } = sidesIn(example, names);
  if (sides.every((side) => side === undefined)) return undefined;
  const [xmin = [], ymin = [], xmax = [], ymax = []] = sides.map((side) => side ?? []);
  const values = valuesOf(example.get(labelName));
  const lengths = [xmin, ymin, xmax, ymax, values].map(({ length }) => length);
  if (new Set(lengths).size > 1) {
    return (
      `It has ${lengths.slice(0, 4).join(', ')} values of xmin, ymin, xmax, ymax and ${lengths[4]} of ` +
      `"${labelName}"; each box needs one of each.`
    );
  }
  const boxes: Box[] = [];
  for (const [index, value] of values.entries()) {
    const given = labelValue(value);
    const named = 'problem' in given ? given : nameClass(given.label ?? '', classes);
    if ('problem' in named) return `"${labelName}" of box ${index} ${named.problem}`;
    const [x = 0, y = 0] = [xmin[index], ymin[index]];
    boxes.push({ label: named.label ?? '', x, y, width: (xmax[index] ?? 0) - x, height: (ymax[index] ?? 0) - y });
  }
  return boxes;
}

/** `xmin`, `ymin`, `xmax` and `ymax` of all boxes, and the feature that has their labels. */
function sidesIn(example: Example, names: Features): { sides: (number[] | undefined)[]; labelName: string } {
  const numbersOf = (name: string) => {
    const feature = example.get(name);
    return feature && valuesOf(feature).map((value) => Number(value instanceof Uint8Array ? textOf(value) : value));
  };
  const sides = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => numbersOf(`${names.boxes}/${side}`));
  const together = numbersOf(TFDS_BOXES.boxes);
  if (!together || sides.some((side) => side !== undefined))
    return { sides, labelName: featureName(example, names.boxLabels) };
  const everyFourth = (first: number) => together.filter((_, index) => index % 4 === first);
  return { sides: [1, 0, 3, 2].map(everyFourth), labelName: TFDS_BOXES.labels };
}

function valuesOf(feature: Feature | undefined): (number | bigint | Uint8Array)[] {
  if (!feature) return [];
  if ('bytes' in feature) return feature.bytes;
  return 'floats' in feature ? feature.floats : feature.integers;
}

function textOf(bytes: Uint8Array): string {
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : 'no text';
}
