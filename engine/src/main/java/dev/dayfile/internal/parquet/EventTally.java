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
        FooterKeys.put(footer(FooterKeys.CURRENT_VERSION, writerId, List.of()), keys);
    }

    /** The same as a footer, for comparing. */
    FileFooter like(FileFooter says) {
        return footer(says.version(), says.writerId(), says.absorbed());
    }

    private FileFooter footer(String version, String writerId, List<String> absorbed) {
        return new FileFooter(version, writerId, firstSeq, lastSeq, rows, digest, minTsMicros, maxTsMicros, absorbed);
    }
}
