/** Tests that are too long or too rough for the build: each holds the store to its promises, by seed and by the clock. */
package dev.dayfile.stress;
