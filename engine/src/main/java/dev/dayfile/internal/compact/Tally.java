package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.EventFile;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.ObjectEvent;

/** What a set of rows adds up to. Two tallies of the same rows are equal in whatever order the rows came. */
final class Tally {
    long rows;
    long digest;
    long minTsMicros = Long.MAX_VALUE;
    long maxTsMicros = Long.MIN_VALUE;
    long minSeq = Long.MAX_VALUE;
    long maxSeq = Long.MIN_VALUE;

    void add(CandleColumns columns, int i) {
        add(ContentDigest.ofRow(columns, i), columns.tsMicros[i], columns.seq[i]);
    }

    void add(ObjectEvent event) {
        add(EventFile.digest(event), event.tsMicros(), event.seq());
    }

    /** Adds the rows of a file that was held to what its footer says. */
    void add(FileFooter proved) {
        rows += proved.rows();
        digest += proved.digest();
        minTsMicros = Math.min(minTsMicros, proved.minTsMicros());
        maxTsMicros = Math.max(maxTsMicros, proved.maxTsMicros());
        minSeq = Math.min(minSeq, proved.firstSeq());
        maxSeq = Math.max(maxSeq, proved.lastSeq());
    }

    private void add(long digestOfRow, long tsMicros, long seq) {
        rows++;
        digest += digestOfRow;
        minTsMicros = Math.min(minTsMicros, tsMicros);
        maxTsMicros = Math.max(maxTsMicros, tsMicros);
        minSeq = Math.min(minSeq, seq);
        maxSeq = Math.max(maxSeq, seq);
    }

    void add(CandleColumns columns, int from, int to) {
        rows += to - from;
        digest += ContentDigest.ofRows(columns, from, to);
        long[] ts = columns.tsMicros;
        long[] seq = columns.seq;
        for (int i = from; i < to; i++) {
            minTsMicros = Math.min(minTsMicros, ts[i]);
            maxTsMicros = Math.max(maxTsMicros, ts[i]);
            minSeq = Math.min(minSeq, seq[i]);
            maxSeq = Math.max(maxSeq, seq[i]);
        }
    }

    void add(Tally other) {
        rows += other.rows;
        digest += other.digest;
        minTsMicros = Math.min(minTsMicros, other.minTsMicros);
        maxTsMicros = Math.max(maxTsMicros, other.maxTsMicros);
        minSeq = Math.min(minSeq, other.minSeq);
        maxSeq = Math.max(maxSeq, other.maxSeq);
    }

    @Override
    public String toString() {
        return "rows=" + rows + ", digest=" + ContentDigest.toHex(digest) + ", minTs=" + minTsMicros + ", maxTs="
                + maxTsMicros + ", minSeq=" + minSeq + ", maxSeq=" + maxSeq;
    }
}
