package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/** Passes on of each key the last row, which is the one with the greatest sequence, and tallies what it drops. */
final class LatestRows implements RowSource {
    private final RowSource source;
    private final Tally dropped;
    private final CandleColumns current = new CandleColumns(1);
    private boolean started;
    private boolean more;

    /** @param dropped receives the rows that a later one of their key replaced */
    LatestRows(RowSource source, Tally dropped) {
        this.source = source;
        this.dropped = dropped;
    }

    @Override
    public boolean next() {
        if (!started) {
            started = true;
            more = source.next();
        }
        if (!more) {
            current.clear();
            return false;
        }
        hold();
        while (more && CandleColumns.compareKeys(current, 0, source.columns(), source.row()) == 0) {
            if (current.seq[0] > source.columns().seq[source.row()]) {
                // A fault of the merge itself; going on would let an old row win.
                throw new IllegalStateException("rows of one key came out of order [symbol=" + current.symbol[0]
                        + ", ts=" + current.tsMicros[0] + ", seq=" + current.seq[0] + "]");
            }
            dropped.add(current, 0);
            hold();
        }
        return true;
    }

    private void hold() {
        current.clear();
        current.addFrom(source.columns(), source.row());
        more = source.next();
    }

    @Override
    public CandleColumns columns() {
        return current;
    }

    @Override
    public int row() {
        return 0;
    }

    @Override
    public void close() {
        source.close();
    }
}
