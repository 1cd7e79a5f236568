/**
 * Realistic market data by seed, for tests, the demo, benchmarks and whoever wants to try a store. {@link
 * dev.dayfile.generator.SessionGenerator} makes candles, {@link dev.dayfile.generator.Disorder} what real feeds do to them,
 * {@link dev.dayfile.generator.ObjectScript} the chart objects that a strategy would draw.
 */
package dev.dayfile.generator;
