// The transforms of Winograd's minimal filtering (Lavin and Gray, 2016) for the points 0, ±3/4, ±4/3 and infinity,
// whose rounding errors are a third of those of the usual 0, ±1, ±2 and about twice those of a direct convolution.
// Included once for each instruction set, behind vector.inl.
//
// F(4×4, 3×3) takes a window of 6×6 and a kernel of 3×3 to a tile of 4×4; F(3×3, 4×4), by the same window transform, a
// window and a tile of gradients to the gradient of the kernel: both by 36 multiplications instead of 144. Each
// function below is one dimension of a transform.

constexpr int kTile = 4;
constexpr int kWindow = 6;

constexpr float kA = 0.75f, kB = 4.0f / 3.0f;
constexpr float kA2 = kA * kA, kB2 = kB * kB, kSum = kA2 + kB2;
// One over the product of a point's distances to the others.
constexpr float kPerA = static_cast<float>(1 / (2 * 0.5625 * (0.5625 - 16.0 / 9.0)));
constexpr float kPerB = static_cast<float>(1 / (2 * 16.0 / 9.0 * (16.0 / 9.0 - 0.5625)));

// Bᵀ of six numbers in place, `stride` vectors apart.
inline void windowTransform(Vector* d, int stride) {
  const Vector d0 = d[0], d1 = d[stride], d2 = d[2 * stride], d3 = d[3 * stride], d4 = d[4 * stride],
               d5 = d[5 * stride];
  const Vector evenA = d4 - kB2 * d2, oddA = kA * d3 - kB * d1;
  const Vector evenB = d4 - kA2 * d2, oddB = kB * d3 - kA * d1;
  d[0] = (d0 + d4) - kSum * d2;
  d[stride] = evenA + oddA;
  d[2 * stride] = evenA - oddA;
  d[3 * stride] = evenB + oddB;
  d[4 * stride] = evenB - oddB;
  d[5 * stride] = (d1 + d5) - kSum * d3;
}

// Aᵀ of six numbers `stride` apart to four.
inline void tileTransform(const Vector* m, int stride, Vector* y, int outStride) {
  const Vector sumA = m[stride] + m[2 * stride], differenceA = m[stride] - m[2 * stride];
  const Vector sumB = m[3 * stride] + m[4 * stride], differenceB = m[3 * stride] - m[4 * stride];
  y[0] = m[0] + sumA + sumB;
  y[outStride] = kA * differenceA + kB * differenceB;
  y[2 * outStride] = kA2 * sumA + kB2 * sumB;
  y[3 * outStride] = (kA * kA2) * differenceA + (kB * kB2) * differenceB + m[5 * stride];
}

// G of three numbers to six.
inline void kernelTransform(const Vector* g, int stride, Vector* u, int outStride) {
  const Vector evenA = kPerA * g[0] + (kPerA * kA2) * g[2 * stride], oddA = (kPerA * kA) * g[stride];
  const Vector evenB = kPerB * g[0] + (kPerB * kB2) * g[2 * stride], oddB = (kPerB * kB) * g[stride];
  u[0] = g[0];
  u[outStride] = evenA + oddA;
  u[2 * outStride] = evenA - oddA;
  u[3 * outStride] = evenB + oddB;
  u[4 * outStride] = evenB - oddB;
  u[5 * outStride] = g[2 * stride];
}

// G of four numbers to six.
inline void gradientTransform(const Vector* y, int stride, Vector* w, int outStride) {
  const Vector evenA = kPerA * y[0] + (kPerA * kA2) * y[2 * stride],
               oddA = (kPerA * kA) * y[stride] + (kPerA * kA * kA2) * y[3 * stride];
  const Vector evenB = kPerB * y[0] + (kPerB * kB2) * y[2 * stride],
               oddB = (kPerB * kB) * y[stride] + (kPerB * kB * kB2) * y[3 * stride];
  w[0] = y[0];
  w[outStride] = evenA + oddA;
  w[2 * outStride] = evenA - oddA;
  w[3 * outStride] = evenB + oddB;
  w[4 * outStride] = evenB - oddB;
  w[5 * outStride] = y[3 * stride];
}

// Aᵀ of six numbers to three.
inline void kernelTapTransform(const Vector* m, int stride, Vector* y, int outStride) {
  const Vector sumA = m[stride] + m[2 * stride], differenceA = m[stride] - m[2 * stride];
  const Vector sumB = m[3 * stride] + m[4 * stride], differenceB = m[3 * stride] - m[4 * stride];
  y[0] = m[0] + sumA + sumB;
  y[outStride] = kA * differenceA + kB * differenceB;
  y[2 * outStride] = kA2 * sumA + kB2 * sumB + m[5 * stride];
}
