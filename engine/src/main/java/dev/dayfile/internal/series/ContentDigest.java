package dev.dayfile.internal.series;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A digest of rows that does not depend on their order: the sum of a 64-bit hash of each row, modulo 2^64. Digests of
 * disjoint sets of rows add up, so {@code parts + standing dayfile - doubles dropped} must equal the new dayfile's:
 * that equation is the proof of a compaction. It guards against faults, not against an adversary.
 *
 * <p>The row's hash takes the symbol's UTF-8 bytes (FNV-1a, 64 bits), ts, the bits of the five numbers (any NaN as
 * one) and seq, each folded in by a multiplication and a xor-shift, with the finalizer of SplitMix64 (Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class ContentDigest {
    private ContentDigest() {}

    /** The digest of one row. */
    public static long ofRow(CandleColumns rows, int i) {
        return ofRows(rows, i, i + 1);
    }

    /** FNV-1a of a symbol's bytes, with which the digest of each of its rows begins. */
    static long start(byte[] utf8) {
        long h = 0xCBF29CE484222325L;
        for (byte b : utf8) {
            h = (h ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return h;
    }

    /** The digest of one row of texts, longs and doubles, any of which may be absent. */
    public static long ofValues(Object[] row) {
        long h = 0xCBF29CE484222325L;
        for (Object value : row) {
            if (value instanceof String text) {
                for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                    h = (h ^ (b & 0xFF)) * 0x100000001B3L;
                }
                h = fold(h, 1);
            } else if (value instanceof Double number) {
                h = fold(fold(h, 2), Double.doubleToRawLongBits(number));
            } else if (value != null) {
                h = fold(fold(h, 3), (Long) value);
            } else {
                h = fold(h, 4);
            }
        }
        return finish(h);
    }

    private static long finish(long hash) {
        long h = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }

    /** The digest of rows {@code from} (inclusive) to {@code to} (exclusive). */
    public static long ofRows(CandleColumns rows, int from, int to) {
        SymbolKey[] symbols = rows.symbol;
        long[] tsMicros = rows.tsMicros;
        double[] open = rows.open;
        double[] high = rows.high;
        double[] low = rows.low;
        double[] close = rows.close;
        double[] volume = rows.volume;
        long[] seq = rows.seq;
        long sum = 0;
        for (int i = from; i < to; i++) {
            long h = fold(symbols[i].digestStart(), tsMicros[i]);
            h = fold(h, Double.doubleToLongBits(open[i]));
            h = fold(h, Double.doubleToLongBits(high[i]));
            h = fold(h, Double.doubleToLongBits(low[i]));
            h = fold(h, Double.doubleToLongBits(close[i]));
            h = fold(h, Double.doubleToLongBits(volume[i]));
            sum += finish(fold(h, seq[i]));
        }
        return sum;
    }

    private static long fold(long h, long value) {
        long mixed = (h ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    /** The digest as 16 hex digits, as footers and reports show it. */
    public static String toHex(long digest) {
        return HexFormat.of().toHexDigits(digest);
    }

    /**
     * Reads what {@link #toHex} wrote.
     *
     * @throws IllegalArgumentException when it is not 16 hex digits
     */
    public static long parseHex(String hex) {
        if (hex.length() != 16) {
            throw new IllegalArgumentException("a digest has 16 hex digits [digest=" + hex + "]");
        }
        return HexFormat.fromHexDigitsToLong(hex);
    }
}
