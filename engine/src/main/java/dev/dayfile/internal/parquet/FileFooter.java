package dev.dayfile.internal.parquet;

import java.util.List;

/**
 * What a candle file's footer says of it, beyond what Parquet itself says.
 *
 * @param version {@code dayfile.version}: the format's version; absent in files of other writers
 * @param writerId who wrote it
 * @param firstSeq least sequence of its rows
 * @param lastSeq greatest sequence of its rows
 * @param rows how many rows it has
 * @param digest content digest of its rows
 * @param minTsMicros least ts
 * @param maxTsMicros greatest ts
 * @param absorbed in a dayfile, the names of the parts that it absorbed and that may still stand in the day's folder
 */
public record FileFooter(
        String version,
        String writerId,
        long firstSeq,
        long lastSeq,
        long rows,
        long digest,
        long minTsMicros,
        long maxTsMicros,
        List<String> absorbed) {}
