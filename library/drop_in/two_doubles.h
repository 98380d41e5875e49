/* Numbers in two doubles, to about 2^-100 (Dekker 1971): tables come from recurrences, bit for bit those of gelubench,
 * which Sollya printed. */
struct gb_two {
  double high, low;
};
static inline struct gb_two gb_two_of(double high, double low) {
  struct gb_two sum;
  sum.high = high + low;
  sum.low = low - (sum.high - high);
  return sum;
}
/* What the product of two doubles rounds away, by halves of 26 bits. */
static inline double gb_product_low(double a, double b, double product) {
  const double a_shifted = gb_product(a, 0x1p27 + 1), b_shifted = gb_product(b, 0x1p27 + 1);
  const double a_high = a_shifted - (a_shifted - a), b_high = b_shifted - (b_shifted - b);
  const double a_low = a - a_high, b_low = b - b_high;
  const double rest = gb_product(a_high, b_high) - product + gb_product(a_high, b_low);
  return rest + gb_product(a_low, b_high) + gb_product(a_low, b_low);
}
static inline struct gb_two gb_two_plus(struct gb_two a, struct gb_two b) {
  const double sum = a.high + b.high, part = sum - a.high;
  const double lost = a.high - (sum - part) + (b.high - part);
  return gb_two_of(sum, lost + (a.low + b.low));
}
static inline struct gb_two gb_two_times(struct gb_two a, struct gb_two b) {
  const double product = gb_product(a.high, b.high);
  const double crossed = gb_product(a.high, b.low) + gb_product(a.low, b.high);
  return gb_two_of(product, gb_product_low(a.high, b.high, product) + crossed);
}
static inline struct gb_two gb_two_over(struct gb_two a, struct gb_two b) {
  const double quotient = a.high / b.high;
  const struct gb_two product = gb_two_times(gb_two_of(quotient, 0), b);
  return gb_two_of(quotient, (a.high - product.high - product.low + a.low) / b.high);
}
/* A row of a table: a center c, F(c), a factor of F'(c), and what F(c) lost when it was rounded. */
struct gb_row {
  float center, value, factor, lost;
};
static inline void gb_set_row(struct gb_row *row, double center, double scale, struct gb_two value, double factor) {
  const double high = gb_product(scale, value.high);
  double lost;
  row->center = (float)center;
  row->value = (float)high;
  row->factor = (float)(scale * factor);
  lost = high - (double)row->value + gb_product(scale, value.low);
  row->lost = lost > -0x1p-126 && lost < 0x1p-126 ? 0 : (float)lost;
}
/* The first row stands for all numbers below it, the last for all above. */
static inline void gb_set_ends(struct gb_row *rows, int n, double first, double last, float below) {
  const struct gb_row least = {(float)first, below, 0, below}, most = {(float)last, 1, 0, 0};
  rows[0] = least;
  rows[n - 1] = most;
}
