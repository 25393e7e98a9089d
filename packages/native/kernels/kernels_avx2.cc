#include <cstring>
#include <utility>

#include "depthwise.h"
#include "direct.h"
#include "elementwise.h"
#include "normalization.h"
#include "pooling.h"
#include "winograd.h"

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

#define SIGHTLINE_LANES 8
#define SIGHTLINE_ROWS 6
#define SIGHTLINE_WINOGRAD kWinogradAvx2
#define SIGHTLINE_NORMALIZATION kNormalizationAvx2
#define SIGHTLINE_DEPTHWISE kDepthwiseAvx2
#define SIGHTLINE_DIRECT kDirectAvx2
#define SIGHTLINE_ELEMENTWISE kElementwiseAvx2
#define SIGHTLINE_POOLING kPoolingAvx2
#include "kernels.inl"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
