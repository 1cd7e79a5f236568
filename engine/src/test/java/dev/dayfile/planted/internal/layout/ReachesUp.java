package dev.dayfile.planted.internal.layout;

import dev.dayfile.planted.internal.io.TellsLayout;

/** Breaks the direction: layout lies below io. */
public final class ReachesUp {
    TellsLayout above;
}
