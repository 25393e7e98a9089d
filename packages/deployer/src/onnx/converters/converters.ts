import type { Converter } from '../graph-builder.ts';
import { comparisonConverters } from './elements/comparisons.ts';
import { elementwiseConverters } from './elements/elementwise.ts';
import { convolutionConverters } from './images/convolutions.ts';
import { poolingConverters } from './images/pooling.ts';
import { resizingConverters } from './images/resizing.ts';
import { transposedConvolutionConverters } from './images/transposed-convolutions.ts';
import { loopConverters } from './loops/scan.ts';
import { matrixConverters } from './products/matrices.ts';
import { orderConverters } from './products/orders.ts';
import { axisConverters } from './shapes/axes.ts';
import { gatherConverters } from './shapes/gathers.ts';
import { padConverters } from './shapes/pads.ts';
import { sizeConverters } from './shapes/sizes.ts';
import { sliceConverters } from './shapes/slices.ts';

/** What can be exported to ONNX: one entry per TensorFlow operation. */
export const converters: Readonly<Record<string, Converter>> = {
  ...convolutionConverters,
  ...transposedConvolutionConverters,
  ...poolingConverters,
  ...resizingConverters,
  ...elementwiseConverters,
  ...comparisonConverters,
  ...matrixConverters,
  ...orderConverters,
  ...axisConverters,
  ...sliceConverters,
  ...padConverters,
  ...gatherConverters,
  ...sizeConverters,
  ...loopConverters,
};
