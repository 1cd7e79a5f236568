/**
 * The way in: rings that lie in memory-mapped files (the ring is the journal), the appends that fill them, and for each
 * ring the one agent that turns its slots into parts.
 *
 * <p>{@link dev.dayfile.internal.ingest.CandleIngest} is the entry for candles, with a Disruptor; {@link
 * dev.dayfile.internal.ingest.EventIngest} is that of object events, without one. Each wires an appending side ({@code
 * RingAppends}, {@code EventAppends}) and an agent ({@code WriterAgent}, {@code EventAgent}). To follow an append, read
 * {@link dev.dayfile.internal.ingest.CandleRingAppender}, {@code RingAppends}, {@code AppendHand}; to follow the row from
 * there on, {@code WriterAgent}, {@code BatchFlush}, {@code PartFlusher}. {@code Slot} and {@code RingHeader} say what
 * the bytes of a ring mean, {@code RingRecovery} and {@code Replay} what an opening finds in them.
 *
 * <p>Who has no engine looks at a ring with {@link dev.dayfile.internal.ingest.RingWatch}, or, when it may be damaged, with
 * {@link dev.dayfile.internal.ingest.RingInspector}.
 */
package dev.dayfile.internal.ingest;
