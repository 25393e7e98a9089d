// All kernels for one instruction set: SIGHTLINE_LANES floats a vector, SIGHTLINE_ROWS rows of accumulators,
// SIGHTLINE_WINOGRAD, SIGHTLINE_NORMALIZATION, … the names of what is made.

namespace sightline {
namespace {
#include "vector.inl"
#include "elementary.inl"
#include "normalization.inl"
#include "depthwise.inl"
#include "direct.inl"
#include "pooling.inl"
#include "elementwise.inl"
#include "winograd_transforms.inl"
#include "winograd.inl"
}  // namespace

const Winograd SIGHTLINE_WINOGRAD = {transformKernel, transformTurnedKernel, convolveBlock, addKernelGradient,
                                     writeKernelGradient};

const Depthwise SIGHTLINE_DEPTHWISE = {
    convolveDepthwiseRow,      finishDepthwiseRow,         applyFunction,
    depthwiseInputGradientRow, addDepthwiseKernelGradient, kLanes};

const Direct SIGHTLINE_DIRECT = {kLanes, convolveDirectRow, addDirectKernelGradient};

const Pooling SIGHTLINE_POOLING = {maxPoolRow, kLanes};

const Elementwise SIGHTLINE_ELEMENTWISE = {runElementwise, addColumns};

const Normalization SIGHTLINE_NORMALIZATION = {
    kLanes,
    {addMoments<float>, normalize<float>, addGradients<float>, writeGradient<float>},
    {addMoments<BFloat16>, normalize<BFloat16>, addGradients<BFloat16>, writeGradient<BFloat16>}};

}  // namespace sightline
