/** Everything that takes candles one by one: ours, the floor and the peers, and the loops that time them. */
package dev.dayfile.benchmarks.append;
