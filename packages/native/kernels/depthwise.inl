// Included once for each instruction set, behind vector.inl. See depthwise.h.

inline int atLeast(int value, int least) { return value < least ? least : value; }
inline int atMost(int value, int most) { return value > most ? most : value; }

// The output places [from, to) of which all `kernel` taps lie within `size` input places.
struct Inside {
  Inside(int size, int kernel, int stride, int before, int outputs)
      : from(atMost((before + stride - 1) / stride, outputs)),
        to(atLeast(atMost((size + before - kernel + stride) / stride, outputs), from)) {}
  const int from, to;
};

// Taps [from, to) of an output place that lie within `size` input places.
struct Taps {
  Taps(int start, int kernel, int size) : from(atLeast(-start, 0)), to(atMost(size - start, kernel)) {}
  const int from, to;
};

template <int kernel>
void convolveRowOf(const DepthwiseConvolution& c, const float* image, const float* weights, int row, int from, int to,
                   float* output) {
  constexpr int kPlaces = 8;
  const int startRow = row * c.stride - c.top;
  const Taps rows(startRow, kernel, c.height);
  const Inside inside(c.width, kernel, c.stride, c.left, c.outputWidth);
  const long step = static_cast<long>(c.stride) * c.channels;
  for (int channel = from; channel < to; channel += kLanes) {
    const auto source = [&](int tapRow, int column) {
      return image + (static_cast<long>(startRow + tapRow) * c.width + column) * c.channels + channel;
    };
    const auto weight = [&](int tapRow, int tap) {
      return load(weights + (tapRow * kernel + tap) * c.channels + channel);
    };
    const auto one = [&](int place) {
      const int startColumn = place * c.stride - c.left;
      const Taps columns(startColumn, kernel, c.width);
      Vector sum = {};
      for (int tapRow = rows.from; tapRow < rows.to; tapRow++)
        for (int tap = columns.from; tap < columns.to; tap++)
          sum += load(source(tapRow, startColumn + tap)) * weight(tapRow, tap);
      store(output + static_cast<long>(place) * c.channels + channel, sum);
    };
    int place = 0;
    for (; place < inside.from; place++) one(place);
    for (; place + kPlaces <= inside.to; place += kPlaces) {
      Vector sum[kPlaces] = {};
      for (int tapRow = rows.from; tapRow < rows.to; tapRow++) {
        const float* start = source(tapRow, place * c.stride - c.left);
#pragma GCC unroll 8
        for (int tap = 0; tap < kernel; tap++) {
          const Vector factor = weight(tapRow, tap);
          const float* each = start + static_cast<long>(tap) * c.channels;
#pragma GCC unroll 8
          for (int index = 0; index < kPlaces; index++) sum[index] += load(each + index * step) * factor;
        }
      }
#pragma GCC unroll 8
      for (int index = 0; index < kPlaces; index++)
        store(output + static_cast<long>(place + index) * c.channels + channel, sum[index]);
    }
    for (; place < c.outputWidth; place++) one(place);
  }
}

// Calls work(apply) with what applies an activation to a vector.
template <typename Work>
void withFunction(Function function, Work work) {
  switch (function) {
    case Function::kIdentity: return work([](Vector x) { return x; });
    case Function::kRelu: return work(relu);
    case Function::kRelu6: return work(relu6);
    case Function::kSilu: return work([](Vector x) { return x * sigmoid(x); });
  }
}

void finishDepthwiseRow(Function function, const float* bias, int places, int channels, int from, int to,
                        float* row) {
  withFunction(function, [&](auto apply) {
    for (int channel = from; channel < to; channel += kLanes) {
      const Vector term = bias == nullptr ? Vector{} : load(bias + channel);
      float* at = row + channel;
      for (int place = 0; place < places; place++, at += channels) store(at, apply(load(at) + term));
    }
  });
}

void applyFunction(Function function, const float* from, long count, float* to) {
  withFunction(function, [&](auto apply) {
    long index = 0;
    for (; index + kLanes <= count; index += kLanes) store(to + index, apply(load(from + index)));
    Vector rest = {};
    std::memcpy(&rest, from + index, (count - index) * sizeof(float));
    rest = apply(rest);
    std::memcpy(to + index, &rest, (count - index) * sizeof(float));
  });
}

template <int kernel>
void inputGradientRowOf(const DepthwiseConvolution& c, const float* gradient, const float* weights, int row, int from,
                        int to, float* output) {
  for (int channel = from; channel < to; channel += kLanes) {
    for (int column = 0; column < c.width; column++) {
      Vector sum = {};
      for (int tapRow = (row + c.top) % c.stride; tapRow < kernel; tapRow += c.stride) {
        const int outputRow = (row + c.top - tapRow) / c.stride;
        if (row + c.top < tapRow || outputRow >= c.outputHeight) continue;
        for (int tap = (column + c.left) % c.stride; tap < kernel; tap += c.stride) {
          const int place = (column + c.left - tap) / c.stride;
          if (column + c.left < tap || place >= c.outputWidth) continue;
          sum += load(gradient + (static_cast<long>(outputRow) * c.outputWidth + place) * c.channels + channel) *
                 load(weights + (tapRow * kernel + tap) * c.channels + channel);
        }
      }
      store(output + static_cast<long>(column) * c.channels + channel, sum);
    }
  }
}

template <int kernel>
void addKernelGradientOf(const DepthwiseConvolution& c, const float* image, const float* gradient, int from, int to,
                         double* sums) {
  const Inside inside(c.width, kernel, c.stride, c.left, c.outputWidth);
  const long step = static_cast<long>(c.stride) * c.channels;
  for (int channel = from; channel < to; channel += kLanes) {
    for (int tapRow = 0; tapRow < kernel; tapRow++) {
      Vector sum[kernel] = {};
      for (int row = 0; row < c.outputHeight; row++) {
        const int inputRow = row * c.stride - c.top + tapRow;
        if (inputRow < 0 || inputRow >= c.height) continue;
        const float* line = image + static_cast<long>(inputRow) * c.width * c.channels + channel;
        const float* given = gradient + static_cast<long>(row) * c.outputWidth * c.channels + channel;
        const auto edge = [&](int place) {
          const int start = place * c.stride - c.left;
          const Vector factor = load(given + static_cast<long>(place) * c.channels);
#pragma GCC unroll 8
          for (int tap = 0; tap < kernel; tap++)
            if (start + tap >= 0 && start + tap < c.width)
              sum[tap] += load(line + static_cast<long>(start + tap) * c.channels) * factor;
        };
        for (int place = 0; place < inside.from; place++) edge(place);
        const float* start = line + (static_cast<long>(inside.from) * c.stride - c.left) * c.channels;
        for (int place = inside.from; place < inside.to; place++, start += step) {
          const Vector factor = load(given + static_cast<long>(place) * c.channels);
#pragma GCC unroll 8
          for (int tap = 0; tap < kernel; tap++) sum[tap] += load(start + static_cast<long>(tap) * c.channels) * factor;
        }
        for (int place = inside.to; place < c.outputWidth; place++) edge(place);
      }
#pragma GCC unroll 8
      for (int tap = 0; tap < kernel; tap++) addTo(sums + (tapRow * kernel + tap) * c.channels + channel, sum[tap]);
    }
  }
}

void convolveDepthwiseRow(const DepthwiseConvolution& c, const float* image, const float* kernel, int row, int from,
                          int to, float* output) {
  if (c.kernel == 3) convolveRowOf<3>(c, image, kernel, row, from, to, output);
  if (c.kernel == 5) convolveRowOf<5>(c, image, kernel, row, from, to, output);
  if (c.kernel == 7) convolveRowOf<7>(c, image, kernel, row, from, to, output);
}

void depthwiseInputGradientRow(const DepthwiseConvolution& c, const float* gradient, const float* kernel, int row,
                               int from, int to, float* output) {
  if (c.kernel == 3) inputGradientRowOf<3>(c, gradient, kernel, row, from, to, output);
  if (c.kernel == 5) inputGradientRowOf<5>(c, gradient, kernel, row, from, to, output);
  if (c.kernel == 7) inputGradientRowOf<7>(c, gradient, kernel, row, from, to, output);
}

void addDepthwiseKernelGradient(const DepthwiseConvolution& c, const float* image, const float* gradient, int from,
                                int to, double* sums) {
  if (c.kernel == 3) addKernelGradientOf<3>(c, image, gradient, from, to, sums);
  if (c.kernel == 5) addKernelGradientOf<5>(c, image, gradient, from, to, sums);
  if (c.kernel == 7) addKernelGradientOf<7>(c, image, gradient, from, to, sums);
}
