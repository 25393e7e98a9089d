// Batch normalisation as operations of TensorFlow.
#include "normalization.h"

#include <cmath>
#include <vector>

#include "instructions.h"
#include "operation.h"

namespace sightline {
namespace {

struct Attributes {
  float epsilon = 0;
  Activation activation = Activation::kNone;
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  int64_t activation = 0;
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &attributes->epsilon, status.raw);
  TF_OpKernelConstruction_GetAttrInt64(construction, "activation", &activation, status.raw);
  attributes->activation = static_cast<Activation>(activation);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

// For the best of the instruction sets one of whose vectors the channels fill.
const Normalization& normalizationFor(int channels) {
#if defined(__x86_64__)
  if (instructions() == Instructions::kAvx512 && channels >= kNormalizationAvx512.least) return kNormalizationAvx512;
  if (instructions() >= Instructions::kAvx2 && channels >= kNormalizationAvx2.least) return kNormalizationAvx2;
#endif
  return kNormalizationPortable;
}

// factor = scale / deviation, term = offset − mean · factor.
struct Factors {
  Factors(int channels, const float* scale, const float* offset, const float* mean, const float* inverse)
      : factor(channels), term(channels) {
    for (int channel = 0; channel < channels; channel++) {
      factor[channel] = scale[channel] * inverse[channel];
      term[channel] = offset[channel] - mean[channel] * factor[channel];
    }
  }
  Affine with(Activation activation) const { return {factor.data(), term.data(), activation}; }
  std::vector<float> factor, term;
};

// In how many parts a pass over so many numbers is worth being done at once.
int partsOf(long numbers) { return numbers < 1 << 16 ? 1 : pool().threads(); }

// Sums of two kinds for each channel, by parts of the rows; the parts are added in their order, so the bits depend on
// the number of threads only.
template <typename Add>
std::vector<double> sumsOf(long rows, int channels, Add add) {
  const int parts = partsOf(rows * channels);
  std::vector<double> sums(static_cast<size_t>(parts) * 2 * channels);
  pool().run(parts, [&](int index) {
    const Range range(rows, index, parts);
    add(range.from, range.to, sums.data() + static_cast<size_t>(index) * 2 * channels);
  });
  for (int part = 1; part < parts; part++)
    for (int place = 0; place < 2 * channels; place++)
      sums[place] += sums[static_cast<size_t>(part) * 2 * channels + place];
  return sums;
}

template <typename Work>
void overRows(long rows, int channels, Work work) {
  const int parts = partsOf(rows * channels);
  pool().run(parts, [&](int index) {
    const Range range(rows, index, parts);
    work(range.from, range.to);
  });
}

template <typename Element>
constexpr TF_DataType kType = TF_FLOAT;
template <>
constexpr TF_DataType kType<BFloat16> = TF_BFLOAT16;

float floatOf(float value) { return value; }
float floatOf(BFloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float result;
  __builtin_memcpy(&result, &bits, sizeof result);
  return result;
}

// (x, scale, offset) → y, mean, variance of a sample, 1 / deviation
template <typename Element>
void forward(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor x(inputOf(context, 0, status.raw)), scale(inputOf(context, 1, status.raw)),
      offset(inputOf(context, 2, status.raw));
  const int channels = x.size(3);
  const long rows = x.count() / channels;
  const Tensor y(outputOf(context, 0, {x.size(0), x.size(1), x.size(2), channels}, status.raw, kType<Element>));
  const Tensor mean(outputOf(context, 1, {channels}, status.raw)),
      variance(outputOf(context, 2, {channels}, status.raw)), inverse(outputOf(context, 3, {channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const auto& steps = normalizationFor(channels).steps<Element>();

  // About the first row, so that a mean far from 0 costs no digits.
  std::vector<float> shift(channels);
  for (int channel = 0; rows > 0 && channel < channels; channel++) shift[channel] = floatOf(x.data<Element>()[channel]);
  const std::vector<double> sums = sumsOf(rows, channels, [&](long from, long to, double* part) {
    steps.addMoments(x.data<Element>(), channels, from, to, shift.data(), part);
  });
  for (int channel = 0; channel < channels; channel++) {
    const double distance = sums[channel] / rows;
    const double biased = std::fmax(0, sums[channels + channel] / rows - distance * distance);
    mean.data()[channel] = static_cast<float>(shift[channel] + distance);
    variance.data()[channel] = static_cast<float>(biased * rows / (rows > 1 ? rows - 1 : 1));
    inverse.data()[channel] = static_cast<float>(1 / std::sqrt(biased + attributes.epsilon));
  }
  const Factors factors(channels, scale.data(), offset.data(), mean.data(), inverse.data());
  overRows(rows, channels, [&](long from, long to) {
    steps.normalize(x.data<Element>(), channels, from, to, factors.with(attributes.activation), y.data<Element>());
  });
}

// (gradient, x, scale, offset, mean, 1 / deviation) → the gradients of x, scale and offset
template <typename Element>
void backward(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor gradient(inputOf(context, 0, status.raw)), x(inputOf(context, 1, status.raw)),
      scale(inputOf(context, 2, status.raw)), offset(inputOf(context, 3, status.raw)),
      mean(inputOf(context, 4, status.raw)), inverse(inputOf(context, 5, status.raw));
  const int channels = x.size(3);
  const long rows = x.count() / channels;
  const Tensor ofX(outputOf(context, 0, {x.size(0), x.size(1), x.size(2), channels}, status.raw, kType<Element>));
  const Tensor ofScale(outputOf(context, 1, {channels}, status.raw)),
      ofOffset(outputOf(context, 2, {channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const auto& steps = normalizationFor(channels).steps<Element>();

  const Factors factors(channels, scale.data(), offset.data(), mean.data(), inverse.data());
  const Affine affine = factors.with(attributes.activation);
  const std::vector<double> sums = sumsOf(rows, channels, [&](long from, long to, double* part) {
    steps.addGradients(gradient.data<Element>(), x.data<Element>(), channels, from, to, affine, mean.data(), part);
  });
  std::vector<float> ofInput(channels), term(channels);
  for (int channel = 0; channel < channels; channel++) {
    const double sum = sums[channel], products = sums[channels + channel], deviation = inverse.data()[channel];
    ofOffset.data()[channel] = static_cast<float>(sum);
    ofScale.data()[channel] = static_cast<float>(products * deviation);
    const double factor = factors.factor[channel];
    ofInput[channel] = static_cast<float>(-factor * deviation * deviation * products / rows);
    term[channel] = static_cast<float>(-factor * sum / rows);
  }
  overRows(rows, channels, [&](long from, long to) {
    steps.writeGradient(gradient.data<Element>(), x.data<Element>(), channels, from, to, affine, factors.factor.data(),
                        ofInput.data(), mean.data(), term.data(), ofX.data<Element>());
  });
}

const Operation kOperations[] = {
    {"SightlineBatchNorm",
     {"x: T", "scale: float", "offset: float"},
     {"y: T", "mean: float", "variance: float", "inverse_deviation: float"},
     {"T: {float, bfloat16}", "epsilon: float", "activation: int"},
     create,
     destroy,
     forward<float>,
     forward<BFloat16>},
    {"SightlineBatchNormGrad",
     {"gradient: T", "x: T", "scale: float", "offset: float", "mean: float", "inverse_deviation: float"},
     {"x_gradient: T", "scale_gradient: float", "offset_gradient: float"},
     {"T: {float, bfloat16}", "epsilon: float", "activation: int"},
     create,
     destroy,
     backward<float>,
     backward<BFloat16>},
};

}  // namespace

void registerNormalizations(TF_Status* status) {
  for (const Operation& operation : kOperations) registerOperation(operation, status);
}

}  // namespace sightline
