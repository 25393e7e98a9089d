// Elementary functions of a vector. Included once for each instruction set, behind vector.inl.

typedef int32_t Integers __attribute__((vector_size(4 * SIGHTLINE_LANES)));

inline Vector spread(float value) {
  Vector result;
  for (int lane = 0; lane < kLanes; lane++) result[lane] = value;
  return result;
}

inline Vector absolute(Vector x) {
  return reinterpret_cast<Vector>(reinterpret_cast<Integers>(x) & 0x7fffffff);
}

template <int count>
inline Vector polynomial(Vector x, const float (&coefficients)[count]) {
  Vector sum = spread(coefficients[0]);
#pragma GCC unroll 16
  for (int index = 1; index < count; index++) sum = sum * x + coefficients[index];
  return sum;
}

// 2^n · e^r with |r| ≤ ln 2 / 2, and e^r by its Taylor polynomial of degree 7: within 2 units in the last place.
inline Vector exponential(Vector x) {
  constexpr float kLargest = 88.7228394f, kSmallest = -87.3365448f;
  const Vector bounded = x > kLargest ? spread(kLargest) : x < kSmallest ? spread(kSmallest) : x;
  // Adding and subtracting 1.5 · 2^23 rounds to a whole number.
  const Vector shifted = bounded * 1.44269504f + 12582912.0f;
  const Vector whole = shifted - 12582912.0f;
  // ln 2 in two parts, the first of which is exact with few digits.
  const Vector rest = (bounded - whole * 0.693359375f) + whole * 2.12194440e-4f;
  static constexpr float kCoefficients[] = {1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f};
  const Vector power = polynomial(rest, kCoefficients);
  // In two halves, since 2^128 is none that a float can hold.
  const Integers exponent = __builtin_convertvector(whole, Integers);
  const Integers half = exponent >> 1;
  const Vector first = reinterpret_cast<Vector>((half + 127) << 23);
  const Vector second = reinterpret_cast<Vector>((exponent - half + 127) << 23);
  const Vector result = power * first * second;
  const Vector upper = x > kLargest ? spread(__builtin_inff()) : result;
  const Vector lower = x < kSmallest ? Vector{} : upper;
  return x == x ? lower : x;
}

// What is not a number stays so, here and in the next.
inline Vector relu(Vector x) { return x < 0.0f ? Vector{} : x; }

inline Vector relu6(Vector x) {
  const Vector positive = relu(x);
  return positive > 6.0f ? spread(6.0f) : positive;
}

inline Vector sigmoid(Vector x) { return 1.0f / (1.0f + exponential(-x)); }

// Near 0 by an odd polynomial, so that no digits are lost.
inline Vector tanhOf(Vector x) {
  const Vector size = absolute(x);
  const Vector far = 1.0f - 2.0f / (exponential(2.0f * size) + 1.0f);
  const Vector square = x * x;
  static constexpr float kCoefficients[] = {-0.00571704451f, 0.0206505868f, -0.0537434979f, 0.133314913f,
                                            -0.333332839f};
  const Vector near = x + x * square * polynomial(square, kCoefficients);
  const Vector signedFar = x < 0.0f ? -far : far;
  return size < 0.625f ? near : signedFar;
}

// x · p(x²) / q(x²) up to 4, from where on it is 1 as a float; fitted to the smallest relative error.
inline Vector erfOf(Vector x) {
  const Vector bounded = x > 4.0f ? spread(4.0f) : x < -4.0f ? spread(-4.0f) : x;
  const Vector square = bounded * bounded;
  static constexpr float kUpper[] = {1.98679115e-06f, 0.000284564f, 0.00388327211f,
                                     0.053101522f,    0.193543433f, 1.12837914f};
  static constexpr float kLower[] = {3.74201666e-05f, 0.0011855532f, 0.015207107f, 0.115349319f, 0.504855957f, 1.0f};
  const Vector result = bounded * polynomial(square, kUpper) / polynomial(square, kLower);
  const Vector upper = result > 1.0f ? spread(1.0f) : result;
  return upper < -1.0f ? spread(-1.0f) : upper;
}
