// Work that is divided by rows and channels.
#pragma once

#include "instructions.h"
#include "operation.h"

namespace sightline {

// Code for each instruction set, each with the vector `step` that its channels fill; none where it is not built.
template <typename Steps>
struct Variants {
  const Steps *avx512, *avx2, *portable;
};

// The code for the widest vectors that this machine has.
template <typename Steps>
const Steps& widest(const Variants<Steps>& variants) {
  if (instructions() == Instructions::kAvx512) return *variants.avx512;
  return instructions() == Instructions::kAvx2 ? *variants.avx2 : *variants.portable;
}

// Calls work(steps, from, to) for parts of the channels: in wide vectors as far as they go, then in narrower ones.
template <typename Steps, typename Work>
void overChannels(int channels, const Variants<Steps>& variants, Work work) {
  int from = 0;
  const auto use = [&](const Steps* steps) {
    if (steps == nullptr) return;
    const int to = from + (channels - from) / steps->step * steps->step;
    if (to > from) work(*steps, from, to);
    from = to;
  };
  if (instructions() == Instructions::kAvx512) use(variants.avx512);
  if (instructions() >= Instructions::kAvx2) use(variants.avx2);
  use(variants.portable);
}

// Several parts a thread: one that is held up by other work leaves its parts to the rest.
inline int partsOfRows(long work, long rows) {
  if (work < 1 << 16 || pool().threads() == 1) return 1;
  const long most = 8L * pool().threads();
  return static_cast<int>(rows < most ? rows : most);
}

// Calls each(image) for all images, on all threads; `work` says whether that is worth it.
template <typename Each>
void overImages(long images, long work, Each each) {
  const int parts = partsOfRows(work, images);
  pool().run(parts, [&](int index) {
    const Range range(images, index, parts);
    for (long image = range.from; image < range.to; image++) each(image);
  });
}

// Calls each(steps, image, row, from, to) for the rows of images of `height` rows, on all threads; `work` says whether
// that is worth it.
template <typename Steps, typename Each>
void overImageRows(long images, int height, int channels, long work, const Variants<Steps>& variants, Each each) {
  const long rows = images * height;
  const int parts = partsOfRows(work, rows);
  pool().run(parts, [&](int index) {
    const Range range(rows, index, parts);
    for (long row = range.from; row < range.to; row++)
      overChannels(channels, variants, [&](const Steps& steps, int from, int to) {
        each(steps, row / height, static_cast<int>(row % height), from, to);
      });
  });
}

}  // namespace sightline
