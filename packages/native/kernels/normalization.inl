// Included once for each instruction set, behind vector.inl. See normalization.h.

typedef uint32_t Words __attribute__((vector_size(4 * SIGHTLINE_LANES)));
typedef uint16_t Halves __attribute__((vector_size(2 * SIGHTLINE_LANES), aligned(2), may_alias));
typedef double Doubles __attribute__((vector_size(8 * SIGHTLINE_LANES), aligned(8), may_alias));

inline Vector load(const BFloat16* from) {
  return reinterpret_cast<Vector>(__builtin_convertvector(*reinterpret_cast<const Halves*>(from), Words) << 16);
}

// Rounds to the nearest, ties to even; what is not a number stays so.
inline void store(BFloat16* to, Vector value) {
  const Words bits = reinterpret_cast<Words>(value);
  const Words rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  const Words chosen = value == value ? rounded : (bits >> 16 | 0x40);
  *reinterpret_cast<Halves*>(to) = __builtin_convertvector(chosen, Halves);
}

inline void addTo(double* sum, Vector value) {
  *reinterpret_cast<Doubles*>(sum) += __builtin_convertvector(value, Doubles);
}

// Adds the lanes from `fresh` on.
inline void addFresh(double* sum, Vector value, int fresh) {
  if (fresh == 0) return addTo(sum, value);
  for (int lane = fresh; lane < kLanes; lane++) sum[lane] += value[lane];
}

// Calls each(channel, fresh) for the first channels of vectors that cover all channels. The last vector may lie over
// channels that have been gone through; its lanes from `fresh` on are the others.
template <typename Each>
inline void overVectors(int channels, Each each) {
  int channel = 0;
  for (; channel + kLanes <= channels; channel += kLanes) each(channel, 0);
  if (channel < channels) each(channels - kLanes, kLanes - (channels - channel));
}

// So many rows stay in the first cache while their channels are gone through.
template <typename Element>
inline long rowsAtOnce(int channels) {
  const long rows = 8192 / (channels * static_cast<long>(sizeof(Element)));
  return rows < 8 ? 8 : rows;
}

template <typename Element>
void addMoments(const Element* x, int channels, long from, long to, const float* shift, double* sums) {
  const long step = rowsAtOnce<Element>(channels);
  for (long start = from; start < to; start += step) {
    const long end = start + step < to ? start + step : to;
    overVectors(channels, [&](int channel, int fresh) {
      const Vector origin = load(shift + channel);
      Vector sum[4] = {}, squares[4] = {};
      const auto add = [&](long row, int place) {
        const Vector value = load(x + row * channels + channel) - origin;
        sum[place] += value;
        squares[place] += value * value;
      };
      long row = start;
      for (; row + 4 <= end; row += 4)
#pragma GCC unroll 4
        for (int place = 0; place < 4; place++) add(row + place, place);
      for (; row < end; row++) add(row, 0);
      addFresh(sums + channel, (sum[0] + sum[1]) + (sum[2] + sum[3]), fresh);
      addFresh(sums + channels + channel, (squares[0] + squares[1]) + (squares[2] + squares[3]), fresh);
    });
  }
}

template <Activation activation>
inline Vector activated(Vector y) {
  if (activation == Activation::kNone) return y;
  const Vector positive = y > 0.0f ? y : Vector{};
  if (activation == Activation::kRelu) return positive;
  return positive < 6.0f ? positive : Vector{} + 6.0f;
}

template <typename Element, Activation activation>
void normalizeAs(const Element* x, int channels, long from, long to, Affine affine, Element* y) {
  const long step = rowsAtOnce<Element>(2 * channels);
  for (long start = from; start < to; start += step) {
    const long end = start + step < to ? start + step : to;
    overVectors(channels, [&](int channel, int) {
      const Vector factor = load(affine.factor + channel), term = load(affine.term + channel);
      const Element* source = x + channel;
      Element* target = y + channel;
#pragma GCC unroll 4
      for (long place = start * channels; place < end * channels; place += channels)
        store(target + place, activated<activation>(load(source + place) * factor + term));
    });
  }
}

template <typename Element>
void normalize(const Element* x, int channels, long from, long to, Affine affine, Element* y) {
  switch (affine.activation) {
    case Activation::kNone: return normalizeAs<Element, Activation::kNone>(x, channels, from, to, affine, y);
    case Activation::kRelu: return normalizeAs<Element, Activation::kRelu>(x, channels, from, to, affine, y);
    case Activation::kRelu6: return normalizeAs<Element, Activation::kRelu6>(x, channels, from, to, affine, y);
  }
}

// The gradient where the activation lets it through: by what it computed in the forward pass, which is computed again.
template <Activation activation>
inline Vector passed(Vector gradient, Vector x, Vector factor, Vector term) {
  if (activation == Activation::kNone) return gradient;
  const Vector y = x * factor + term;
  const Vector positive = y > 0.0f ? gradient : Vector{};
  if (activation == Activation::kRelu) return positive;
  return y < 6.0f ? positive : Vector{};
}

template <typename Element, Activation activation>
void addGradientsAs(const Element* gradient, const Element* x, int channels, long from, long to, Affine affine,
                    const float* mean, double* sums) {
  const long step = rowsAtOnce<Element>(2 * channels);
  for (long start = from; start < to; start += step) {
    const long end = start + step < to ? start + step : to;
    overVectors(channels, [&](int channel, int fresh) {
      const Vector factor = load(affine.factor + channel), term = load(affine.term + channel),
                   centre = load(mean + channel);
      Vector sum[4] = {}, products[4] = {};
      const auto add = [&](long row, int place) {
        const Vector input = load(x + row * channels + channel);
        const Vector value = passed<activation>(load(gradient + row * channels + channel), input, factor, term);
        sum[place] += value;
        products[place] += value * (input - centre);
      };
      long row = start;
      for (; row + 4 <= end; row += 4)
#pragma GCC unroll 4
        for (int place = 0; place < 4; place++) add(row + place, place);
      for (; row < end; row++) add(row, 0);
      addFresh(sums + channel, (sum[0] + sum[1]) + (sum[2] + sum[3]), fresh);
      addFresh(sums + channels + channel, (products[0] + products[1]) + (products[2] + products[3]), fresh);
    });
  }
}

template <typename Element>
void addGradients(const Element* gradient, const Element* x, int channels, long from, long to, Affine affine,
                  const float* mean, double* sums) {
  switch (affine.activation) {
    case Activation::kNone:
      return addGradientsAs<Element, Activation::kNone>(gradient, x, channels, from, to, affine, mean, sums);
    case Activation::kRelu:
      return addGradientsAs<Element, Activation::kRelu>(gradient, x, channels, from, to, affine, mean, sums);
    case Activation::kRelu6:
      return addGradientsAs<Element, Activation::kRelu6>(gradient, x, channels, from, to, affine, mean, sums);
  }
}

template <typename Element, Activation activation>
void writeGradientAs(const Element* gradient, const Element* x, int channels, long from, long to, Affine affine,
                     const float* ofGradient, const float* ofInput, const float* mean, const float* term,
                     Element* output) {
  const long step = rowsAtOnce<Element>(3 * channels);
  for (long start = from; start < to; start += step) {
    const long end = start + step < to ? start + step : to;
    overVectors(channels, [&](int channel, int) {
      const Vector factor = load(affine.factor + channel), offset = load(affine.term + channel),
                   centre = load(mean + channel);
      const Vector gradientFactor = load(ofGradient + channel), inputFactor = load(ofInput + channel),
                   rest = load(term + channel);
#pragma GCC unroll 2
      for (long place = start * channels + channel; place < end * channels; place += channels) {
        const Vector input = load(x + place);
        const Vector value = passed<activation>(load(gradient + place), input, factor, offset);
        store(output + place, value * gradientFactor + ((input - centre) * inputFactor + rest));
      }
    });
  }
}

template <typename Element>
void writeGradient(const Element* gradient, const Element* x, int channels, long from, long to, Affine affine,
                   const float* ofGradient, const float* ofInput, const float* mean, const float* term,
                   Element* output) {
  switch (affine.activation) {
    case Activation::kNone:
      return writeGradientAs<Element, Activation::kNone>(gradient, x, channels, from, to, affine, ofGradient, ofInput,
                                                         mean, term, output);
    case Activation::kRelu:
      return writeGradientAs<Element, Activation::kRelu>(gradient, x, channels, from, to, affine, ofGradient, ofInput,
                                                         mean, term, output);
    case Activation::kRelu6:
      return writeGradientAs<Element, Activation::kRelu6>(gradient, x, channels, from, to, affine, ofGradient, ofInput,
                                                          mean, term, output);
  }
}
