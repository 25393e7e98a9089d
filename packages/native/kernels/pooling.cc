// Poolings as operations of TensorFlow.
#include "pooling.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "channels.h"
#include "operation.h"

namespace sightline {
namespace {

// What is fixed when the graph is built.
struct Attributes {
  int64_t padding[4];  // above, below, left, right
  int64_t window[2], strides[2];
  // Of the images, where an operation cannot see it.
  int64_t height = 0, width = 0;
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  TF_OpKernelConstruction_GetAttrInt64List(construction, "padding", attributes->padding, 4, status.raw);
  TF_OpKernelConstruction_GetAttrInt64List(construction, "window", attributes->window, 2, status.raw);
  TF_OpKernelConstruction_GetAttrInt64List(construction, "strides", attributes->strides, 2, status.raw);
  for (auto [name, value] : {std::pair("height", &attributes->height), std::pair("width", &attributes->width)})
    if (TF_OpKernelConstruction_HasAttr(construction, name, status.raw))
      TF_OpKernelConstruction_GetAttrInt64(construction, name, value, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

#if defined(__x86_64__)
constexpr Variants<Pooling> kVariants = {&kPoolingAvx512, &kPoolingAvx2, &kPoolingPortable};
#else
constexpr Variants<Pooling> kVariants = {nullptr, nullptr, &kPoolingPortable};
#endif

PoolingWindows windowsOf(const Attributes& attributes, int height, int width, int channels) {
  const auto whole = [](int64_t value) { return static_cast<int>(value); };
  const auto outputs = [&](int axis, int size) {
    const int64_t padded = size + attributes.padding[2 * axis] + attributes.padding[2 * axis + 1];
    return whole((padded - attributes.window[axis]) / attributes.strides[axis] + 1);
  };
  return {height,
          width,
          channels,
          whole(attributes.window[0]),
          whole(attributes.window[1]),
          whole(attributes.strides[0]),
          whole(attributes.strides[1]),
          whole(attributes.padding[0]),
          whole(attributes.padding[2]),
          outputs(0, height),
          outputs(1, width)};
}

// x → the largest number of each window
void largest(void* data, TF_OpKernelContext* context) {
  Status status;
  const Tensor x(inputOf(context, 0, status.raw));
  const PoolingWindows p = windowsOf(*static_cast<Attributes*>(data), x.size(1), x.size(2), x.size(3));
  const Tensor y(outputOf(context, 0, {x.size(0), p.outputHeight, p.outputWidth, p.channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  overImageRows(x.size(0), p.outputHeight, p.channels, x.count(), kVariants,
                [&](const Pooling& steps, long image, int row, int from, int to) {
                  steps.maxRow(p, x.data() + image * p.height * p.width * p.channels, row, from, to,
                               y.data() + (image * p.outputHeight + row) * p.outputWidth * p.channels);
                });
}

// Calls each(place of the output, place of the input, 1 / how many places of the image its window has) for all that
// belong together, in the order of the output.
template <typename Each>
void overWindows(const PoolingWindows& p, Each each) {
  for (int row = 0; row < p.outputHeight; row++)
    for (int column = 0; column < p.outputWidth; column++) {
      const int top = row * p.strideHeight - p.top, left = column * p.strideWidth - p.left;
      const int fromRow = std::max(top, 0), toRow = std::min(top + p.windowHeight, p.height);
      const int fromColumn = std::max(left, 0), toColumn = std::min(left + p.windowWidth, p.width);
      const float fraction = 1.0f / static_cast<float>((toRow - fromRow) * (toColumn - fromColumn));
      for (int y = fromRow; y < toRow; y++)
        for (int x = fromColumn; x < toColumn; x++)
          each(static_cast<long>(row) * p.outputWidth + column, static_cast<long>(y) * p.width + x, fraction);
    }
}

// Adds up, for each place of `to`, the fractions of those of `from` that it shares a window with: the means of x in the
// windows, or the gradient of x by that of the means.
template <bool isGradient>
void addFractions(const PoolingWindows& p, long images, const float* from, float* to) {
  const long inputs = static_cast<long>(p.height) * p.width * p.channels;
  const long outputs = static_cast<long>(p.outputHeight) * p.outputWidth * p.channels;
  overImages(images, images * inputs, [&](long image) {
    const float* source = from + image * (isGradient ? outputs : inputs);
    float* target = to + image * (isGradient ? inputs : outputs);
    std::memset(target, 0, sizeof(float) * (isGradient ? inputs : outputs));
    overWindows(p, [&](long output, long input, float fraction) {
      const float* taken = source + (isGradient ? output : input) * p.channels;
      float* given = target + (isGradient ? input : output) * p.channels;
      for (int channel = 0; channel < p.channels; channel++) given[channel] += taken[channel] * fraction;
    });
  });
}

// x → the mean of each window
void mean(void* data, TF_OpKernelContext* context) {
  Status status;
  const Tensor x(inputOf(context, 0, status.raw));
  const auto p = windowsOf(*static_cast<Attributes*>(data), x.size(1), x.size(2), x.size(3));
  const Tensor y(outputOf(context, 0, {x.size(0), p.outputHeight, p.outputWidth, p.channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  addFractions<false>(p, x.size(0), x.data(), y.data());
}

// the means' gradient → that of x
void ofMean(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor gradient(inputOf(context, 0, status.raw));
  const auto p = windowsOf(attributes, static_cast<int>(attributes.height), static_cast<int>(attributes.width),
                           gradient.size(3));
  const Tensor ofX(outputOf(context, 0, {gradient.size(0), p.height, p.width, p.channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  addFractions<true>(p, gradient.size(0), gradient.data(), ofX.data());
}

const Operation kOperations[] = {
    {"SightlineMaxPool",
     {"x: float"},
     {"y: float"},
     {"padding: list(int)", "window: list(int)", "strides: list(int)"},
     create,
     destroy,
     largest},
    {"SightlineAvgPool",
     {"x: float"},
     {"y: float"},
     {"padding: list(int)", "window: list(int)", "strides: list(int)"},
     create,
     destroy,
     mean},
    {"SightlineAvgPoolGrad",
     {"gradient: float"},
     {"x_gradient: float"},
     {"padding: list(int)", "window: list(int)", "strides: list(int)", "height: int", "width: int"},
     create,
     destroy,
     ofMean},
};

}  // namespace

void registerPoolings(TF_Status* status) {
  for (const Operation& operation : kOperations) registerOperation(operation, status);
}

}  // namespace sightline
