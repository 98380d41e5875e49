/* Tables are made at the first call, by the first thread; others wait for a millisecond. */
static inline void gb_make_once(int *made, void (*make)(void)) {
  int none = 0;
  if (__atomic_load_n(made, __ATOMIC_ACQUIRE) == 2) return;
  if (__atomic_compare_exchange_n(made, &none, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
    /* Rounding to nearest, no flushing to zero, no traps, whatever the caller has set. */
#if defined(GB_X86)
    const unsigned int state = _mm_getcsr();
    _mm_setcsr(0x1f80);
    make();
    _mm_setcsr(state);
#elif defined(GB_NEON)
    uint64_t state;
    __asm__ volatile("mrs %0, fpcr" : "=r"(state));
    __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0) : "memory");
    make();
    __asm__ volatile("msr fpcr, %0" : : "r"(state) : "memory");
#else
    make();
#endif
    __atomic_store_n(made, 2, __ATOMIC_RELEASE);
  }
  while (__atomic_load_n(made, __ATOMIC_ACQUIRE) != 2) continue;
}
