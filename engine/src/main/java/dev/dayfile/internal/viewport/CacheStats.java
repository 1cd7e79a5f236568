package dev.dayfile.internal.viewport;

/**
 * What the cache of days has done since it was made.
 *
 * @param hits days that a viewport found in memory
 * @param misses days that were read from files
 * @param evictions days that had to go so that others fit
 * @param bytes memory that cached days hold now
 */
public record CacheStats(long hits, long misses, long evictions, long bytes) {}
