package dev.dayfile.benchmarks.viewport;

import java.sql.SQLException;

/** Somebody who answers windows from one store, or from a table of the same rows. */
interface ViewportContender extends AutoCloseable {
    /** A window, ready to be asked again and again: what can be kept between two queries is kept in here. */
    interface Query {
        void fill(Answer out) throws Exception;

        /** Brings the last answer where it can be compared, for who keeps it elsewhere. */
        default void show(Answer out) {}
    }

    /** Whether it can answer the window at all: a table of candles has no objects, a reader of one file no parts. */
    default boolean knows(Window window) {
        return true;
    }

    Query prepare(Window window) throws Exception;

    @Override
    default void close() throws SQLException {}
}
