import type { Architecture } from '../architecture.ts';

type PublishedFor = Pick<Architecture, 'preprocess'> & Required<Pick<Architecture, 'published'>>;

/** A network of ImageNet: 224×224 pixels, each channel standardised, 1,000 classes. */
export const forImageNet = (parameters: number): PublishedFor => ({
  published: { parameters, inputShape: [224, 224, 3], classes: 1000 },
  preprocess: { width: 224, height: 224, channels: 3, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
});

/** A network of CIFAR-10: 32×32 pixels, each channel standardised, 10 classes. */
export const forCifar10 = (parameters: number): PublishedFor => ({
  published: { parameters, inputShape: [32, 32, 3], classes: 10 },
  preprocess: { width: 32, height: 32, channels: 3, normalization: 'training' },
});
