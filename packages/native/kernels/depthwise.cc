// Depthwise convolutions as operations of TensorFlow.
#include "depthwise.h"

#include <vector>

#include "channels.h"
#include "operation.h"

namespace sightline {
namespace {

// What is fixed when the graph is built.
struct Attributes {
  int64_t padding[4];  // above, below, left, right
  int64_t stride = 1, height = 0, width = 0, kernel = 0;
  bool bias = false;
  Function before = Function::kIdentity, after = Function::kIdentity;
};

Function functionOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int64_t value = 0;
  if (TF_OpKernelConstruction_HasAttr(construction, name, status))
    TF_OpKernelConstruction_GetAttrInt64(construction, name, &value, status);
  return static_cast<Function>(value);
}

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  TF_OpKernelConstruction_GetAttrInt64List(construction, "padding", attributes->padding, 4, status.raw);
  TF_OpKernelConstruction_GetAttrInt64(construction, "stride", &attributes->stride, status.raw);
  TF_OpKernelConstruction_GetAttrInt64(construction, "height", &attributes->height, status.raw);
  TF_OpKernelConstruction_GetAttrInt64(construction, "width", &attributes->width, status.raw);
  TF_OpKernelConstruction_GetAttrInt64(construction, "kernel", &attributes->kernel, status.raw);
  attributes->bias = flagOf(construction, "use_bias", status.raw);
  attributes->before = functionOf(construction, "activation_before", status.raw);
  attributes->after = functionOf(construction, "activation", status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

DepthwiseConvolution convolutionOf(const Attributes& attributes, int images, int channels) {
  const auto outputs = [&](int64_t size, int before, int after) {
    return static_cast<int>((size + attributes.padding[before] + attributes.padding[after] - attributes.kernel) /
                                attributes.stride +
                            1);
  };
  const auto whole = [](int64_t value) { return static_cast<int>(value); };
  return {images,
          whole(attributes.height),
          whole(attributes.width),
          channels,
          whole(attributes.kernel),
          whole(attributes.stride),
          whole(attributes.padding[0]),
          whole(attributes.padding[2]),
          outputs(attributes.height, 0, 1),
          outputs(attributes.width, 2, 3)};
}

#if defined(__x86_64__)
constexpr Variants<Depthwise> kVariants = {&kDepthwiseAvx512, &kDepthwiseAvx2, &kDepthwisePortable};
#else
constexpr Variants<Depthwise> kVariants = {nullptr, nullptr, &kDepthwisePortable};
#endif

long workOf(const DepthwiseConvolution& c) {
  return static_cast<long>(c.images) * c.outputHeight * c.outputWidth * c.channels * c.kernel;
}

// The images behind an activation: each is computed when its rows are needed, so that it is still in the cache then; or
// all at once, where there are fewer images than threads.
class ActivatedImages {
 public:
  ActivatedImages(Function function, const float* data, long images, long size)
      : function_(function), data_(data), size_(size), isOneByOne_(images >= pool().threads()) {
    if (isOneByOne_) return;
    const long count = images * size;
    const int parts = partsOfRows(count, count);
    all_.resize(count);
    pool().run(parts, [&](int index) {
      const Range range(count, index, parts);
      widest(kVariants).apply(function, data + range.from, range.to - range.from, all_.data() + range.from);
    });
  }

  bool isOneByOne() const { return isOneByOne_; }

  const float* image(long index) const {
    if (!isOneByOne_) return all_.data() + index * size_;
    float* memory = scratch(size_);
    widest(kVariants).apply(function_, data_ + index * size_, size_, memory);
    return memory;
  }

 private:
  const Function function_;
  const float* const data_;
  const long size_;
  const bool isOneByOne_;
  std::vector<float> all_;
};

// (x, kernel, bias) → y
void forward(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor x(inputOf(context, 0, status.raw)), kernel(inputOf(context, 1, status.raw)),
      bias(inputOf(context, 2, status.raw));
  const auto c = convolutionOf(attributes, x.size(0), x.size(3));
  const Tensor y(outputOf(context, 0, {c.images, c.outputHeight, c.outputWidth, c.channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const float* terms = attributes.bias ? bias.data() : nullptr;
  const bool isFinished = terms == nullptr && attributes.after == Function::kIdentity;
  const long size = static_cast<long>(c.height) * c.width * c.channels;
  const auto convolveRow = [&](const Depthwise& steps, const float* given, long image, int row, int from, int to) {
    float* output = y.data() + (image * c.outputHeight + row) * c.outputWidth * c.channels;
    steps.convolveRow(c, given, kernel.data(), row, from, to, output);
    if (!isFinished) steps.finishRow(attributes.after, terms, c.outputWidth, c.channels, from, to, output);
  };
  const auto byRows = [&](auto imageOf) {
    overImageRows(c.images, c.outputHeight, c.channels, workOf(c), kVariants,
                  [&](const Depthwise& steps, long image, int row, int from, int to) {
                    convolveRow(steps, imageOf(image), image, row, from, to);
                  });
  };
  if (attributes.before == Function::kIdentity) return byRows([&](long image) { return x.data() + image * size; });
  const ActivatedImages images(attributes.before, x.data(), c.images, size);
  if (!images.isOneByOne()) return byRows([&](long image) { return images.image(image); });
  overImages(c.images, workOf(c), [&](long image) {
    const float* given = images.image(image);
    overChannels(c.channels, kVariants, [&](const Depthwise& steps, int from, int to) {
      for (int row = 0; row < c.outputHeight; row++) convolveRow(steps, given, image, row, from, to);
    });
  });
}

// (gradient of y, kernel) → gradient of x
void ofInput(void* data, TF_OpKernelContext* context) {
  Status status;
  const Tensor gradient(inputOf(context, 0, status.raw)), kernel(inputOf(context, 1, status.raw));
  const auto c = convolutionOf(*static_cast<Attributes*>(data), gradient.size(0), gradient.size(3));
  const Tensor ofX(outputOf(context, 0, {c.images, c.height, c.width, c.channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  // With stride 1 it is a convolution by the turned kernel.
  DepthwiseConvolution turned = c;
  turned.height = c.outputHeight, turned.width = c.outputWidth;
  turned.outputHeight = c.height, turned.outputWidth = c.width;
  turned.top = c.kernel - 1 - c.top, turned.left = c.kernel - 1 - c.left;
  const bool isTurned = c.stride == 1 && turned.top >= 0 && turned.left >= 0;
  const int taps = c.kernel * c.kernel;
  std::vector<float> turnedKernel(isTurned ? static_cast<size_t>(taps) * c.channels : 0);
  if (isTurned)
    for (int tap = 0; tap < taps; tap++)
      for (int channel = 0; channel < c.channels; channel++)
        turnedKernel[tap * c.channels + channel] = kernel.data()[(taps - 1 - tap) * c.channels + channel];
  overImageRows(c.images, c.height, c.channels, workOf(c), kVariants,
                [&](const Depthwise& steps, long image, int row, int from, int to) {
                  const float* given = gradient.data() + image * c.outputHeight * c.outputWidth * c.channels;
                  float* output = ofX.data() + (image * c.height + row) * c.width * c.channels;
                  if (isTurned) steps.convolveRow(turned, given, turnedKernel.data(), row, from, to, output);
                  else steps.inputGradientRow(c, given, kernel.data(), row, from, to, output);
                });
}

// (x, gradient of y) → gradient of the kernel
void ofKernel(void* data, TF_OpKernelContext* context) {
  Status status;
  const Tensor x(inputOf(context, 0, status.raw)), gradient(inputOf(context, 1, status.raw));
  const auto c = convolutionOf(*static_cast<Attributes*>(data), x.size(0), x.size(3));
  const Tensor output(outputOf(context, 0, {c.kernel, c.kernel, c.channels, 1}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const size_t size = static_cast<size_t>(c.kernel) * c.kernel * c.channels;
  // Added by thread, in the threads' order: the bits depend on their number only.
  const int most = pool().threads();
  const int parts = partsOfRows(workOf(c), c.images) == 1 ? 1 : c.images < most ? c.images : most;
  std::vector<double> sums(size * parts);
  pool().run(parts, [&](int index) {
    const Range range(c.images, index, parts);
    for (long image = range.from; image < range.to; image++)
      overChannels(c.channels, kVariants, [&](const Depthwise& steps, int from, int to) {
        steps.addKernelGradient(c, x.data() + image * c.height * c.width * c.channels,
                                gradient.data() + image * c.outputHeight * c.outputWidth * c.channels, from, to,
                                sums.data() + index * size);
      });
  });
  for (size_t place = 0; place < size; place++) {
    double sum = 0;
    for (int part = 0; part < parts; part++) sum += sums[part * size + place];
    output.data()[place] = static_cast<float>(sum);
  }
}

const std::initializer_list<const char*> kAttributes = {"padding: list(int)", "stride: int", "height: int",
                                                        "width: int", "kernel: int"};

const Operation kOperations[] = {
    {"SightlineDepthwiseConv2D",
     {"x: float", "kernel_values: float", "bias: float"},
     {"y: float"},
     {"padding: list(int)", "stride: int", "height: int", "width: int", "kernel: int", "use_bias: bool",
      "activation_before: int", "activation: int"},
     create,
     destroy,
     forward},
    {"SightlineDepthwiseConv2DBackpropInput",
     {"gradient: float", "kernel_values: float"},
     {"x_gradient: float"},
     kAttributes,
     create,
     destroy,
     ofInput},
    {"SightlineDepthwiseConv2DBackpropFilter",
     {"x: float", "gradient: float"},
     {"kernel_gradient: float"},
     kAttributes,
     create,
     destroy,
     ofKernel},
};

}  // namespace

void registerDepthwiseConvolutions(TF_Status* status) {
  for (const Operation& operation : kOperations) registerOperation(operation, status);
}

}  // namespace sightline
