/**
 * What a user holds. Begin with {@link dev.dayfile.StorageEngine}, which appends and answers in the process that trades,
 * or with {@link dev.dayfile.StorageReader}, which answers in any other; {@link dev.dayfile.StoreQueries} is what both
 * can be asked.
 *
 * <p>The work is done in the rooms below; here they are wired together. {@code LockedStore} is a root under its lock,
 * {@code Compactions} what an engine does with the files of finished days, {@code CandleDays} and {@link
 * dev.dayfile.ObjectEvents} what its memory then has to learn. {@code AutoCompaction} asks for that by the clock, on the
 * thread of the {@code Housekeeper}. {@code Feeds} and {@code Followers} serve whoever follows a store.
 */
package dev.dayfile;
