/**
 * Parts become dayfiles here: merge in bounded memory, proof, publish, retire; history is merged into dayfiles the same
 * way; and a store is verified and repaired.
 *
 * <p>Begin with {@link dev.dayfile.internal.compact.Compactor}, through which everything goes that replaces a dayfile or
 * moves a day's files. {@code DayState} is what it finds of a day, {@code DayMerge} and {@code EventMerge} make the
 * dayfile, {@code Proof} holds it against what went in, {@code Retirement} takes the parts away, {@code Undo} brings them
 * back and {@code Retention} deletes them at last. {@link dev.dayfile.internal.compact.HistoryImport} is the way of
 * history, {@link dev.dayfile.internal.compact.DayVerifier} that of a repair.
 */
package dev.dayfile.internal.compact;
