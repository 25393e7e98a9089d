#include "normalization.h"
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

namespace sightline {
namespace {
#include "vector.inl"
#include "normalization.inl"
#include "winograd_transforms.inl"
#include "winograd.inl"
}  // namespace

const Winograd kWinogradAvx512 = {transformKernel, transformTurnedKernel, convolveBlock, addKernelGradient, writeKernelGradient};

const Normalization kNormalizationAvx512 = {kLanes,
                                            {addMoments<float>, normalize<float>, addGradients<float>, writeGradient<float>},
                                            {addMoments<BFloat16>, normalize<BFloat16>, addGradients<BFloat16>, writeGradient<BFloat16>}};

}  // namespace sightline

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
