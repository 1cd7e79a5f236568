/**
 * The suites and what starts them. Begin with {@link dev.dayfile.benchmarks.Benchmarks}, which {@code benchmarks/run}
 * calls: each {@code …Suite} measures its contenders apart, in processes of their own, and judges its goals. The two
 * {@code …Benchmark} classes are what JMH runs: bursts of appends, and viewports over days in memory.
 */
package dev.dayfile.benchmarks;
