package dev.dayfile.benchmarks.append;

import java.io.IOException;
import java.sql.SQLException;

/** Something open that takes candles, from one thread. What its append promises differs; {@link Contenders} says how. */
public interface Contender extends Producer, AutoCloseable {
    /** A way in for one more thread, beside all the others; {@code null} where one thread at a time is all there is. */
    default Producer producer() {
        return null;
    }

    /** Returns once everything appended is where this contender will keep it. */
    void drain() throws Exception;

    /** Reads everything back, as another reader would; nothing is appended after it. */
    Stored readBack() throws Exception;

    @Override
    void close() throws IOException, SQLException;
}
