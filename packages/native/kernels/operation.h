// What the custom kernels have in common: how they meet TensorFlow, and the threads they run on.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <vector>

#include "parallel.h"
#include "tensorflow_kernels.h"

namespace sightline {

// The threads of all kernels. The first call says how many there are.
inline Parallel& pool(int threads = 1) {
  static Parallel& shared = *new Parallel(threads);  // Never deleted: kernels may run until the process ends.
  return shared;
}

struct Status {
  TF_Status* raw = TF_NewStatus();
  ~Status() { TF_DeleteStatus(raw); }
  bool ok() const { return TF_GetCode(raw) == TF_OK; }
};

// An input or output of a running kernel.
class Tensor {
 public:
  explicit Tensor(TF_Tensor* raw) : raw_(raw) {}
  Tensor(const Tensor&) = delete;
  ~Tensor() {
    if (raw_ != nullptr) TF_DeleteTensor(raw_);
  }
  template <typename Element = float>
  Element* data() const {
    return static_cast<Element*>(TF_TensorData(raw_));
  }
  int64_t count() const { return TF_TensorElementCount(raw_); }
  int rank() const { return TF_NumDims(raw_); }
  int size(int axis) const { return static_cast<int>(TF_Dim(raw_, axis)); }

 private:
  TF_Tensor* raw_;
};

inline TF_Tensor* inputOf(TF_OpKernelContext* context, int index, TF_Status* status) {
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context, index, &tensor, status);
  return tensor;
}

inline TF_Tensor* outputOf(TF_OpKernelContext* context, int index, const std::vector<int64_t>& shape, TF_Status* status,
                           TF_DataType type = TF_FLOAT) {
  size_t bytes = TF_DataTypeSize(type);
  for (int64_t size : shape) bytes *= static_cast<size_t>(size);
  return TF_AllocateOutput(context, index, type, shape.data(), static_cast<int>(shape.size()), bytes, status);
}

// Memory of this thread that is kept between calls.
inline float* scratch(size_t floats) {
  struct Memory {
    float* data = nullptr;
    size_t count = 0;
    ~Memory() { std::free(data); }
  };
  static thread_local Memory memory;
  if (floats > memory.count) {
    std::free(memory.data);
    memory.data = static_cast<float*>(std::aligned_alloc(64, (floats * sizeof(float) + 63) / 64 * 64));
    memory.count = floats;
  }
  return memory.data;
}

// The part `index` of `parts` of a count: from, to.
struct Range {
  Range(long count, int index, int parts) : from(count * index / parts), to(count * (index + 1) / parts) {}
  const long from, to;
};

inline bool flagOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  unsigned char flag = 0;
  if (TF_OpKernelConstruction_HasAttr(construction, name, status))
    TF_OpKernelConstruction_GetAttrBool(construction, name, &flag, status);
  return flag != 0;
}

using Compute = void (*)(void* attributes, TF_OpKernelContext*);

struct Operation {
  const char* name;
  std::initializer_list<const char*> inputs, outputs, attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*destroy)(void* attributes);
  Compute compute;
  // For T = bfloat16, where the operation has a T; `compute` is then that of float.
  Compute computeLow = nullptr;
};

// Makes an operation and its kernel known to TensorFlow; does nothing when `status` already holds an error.
void registerOperation(const Operation&, TF_Status* status);

void registerConvolutions(TF_Status* status);
void registerDirectConvolutions(TF_Status* status);
void registerPoolings(TF_Status* status);
void registerNormalizations(TF_Status* status);
void registerDepthwiseConvolutions(TF_Status* status);
void registerElementwise(TF_Status* status);

}  // namespace sightline
