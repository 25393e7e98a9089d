import type { Architecture, PublishedSize } from '../architecture.ts';

interface PublishedFor extends Pick<Architecture, 'preprocess'> {
  readonly published: Omit<PublishedSize, 'parameters'>;
}

/** What networks of ImageNet were published for: 224×224 pixels, each channel standardised, 1,000 classes. */
export const IMAGENET: PublishedFor = {
  published: { inputShape: [224, 224, 3], classes: 1000 },
  preprocess: { width: 224, height: 224, channels: 3, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

/** Of CIFAR-10: 32×32 pixels, each channel standardised, 10 classes. */
export const CIFAR10: PublishedFor = {
  published: { inputShape: [32, 32, 3], classes: 10 },
  preprocess: { width: 32, height: 32, channels: 3, normalization: 'training' },
};
