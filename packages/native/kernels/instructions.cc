#include "instructions.h"

#include <cstdlib>
#include <cstring>

namespace sightline {
namespace {

Instructions choose() {
#if defined(__x86_64__)
  const char* wanted = std::getenv("SIGHTLINE_KERNELS");
  const auto wants = [&](Instructions each) { return wanted != nullptr && std::strcmp(wanted, nameOf(each)) == 0; };
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (wants(Instructions::kPortable)) return Instructions::kPortable;
  if (avx512 && !wants(Instructions::kAvx2)) return Instructions::kAvx512;
  if (avx2) return Instructions::kAvx2;
#endif
  return Instructions::kPortable;
}

}  // namespace

Instructions instructions() {
  static const Instructions chosen = choose();
  return chosen;
}

const char* nameOf(Instructions each) {
  switch (each) {
    case Instructions::kAvx512: return "avx512";
    case Instructions::kAvx2: return "avx2";
    case Instructions::kPortable: return "portable";
  }
  return "";
}

}  // namespace sightline
