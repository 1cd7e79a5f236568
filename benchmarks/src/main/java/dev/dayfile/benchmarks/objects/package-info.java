/** The suite {@code objects}: chart objects in numbers that no bot draws, and the stores that hold them. */
package dev.dayfile.benchmarks.objects;
