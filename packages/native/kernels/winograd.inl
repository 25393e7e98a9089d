// Convolutions of 3×3 kernels and their gradients. Included once for each instruction set, behind
// winograd_transforms.inl, with SIGHTLINE_ROWS rows of accumulators (a divisor of kBlock) by two vectors, as many as it
// has registers for.

constexpr int kRows = SIGHTLINE_ROWS;

struct Tile {
  int image, row, column;
};

inline Tile tileAt(const Convolution& c, int index) {
  const int across = c.tilesAcross(), perImage = across * c.tilesDown();
  const int inImage = index % perImage;
  return {index / perImage, inImage / across * kTile, inImage % across * kTile};
}

// v[point][tile][channel] = Bᵀ d B of the tile's 6×6 window; what lies outside the image is 0.
inline void transformWindow(const Convolution& c, const float* input, Tile tile, float* v, int pointStride) {
  const int top = tile.row - c.top, left = tile.column - c.left;
  const bool inside = top >= 0 && left >= 0 && top + kWindow <= c.height && left + kWindow <= c.width;
  const long rowSize = static_cast<long>(c.width) * c.channels;
  const float* corner =
      input + (static_cast<long>(tile.image) * c.height + top) * rowSize + static_cast<long>(left) * c.channels;
  for (int channel = 0; channel < c.channels; channel += kLanes) {
    Vector d[kPoints];
    if (inside) {
      for (int y = 0; y < kWindow; y++)
        for (int x = 0; x < kWindow; x++) d[y * kWindow + x] = load(corner + y * rowSize + x * c.channels + channel);
    } else {
      for (int y = 0; y < kWindow; y++)
        for (int x = 0; x < kWindow; x++) {
          const bool isIn = top + y >= 0 && top + y < c.height && left + x >= 0 && left + x < c.width;
          d[y * kWindow + x] = isIn ? load(corner + y * rowSize + x * c.channels + channel) : Vector{};
        }
    }
#pragma GCC unroll 6
    for (int x = 0; x < kWindow; x++) windowTransform(d + x, kWindow);
#pragma GCC unroll 6
    for (int y = 0; y < kWindow; y++) {
      windowTransform(d + y * kWindow, 1);
#pragma GCC unroll 6
      for (int x = 0; x < kWindow; x++) store(v + (y * kWindow + x) * pointStride + channel, d[y * kWindow + x]);
    }
  }
}

// out[row][n] = Σ a[row][k] · b[k][n], over `Rows` rows and `Columns` vectors.
template <int Rows, int Columns>
inline void product(const float* a, int aStride, const float* b, int bStride, int depth, float* out, int outStride) {
  Vector sums[Rows][Columns] = {};
  for (int k = 0; k < depth; k++) {
    Vector right[Columns];
#pragma GCC unroll 4
    for (int n = 0; n < Columns; n++) right[n] = load(b + k * bStride + n * kLanes);
#pragma GCC unroll 24
    for (int row = 0; row < Rows; row++) {
      const float left = a[row * aStride + k];
#pragma GCC unroll 4
      for (int n = 0; n < Columns; n++) sums[row][n] += left * right[n];
    }
  }
#pragma GCC unroll 24
  for (int row = 0; row < Rows; row++)
#pragma GCC unroll 4
    for (int n = 0; n < Columns; n++) store(out + row * outStride + n * kLanes, sums[row][n]);
}

// out[row][n] += Σ a[k][row] · b[k][n]: `a` is read down its columns.
template <int Rows, int Columns>
inline void addTransposedProduct(const float* a, int aStride, const float* b, int bStride, int depth, float* out,
                                 int outStride) {
  Vector sums[Rows][Columns];
#pragma GCC unroll 24
  for (int row = 0; row < Rows; row++)
#pragma GCC unroll 4
    for (int n = 0; n < Columns; n++) sums[row][n] = load(out + row * outStride + n * kLanes);
  for (int k = 0; k < depth; k++) {
    Vector right[Columns];
#pragma GCC unroll 4
    for (int n = 0; n < Columns; n++) right[n] = load(b + k * bStride + n * kLanes);
#pragma GCC unroll 24
    for (int row = 0; row < Rows; row++) {
      const float left = a[k * aStride + row];
#pragma GCC unroll 4
      for (int n = 0; n < Columns; n++) sums[row][n] += left * right[n];
    }
  }
#pragma GCC unroll 24
  for (int row = 0; row < Rows; row++)
#pragma GCC unroll 4
    for (int n = 0; n < Columns; n++) store(out + row * outStride + n * kLanes, sums[row][n]);
}

// The tile of the output, Aᵀ M A, with bias and ReLU.
inline void writeTile(const Convolution& c, const float* m, int pointStride, Tile tile, Finish finish, float* output) {
  const int rows = c.outHeight() - tile.row < kTile ? c.outHeight() - tile.row : kTile;
  const int columns = c.outWidth() - tile.column < kTile ? c.outWidth() - tile.column : kTile;
  float* corner =
      output + ((static_cast<long>(tile.image) * c.outHeight() + tile.row) * c.outWidth() + tile.column) * c.filters;
  for (int filter = 0; filter < c.filters; filter += kLanes) {
    Vector down[kTile * kWindow];
#pragma GCC unroll 6
    for (int x = 0; x < kWindow; x++) {
      Vector column[kWindow];
#pragma GCC unroll 6
      for (int y = 0; y < kWindow; y++) column[y] = load(m + (y * kWindow + x) * pointStride + filter);
      tileTransform(column, 1, down + x, kWindow);
    }
    const Vector bias = finish.bias == nullptr ? Vector{} : load(finish.bias + filter);
    for (int y = 0; y < rows; y++) {
      Vector out[kTile];
      tileTransform(down + y * kWindow, 1, out, 1);
      for (int x = 0; x < columns; x++) {
        Vector value = out[x] + bias;
        if (finish.relu) value = value > 0.0f ? value : Vector{};
        store(corner + (static_cast<long>(y) * c.outWidth() + x) * c.filters + filter, value);
      }
    }
  }
}

// G g Gᵀ of the nine taps of neighbouring elements, `tapStride` floats apart.
inline void transformTaps(const float* taps, long tapStride, bool turned, Vector* point) {
  Vector g[9], down[18];
#pragma GCC unroll 9
  for (int tap = 0; tap < 9; tap++) g[tap] = load(taps + (turned ? 8 - tap : tap) * tapStride);
#pragma GCC unroll 3
  for (int x = 0; x < 3; x++) kernelTransform(g + x, 3, down + x, 3);
#pragma GCC unroll 6
  for (int y = 0; y < kWindow; y++) kernelTransform(down + y * 3, 1, point + y * kWindow, 1);
}

// u[point][channel][filter] of a kernel [3, 3, channels, filters], for some of its channels.
void transformKernel(const float* kernel, int channels, int filters, int first, int last, float* u) {
  const long size = static_cast<long>(channels) * filters;
  for (long place = static_cast<long>(first) * filters; place < static_cast<long>(last) * filters; place += kLanes) {
    Vector point[kPoints];
    transformTaps(kernel + place, size, false, point);
    for (int p = 0; p < kPoints; p++) store(u + p * size + place, point[p]);
  }
}

// The same of the kernel that takes a gradient back to the input: turned by 180 degrees, and [3, 3, filters, channels]
// in memory; for some filters.
void transformTurnedKernel(const float* kernel, int channels, int filters, int first, int last, float* u) {
  const long size = static_cast<long>(channels) * filters;
  for (int filter = first; filter < last; filter++)
    for (int channel = 0; channel < channels; channel += kLanes) {
      Vector point[kPoints];
      transformTaps(kernel + static_cast<long>(filter) * channels + channel, size, true, point);
      for (int p = 0; p < kPoints; p++)
        for (int lane = 0; lane < kLanes; lane++)
          u[p * size + static_cast<long>(channel + lane) * filters + filter] = point[p][lane];
    }
}

template <int Columns>
inline void multiplyPoints(const Convolution& c, const float* v, const float* u, float* m) {
  for (int point = 0; point < kPoints; point++) {
    const float* left = v + point * kBlock * c.channels;
    const float* right = u + static_cast<long>(point) * c.channels * c.filters;
    float* out = m + point * kBlock * c.filters;
    for (int n = 0; n < c.filters; n += Columns * kLanes)
      for (int row = 0; row < kBlock; row += kRows)
        product<kRows, Columns>(left + row * c.channels, c.channels, right + n, c.filters, c.channels,
                                out + row * c.filters + n, c.filters);
  }
}

void convolveBlock(const Convolution& c, const float* input, const float* u, int first, Finish finish, float* scratch,
                   float* output) {
  float* v = scratch;
  float* m = scratch + kPoints * kBlock * c.channels;
  const int count = c.tiles() - first < kBlock ? c.tiles() - first : kBlock;
  for (int index = 0; index < count; index++)
    transformWindow(c, input, tileAt(c, first + index), v + index * c.channels, kBlock * c.channels);
  if (c.filters % (2 * kLanes) == 0) multiplyPoints<2>(c, v, u, m);
  else multiplyPoints<1>(c, v, u, m);
  for (int index = 0; index < count; index++)
    writeTile(c, m + index * c.filters, kBlock * c.filters, tileAt(c, first + index), finish, output);
}

// w[point][tile][filter] of the gradient's tile, and its sum added to `bias`; what lies outside is 0.
inline void transformGradient(const Convolution& c, const float* gradient, Tile tile, float* w, float* bias) {
  const int rows = c.outHeight() - tile.row < kTile ? c.outHeight() - tile.row : kTile;
  const int columns = c.outWidth() - tile.column < kTile ? c.outWidth() - tile.column : kTile;
  const long rowSize = static_cast<long>(c.outWidth()) * c.filters;
  const float* corner = gradient + (static_cast<long>(tile.image) * c.outHeight() + tile.row) * rowSize +
                        static_cast<long>(tile.column) * c.filters;
  for (int filter = 0; filter < c.filters; filter += kLanes) {
    Vector y[kTile * kTile] = {};
    for (int row = 0; row < rows; row++)
      for (int column = 0; column < columns; column++)
        y[row * kTile + column] = load(corner + row * rowSize + column * c.filters + filter);
    if (bias != nullptr) {
      Vector sum{};
#pragma GCC unroll 16
      for (int place = 0; place < kTile * kTile; place++) sum += y[place];
      store(bias + filter, load(bias + filter) + sum);
    }
    Vector down[kWindow * kTile];
#pragma GCC unroll 4
    for (int x = 0; x < kTile; x++) gradientTransform(y + x, kTile, down + x, kTile);
#pragma GCC unroll 6
    for (int row = 0; row < kWindow; row++) {
      Vector out[kWindow];
      gradientTransform(down + row * kTile, 1, out, 1);
#pragma GCC unroll 6
      for (int x = 0; x < kWindow; x++) store(w + (row * kWindow + x) * kBlock * c.filters + filter, out[x]);
    }
  }
}

template <int Columns>
inline void addPoints(const Convolution& c, const float* v, const float* w, int tiles, float* sums) {
  constexpr int rows = 8;
  for (int point = 0; point < kPoints; point++) {
    const float* left = v + point * kBlock * c.channels;
    const float* right = w + point * kBlock * c.filters;
    float* out = sums + static_cast<long>(point) * c.channels * c.filters;
    for (int n = 0; n < c.filters; n += Columns * kLanes)
      for (int channel = 0; channel < c.channels; channel += rows)
        addTransposedProduct<rows, Columns>(left + channel, c.channels, right + n, c.filters, tiles,
                                            out + channel * c.filters + n, c.filters);
  }
}

void addKernelGradient(const Convolution& c, const float* input, const float* gradient, int first, int last,
                       float* scratch, float* sums, float* bias) {
  float* v = scratch;
  float* w = scratch + kPoints * kBlock * c.channels;
  for (int start = first; start < last; start += kBlock) {
    const int count = last - start < kBlock ? last - start : kBlock;
    for (int index = 0; index < count; index++) {
      const Tile tile = tileAt(c, start + index);
      transformWindow(c, input, tile, v + index * c.channels, kBlock * c.channels);
      transformGradient(c, gradient, tile, w + index * c.filters, bias);
    }
    if (c.filters % (2 * kLanes) == 0) addPoints<2>(c, v, w, count, sums);
    else addPoints<1>(c, v, w, count, sums);
  }
}

// The kernel's gradient [3, 3, channels, filters] of the sums of all parts, one after the other.
void writeKernelGradient(const Convolution& c, const float* sums, int parts, int first, int last, float* output) {
  const long size = static_cast<long>(c.channels) * c.filters;
  for (int channel = first; channel < last; channel++)
    for (int filter = 0; filter < c.filters; filter += kLanes) {
      const long place = static_cast<long>(channel) * c.filters + filter;
      Vector down[3 * kWindow];
      for (int x = 0; x < kWindow; x++) {
        Vector column[kWindow];
        for (int y = 0; y < kWindow; y++) {
          column[y] = Vector{};
          for (int part = 0; part < parts; part++)
            column[y] += load(sums + (static_cast<long>(part) * kPoints + y * kWindow + x) * size + place);
        }
        kernelTapTransform(column, 1, down + x, kWindow);
      }
      for (int y = 0; y < 3; y++) {
        Vector taps[3];
        kernelTapTransform(down + y * kWindow, 1, taps, 1);
        for (int x = 0; x < 3; x++) store(output + (y * 3 + x) * size + place, taps[x]);
      }
    }
}
