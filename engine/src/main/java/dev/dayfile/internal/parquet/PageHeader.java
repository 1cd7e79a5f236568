package dev.dayfile.internal.parquet;

import java.nio.file.Path;

/**
 * The header of a page that this engine wrote. A page's checksum covers its bytes but not its header, so the header is
 * read strictly: any field that our writers do not write, and any value that contradicts the footer or the page index,
 * is damage.
 */
final class PageHeader {
    static final int DATA_PAGE = 0;
    static final int DICTIONARY_PAGE = 2;

    static final int PLAIN = 0;
    static final int PLAIN_DICTIONARY = 2;
    static final int RLE = 3;
    static final int BIT_PACKED = 4;
    static final int DELTA_BINARY_PACKED = 5;
    static final int DELTA_BYTE_ARRAY = 7;
    static final int RLE_DICTIONARY = 8;
    static final int BYTE_STREAM_SPLIT = 9;

    /** More than any page of ours holds. */
    static final int MAX_PAGE_BYTES = 64 << 20;

    // Names of the fields by their ids.
    private static final String[] NUMBERS = {"", "type", "uncompressed_page_size", "compressed_page_size", "crc"};
    private static final String[] DATA_NUMBERS = {
        "", "num_values", "encoding", "definition_level_encoding", "repetition_level_encoding"
    };

    private final ThriftReader in = new ThriftReader("page header");

    int type;
    int uncompressedBytes;
    int compressedBytes;
    int crc;
    int values;
    int encoding;

    /** Where the page's own bytes begin. */
    int bodyAt;

    static boolean isDictionary(int encoding) {
        return encoding == PLAIN_DICTIONARY || encoding == RLE_DICTIONARY;
    }

    /** Whether it is an encoding without a dictionary that a file of ours may have. */
    static boolean isOther(int encoding) {
        return encoding == PLAIN
                || encoding == DELTA_BINARY_PACKED
                || encoding == DELTA_BYTE_ARRAY
                || encoding == BYTE_STREAM_SPLIT;
    }

    /** Writes the header of a data page of plain values whose definition levels, if any, are RLE's. */
    static void write(ThriftWriter out, int uncompressedBytes, int compressedBytes, int crc, int values) {
        writeData(out, uncompressedBytes, compressedBytes, crc, values, PLAIN);
    }

    /** Writes the header of a data page of version 1. */
    static void writeData(
            ThriftWriter out, int uncompressedBytes, int compressedBytes, int crc, int rows, int encoding) {
        begin(out, DATA_PAGE, uncompressedBytes, compressedBytes, crc);
        out.begin(5);
        out.firstI32s(rows, encoding, RLE, RLE);
        out.end();
        out.end();
    }

    /** Writes the header of a dictionary page of plain values. */
    static void writeDictionary(ThriftWriter out, int uncompressedBytes, int compressedBytes, int crc, int values) {
        begin(out, DICTIONARY_PAGE, uncompressedBytes, compressedBytes, crc);
        out.begin(7);
        out.i32(1, values);
        out.i32(2, PLAIN);
        out.end();
        out.end();
    }

    private static void begin(ThriftWriter out, int type, int uncompressedBytes, int compressedBytes, int crc) {
        out.beginElement();
        out.firstI32s(type, uncompressedBytes, compressedBytes, crc);
    }

    /** How long the header of an uncompressed page is, if its checksum is as long as most are, which is the longest. */
    static int bytesAtMost(int bodyBytes, int values) {
        return bytesBeforeChecksum(bodyBytes) + 5 + bytesBehindChecksum(values);
    }

    /** Where the checksum stands in the header of an uncompressed page: behind type, sizes and its own field header. */
    static int bytesBeforeChecksum(int bodyBytes) {
        return 2 + 2 * (1 + ThriftWriter.zigzagBytes(bodyBytes)) + 1;
    }

    /** How much of the header comes behind the checksum. */
    static int bytesBehindChecksum(int values) {
        return 1 + 1 + ThriftWriter.zigzagBytes(values) + 3 * 2 + 1 + 1;
    }

    /**
     * Reads the header of one page.
     *
     * @param from where the header begins in {@code bytes}
     * @param end where the page ends at the latest
     * @param optional whether the column has definition levels
     */
    void read(byte[] bytes, int from, int end, boolean optional, Path file, String column) {
        in.over(bytes, from, end, file, column);
        type = -1;
        uncompressedBytes = -1;
        compressedBytes = -1;
        values = -1;
        encoding = -1;
        boolean crcSeen = false;
        boolean detailSeen = false;
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1, 2, 3, 4 -> {
                    takeNumber(id, in.i32(NUMBERS[id]));
                    crcSeen |= id == 4;
                }
                case 5 -> {
                    in.require(type == DATA_PAGE, "it is of two kinds");
                    in.struct("data_page_header");
                    readDataHeader(optional);
                    detailSeen = true;
                }
                case 7 -> {
                    in.require(type == DICTIONARY_PAGE, "it is of two kinds");
                    in.struct("dictionary_page_header");
                    readDictionaryHeader();
                    detailSeen = true;
                }
                default -> throw in.damaged("it has an unknown field");
            }
        }
        bodyAt = in.position();
        in.require(crcSeen, "it has no checksum");
        in.require(detailSeen, "it does not say what the page holds");
        in.require(uncompressedBytes >= 0 && uncompressedBytes <= MAX_PAGE_BYTES, "the page's size cannot be");
        in.require(compressedBytes >= 0 && compressedBytes <= end - bodyAt, "the page is longer than what is left");
        in.require(values >= 0, "the page has a negative number of values");
    }

    private void takeNumber(int id, int number) {
        switch (id) {
            case 1 -> type = number;
            case 2 -> uncompressedBytes = number;
            case 3 -> compressedBytes = number;
            default -> crc = number;
        }
    }

    private void readDataHeader(boolean optional) {
        int definition = -1;
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            in.require(id <= 4, "it has an unknown field");
            int number = in.i32(DATA_NUMBERS[id]);
            switch (id) {
                case 1 -> values = number;
                case 2 -> encoding = number;
                case 3 -> definition = number;
                default -> in.require(number == RLE || number == BIT_PACKED, "repetition levels cannot be read");
            }
        }
        in.require(definition == RLE || !optional && definition == BIT_PACKED, "definition levels cannot be read");
        in.require(isDictionary(encoding) || isOther(encoding), "the encoding is not one that is written here");
    }

    private void readDictionaryHeader() {
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> values = in.i32("num_values");
                case 2 -> encoding = in.i32("encoding");
                case 3 -> in.skip(); // is_sorted
                default -> throw in.damaged("it has an unknown field");
            }
        }
        in.require(encoding == PLAIN || encoding == PLAIN_DICTIONARY, "the dictionary's encoding cannot be read");
    }
}
