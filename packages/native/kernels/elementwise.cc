// Element-wise operations in one pass, as an operation of TensorFlow.
#include "elementwise.h"

#include <cstring>
#include <memory>
#include <vector>

#include "instructions.h"
#include "operation.h"

namespace sightline {
namespace {

// How an input or output lies over the rows and columns.
enum class Layout { kFull, kRows, kColumns, kScalar };

struct Attributes {
  int columns = 1;
  // The input whose sizes are those of the whole.
  int shapedLike = 0;
  int registers = 0;
  std::vector<Layout> inputs, outputs;
  // The register of each output.
  std::vector<int> results;
  std::vector<Instruction> instructions;
  std::vector<float> scalars;
};

std::vector<int64_t> integersOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int32_t count = 0, bytes = 0;
  TF_OpKernelConstruction_GetAttrSize(construction, name, &count, &bytes, status);
  std::vector<int64_t> values(count > 0 ? count : 0);
  if (count > 0) TF_OpKernelConstruction_GetAttrInt64List(construction, name, values.data(), count, status);
  return values;
}

std::vector<float> floatsOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int32_t count = 0, bytes = 0;
  TF_OpKernelConstruction_GetAttrSize(construction, name, &count, &bytes, status);
  std::vector<float> values(count > 0 ? count : 0);
  if (count > 0) TF_OpKernelConstruction_GetAttrFloatList(construction, name, values.data(), count, status);
  return values;
}

int integerOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int64_t value = 0;
  TF_OpKernelConstruction_GetAttrInt64(construction, name, &value, status);
  return static_cast<int>(value);
}

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  auto* attributes = new Attributes;
  attributes->columns = integerOf(construction, "columns", status.raw);
  attributes->shapedLike = integerOf(construction, "shaped_like", status.raw);
  attributes->registers = integerOf(construction, "registers", status.raw);
  for (int64_t layout : integersOf(construction, "input_layouts", status.raw))
    attributes->inputs.push_back(static_cast<Layout>(layout));
  for (int64_t layout : integersOf(construction, "output_layouts", status.raw))
    attributes->outputs.push_back(static_cast<Layout>(layout));
  for (int64_t place : integersOf(construction, "results", status.raw))
    attributes->results.push_back(static_cast<int>(place));
  const std::vector<int64_t> codes = integersOf(construction, "instructions", status.raw);
  for (size_t place = 0; place + 5 <= codes.size(); place += 5) {
    const auto code = [&](int index) { return static_cast<int>(codes[place + index]); };
    attributes->instructions.push_back(
        {static_cast<ElementwiseOperation>(code(0)), code(1) != 0, code(2), code(3), code(4)});
  }
  attributes->scalars = floatsOf(construction, "scalars", status.raw);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.raw);
  return attributes;
}

void destroy(void* attributes) { delete static_cast<Attributes*>(attributes); }

const Elementwise& elementwise() {
#if defined(__x86_64__)
  if (instructions() == Instructions::kAvx512) return kElementwiseAvx512;
  if (instructions() == Instructions::kAvx2) return kElementwiseAvx2;
#endif
  return kElementwisePortable;
}

constexpr int kWidestVector = 16;
// So many numbers in a register: a handful of registers fit into the first cache.
constexpr int kBlock = 1024;

struct Input {
  const float* data;
  Layout layout;
  // How many rows share a value.
  long rowsEach;
};

struct Output {
  float* data;
  Layout layout;
  int result;
};

// One run: what the threads share.
struct Run {
  const Attributes& attributes;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<float> scalars;
  long rows;
  // Of a block; and in how many rows inputs of groups of rows begin with the next group.
  long blockRows, group;

  long registerSize() const { return (blockRows * attributes.columns + 2 * kWidestVector - 1) & -kWidestVector; }
};

// One thread's walk over a range of rows.
class Walk {
 public:
  Walk(const Run& run, double* columnSums)
      : run_(run),
        columns_(run.attributes.columns),
        memory_(scratch(static_cast<size_t>(run.attributes.registers) * run.registerSize())),
        own_(run.attributes.registers),
        registers_(run.attributes.registers),
        filled_(run.inputs.size(), -1),
        columnSums_(columnSums) {
    for (size_t index = 0; index < own_.size(); index++) own_[index] = memory_ + index * run.registerSize();
  }

  void over(long from, long to) {
    for (long row = from; row < to;) {
      const long limit = run_.group > 0 ? (row / run_.group + 1) * run_.group : to;
      long rows = run_.blockRows;
      if (row + rows > limit) rows = limit - row;
      if (row + rows > to) rows = to - row;
      block(row, rows);
      row += rows;
    }
  }

 private:
  void block(long row, long rows) {
    registers_ = own_;
    const bool isWhole = rows * columns_ % kWidestVector == 0;
    for (size_t index = 0; index < run_.inputs.size(); index++) feed(static_cast<int>(index), row, rows, isWhole);
    for (const Output& output : run_.outputs)
      if (output.layout == Layout::kFull && isWhole) registers_[output.result] = output.data + row * columns_;
    const auto& instructions = run_.attributes.instructions;
    elementwise().run(instructions.data(), static_cast<int>(instructions.size()),
                    {rows, columns_, registers_.data(), run_.scalars.data()});
    double* sums = columnSums_;
    for (const Output& output : run_.outputs) {
      const float* result = registers_[output.result];
      if (output.layout == Layout::kColumns) {
        elementwise().addColumns(result, rows, columns_, sums);
        sums += columns_;
      } else if (output.layout == Layout::kRows) {
        std::memcpy(output.data + row, result, rows * sizeof(float));
      } else if (!isWhole) {
        std::memcpy(output.data + row * columns_, result, rows * columns_ * sizeof(float));
      }
    }
  }

  // Gives a block its part of an input: the input's own memory where whole vectors can be read, else a copy.
  void feed(int index, long row, long rows, bool isWhole) {
    const Input& input = run_.inputs[index];
    switch (input.layout) {
      case Layout::kScalar: return;
      case Layout::kFull: {
        const float* source = input.data + row * columns_;
        // An input is only read.
        if (isWhole) registers_[index] = const_cast<float*>(source);
        else std::memcpy(own_[index], source, rows * columns_ * sizeof(float));
        return;
      }
      case Layout::kRows:
        if (input.rowsEach == 1) {
          std::memcpy(own_[index], input.data + row, rows * sizeof(float));
        } else {
          for (long each = 0; each < rows; each++) own_[index][each] = input.data[(row + each) / input.rowsEach];
        }
        return;
      case Layout::kColumns: {
        const long place = row / input.rowsEach;
        if (filled_[index] == place) return;
        filled_[index] = place;
        const float* source = input.data + place * columns_;
        for (long each = 0; each < run_.blockRows; each++)
          std::memcpy(own_[index] + each * columns_, source, columns_ * sizeof(float));
      }
    }
  }

  const Run& run_;
  const int columns_;
  float* memory_;
  std::vector<float*> own_, registers_;
  // Which row of an input of columns its register holds.
  std::vector<long> filled_;
  double* columnSums_;
};

int partsOf(long numbers) { return numbers < 1 << 15 ? 1 : pool().threads(); }

void compute(void* data, TF_OpKernelContext* context) {
  const auto& attributes = *static_cast<Attributes*>(data);
  Status status;
  std::vector<std::unique_ptr<Tensor>> tensors;
  for (size_t index = 0; index < attributes.inputs.size(); index++)
    tensors.push_back(std::make_unique<Tensor>(inputOf(context, static_cast<int>(index), status.raw)));
  const Tensor& whole = *tensors[attributes.shapedLike];
  const int columns = attributes.columns;
  const long rows = whole.count() / columns;
  Run run{attributes, {}, {}, attributes.scalars, rows, 1, 0};
  for (size_t index = 0; index < tensors.size(); index++) {
    const Layout layout = attributes.inputs[index];
    const long count = tensors[index]->count();
    const long each = layout == Layout::kColumns ? count / columns : count;
    const long rowsEach = layout == Layout::kFull || each == 0 ? 1 : rows / each;
    run.inputs.push_back({tensors[index]->data(), layout, rowsEach});
    if (layout == Layout::kScalar) run.scalars.push_back(*tensors[index]->data());
    if (layout == Layout::kColumns && rowsEach < rows && rowsEach > run.group) run.group = rowsEach;
  }
  std::vector<int64_t> shape(whole.rank());
  for (int axis = 0; axis < whole.rank(); axis++) shape[axis] = whole.size(axis);
  int sums = 0;
  for (size_t index = 0; index < attributes.outputs.size(); index++) {
    const Layout layout = attributes.outputs[index];
    std::vector<int64_t> sizes = shape;
    if (layout == Layout::kRows) sizes.back() = 1;
    if (layout == Layout::kColumns) sizes = {columns};
    sums += layout == Layout::kColumns;
    Tensor output(outputOf(context, static_cast<int>(index), sizes, status.raw));
    if (!status.ok()) break;
    run.outputs.push_back({output.data(), layout, attributes.results[index]});
  }
  if (!status.ok()) return TF_OpKernelContext_Failure(context, status.raw);

  run.blockRows = columns >= kBlock ? 1 : kBlock / columns;
  // Whole vectors, where the rows allow it.
  if (run.blockRows > kWidestVector) run.blockRows &= -kWidestVector;
  const int parts = partsOf(rows * columns);
  std::vector<double> columnSums(static_cast<size_t>(parts) * sums * columns);
  const auto sumsOf = [&](int part) { return columnSums.data() + static_cast<size_t>(part) * sums * columns; };
  pool().run(parts, [&](int part) {
    const Range range(rows, part, parts);
    Walk(run, sumsOf(part)).over(range.from, range.to);
  });
  int place = 0;
  for (const Output& output : run.outputs) {
    if (output.layout != Layout::kColumns) continue;
    for (int column = 0; column < columns; column++) {
      double sum = 0;
      for (int part = 0; part < parts; part++) sum += sumsOf(part)[place * columns + column];
      output.data[column] = static_cast<float>(sum);
    }
    place++;
  }
}

const Operation kOperation = {
    "SightlineElementwise",
    {"inputs: N * float"},
    {"outputs: M * float"},
    {"N: int >= 1", "M: int >= 1", "columns: int", "shaped_like: int", "registers: int", "input_layouts: list(int)",
     "output_layouts: list(int)", "results: list(int)", "instructions: list(int)", "scalars: list(float)"},
    create,
    destroy,
    compute};

}  // namespace

void registerElementwise(TF_Status* status) { registerOperation(kOperation, status); }

}  // namespace sightline
