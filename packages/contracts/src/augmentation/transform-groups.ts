import { colourTransforms } from './colour.ts';
import { erasingTransforms } from './erasing.ts';
import { geometricTransforms } from './geometric.ts';
import { augMixTransform, policyTransforms } from './policy.ts';
import { qualityTransforms } from './quality.ts';
import { temporalTransforms } from './temporal.ts';
import { weatherTransforms } from './weather.ts';

const kindsOf = (transforms: readonly { shape: { kind: { value: string } } }[]) =>
  transforms.map(({ shape }) => shape.kind.value);

/** Kinds of transforms by what they change, as a reader looks for them. Those made of others are in none. */
export const transformGroups: Readonly<Record<string, readonly string[]>> = {
  'Where pixels are': kindsOf(geometricTransforms),
  'Hidden parts': kindsOf(erasingTransforms),
  'Colours and grey levels': kindsOf(colourTransforms),
  'Noise, blur and compression': kindsOf(qualityTransforms),
  'Weather and light': kindsOf(weatherTransforms),
  'Frames of a clip': kindsOf(temporalTransforms),
  Policies: kindsOf([...policyTransforms, augMixTransform]),
};
