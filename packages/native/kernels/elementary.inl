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

inline Vector sigmoid(Vector x) { return 1.0f / (1.0f + exponential(-x)); }

// Near 0 by an odd polynomial, so that no digits are lost.
inline Vector tanhOf(Vector x) {
  const Vector size = absolute(x);
  const Vector far = 1.0f - 2.0f / (exponential(2.0f * size) + 1.0f);
  const Vector square = x * x;
  static constexpr float kCoefficients[] = {-0.00571704451f, 0.0206505868f, -0.0537434979f, 0.133314913f, -0.333332839f};
  const Vector near = x + x * square * polynomial(square, kCoefficients);
  const Vector signedFar = x < 0.0f ? -far : far;
  return size < 0.625f ? near : signedFar;
}

// Near 0 by an odd polynomial, elsewhere 1 − e^(−x²) · p(1 / (1 + x / 2)).
inline Vector erfOf(Vector x) {
  const Vector size = absolute(x), square = x * x;
  static constexpr float kNear[] = {7.88912284e-05f, -0.000802084227f, 0.00518953545f, -0.0268544446f,
                                     0.112836002f,    -0.376126271f,   1.12837917f};
  static constexpr float kFar[] = {0.091430405f, -0.375235659f, 0.423329245f, 0.00858375884f,
                                    0.294401779f, 0.274774552f,  0.2825701f};
  const Vector near = x * polynomial(square, kNear);
  const Vector place = 1.0f / (1.0f + 0.5f * size);
  const Vector far = 1.0f - exponential(-square) * place * polynomial(place, kFar);
  const Vector signedFar = x < 0.0f ? -far : far;
  return size < 1.0f ? near : signedFar;
}
