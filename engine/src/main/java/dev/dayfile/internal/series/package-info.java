/**
 * Candles in memory as columns: what the ring is drained into, parts are encoded from and files are read into. {@link
 * dev.dayfile.internal.series.CandleColumns} is what passes between the rooms; {@link
 * dev.dayfile.internal.series.LiveCandles} holds the rows of the open days, a {@link
 * dev.dayfile.internal.series.LiveSeries} each symbol's, read without a lock while they grow.
 */
package dev.dayfile.internal.series;
