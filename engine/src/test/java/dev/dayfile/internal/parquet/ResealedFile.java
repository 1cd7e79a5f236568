package dev.dayfile.internal.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** A file of ours whose page index is changed as if the writer had erred: every checksum is made right again. */
final class ResealedFile {
    private static final int HEX_DIGITS = 8;

    private final Path file;
    private final byte[] original;
    private final int indexAt;
    private final int footerAt;

    ResealedFile(Path file) throws IOException {
        this.file = file;
        original = Files.readAllBytes(file);
        int trailer = original.length - ParquetFooter.TRAILER_BYTES;
        footerAt = trailer
                - (original[trailer] & 0xFF
                        | (original[trailer + 1] & 0xFF) << 8
                        | (original[trailer + 2] & 0xFF) << 16
                        | (original[trailer + 3] & 0xFF) << 24);
        indexAt = (int) chunks().stream()
                .filter(chunk -> chunk.columnIndexAt >= 0)
                .mapToLong(chunk -> chunk.columnIndexAt)
                .min()
                .orElseThrow();
    }

    /** All column chunks, row group by row group. */
    List<ParquetFooter.Chunk> chunks() {
        byte[] footer = Arrays.copyOfRange(original, footerAt, original.length - ParquetFooter.TRAILER_BYTES);
        List<ParquetFooter.Chunk> chunks = new ArrayList<>();
        ParquetFooter.parse(footer, footerAt, file).rowGroups.forEach(group -> chunks.addAll(group.chunks));
        return chunks;
    }

    /** How a chunk's pages are said to be ordered. */
    int order(ParquetFooter.Chunk chunk) {
        return original[orderAt(chunk)] >> 1; // zigzag
    }

    /** Writes the file anew, with another order said of a chunk's pages. */
    void writeWithOrder(ParquetFooter.Chunk chunk, int order) throws IOException {
        byte[] bytes = original.clone();
        bytes[orderAt(chunk)] = (byte) (order << 1);
        put(bytes, FooterKeys.BODY_CRC, crc(bytes, 0, footerAt));
        put(bytes, FooterKeys.INDEX_CRC, crc(bytes, indexAt, footerAt));
        put(bytes, FooterKeys.FOOTER_CRC, FooterKeys.NO_CRC);
        put(bytes, FooterKeys.FOOTER_CRC, crc(bytes, footerAt, bytes.length - ParquetFooter.TRAILER_BYTES));
        Files.write(file, bytes);
    }

    /** The order's field follows the greatest values: a list of as many texts as the list of the least ones. */
    private int orderAt(ParquetFooter.Chunk chunk) {
        ThriftReader in = new ThriftReader(
                original,
                (int) chunk.columnIndexAt,
                (int) chunk.columnIndexAt + chunk.columnIndexBytes,
                file,
                "page index");
        in.begin();
        for (int id = in.nextField(); id != 4; id = in.nextField()) {
            in.skip();
        }
        return in.position();
    }

    private static String crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return FooterKeys.hex((int) crc.getValue());
    }

    /** A value of eight digits stands behind its key, the header of its field and its length. */
    private void put(byte[] bytes, String key, String digits) {
        byte[] wanted = key.getBytes(StandardCharsets.US_ASCII);
        int at = footerAt;
        while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
            at++;
        }
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, bytes, at + wanted.length + 2, HEX_DIGITS);
    }
}
