/**
 * Reads: which files hold a window, the cache of whole days inside the engine's process, and the reader over DuckDB that
 * every other process uses. Both answer the same query with the same rows.
 */
package dev.dayfile.internal.viewport;
