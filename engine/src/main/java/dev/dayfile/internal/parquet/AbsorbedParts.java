package dev.dayfile.internal.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The value of {@code dayfile.absorbed}: the names of parts, joined by line feeds, compressed by zlib (RFC 1950) and
 * written in Base64 (RFC 4648, with padding). Names differ in their digits only, so 390 of them, 18 kB, take some 9 kB.
 * No names at all are the empty text.
 */
final class AbsorbedParts {
    private AbsorbedParts() {}

    static String encode(List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        for (String name : names) {
            if (name.isEmpty() || name.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a part's name is one line [name=" + name + "]");
            }
        }
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] piece = new byte[4096];
            while (!deflater.finished()) {
                compressed.write(piece, 0, deflater.deflate(piece));
            }
            return Base64.getEncoder().encodeToString(compressed.toByteArray());
        } finally {
            deflater.end();
        }
    }

    /**
     * Reads what {@link #encode} wrote, of any length: the footer's checksum stands for it.
     *
     * @throws IllegalArgumentException when it is not that
     */
    static List<String> decode(String value) {
        if (value.isEmpty()) {
            return List.of();
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(Base64.getDecoder().decode(value));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] piece = new byte[4096];
            while (!inflater.finished()) {
                int n = inflater.inflate(piece);
                if (n == 0 && !inflater.finished()) {
                    throw new IllegalArgumentException("the list of absorbed parts ends early");
                }
                text.write(piece, 0, n);
            }
            return List.of(text.toString(StandardCharsets.UTF_8).split("\n"));
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the list of absorbed parts cannot be decompressed", e);
        } finally {
            inflater.end();
        }
    }
}
