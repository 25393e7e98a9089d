#include <cstring>
#include <utility>

#include "depthwise.h"
#include "direct.h"
#include "elementwise.h"
#include "normalization.h"
#include "pooling.h"
#include "winograd.h"

#define SIGHTLINE_LANES 4
#define SIGHTLINE_ROWS 6
#define SIGHTLINE_WINOGRAD kWinogradPortable
#define SIGHTLINE_NORMALIZATION kNormalizationPortable
#define SIGHTLINE_DEPTHWISE kDepthwisePortable
#define SIGHTLINE_DIRECT kDirectPortable
#define SIGHTLINE_ELEMENTWISE kElementwisePortable
#define SIGHTLINE_POOLING kPoolingPortable
#include "kernels.inl"
