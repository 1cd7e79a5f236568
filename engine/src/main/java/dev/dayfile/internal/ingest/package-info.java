/**
 * The way in: a Disruptor whose slots lie in a memory-mapped file (the ring is the journal), the appenders that fill it,
 * and the one agent that turns slots into parts. {@link dev.dayfile.internal.ingest.CandleIngest} is the entry;
 * {@link dev.dayfile.internal.ingest.EventIngest} is the one of object events, with a ring of its own and without the
 * Disruptor;
 * {@link dev.dayfile.internal.ingest.RingInspector} looks at a ring that nobody has open.
 */
package dev.dayfile.internal.ingest;
