/* Phi, or gelu' = Phi + c phi, and phi, by steps of w = 1/64 from c = first: exp(-w^2), exp(-c w - w^2/2) and phi are
 * multiplied, Phi(c + w) = Phi(c) + w phi(c) (1 - w He1(c)/2! + w^2 He2(c)/3! - ...) by the recurrence of Hermite's. */
static inline void gb_fill_erf(struct gb_row *rows, int n, int tail_rows, double first, int is_gradient,
                               struct gb_two phi, struct gb_two value, struct gb_two step) {
  const struct gb_two ratio = gb_two_of(@ratio@);
  const double w = 0x1p-6, square = w * w;
  int k, j;
  for (k = 0; k < n; ++k) {
    const double c = first + k * w, a = c * w;
    const struct gb_two gradient = gb_two_plus(value, gb_two_times(gb_two_of(c, 0), phi));
    struct gb_two before = gb_two_of(1, 0), term = gb_two_of(-a / 2, 0), sum = gb_two_plus(before, term);
    struct gb_two change;
    double last, next, rest = 0;
    gb_set_row(rows + k, c, k <= tail_rows ? 0x1p64 : 1, is_gradient ? gradient : value, phi.high);
    for (j = 1; j < 7; ++j) {
      const struct gb_two one = gb_two_over(gb_two_times(gb_two_of(-a, 0), term), gb_two_of(j + 2, 0));
      const struct gb_two other = gb_two_times(gb_two_of(-j * square, 0), before);
      before = term;
      term = gb_two_plus(one, gb_two_over(other, gb_two_of((j + 2) * (j + 1), 0)));
      sum = gb_two_plus(sum, term);
    }
    for (last = before.high, next = term.high; j < 20; ++j) { /* from 2^-25 on doubles do */
      const double here = gb_product(-a, next) / (j + 2) - gb_product(j * square, last) / ((j + 2) * (j + 1));
      last = next;
      next = here;
      rest += here;
    }
    change = gb_two_times(gb_two_of(w * phi.high, w * phi.low), gb_two_plus(sum, gb_two_of(rest, 0)));
    value = gb_two_plus(value, change);
    phi = gb_two_times(phi, step);
    step = gb_two_times(step, ratio);
  }
}
