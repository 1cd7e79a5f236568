package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.ContentDigest;
import java.util.List;
import java.util.Map;

/** What the rows of a file of events add up to, as its footer says it. */
final class EventTally {
    private long rows;
    private long digest;
    private long firstSeq = Long.MAX_VALUE;
    private long lastSeq = Long.MIN_VALUE;
    private long minTsMicros = Long.MAX_VALUE;
    private long maxTsMicros = Long.MIN_VALUE;

    void add(Object[] row) {
        long seq = (Long) row[0];
        long tsMicros = (Long) row[3];
        rows++;
        digest += ContentDigest.ofValues(row);
        firstSeq = Math.min(firstSeq, seq);
        lastSeq = Math.max(lastSeq, seq);
        minTsMicros = Math.min(minTsMicros, tsMicros);
        maxTsMicros = Math.max(maxTsMicros, tsMicros);
    }

    long rows() {
        return rows;
    }

    long lastSeq() {
        return lastSeq;
    }

    void putInto(Map<String, String> keys, String writerId) {
        keys.put(FooterKeys.VERSION, FooterKeys.CURRENT_VERSION);
        keys.put(FooterKeys.WRITER, writerId);
        keys.put(FooterKeys.FIRST_SEQ, Long.toString(firstSeq));
        keys.put(FooterKeys.LAST_SEQ, Long.toString(lastSeq));
        keys.put(FooterKeys.ROWS, Long.toString(rows));
        keys.put(FooterKeys.DIGEST, ContentDigest.toHex(digest));
        keys.put(FooterKeys.MIN_TS, Long.toString(minTsMicros));
        keys.put(FooterKeys.MAX_TS, Long.toString(maxTsMicros));
    }

    /** The same as a footer, for comparing. */
    FileFooter like(FileFooter says) {
        return new FileFooter(
                says.version(),
                says.writerId(),
                firstSeq,
                lastSeq,
                rows,
                digest,
                minTsMicros,
                maxTsMicros,
                List.copyOf(says.absorbed()));
    }
}
