// Convolutions of few filters as operations of TensorFlow.
#include "direct.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "channels.h"
#include "operation.h"

namespace sightline {
namespace {

int filledUp(int filters, int lanes) { return (filters + lanes - 1) / lanes * lanes; }

// The widest vectors that leave as few lanes empty as narrower ones do.
const Direct& directFor(int filters) {
#if defined(__x86_64__)
  const auto filled = [&](const Direct& direct) { return filledUp(filters, direct.lanes); };
  if (instructions() == Instructions::kAvx512 && filled(kDirectAvx512) == filled(kDirectAvx2)) return kDirectAvx512;
  if (instructions() >= Instructions::kAvx2) return kDirectAvx2;
#endif
  return kDirectPortable;
}

// What is fixed when the graph is built: zeros above, below, left and right of the images, and so on.
struct Attributes {
  int64_t padding[4];
  int64_t stride = 1, height = 1, width = 1;
  bool bias = false, relu = false;
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  TF_OpKernelConstruction_GetAttrInt64List(construction, "padding", attributes->padding, 4, status.raw);
  const auto whole = [&](const char* name, int64_t* value) {
    if (TF_OpKernelConstruction_HasAttr(construction, name, status.raw))
      TF_OpKernelConstruction_GetAttrInt64(construction, name, value, status.raw);
  };
  whole("stride", &attributes->stride);
  whole("kernel_height", &attributes->height);
  whole("kernel_width", &attributes->width);
  attributes->bias = flagOf(construction, "use_bias", status.raw);
  attributes->relu = flagOf(construction, "relu", status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

// Images [count, height, width, channels] and the zeros around them.
struct Images {
  Images(const Tensor& tensor, const int64_t* padding)
      : count(tensor.size(0)),
        height(tensor.size(1)),
        width(tensor.size(2)),
        channels(tensor.size(3)),
        top(static_cast<int>(padding[0])),
        left(static_cast<int>(padding[2])),
        paddedHeight(height + top + static_cast<int>(padding[1])),
        paddedWidth(width + left + static_cast<int>(padding[3])),
        data_(tensor.data()) {}

  // An image with its zeros: as it lies in memory where it has none, else in this thread's scratch.
  const float* padded(long image) const {
    const long row = static_cast<long>(width) * channels, paddedRow = static_cast<long>(paddedWidth) * channels;
    const float* source = data_ + image * height * row;
    if (paddedHeight == height && paddedWidth == width) return source;
    float* copy = scratch(static_cast<size_t>(paddedHeight * paddedRow));
    std::memset(copy, 0, paddedHeight * paddedRow * sizeof(float));
    for (int index = 0; index < height; index++)
      std::memcpy(copy + (index + top) * paddedRow + static_cast<long>(left) * channels, source + index * row,
                  row * sizeof(float));
    return copy;
  }

  DirectConvolution by(int kernelHeight, int kernelWidth, int filters, int64_t stride) const {
    return {paddedHeight, paddedWidth, channels, filters, kernelHeight, kernelWidth, static_cast<int>(stride)};
  }

  const int count, height, width, channels, top, left, paddedHeight, paddedWidth;

 private:
  const float* data_;
};

// Rows of filters, each filled up with zeros.
std::vector<float> rowsOf(const float* rows, long count, int filters) {
  const int filled = filledUp(filters, directFor(filters).lanes);
  std::vector<float> output(static_cast<size_t>(count) * filled);
  for (long row = 0; row < count; row++)
    std::memcpy(output.data() + row * filled, rows + row * filters, filters * sizeof(float));
  return output;
}

long workOf(const DirectConvolution& c, int images) {
  return static_cast<long>(images) * c.outputHeight() * c.outputWidth() * c.taps();
}

void convolve(const Images& images, const DirectConvolution& c, const std::vector<float>& kernel, const float* bias,
              bool relu, float* output) {
  const Direct& direct = directFor(c.filters);
  const long rowSize = static_cast<long>(c.outputWidth()) * c.filters;
  overImages(images.count, workOf(c, images.count), [&](long image) {
    const float* padded = images.padded(image);
    for (int row = 0; row < c.outputHeight(); row++)
      direct.convolveRow(c, padded, kernel.data(), bias, relu, row,
                         output + (image * c.outputHeight() + row) * rowSize);
  });
}

// (input, kernel, bias) → output
void forward(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor input(inputOf(context, 0, status.raw)), kernel(inputOf(context, 1, status.raw)),
      bias(inputOf(context, 2, status.raw));
  const Images images(input, attributes.padding);
  const auto c = images.by(kernel.size(0), kernel.size(1), kernel.size(3), attributes.stride);
  const Tensor output(
      outputOf(context, 0, {images.count, c.outputHeight(), c.outputWidth(), c.filters}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const auto biases = rowsOf(bias.data(), attributes.bias ? 1 : 0, c.filters);
  convolve(images, c, rowsOf(kernel.data(), c.taps(), c.filters), attributes.bias ? biases.data() : nullptr,
           attributes.relu, output.data());
}

// (gradient, kernel) → the input's gradient: a convolution with the kernel turned, its padding what the forward one
// left.
void backwardInput(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor gradient(inputOf(context, 0, status.raw)), kernel(inputOf(context, 1, status.raw));
  const int height = kernel.size(0), width = kernel.size(1), channels = kernel.size(2), filters = kernel.size(3);
  int64_t padding[4];
  for (int side = 0; side < 4; side++) padding[side] = (side < 2 ? height : width) - 1 - attributes.padding[side];
  const Images images(gradient, padding);
  const auto c = images.by(height, width, channels, 1);
  const Tensor output(outputOf(context, 0, {images.count, c.outputHeight(), c.outputWidth(), channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const int filled = filledUp(channels, directFor(channels).lanes), places = height * width;
  std::vector<float> turned(static_cast<size_t>(places) * filters * filled);
  for (int place = 0; place < places; place++)
    for (int channel = 0; channel < channels; channel++)
      for (int filter = 0; filter < filters; filter++)
        turned[(static_cast<size_t>(places - 1 - place) * filters + filter) * filled + channel] =
            kernel.data()[(static_cast<size_t>(place) * channels + channel) * filters + filter];
  convolve(images, c, turned, nullptr, false, output.data());
}

// (input, gradient) → the kernel's gradient, the bias' gradient. The parts are added in their order, so the bits depend
// on the number of threads only.
void backwardKernel(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor input(inputOf(context, 0, status.raw)), gradient(inputOf(context, 1, status.raw));
  const int filters = gradient.size(3);
  const Images images(input, attributes.padding);
  const auto c =
      images.by(static_cast<int>(attributes.height), static_cast<int>(attributes.width), filters, attributes.stride);
  const Tensor kernel(outputOf(context, 0, {c.kernelHeight, c.kernelWidth, c.channels, filters}, status.raw));
  const Tensor bias(outputOf(context, 1, {attributes.bias ? filters : 0}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const Direct& direct = directFor(filters);
  const int filled = filledUp(filters, direct.lanes);
  const int parts = std::min(partsOfRows(workOf(c, images.count), images.count), pool().threads());
  const long places = static_cast<long>(c.outputHeight()) * c.outputWidth();
  const long size = static_cast<long>(c.taps()) * filled;
  const float* end = gradient.data() + gradient.count();
  std::vector<double> sums(size * parts), biases(static_cast<size_t>(filters) * parts);
  pool().run(parts, [&](int index) {
    const Range range(images.count, index, parts);
    for (long image = range.from; image < range.to; image++) {
      const float* slopes = gradient.data() + image * places * filters;
      direct.addKernelGradient(c, images.padded(image), slopes, end, sums.data() + index * size);
      for (long place = 0; attributes.bias && place < places; place++)
        for (int filter = 0; filter < filters; filter++)
          biases[static_cast<size_t>(index) * filters + filter] += slopes[place * filters + filter];
    }
  });
  const auto sumOf = [&](const std::vector<double>& of, long step, long place) {
    double sum = 0;
    for (int part = 0; part < parts; part++) sum += of[part * step + place];
    return static_cast<float>(sum);
  };
  for (int tap = 0; tap < c.taps(); tap++)
    for (int filter = 0; filter < filters; filter++)
      kernel.data()[static_cast<long>(tap) * filters + filter] =
          sumOf(sums, size, static_cast<long>(tap) * filled + filter);
  for (int filter = 0; attributes.bias && filter < filters; filter++)
    bias.data()[filter] = sumOf(biases, filters, filter);
}

const Operation kOperations[] = {
    {"SightlineDirectConv2D",
     {"input: float", "kernel: float", "bias: float"},
     {"output: float"},
     {"padding: list(int)", "stride: int", "use_bias: bool", "relu: bool"},
     create,
     destroy,
     forward},
    {"SightlineDirectConv2DBackpropInput",
     {"gradient: float", "kernel: float"},
     {"output: float"},
     {"padding: list(int)"},
     create,
     destroy,
     backwardInput},
    {"SightlineDirectConv2DBackpropFilter",
     {"input: float", "gradient: float"},
     {"kernel_gradient: float", "bias_gradient: float"},
     {"padding: list(int)", "stride: int", "kernel_height: int", "kernel_width: int", "use_bias: bool"},
     create,
     destroy,
     backwardKernel},
};

}  // namespace

void registerDirectConvolutions(TF_Status* status) {
  for (const Operation& operation : kOperations) registerOperation(operation, status);
}

}  // namespace sightline
