/** Realistic market data by seed, for tests, the demo, benchmarks and whoever wants to try a store. */
package dev.dayfile.generator;
