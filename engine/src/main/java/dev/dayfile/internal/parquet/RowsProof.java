package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.LongRange;
import dev.dayfile.internal.series.Stride;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import java.nio.file.Path;

/** Takes in all rows of a file in their order and then holds them against what the file's footer says of them. */
final class RowsProof {
    private final Path file;
    private final boolean eachKeyOnce;
    private final CandleColumns first = new CandleColumns(1);
    private final CandleColumns last = new CandleColumns(1);
    private long rows;
    private long digest;
    private final LongRange seqs = new LongRange();
    private final LongRange times = new LongRange();

    /** @param eachKeyOnce whether keys must ascend, as in a dayfile, or a key may come again with a greater sequence */
    RowsProof(Path file, boolean eachKeyOnce) {
        this.file = file;
        this.eachKeyOnce = eachKeyOnce;
    }

    /** Takes in the rows from {@code from} on. */
    void add(CandleColumns more, int from) {
        if (more.size == from) {
            return;
        }
        for (int at = from; at < more.size; at = Stride.end(at, more.size)) {
            requireTimesAndOrder(more, from, at, Stride.end(at, more.size));
        }
        if (rows > 0) {
            requireOrder(last, 0, more, from, rows);
        } else {
            first.addFrom(more, from);
        }
        seqs.include(more.seq, from, more.size);
        times.include(more.tsMicros, from, more.size);
        digest += ContentDigest.ofRows(more, from, more.size);
        rows += more.size - from;
        last.clear();
        last.addFrom(more, more.size - 1);
    }

    private void requireTimesAndOrder(CandleColumns more, int firstOfMore, int from, int to) {
        for (int i = from; i < to; i++) {
            long ts = more.tsMicros[i];
            if (ts < IsoTime.MIN_MICROS || ts >= IsoTime.MAX_MICROS) {
                throw new CorruptFileException(
                        file, "a row has an impossible time [row=" + (rows + i - firstOfMore) + ", ts_utc=" + ts + "]");
            }
            if (i > firstOfMore && (ts <= more.tsMicros[i - 1] || more.symbol[i] != more.symbol[i - 1])) {
                requireOrder(more, i - 1, more, i, rows + i - firstOfMore);
            }
        }
    }

    private void requireOrder(CandleColumns before, int at, CandleColumns more, int i, long row) {
        int order = eachKeyOnce
                ? CandleColumns.compareKeys(before, at, more, i)
                : CandleColumns.compareRows(before, at, more, i);
        if (order > 0 || order == 0 && eachKeyOnce) {
            throw new CorruptFileException(
                    file,
                    "the rows are not in order [row=" + row + ", symbol=" + more.symbol[i] + ", ts="
                            + IsoTime.format(more.tsMicros[i]) + "]");
        }
    }

    /** Takes in what another has taken in of the rows that follow. */
    void add(RowsProof following) {
        if (following.rows == 0) {
            return;
        }
        if (rows > 0) {
            requireOrder(last, 0, following.first, 0, rows);
        } else {
            first.addFrom(following.first, 0);
        }
        digest += following.digest;
        seqs.include(following.seqs);
        times.include(following.times);
        rows += following.rows;
        last.clear();
        last.addFrom(following.last, 0);
    }

    /** @throws CorruptFileException naming what differs */
    void hold(FileFooter says) {
        hold(FooterKeys.ROWS, says.rows(), rows);
        hold(FooterKeys.FIRST_SEQ, says.firstSeq(), seqs.least);
        hold(FooterKeys.LAST_SEQ, says.lastSeq(), seqs.greatest);
        hold(FooterKeys.MIN_TS, says.minTsMicros(), times.least);
        hold(FooterKeys.MAX_TS, says.maxTsMicros(), times.greatest);
        hold(FooterKeys.DIGEST, says.digest(), digest);
    }

    private void hold(String key, long said, long found) {
        if (said != found) {
            throw new CorruptFileException(
                    file,
                    "the rows are not those that the footer speaks of [" + key + "=" + said + ", found=" + found + "]");
        }
    }
}
