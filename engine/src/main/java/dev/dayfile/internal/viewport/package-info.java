/**
 * Reads: which files hold a window, and the candles of viewports from memory or from these files. No viewport goes
 * through SQL; DuckDB answers what a user writes in SQL, and a reader's questions over all symbols or days.
 *
 * <p>{@link dev.dayfile.internal.viewport.EngineViewports} is the entry inside the engine's process, with a cache of whole
 * days; {@link dev.dayfile.internal.viewport.DuckReader} is that of every other process. Both find a day's files by
 * {@code DayFiles} and read them by the same rules. {@link dev.dayfile.internal.viewport.CandleLog} gives candles in the
 * order of their sequences, to who follows a store.
 */
package dev.dayfile.internal.viewport;
