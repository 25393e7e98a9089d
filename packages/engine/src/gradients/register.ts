import { registerComparisonGradients } from './comparisons.ts';
import { registerConvolutionGradients, registerPoolingGradients } from './convolution.ts';
import { registerCumulativeProductGradient } from './cumulative-product.ts';
import { registerEinsumGradient } from './einsum.ts';
import { registerExtremeGradients, registerReductionGradients } from './extremes.ts';
import { registerImageGradients } from './image.ts';
import { registerIndexingGradients } from './indexing.ts';
import { registerMirrorPadGradient } from './mirror-pad.ts';
import { registerPartGradients } from './parts.ts';
import { registerResizeGradients } from './resize.ts';
import { orderTape } from './tape-order.ts';
import { registerTileGradient } from './tile.ts';

/** The gradients that tfjs lacks or has wrong, and the order that gradients of gradients need. */
export function registerGradients(): void {
  registerComparisonGradients();
  registerConvolutionGradients();
  registerCumulativeProductGradient();
  registerEinsumGradient();
  registerExtremeGradients();
  registerImageGradients();
  registerIndexingGradients();
  registerMirrorPadGradient();
  registerPartGradients();
  registerPoolingGradients();
  registerReductionGradients();
  registerResizeGradients();
  registerTileGradient();
  orderTape();
}
