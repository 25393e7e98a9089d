/**
 * Layers of tfjs that compute something other than Keras', or nothing, corrected in their classes:
 * eager, compiled and exported alike.
 */
import './category-encoding.ts';
import './center-crop.ts';
import './convolution/depthwise-settings.ts';
import './forget-bias.ts';
import './convolution/grouped-convolution.ts';
import './convolution/dilation.ts';
import './resizing.ts';
import './up-sampling.ts';
