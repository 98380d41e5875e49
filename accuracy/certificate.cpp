#include "accuracy/certificate.hpp"

namespace gelubench {

void Certificate::merge(const Certificate& other) {
  points += other.points;
  misfits += other.misfits;
  const bool tie = other.largest == largest && other.at < at;
  if (other.largest > largest || tie) {
    largest = other.largest;
    at = other.at;
  }
}

}  // namespace gelubench
