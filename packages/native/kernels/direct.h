// Convolutions of few filters, tap by tap, over images [height, width, channels] that have their zeros
// around them already; once for each instruction set.
#pragma once

namespace sightline {

struct DirectConvolution {
  int height, width, channels, filters;  // of an image with its zeros
  int kernelHeight, kernelWidth, stride;
  int outputHeight() const { return (height - kernelHeight) / stride + 1; }
  int outputWidth() const { return (width - kernelWidth) / stride + 1; }
  // A row of the kernel lies over numbers that are next to each other in memory.
  int rowTaps() const { return kernelWidth * channels; }
  int taps() const { return kernelHeight * rowTaps(); }
};

struct Direct {
  int lanes;
  // One row of the output. The kernel is [taps, filters], its filters filled up with zeros to whole vectors; so is the
  // bias, which may be null.
  void (*convolveRow)(const DirectConvolution&, const float* image, const float* kernel, const float* bias, bool relu,
                      int row, float* output);
  // Adds what an image gives to the gradient of the kernel, [taps, filters] filled up likewise. The gradient of the
  // output may be read up to `end`.
  void (*addKernelGradient)(const DirectConvolution&, const float* image, const float* gradient, const float* end,
                            double* sums);
};

#if defined(__x86_64__)
extern const Direct kDirectAvx512, kDirectAvx2;
#endif
extern const Direct kDirectPortable;

}  // namespace sightline
