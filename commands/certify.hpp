// Shards of certify, for merge.

#pragma once

#include <string>

#include "suite/journal.hpp"

namespace gelubench {

/// Whether a journal or shard is of certify, not of accuracy.
bool is_certification(const RunIdentity& identity);

/// Writes the table of all shards. Throws UsageError where a part is missing. Returns an exit code.
int merge_certified(const JournalContents& all, const std::string& out);

}  // namespace gelubench
