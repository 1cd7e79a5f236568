/** The command line: one class a command, and what they share. Nothing here is needed by an embedder. */
package dev.dayfile.cli;
