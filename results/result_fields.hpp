// The fields of every record of a results file. One description serves both directions: an Archive is a Writer or a
// Reader of results/result_json.cpp, and has field(name, member) and exact(name, member), for numbers that are kept as
// hexadecimal strings.

#pragma once

#include "results/result_set.hpp"

namespace gelubench {

template <class Archive>
void describe(Archive& a, CacheInfo& r) {
  a.field("type", r.type);
  a.field("level", r.level);
  a.field("bytes", r.bytes);
}

template <class Archive>
void describe(Archive& a, CpuIdentity& r) {
  a.field("vendor", r.vendor);
  a.field("family", r.family);
  a.field("model", r.model);
  a.field("stepping", r.stepping);
}

template <class Archive>
void describe(Archive& a, Library& r) {
  a.field("name", r.name);
  a.field("version", r.version);
}

template <class Archive>
void describe(Archive& a, Environment& r) {
  a.field("utc", r.utc);
  a.field("commit", r.commit);
  a.field("dirty", r.dirty);
  a.field("compiler", r.compiler);
  a.field("flags", r.flags);
  a.field("cpu_model", r.cpu_model);
  a.field("cpu", r.cpu);
  a.field("paths", r.paths);
  a.field("caches", r.caches);
  a.field("cores", r.cores);
  a.field("governor", r.governor);
  a.field("virtualised", r.virtualised);
  a.field("os", r.os);
  a.field("libraries", r.libraries);
  a.field("seed", r.seed);
  a.field("profile", r.profile);
}

template <class Archive>
void describe(Archive& a, ClaimRecord& r) {
  a.field("max_ulp", r.max_ulp);
  a.field("ulp_from", r.ulp_from);
  a.field("max_abs", r.max_abs);
  a.field("special_values", r.special_values);
  a.field("finite", r.finite);
}

template <class Archive>
void describe(Archive& a, KernelRecord& r) {
  a.field("id", r.id);
  a.field("method", r.method);
  a.field("variant", r.variant);
  a.field("dtype", r.dtype);
  a.field("direction", r.direction);
  a.field("path", r.path);
  a.field("formula", r.formula);
  a.field("claim", r.claim);
  a.field("provenance", r.provenance);
  a.field("c_function", r.c_function);
  a.field("version", r.version);
}

template <class Archive>
void describe(Archive& a, WorstInput& r) {
  a.exact("x", r.x);
  a.exact("got", r.got);
  a.exact("want", r.want);
  a.field("ulp", r.ulp);
  a.field("abs", r.abs);
}

template <class Archive>
void describe(Archive& a, HistogramBucket& r) {
  a.field("upper", r.upper);
  a.field("count", r.count);
}

template <class Archive>
void describe(Archive& a, CurvePoint& r) {
  a.exact("x", r.x);
  a.field("ulp", r.ulp);
  a.field("counted_apart", r.counted_apart);
}

template <class Archive>
void describe(Archive& a, CloseRecord& r) {
  a.field("rtol", r.rtol);
  a.field("atol", r.atol);
  a.field("inputs", r.inputs);
  a.field("outside", r.outside);
  a.exact("x", r.x);
  a.exact("got", r.got);
  a.exact("want", r.want);
  a.field("mean_normal", r.mean_normal);
  a.field("rms_normal", r.rms_normal);
}

template <class Archive>
void describe(Archive& a, ProductsRecord& r) {
  a.field("inputs", r.inputs);
  a.field("max_ulp", r.max_ulp);
  a.field("not_numbers", r.not_numbers);
  a.exact("x", r.x);
  a.exact("u", r.u);
  a.exact("got", r.got);
  a.exact("want", r.want);
}

template <class Archive>
void describe(Archive& a, SourceRecord& r) {
  a.field("run", r.run);
  a.field("commit", r.commit);
  a.field("utc", r.utc);
}

template <class Archive>
void describe(Archive& a, AccuracyRecord& r) {
  a.field("kernel", r.kernel);
  a.field("reference", r.reference);
  a.field("region", r.region);
  a.field("inputs", r.inputs);
  a.field("coverage", r.coverage);
  a.field("max_ulp", r.max_ulp);
  a.field("mean_ulp", r.mean_ulp);
  a.field("signed_mean_ulp", r.signed_mean_ulp);
  a.field("rms_ulp", r.rms_ulp);
  a.field("p50_ulp", r.p50_ulp);
  a.field("p99_ulp", r.p99_ulp);
  a.field("p999_ulp", r.p999_ulp);
  a.field("correctly_rounded", r.correctly_rounded);
  a.field("within_one_ulp", r.within_one_ulp);
  a.field("max_abs", r.max_abs);
  a.field("max_rel", r.max_rel);
  a.field("worst", r.worst);
  a.field("worst_abs", r.worst_abs);
  a.field("nan", r.nan);
  a.field("infinite", r.infinite);
  a.field("wrong_sign", r.wrong_sign);
  a.field("total_loss", r.total_loss);
  a.field("wrong_zero", r.wrong_zero);
  a.field("histogram", r.histogram);
  a.field("digest", r.digest);
  a.exact("first_zero", r.first_zero);
  a.field("worst_inputs", r.worst_inputs);
  a.field("curve", r.curve);
  a.field("products", r.products);
  a.field("close", r.close);
  a.field("same_bits_as", r.same_bits_as);
}

template <class Archive>
void describe(Archive& a, GraphRecord& r) {
  a.field("kernel", r.kernel);
  a.field("from", r.from);
  a.field("to", r.to);
  a.field("values", r.values);
  a.field("differences", r.differences);
  a.field("inputs", r.inputs);
  a.field("least", r.least);
  a.field("greatest", r.greatest);
  a.field("zero_share", r.zero_share);
  a.field("negative_share", r.negative_share);
}

template <class Archive>
void describe(Archive& a, PlacedValue& r) {
  a.field("value", r.value);
  a.exact("x", r.x);
}

template <class Archive>
void describe(Archive& a, ShapeRecord& r) {
  a.field("kernel", r.kernel);
  a.field("coverage", r.coverage);
  a.field("steps", r.steps);
  a.field("wrong_steps", r.wrong_steps);
  a.field("largest_wrong_step", r.largest_wrong_step);
  a.field("below_minimum", r.below_minimum);
  a.field("lowest", r.lowest);
  a.field("mirrored", r.mirrored);
  a.field("asymmetry_ulp", r.asymmetry_ulp);
}

template <class Archive>
void describe(Archive& a, FlushRecord& r) {
  a.field("kernel", r.kernel);
  a.field("inputs", r.inputs);
  a.field("differing", r.differing);
  a.exact("first_difference", r.first_difference);
  a.field("total_loss", r.total_loss);
  a.field("nan", r.nan);
  a.field("max_ulp", r.max_ulp);
}

template <class Archive>
void describe(Archive& a, SpecialFailureRecord& r) {
  a.exact("x", r.x);
  a.exact("got", r.got);
  a.exact("want", r.want);
}

template <class Archive>
void describe(Archive& a, SpecialRecord& r) {
  a.field("kernel", r.kernel);
  a.field("inputs", r.inputs);
  a.field("failures", r.failures);
  a.field("examples", r.examples);
}

template <class Archive>
void describe(Archive& a, ContractRecord& r) {
  a.field("kernel", r.kernel);
  a.field("check", r.check);
  a.field("passed", r.passed);
  a.field("detail", r.detail);
  a.field("digest", r.digest);
}

template <class Archive>
void describe(Archive& a, AgreementRecord& r) {
  a.field("a", r.a);
  a.field("b", r.b);
  a.field("inputs", r.inputs);
  a.field("coverage", r.coverage);
  a.field("differing", r.differing);
  a.exact("first_difference", r.first_difference);
}

template <class Archive>
void describe(Archive& a, BrokenClaim& r) {
  a.field("kernel", r.kernel);
  a.field("message", r.message);
}

template <class Archive>
void describe(Archive& a, CeilingShare& r) {
  a.field("name", r.name);
  a.field("share", r.share);
}

template <class Archive>
void describe(Archive& a, TimingRecord& r) {
  a.field("kernel", r.kernel);
  a.field("elements", r.elements);
  a.field("bytes", r.bytes);
  a.field("level", r.level);
  a.field("distribution", r.distribution);
  a.field("in_place", r.in_place);
  a.field("threads", r.threads);
  a.field("pinned", r.pinned);
  a.field("stopped_by", r.stopped_by);
  a.field("samples_ns", r.samples_ns);
  a.field("cycle_ns", r.cycle_ns);
  a.field("median_ns", r.median_ns);
  a.field("mad_ns", r.mad_ns);
  a.field("low_ns", r.low_ns);
  a.field("high_ns", r.high_ns);
  a.field("cycles", r.cycles);
  a.field("gb_per_s", r.gb_per_s);
  a.field("ceiling", r.ceiling);
}

template <class Archive>
void describe(Archive& a, ComparisonRecord& r) {
  a.field("kernel", r.kernel);
  a.field("of", r.of);
  a.field("rows", r.rows);
}

template <class Archive>
void describe(Archive& a, CostRecord& r) {
  a.field("kernel", r.kernel);
  a.field("elements", r.elements);
  a.field("warm_ns", r.warm_ns);
  a.field("cold_ns", r.cold_ns);
  a.field("call_ns", r.call_ns);
  a.field("chain_ns", r.chain_ns);
  a.field("instructions", r.instructions);
  a.field("nanojoules", r.nanojoules);
}

template <class Archive>
void describe(Archive& a, LoopRecord& r) {
  a.field("kernel", r.kernel);
  a.field("code", r.code);
  a.field("address", r.address);
  a.field("elements", r.elements);
  a.field("instructions", r.instructions);
  a.field("gathers", r.gathers);
}

template <class Archive>
void describe(Archive& a, PredictionRecord& r) {
  a.field("kernel", r.kernel);
  a.field("cpu", r.cpu);
  a.field("model", r.model);
  a.field("cycles", r.cycles);
  a.field("bottleneck", r.bottleneck);
}

template <class Archive>
void describe(Archive& a, UnpredictedRecord& r) {
  a.field("kernel", r.kernel);
  a.field("reason", r.reason);
}

template <class Archive>
void describe(Archive& a, PredictionSet& r) {
  a.field("analyser", r.analyser);
  a.field("host", r.host);
  a.field("loops", r.loops);
  a.field("cycles", r.cycles);
  a.field("without", r.without);
}

template <class Archive>
void describe(Archive& a, SkippedRecord& r) {
  a.field("kernel", r.kernel);
  a.field("stage", r.stage);
  a.field("reason", r.reason);
}

template <class Archive>
void describe(Archive& a, FindingRecord& r) {
  a.field("check", r.check);
  a.field("verdict", r.verdict);
  a.field("detail", r.detail);
  a.field("advice", r.advice);
}

template <class Archive>
void describe(Archive& a, CeilingRecord& r) {
  a.field("path", r.path);
  a.field("lanes", r.lanes);
  a.field("multiply_add_ns", r.multiply_add_ns);
}

template <class Archive>
void describe(Archive& a, StagePart& r) {
  a.field("part", r.part);
  a.field("seconds", r.seconds);
}

template <class Archive>
void describe(Archive& a, StageRecord& r) {
  a.field("stage", r.stage);
  a.field("seconds", r.seconds);
  a.field("inputs", r.inputs);
  a.field("parts", r.parts);
  a.field("sweeps", r.sweeps);
}

template <class Archive>
void describe(Archive& a, ResultSet& r) {
  a.field("schema", r.schema);
  a.field("environment", r.environment);
  a.field("interrupted", r.interrupted);
  a.field("stages", r.stages);
  a.field("kernels", r.kernels);
  a.field("accuracy", r.accuracy);
  a.field("graphs", r.graphs);
  a.field("special", r.special);
  a.field("shapes", r.shapes);
  a.field("flushed", r.flushed);
  a.field("contracts", r.contracts);
  a.field("agreements", r.agreements);
  a.field("broken_claims", r.broken_claims);
  a.field("findings", r.findings);
  a.field("ceilings", r.ceilings);
  a.field("timings", r.timings);
  a.field("comparisons", r.comparisons);
  a.field("skipped", r.skipped);
  a.field("costs", r.costs);
  a.field("predictions", r.predictions);
}

}  // namespace gelubench
