package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import java.util.List;

/** Hands everything on; a test overrides what is to go wrong. */
class ForwardingSink implements DayfileSink {
    final DayfileSink real;

    ForwardingSink(DayfileSink real) {
        this.real = real;
    }

    @Override
    public void add(CandleColumns columns, int from, int to) {
        real.add(columns, from, to);
    }

    @Override
    public long finish(List<String> absorbed) {
        return real.finish(absorbed);
    }

    @Override
    public void close() {
        real.close();
    }
}
