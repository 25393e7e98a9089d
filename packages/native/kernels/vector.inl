// SIGHTLINE_LANES floats at once, from memory and into it.
// Included once for each instruction set, in its own namespace.

typedef float Vector __attribute__((vector_size(4 * SIGHTLINE_LANES), aligned(4), may_alias));

constexpr int kLanes = SIGHTLINE_LANES;

inline Vector load(const float* from) { return *reinterpret_cast<const Vector*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Vector*>(to) = value; }
