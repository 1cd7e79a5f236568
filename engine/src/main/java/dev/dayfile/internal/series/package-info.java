/** Candles in memory as columns: what the ring is drained into, parts are encoded from and files are read into. */
package dev.dayfile.internal.series;
