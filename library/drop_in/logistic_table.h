/* F = 1 / (1 + e), e = exp(-v), and F (1 - F), by steps of w from c = first: v is a polynomial of degree 3 at most, so
 * that e, its ratios, theirs and theirs are multiplied. */
static inline void gb_fill_logistic(struct gb_row *rows, int n, int tail_rows, double first, double w, struct gb_two e,
                                    struct gb_two ratio, struct gb_two second, struct gb_two third) {
  const struct gb_two one = gb_two_of(1, 0);
  int k;
  for (k = 0; k < n; ++k) {
    const struct gb_two f = gb_two_over(one, e.high < 1 ? gb_two_plus(one, e) : gb_two_plus(e, one));
    const struct gb_two slope = gb_two_times(gb_two_times(f, f), e);
    gb_set_row(rows + k, first + k * w, k <= tail_rows ? 0x1p64 : 1, f, slope.high);
    e = gb_two_times(e, ratio);
    ratio = gb_two_times(ratio, second);
    second = gb_two_times(second, third);
  }
}
