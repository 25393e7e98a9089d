// Included once for each instruction set, behind vector.inl and normalization.inl. See direct.h.

// So many accumulators leave registers for the numbers that are multiplied.
constexpr int kMostSums = SIGHTLINE_LANES == 16 ? 16 : 12;

constexpr int vectorsOf(int filters) { return (filters + kLanes - 1) / kLanes; }

// Calls part<n>(from) for parts of `count` things, as few and as even as registers allow; n is their number.
template <template <int> class Part, size_t... counts, typename... Arguments>
void inParts(int count, std::index_sequence<counts...>, const Arguments&... arguments) {
  constexpr decltype(&Part<1>::run) kRuns[] = {Part<counts + 1>::run...};
  const int parts = (count + kMostSums - 1) / kMostSums;
  for (int part = 0; part < parts; part++) {
    const int from = count * part / parts, to = count * (part + 1) / parts;
    kRuns[to - from - 1](from, arguments...);
  }
}

// `places` neighbours in a row of the output, and one vector of filters, of which `count` are written.
template <int places>
struct ConvolvePlaces {
  static void run(int from, const DirectConvolution& c, const float* row, const float* kernel, Vector start, bool relu,
                  int count, float* output) {
    const long step = static_cast<long>(c.stride) * c.channels, filled = vectorsOf(c.filters) * kLanes;
    const float* image = row + from * step;
    Vector sums[places];
#pragma GCC unroll 16
    for (int place = 0; place < places; place++) sums[place] = start;
    for (int tapRow = 0; tapRow < c.kernelHeight; tapRow++, image += static_cast<long>(c.width) * c.channels) {
      for (int tap = 0; tap < c.rowTaps(); tap++, kernel += filled) {
        const Vector factor = load(kernel);
        const float* source = image + tap;
#pragma GCC unroll 16
        for (int place = 0; place < places; place++, source += step) sums[place] += *source * factor;
      }
    }
    output += static_cast<long>(from) * c.filters;
#pragma GCC unroll 16
    for (int place = 0; place < places; place++, output += c.filters) {
      const Vector sum = relu ? (sums[place] > 0 ? sums[place] : Vector{}) : sums[place];
      if (count == kLanes) store(output, sum);
      else std::memcpy(output, &sum, count * sizeof(float));
    }
  }
};

void convolveDirectRow(const DirectConvolution& c, const float* image, const float* kernel, const float* bias,
                       bool relu, int row, float* output) {
  const float* source = image + static_cast<long>(row) * c.stride * c.width * c.channels;
  for (int filter = 0; filter < c.filters; filter += kLanes) {
    const Vector start = bias == nullptr ? Vector{} : load(bias + filter);
    const int count = c.filters - filter < kLanes ? c.filters - filter : kLanes;
    inParts<ConvolvePlaces>(c.outputWidth(), std::make_index_sequence<kMostSums>(), c, source, kernel + filter, start,
                            relu, count, output + filter);
  }
}

// Taps that follow each other within a row of the kernel, and one vector of filters.
template <int taps>
struct AddTapGradients {
  static void run(int from, const DirectConvolution& c, const float* image, const float* gradient, const float* end,
                  double* sums) {
    const long step = static_cast<long>(c.stride) * c.channels, filled = vectorsOf(c.filters) * kLanes;
    Vector added[taps] = {};
    for (int row = 0; row < c.outputHeight(); row++) {
      const float* source = image + from + static_cast<long>(row) * c.stride * c.width * c.channels;
      for (int place = 0; place < c.outputWidth(); place++, source += step, gradient += c.filters) {
        Vector slope = {};
        // Lanes beyond the filters hold whatever follows: nothing reads their sums.
        if (end - gradient >= kLanes) slope = load(gradient);
        else std::memcpy(&slope, gradient, (end - gradient) * sizeof(float));
#pragma GCC unroll 16
        for (int tap = 0; tap < taps; tap++) added[tap] += source[tap] * slope;
      }
    }
#pragma GCC unroll 16
    for (int tap = 0; tap < taps; tap++) addTo(sums + (from + tap) * filled, added[tap]);
  }
};

void addDirectKernelGradient(const DirectConvolution& c, const float* image, const float* gradient, const float* end,
                             double* sums) {
  const int filled = vectorsOf(c.filters) * kLanes;
  for (int tapRow = 0; tapRow < c.kernelHeight; tapRow++)
    for (int filter = 0; filter < c.filters; filter += kLanes)
      inParts<AddTapGradients>(c.rowTaps(), std::make_index_sequence<kMostSums>(), c,
                               image + static_cast<long>(tapRow) * c.width * c.channels, gradient + filter, end,
                               sums + static_cast<long>(tapRow) * c.rowTaps() * filled + filter);
}
