import type { Pretrained } from './pretrained-weights.ts';

/** What the package gives: `model.json`, and its weights as base64. */
interface PackageModule {
  readonly MobileNetV2Model: {
    modelJson(): Promise<{ default: unknown }>;
    weightBundles: [() => Promise<{ default: unknown }>];
  };
}

/**
 * MobileNetV2 of Keras Applications (ImageNet), trained further to sort images by what may be shown to whom; its five
 * classes are left to a new head. The weights are of 8 bits, so they are a little off those that were trained.
 */
export const nsfwjs: Pretrained = {
  architecture: 'mobilenetv2',
  version: '4.3.0',
  licence: 'MIT',
  reference: 'MobileNetV2 of NSFWJS (Infinite Red, Inc.) and nsfw_model (Gant Laborde), on ImageNet and images of NSFW',
  preprocess: { width: 224, height: 224, channels: 3, normalization: 'zeroToOne' },
  sha256: '165d7f82de78b0bcc608e91b47d4b6b3c1b71c9731fa953705e8161207b3eb8a',
  async files(require) {
    const { MobileNetV2Model: model } = require('nsfwjs/models/mobilenet_v2') as PackageModule;
    const [json, text] = await Promise.all([model.modelJson(), model.weightBundles[0]()]);
    return { json: json.default, bytes: Buffer.from(String(text.default), 'base64') };
  },
  read: async (files) => (await import('./nsfwjs-layers.ts')).layersOfNsfwjs(files),
};
