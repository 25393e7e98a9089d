// Batch normalisation (Ioffe and Szegedy, 2015) by the statistics of the batch, with the activation that follows it,
// over rows of channels; once for each instruction set.
#pragma once

#include <cstdint>

namespace sightline {

// The upper half of a float32.
struct BFloat16 {
  uint16_t bits;
};

enum class Activation { kNone, kRelu, kRelu6 };

// For each channel: y = x · factor + term before the activation.
struct Affine {
  const float* factor;
  const float* term;
  Activation activation;
};

// The steps over rows [from, to) of a tensor [rows, channels], which is float or BFloat16 in memory; all arithmetic is
// float32, all sums of many are double.
template <typename Element>
struct NormalizationSteps {
  // Adds Σ(x − shift) to sums[channel] and Σ(x − shift)² to sums[channels + channel].
  void (*addMoments)(const Element* x, int channels, long from, long to, const float* shift, double* sums);
  void (*normalize)(const Element* x, int channels, long from, long to, Affine, Element* y);
  // With g the gradient where the activation lets it through: adds Σg to sums[channel] and Σg(x − mean) to
  // sums[channels + channel].
  void (*addGradients)(const Element* gradient, const Element* x, int channels, long from, long to, Affine,
                       const float* mean, double* sums);
  // dx = g · ofGradient + (x − mean) · ofInput + term, for each channel.
  void (*writeGradient)(const Element* gradient, const Element* x, int channels, long from, long to, Affine,
                        const float* ofGradient, const float* ofInput, const float* mean, const float* term,
                        Element* output);
};

struct Normalization {
  // The fewest channels, those of one vector.
  int least;
  NormalizationSteps<float> full;
  NormalizationSteps<BFloat16> low;

  template <typename Element>
  const NormalizationSteps<Element>& steps() const;
};

template <>
inline const NormalizationSteps<float>& Normalization::steps() const {
  return full;
}
template <>
inline const NormalizationSteps<BFloat16>& Normalization::steps() const {
  return low;
}

#if defined(__x86_64__)
extern const Normalization kNormalizationAvx512, kNormalizationAvx2;
#endif
extern const Normalization kNormalizationPortable;

}  // namespace sightline
