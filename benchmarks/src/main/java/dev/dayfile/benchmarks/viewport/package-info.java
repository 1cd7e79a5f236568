/** The contenders of the suite {@code viewport}, the stores that they answer from, and what is measured of them. */
package dev.dayfile.benchmarks.viewport;
