package dev.dayfile.planted.internal.io;

import dev.dayfile.planted.internal.layout.ReachesUp;

/** Breaks nothing alone; with {@link ReachesUp} it closes a cycle. */
public final class TellsLayout {
    ReachesUp below;
}
