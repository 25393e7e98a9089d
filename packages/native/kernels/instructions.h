#pragma once

namespace sightline {

enum class Instructions { kPortable, kAvx2, kAvx512 };

// The best instruction set that this CPU has, or the one that SIGHTLINE_KERNELS names where the CPU has it.
Instructions instructions();

const char* nameOf(Instructions);

}  // namespace sightline
