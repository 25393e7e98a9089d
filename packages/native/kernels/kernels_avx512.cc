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
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,fma")
#endif

#define SIGHTLINE_LANES 16
#define SIGHTLINE_ROWS 12
#define SIGHTLINE_WINOGRAD kWinogradAvx512
#define SIGHTLINE_NORMALIZATION kNormalizationAvx512
#define SIGHTLINE_DEPTHWISE kDepthwiseAvx512
#define SIGHTLINE_DIRECT kDirectAvx512
#define SIGHTLINE_ELEMENTWISE kElementwiseAvx512
#define SIGHTLINE_POOLING kPoolingAvx512
#include "kernels.inl"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
