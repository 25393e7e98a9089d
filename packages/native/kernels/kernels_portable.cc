#include "normalization.h"
#include "winograd.h"

#define SIGHTLINE_LANES 4
#define SIGHTLINE_ROWS 6

namespace sightline {
namespace {
#include "vector.inl"
#include "normalization.inl"
#include "winograd_transforms.inl"
#include "winograd.inl"
}  // namespace

const Winograd kWinogradPortable = {transformKernel, transformTurnedKernel, convolveBlock, addKernelGradient, writeKernelGradient};

const Normalization kNormalizationPortable = {kLanes,
                                            {addMoments<float>, normalize<float>, addGradients<float>, writeGradient<float>},
                                            {addMoments<BFloat16>, normalize<BFloat16>, addGradients<BFloat16>, writeGradient<BFloat16>}};

}  // namespace sightline
