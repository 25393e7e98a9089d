// Depthwise convolutions of images whose channels lie together: each channel has its own kernel.
#pragma once

namespace sightline {

struct DepthwiseConvolution {
  int images, height, width, channels;
  int kernel;  // its height and width
  int stride;
  int top, left;  // zeros around the images
  int outputHeight, outputWidth;
};

// As in packages/engine/src/passes/depthwise.ts.
enum class Function : int { kIdentity, kRelu, kRelu6, kSilu };

// Each computes the channels from `from` to before `to`, whose count is a multiple of the instruction set's vector.
struct Depthwise {
  // One row of an output image.
  void (*convolveRow)(const DepthwiseConvolution&, const float* image, const float* kernel, int row, int from, int to,
                      float* output);
  // Adds a bias, which may be null, to `places` neighbours, and applies an activation.
  void (*finishRow)(Function, const float* bias, int places, int channels, int from, int to, float* row);
  // Applies an activation to numbers.
  void (*apply)(Function, const float* from, long count, float* to);
  // One row of the gradient of an input image.
  void (*inputGradientRow)(const DepthwiseConvolution&, const float* gradient, const float* kernel, int row, int from,
                           int to, float* output);
  // Adds what an image gives to the gradient of the kernel.
  void (*addKernelGradient)(const DepthwiseConvolution&, const float* image, const float* gradient, int from, int to,
                            double* sums);
  int step;
};

#if defined(__x86_64__)
extern const Depthwise kDepthwiseAvx512, kDepthwiseAvx2;
#endif
extern const Depthwise kDepthwisePortable;

}  // namespace sightline
