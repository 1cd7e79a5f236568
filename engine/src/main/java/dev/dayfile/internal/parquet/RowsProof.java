package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
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
    private long firstSeq = Long.MAX_VALUE;
    private long lastSeq = Long.MIN_VALUE;
    private long minTsMicros = Long.MAX_VALUE;
    private long maxTsMicros = Long.MIN_VALUE;

    /** @param eachKeyOnce whether keys must ascend, as in a dayfile, or a key may come again with a greater sequence */
    RowsProof(Path file, boolean eachKeyOnce) {
        this.file = file;
        this.eachKeyOnce = eachKeyOnce;
    }

    /** Takes in the rows from {@code from} on. */
    void add(CandleColumns more, int from) {
        for (int i = from; i < more.size; i++) {
            long ts = more.tsMicros[i];
            if (ts < IsoTime.MIN_MICROS || ts >= IsoTime.MAX_MICROS) {
                throw new CorruptFileException(
                        file, "a row has an impossible time [row=" + rows + ", ts_utc=" + ts + "]");
            }
            if (rows > 0) {
                CandleColumns before = i > from ? more : last;
                int at = i > from ? i - 1 : 0;
                requireOrder(before, at, more, i);
            } else {
                first.addFrom(more, i);
            }
            firstSeq = Math.min(firstSeq, more.seq[i]);
            lastSeq = Math.max(lastSeq, more.seq[i]);
            minTsMicros = Math.min(minTsMicros, ts);
            maxTsMicros = Math.max(maxTsMicros, ts);
            rows++;
        }
        digest += ContentDigest.ofRows(more, from, more.size);
        if (more.size > from) {
            last.clear();
            last.addFrom(more, more.size - 1);
        }
    }

    private void requireOrder(CandleColumns before, int at, CandleColumns more, int i) {
        int order = eachKeyOnce
                ? CandleColumns.compareKeys(before, at, more, i)
                : CandleColumns.compareRows(before, at, more, i);
        if (order > 0 || order == 0 && eachKeyOnce) {
            throw new CorruptFileException(
                    file,
                    "the rows are not in order [row=" + rows + ", symbol=" + more.symbol[i] + ", ts="
                            + IsoTime.format(more.tsMicros[i]) + "]");
        }
    }

    /** Takes in what another has taken in of the rows that follow. */
    void add(RowsProof following) {
        if (following.rows == 0) {
            return;
        }
        if (rows > 0) {
            requireOrder(last, 0, following.first, 0);
        } else {
            first.addFrom(following.first, 0);
        }
        digest += following.digest;
        firstSeq = Math.min(firstSeq, following.firstSeq);
        lastSeq = Math.max(lastSeq, following.lastSeq);
        minTsMicros = Math.min(minTsMicros, following.minTsMicros);
        maxTsMicros = Math.max(maxTsMicros, following.maxTsMicros);
        rows += following.rows;
        last.clear();
        last.addFrom(following.last, 0);
    }

    /** @throws CorruptFileException naming what differs */
    void hold(FileFooter says) {
        hold(FooterKeys.ROWS, says.rows(), rows);
        hold(FooterKeys.FIRST_SEQ, says.firstSeq(), firstSeq);
        hold(FooterKeys.LAST_SEQ, says.lastSeq(), lastSeq);
        hold(FooterKeys.MIN_TS, says.minTsMicros(), minTsMicros);
        hold(FooterKeys.MAX_TS, says.maxTsMicros(), maxTsMicros);
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
