// Pooling of images whose channels lie together.
#pragma once

namespace sightline {

struct PoolingWindows {
  int height, width, channels;
  int windowHeight, windowWidth;
  int strideHeight, strideWidth;
  int top, left;  // places around the images that do not count
  int outputHeight, outputWidth;
};

struct Pooling {
  // One row of an output image, of the channels from `from` to before `to`, whose count is a multiple of `step`.
  void (*maxRow)(const PoolingWindows&, const float* image, int row, int from, int to, float* output);
  int step;
};

#if defined(__x86_64__)
extern const Pooling kPoolingAvx512, kPoolingAvx2;
#endif
extern const Pooling kPoolingPortable;

}  // namespace sightline
