package dev.dayfile.planted.internal.compact;

import org.opentest4j.AssertionFailedError;

/** Breaks the sole importers: a library that no line of the table names. */
public final class UsesUnlisted {
    AssertionFailedError error;
}
