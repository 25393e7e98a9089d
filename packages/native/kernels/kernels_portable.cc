#include "normalization.h"
#include "winograd.h"

#define SIGHTLINE_LANES 4
#define SIGHTLINE_ROWS 6
#define SIGHTLINE_WINOGRAD kWinogradPortable
#define SIGHTLINE_NORMALIZATION kNormalizationPortable
#include "kernels.inl"
