package dev.dayfile.planted.internal.compact;

import dev.dayfile.planted.internal.ingest.Neighbour;

/** Breaks the line: compact and ingest stand on one. */
public final class ReachesSideways {
    Neighbour beside;
}
