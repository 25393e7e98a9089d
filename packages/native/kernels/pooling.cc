// Max pooling as an operation of TensorFlow.
#include "pooling.h"

#include "channels.h"
#include "operation.h"

namespace sightline {
namespace {

// What is fixed when the graph is built.
struct Attributes {
  int64_t padding[4];  // above, below, left, right
  int64_t window[2], strides[2];
};

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  TF_OpKernelConstruction_GetAttrInt64List(construction, "padding", attributes->padding, 4, status.raw);
  TF_OpKernelConstruction_GetAttrInt64List(construction, "window", attributes->window, 2, status.raw);
  TF_OpKernelConstruction_GetAttrInt64List(construction, "strides", attributes->strides, 2, status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

#if defined(__x86_64__)
constexpr Variants<Pooling> kVariants = {&kPoolingAvx512, &kPoolingAvx2, &kPoolingPortable};
#else
constexpr Variants<Pooling> kVariants = {nullptr, nullptr, &kPoolingPortable};
#endif

// x → y
void compute(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  const auto whole = [](int64_t value) { return static_cast<int>(value); };
  Status status;
  const Tensor x(inputOf(context, 0, status.raw));
  const auto outputs = [&](int axis) {
    const int64_t padded = x.size(1 + axis) + attributes.padding[2 * axis] + attributes.padding[2 * axis + 1];
    return whole((padded - attributes.window[axis]) / attributes.strides[axis] + 1);
  };
  const MaxPooling p = {x.size(1),
                        x.size(2),
                        x.size(3),
                        whole(attributes.window[0]),
                        whole(attributes.window[1]),
                        whole(attributes.strides[0]),
                        whole(attributes.strides[1]),
                        whole(attributes.padding[0]),
                        whole(attributes.padding[2]),
                        outputs(0),
                        outputs(1)};
  const Tensor y(outputOf(context, 0, {x.size(0), p.outputHeight, p.outputWidth, p.channels}, status.raw));
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);
  overImageRows(x.size(0), p.outputHeight, p.channels, x.count(), kVariants,
                [&](const Pooling& steps, long image, int row, int from, int to) {
                  steps.maxRow(p, x.data() + image * p.height * p.width * p.channels, row, from, to,
                               y.data() + (image * p.outputHeight + row) * p.outputWidth * p.channels);
                });
}

const Operation kOperation = {"SightlineMaxPool",
                              {"x: float"},
                              {"y: float"},
                              {"padding: list(int)", "window: list(int)", "strides: list(int)"},
                              create,
                              destroy,
                              compute};

}  // namespace

void registerPoolings(TF_Status* status) { registerOperation(kOperation, status); }

}  // namespace sightline
