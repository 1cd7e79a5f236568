/** Contenders that write parts and compact days, and the turns in which they are timed. */
package dev.dayfile.benchmarks.parts;
