// Included once for each instruction set, behind vector.inl and elementary.inl. See elementwise.h.

// An operand that is a scalar is the same for all.
template <bool isScalar>
struct Operand {
  const float* from;
  Vector value;
  explicit Operand(const float* source) : from(source), value(isScalar ? spread(*source) : Vector{}) {}
  Vector at(long place) const { return isScalar ? value : load(from + place); }
};

template <bool scalarA, bool scalarB, typename Function>
inline void fill(long count, float* to, const float* a, const float* b, Function function) {
  const Operand<scalarA> first(a);
  const Operand<scalarB> second(b);
#pragma GCC unroll 2
  for (long place = 0; place < count; place += kLanes) store(to + place, function(first.at(place), second.at(place)));
}

template <typename Function>
inline void fillOf(const Instruction& step, const ElementwiseBlock& block, Function function) {
  const long count = step.ofRows ? block.rows : block.rows * block.columns;
  const bool scalarA = step.a < 0, scalarB = step.b < 0;
  float* to = block.registers[step.to];
  const float* a = scalarA ? block.scalars + ~step.a : block.registers[step.a];
  const float* b = scalarB ? block.scalars + ~step.b : block.registers[step.b];
  if (!scalarA && !scalarB) return fill<false, false>(count, to, a, b, function);
  if (scalarA && scalarB) return fill<true, true>(count, to, a, b, function);
  return scalarB ? fill<false, true>(count, to, a, b, function) : fill<true, false>(count, to, a, b, function);
}

inline float sumOfLanes(Vector value) {
  float sum = 0;
  for (int lane = 0; lane < kLanes; lane++) sum += value[lane];
  return sum;
}

inline float sumOf(const float* from, int count) {
  Vector sum[4] = {};
  int place = 0;
  for (; place + 4 * kLanes <= count; place += 4 * kLanes)
#pragma GCC unroll 4
    for (int part = 0; part < 4; part++) sum[part] += load(from + place + part * kLanes);
  for (; place + kLanes <= count; place += kLanes) sum[0] += load(from + place);
  float total = sumOfLanes((sum[0] + sum[1]) + (sum[2] + sum[3]));
  for (; place < count; place++) total += from[place];
  return total;
}

inline void runStep(const Instruction& step, const ElementwiseBlock& block) {
  switch (step.operation) {
    case ElementwiseOperation::kAdd: return fillOf(step, block, [&](Vector a, Vector b) { return a + b; });
    case ElementwiseOperation::kSubtract: return fillOf(step, block, [&](Vector a, Vector b) { return a - b; });
    case ElementwiseOperation::kMultiply: return fillOf(step, block, [&](Vector a, Vector b) { return a * b; });
    case ElementwiseOperation::kDivide: return fillOf(step, block, [&](Vector a, Vector b) { return a / b; });
    // What is not a number stays so.
    case ElementwiseOperation::kMaximum:
      return fillOf(step, block, [&](Vector a, Vector b) { return a < b || b != b ? b : a; });
    case ElementwiseOperation::kMinimum:
      return fillOf(step, block, [&](Vector a, Vector b) { return a > b || b != b ? b : a; });
    case ElementwiseOperation::kNegate: return fillOf(step, block, [&](Vector a, Vector) { return -a; });
    case ElementwiseOperation::kAbsolute: return fillOf(step, block, [&](Vector a, Vector) { return absolute(a); });
    case ElementwiseOperation::kSquareRoot:
      return fillOf(step, block, [&](Vector a, Vector) {
        for (int lane = 0; lane < kLanes; lane++) a[lane] = __builtin_sqrtf(a[lane]);
        return a;
      });
    case ElementwiseOperation::kExponential:
      return fillOf(step, block, [&](Vector a, Vector) { return exponential(a); });
    case ElementwiseOperation::kTanh: return fillOf(step, block, [&](Vector a, Vector) { return tanhOf(a); });
    case ElementwiseOperation::kSigmoid: return fillOf(step, block, [&](Vector a, Vector) { return sigmoid(a); });
    case ElementwiseOperation::kErf: return fillOf(step, block, [&](Vector a, Vector) { return erfOf(a); });
    case ElementwiseOperation::kRelu: return fillOf(step, block, [&](Vector a, Vector) { return relu(a); });
    case ElementwiseOperation::kRelu6: return fillOf(step, block, [&](Vector a, Vector) { return relu6(a); });
    case ElementwiseOperation::kReluGradient:
      return fillOf(step, block, [&](Vector a, Vector y) { return y > 0.0f ? a : Vector{}; });
    case ElementwiseOperation::kRelu6Gradient:
      return fillOf(step, block, [&](Vector a, Vector y) {
        const Vector positive = y > 0.0f ? a : Vector{};
        return y < 6.0f ? positive : Vector{};
      });
    case ElementwiseOperation::kSpread:
      for (long row = 0; row < block.rows; row++) {
        const float value = block.registers[step.a][row];
        fill<true, true>(block.columns, block.registers[step.to] + row * block.columns, &value, &value,
                         [&](Vector a, Vector) { return a; });
      }
      return;
    case ElementwiseOperation::kRowSum:
      for (long row = 0; row < block.rows; row++)
        block.registers[step.to][row] = sumOf(block.registers[step.a] + row * block.columns, block.columns);
      return;
  }
}

void runElementwise(const Instruction* instructions, int count, const ElementwiseBlock& block) {
  for (int index = 0; index < count; index++) runStep(instructions[index], block);
}

void addColumns(const float* from, long rows, int columns, double* sums) {
  int column = 0;
  for (; column + kLanes <= columns; column += kLanes) {
    Vector sum[2] = {};
    long row = 0;
    for (; row + 2 <= rows; row += 2) {
      sum[0] += load(from + row * columns + column);
      sum[1] += load(from + (row + 1) * columns + column);
    }
    if (row < rows) sum[0] += load(from + row * columns + column);
    addTo(sums + column, sum[0] + sum[1]);
  }
  for (; column < columns; column++) {
    float sum = 0;
    for (long row = 0; row < rows; row++) sum += from[row * columns + column];
    sums[column] += sum;
  }
}
