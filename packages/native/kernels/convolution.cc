// The convolutions as operations of TensorFlow.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "instructions.h"
#include "operation.h"
#include "winograd.h"

namespace sightline {
namespace {

const Winograd& winograd() {
#if defined(__x86_64__)
  if (instructions() == Instructions::kAvx512) return kWinogradAvx512;
  if (instructions() == Instructions::kAvx2) return kWinogradAvx2;
#endif
  return kWinogradPortable;
}

// What is fixed when the graph is built.
struct Attributes {
  int64_t padding[4];
  bool bias = false, relu = false;
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  TF_OpKernelConstruction_GetAttrInt64List(construction, "padding", attributes->padding, 4, status.raw);
  attributes->bias = flagOf(construction, "use_bias", status.raw);
  attributes->relu = flagOf(construction, "relu", status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

Convolution convolutionOf(const Attributes& attributes, int images, int height, int width, int channels, int filters) {
  const auto pad = [&](int index) { return static_cast<int>(attributes.padding[index]); };
  return {images, height, width, channels, filters, pad(0), pad(1), pad(2), pad(3)};
}

// Into how many parts a convolution is worth dividing: handing one over costs about a million multiplications.
int partsOf(const Convolution& c, int most) {
  const double parts = static_cast<double>(c.tiles()) * kPoints * c.channels * c.filters / 1e6;
  return parts < 2 ? 1 : parts < most ? static_cast<int>(parts) : most;
}

// Runs a convolution over blocks of tiles, with a kernel that `transform` brings into u in parts of `transformed`.
template <typename Transform>
void convolve(const Convolution& c, const float* input, Finish finish, float* output, int transformed,
              Transform transform) {
  const size_t size = static_cast<size_t>(kPoints) * c.channels * c.filters;
  float* u = static_cast<float*>(std::aligned_alloc(64, size * sizeof(float)));
  const int threads = partsOf(c, pool().threads());
  pool().run(threads, [&](int index) {
    const Range range(transformed, index, threads);
    transform(static_cast<int>(range.from), static_cast<int>(range.to), u);
  });
  const int blocks = (c.tiles() + kBlock - 1) / kBlock;
  // Several parts a thread: one that is held up by other work leaves its parts to the rest.
  const int parts = threads == 1 ? 1 : blocks < 8 * threads ? blocks : 8 * threads;
  pool().run(parts, [&](int index) {
    float* memory = scratch(static_cast<size_t>(kPoints) * kBlock * (c.channels + c.filters));
    const Range range(blocks, index, parts);
    for (long block = range.from; block < range.to; block++)
      winograd().convolveBlock(c, input, u, static_cast<int>(block) * kBlock, finish, memory, output);
  });
  std::free(u);
}

// (input, kernel, bias) → output
void forward(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor input(inputOf(context, 0, status.raw)), kernel(inputOf(context, 1, status.raw)),
      bias(inputOf(context, 2, status.raw));
  const Convolution c =
      convolutionOf(attributes, input.size(0), input.size(1), input.size(2), input.size(3), kernel.size(3));
  const Tensor output(outputOf(context, 0, {c.images, c.outHeight(), c.outWidth(), c.filters}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  convolve(c, input.data(), {attributes.bias ? bias.data() : nullptr, attributes.relu}, output.data(), c.channels,
           [&](int from, int to, float* u) {
             winograd().transformKernel(kernel.data(), c.channels, c.filters, from, to, u);
           });
}

// (gradient, kernel) → the input's gradient: a convolution with the kernel turned,
// its padding what the forward one left.
void backwardInput(void* data, TF_OpKernelContext* context) {
  Attributes attributes = *static_cast<Attributes*>(data);
  for (int64_t& padding : attributes.padding) padding = 2 - padding;
  Status status;
  const Tensor gradient(inputOf(context, 0, status.raw)), kernel(inputOf(context, 1, status.raw));
  const Convolution c =
      convolutionOf(attributes, gradient.size(0), gradient.size(1), gradient.size(2), gradient.size(3), kernel.size(2));
  const Tensor output(outputOf(context, 0, {c.images, c.outHeight(), c.outWidth(), c.filters}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  convolve(c, gradient.data(), {nullptr, false}, output.data(), c.filters, [&](int from, int to, float* u) {
    winograd().transformTurnedKernel(kernel.data(), c.channels, c.filters, from, to, u);
  });
}

// (input, gradient) → the kernel's gradient, the bias' gradient. The parts are added in their order, so the bits depend
// on the number of threads only.
void backwardKernel(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  const Tensor input(inputOf(context, 0, status.raw)), gradient(inputOf(context, 1, status.raw));
  const Convolution c =
      convolutionOf(attributes, input.size(0), input.size(1), input.size(2), input.size(3), gradient.size(3));
  const Tensor kernel(outputOf(context, 0, {3, 3, c.channels, c.filters}, status.raw));
  const Tensor bias(outputOf(context, 1, {attributes.bias ? c.filters : 0}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  const int parts = partsOf(c, pool().threads());
  const size_t size = static_cast<size_t>(kPoints) * c.channels * c.filters;
  float* sums = static_cast<float*>(std::aligned_alloc(64, parts * (size + c.filters) * sizeof(float)));
  float* biases = sums + parts * size;
  pool().run(parts, [&](int index) {
    const Range range(c.tiles(), index, parts);
    float* biasSums = biases + static_cast<size_t>(index) * c.filters;
    std::memset(sums + index * size, 0, size * sizeof(float));
    std::memset(biasSums, 0, c.filters * sizeof(float));
    winograd().addKernelGradient(c, input.data(), gradient.data(), static_cast<int>(range.from),
                                 static_cast<int>(range.to),
                                 scratch(static_cast<size_t>(kPoints) * kBlock * (c.channels + c.filters)),
                                 sums + index * size, attributes.bias ? biasSums : nullptr);
  });
  pool().run(parts, [&](int index) {
    const Range range(c.channels, index, parts);
    winograd().writeKernelGradient(c, sums, parts, static_cast<int>(range.from), static_cast<int>(range.to),
                                   kernel.data());
  });
  for (int filter = 0; attributes.bias && filter < c.filters; filter++) {
    float sum = 0;
    for (int part = 0; part < parts; part++) sum += biases[static_cast<size_t>(part) * c.filters + filter];
    bias.data()[filter] = sum;
  }
  std::free(sums);
}

const Operation kOperations[] = {
    {"SightlineConv2D",
     {"input: float", "kernel: float", "bias: float"},
     {"output: float"},
     {"padding: list(int)", "use_bias: bool", "relu: bool"},
     create,
     destroy,
     forward},
    {"SightlineConv2DBackpropInput",
     {"gradient: float", "kernel: float"},
     {"output: float"},
     {"padding: list(int)"},
     create,
     destroy,
     backwardInput},
    {"SightlineConv2DBackpropFilter",
     {"input: float", "gradient: float"},
     {"kernel_gradient: float", "bias_gradient: float"},
     {"padding: list(int)", "use_bias: bool"},
     create,
     destroy,
     backwardKernel},
};

}  // namespace

void registerConvolutions(TF_Status* status) {
  for (const Operation& operation : kOperations) registerOperation(operation, status);
}

}  // namespace sightline
