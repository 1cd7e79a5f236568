package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;

/** What a set of rows adds up to. Two tallies of the same rows are equal in whatever order the rows came. */
final class Tally {
    long rows;
    long digest;
    long minTsMicros = Long.MAX_VALUE;
    long maxTsMicros = Long.MIN_VALUE;
    long minSeq = Long.MAX_VALUE;
    long maxSeq = Long.MIN_VALUE;

    void add(CandleColumns columns, int i) {
        rows++;
        digest += ContentDigest.ofRow(columns, i);
        minTsMicros = Math.min(minTsMicros, columns.tsMicros[i]);
        maxTsMicros = Math.max(maxTsMicros, columns.tsMicros[i]);
        minSeq = Math.min(minSeq, columns.seq[i]);
        maxSeq = Math.max(maxSeq, columns.seq[i]);
    }

    void add(CandleColumns columns, int from, int to) {
        for (int i = from; i < to; i++) {
            add(columns, i);
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
