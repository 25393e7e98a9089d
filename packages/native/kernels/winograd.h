// Convolutions of 3×3 kernels, stride 1, over float32 tensors [images, height, width, channels], by Winograd's minimal
// filtering; once for each instruction set.
#pragma once

namespace sightline {

// Images and zeros around them; the output has a place for each place of the kernel.
struct Convolution {
  int images, height, width, channels, filters;
  int top, bottom, left, right;
  int outHeight() const { return height + top + bottom - 2; }
  int outWidth() const { return width + left + right - 2; }
  // The output is computed in tiles of 4×4.
  int tilesDown() const { return (outHeight() + 3) / 4; }
  int tilesAcross() const { return (outWidth() + 3) / 4; }
  int tiles() const { return images * tilesDown() * tilesAcross(); }
};

// What is done with an output before it is written.
struct Finish {
  const float* bias;
  bool relu;
};

// Channels and filters are multiples of this.
constexpr int kChannelStep = 16;
// Tiles that are worked on together, and the points at which a tile is multiplied.
constexpr int kBlock = 12;
constexpr int kPoints = 36;

// A convolution for one instruction set. Kernels are [3, 3, channels, filters].
struct Winograd {
  // u[point][channel][filter] of a kernel, for channels from `first` to `last`.
  void (*transformKernel)(const float* kernel, int channels, int filters, int first, int last, float* u);
  // The same of the kernel that takes a gradient with `channels` back to an input with `filters`:
  // `kernel` is [3, 3, filters, channels].
  void (*transformTurnedKernel)(const float* kernel, int channels, int filters, int first, int last, float* u);
  // The outputs of the tiles from `first` on, kBlock of them. Scratch: kPoints · kBlock · (channels + filters).
  void (*convolveBlock)(const Convolution&, const float* input, const float* u, int first, Finish, float* scratch,
                        float* output);
  // Adds what the tiles from `first` to `last` give to sums[point][channel][filter]
  // and, unless it is null, to bias[filter].
  void (*addKernelGradient)(const Convolution&, const float* input, const float* gradient, int first, int last,
                            float* scratch, float* sums, float* bias);
  // The kernel's gradient of the sums of so many parts, for channels from `first` to `last`.
  void (*writeKernelGradient)(const Convolution&, const float* sums, int parts, int first, int last, float* output);
};

#if defined(__x86_64__)
extern const Winograd kWinogradAvx512, kWinogradAvx2;
#endif
extern const Winograd kWinogradPortable;

}  // namespace sightline
