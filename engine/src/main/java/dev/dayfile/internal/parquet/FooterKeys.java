package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The key-values of a candle file's footer: their names and what they must say. */
final class FooterKeys {
    static final String VERSION = "dayfile.version";
    static final String WRITER = "dayfile.writer";
    static final String FIRST_SEQ = "dayfile.first_seq";
    static final String LAST_SEQ = "dayfile.last_seq";
    static final String ROWS = "dayfile.rows";
    static final String DIGEST = "dayfile.digest";
    static final String MIN_TS = "dayfile.min_ts";
    static final String MAX_TS = "dayfile.max_ts";

    /** In dayfiles only, as are all that follow. */
    static final String ABSORBED = "dayfile.absorbed";

    /** CRC32C of all bytes before the footer, 8 hex digits. */
    static final String BODY_CRC = "dayfile.body_crc32c";

    /** CRC32C of the page index (it lies between the last page and the footer), so that a partial read can trust it. */
    static final String INDEX_CRC = "dayfile.index_crc32c";

    /** CRC32C of the footer, with this value's own digits taken as zeros. */
    static final String FOOTER_CRC = "dayfile.footer_crc32c";

    /** The version of the format of parts and object files. */
    static final String CURRENT_VERSION = "1";

    /** The version of the format of dayfiles: since 2 the names of absorbed parts are packed. Version 1 is read too. */
    static final String DAYFILE_VERSION = "2";

    /** What a CRC's digits are until it is known, and what they count as in the footer's own CRC. */
    static final String NO_CRC = "00000000";

    private FooterKeys() {}

    /**
     * Reads the key-values.
     *
     * @throws CorruptFileException when one is missing or makes no sense
     */
    static FileFooter parse(Map<String, String> values, Path file) {
        String version = text(values, VERSION, file);
        boolean dayfile = values.containsKey(ABSORBED);
        String newest = dayfile ? DAYFILE_VERSION : CURRENT_VERSION;
        if (!version.equals(CURRENT_VERSION) && !version.equals(newest)) {
            // Not damage: a file that is set aside because its reader is old would be lost to the newer engine.
            throw new StorageException(
                    StorageException.Code.UNSUPPORTED,
                    file,
                    "the file was written by a newer version of this engine; read the store with that [" + VERSION + "="
                            + version + ", known=" + newest + "]");
        }
        try {
            FileFooter footer = new FileFooter(
                    version,
                    text(values, WRITER, file),
                    number(values, FIRST_SEQ, file),
                    number(values, LAST_SEQ, file),
                    number(values, ROWS, file),
                    ContentDigest.parseHex(text(values, DIGEST, file)),
                    number(values, MIN_TS, file),
                    number(values, MAX_TS, file),
                    dayfile ? AbsorbedParts.decode(values.get(ABSORBED)) : List.of());
            if (footer.rows() < 1
                    || footer.firstSeq() > footer.lastSeq()
                    || footer.minTsMicros() > footer.maxTsMicros()) {
                throw new CorruptFileException(file, "the footer contradicts itself [" + footer + "]");
            }
            return footer;
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(file, "the footer's key-values are damaged: " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, String> values, String key, Path file) {
        String value = values.get(key);
        if (value == null) {
            throw new CorruptFileException(file, "the footer lacks a key [key=" + key + "]");
        }
        return value;
    }

    private static long number(Map<String, String> values, String key, Path file) {
        return Long.parseLong(text(values, key, file));
    }

    /** Says of a file's rows what {@link #parse} reads; which parts were absorbed is the caller's to add. */
    static void put(FileFooter footer, Map<String, String> into) {
        into.put(VERSION, footer.version());
        into.put(WRITER, footer.writerId());
        into.put(FIRST_SEQ, Long.toString(footer.firstSeq()));
        into.put(LAST_SEQ, Long.toString(footer.lastSeq()));
        into.put(ROWS, Long.toString(footer.rows()));
        into.put(DIGEST, ContentDigest.toHex(footer.digest()));
        into.put(MIN_TS, Long.toString(footer.minTsMicros()));
        into.put(MAX_TS, Long.toString(footer.maxTsMicros()));
    }

    /** Eight hex digits, as the CRC keys have them. */
    static String hex(int crc) {
        return HexFormat.of().toHexDigits(crc);
    }
}
