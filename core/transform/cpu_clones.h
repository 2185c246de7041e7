#pragma once

/// Before a function: compiles its loops for AVX2 too, which is chosen where the processor has it. Only with GCC: clang 16
/// leaves out inline functions that nothing but such clones call.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LAYERLOOM_CPU_CLONES [[gnu::target_clones("avx2", "default")]]
#else
#define LAYERLOOM_CPU_CLONES
#endif
