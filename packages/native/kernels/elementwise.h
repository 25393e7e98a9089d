// Element-wise operations and what goes with them, many in one pass over memory: a small program is run on one block
// of rows after the other, whose intermediate values never leave the first cache.
#pragma once

namespace sightline {

// As in packages/engine/src/passes/elementwise/instructions.ts.
enum class ElementwiseOperation : int {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMaximum,
  kMinimum,
  kNegate,
  kAbsolute,
  kSquareRoot,
  kExponential,
  kTanh,
  kSigmoid,
  kErf,
  kRelu,
  kRelu6,
  kReluGradient,   // of (gradient, y)
  kRelu6Gradient,  // of (gradient, y)
  kSpread,         // a value for each row → a row of it
  kRowSum,         // a row → its sum
};

struct Instruction {
  ElementwiseOperation operation;
  // Whether it computes one value for each row, from such values.
  bool ofRows;
  // Registers; an operand below 0 is the scalar ~operand.
  int to, a, b;
};

// Rows of `columns` numbers. A register holds all numbers of the block, or one for each row; it has room for as many
// more as a vector has, which may be written with anything.
struct ElementwiseBlock {
  long rows;
  int columns;
  float* const* registers;
  const float* scalars;
};

struct Elementwise {
  void (*run)(const Instruction* instructions, int count, const ElementwiseBlock&);
  // Adds the sums of the columns of rows.
  void (*addColumns)(const float* from, long rows, int columns, double* sums);
};

#if defined(__x86_64__)
extern const Elementwise kElementwiseAvx512, kElementwiseAvx2;
#endif
extern const Elementwise kElementwisePortable;

}  // namespace sightline
