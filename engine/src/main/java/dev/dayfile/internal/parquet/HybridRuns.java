package dev.dayfile.internal.parquet;

import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;

/**
 * Reads Parquet's hybrid of runs and packed bits: definition levels, and the indexes of a dictionary. Every length is
 * held against what is left.
 */
final class HybridRuns {
    private final Path file;
    private final String column;
    private byte[] bytes;
    private int at;
    private int end;
    private int width;
    private long left;
    private boolean packed;
    private int value;
    private long bits;
    private int bitsHeld;

    HybridRuns(Path file, String column) {
        this.file = file;
        this.column = column;
    }

    /**
     * Begins anew.
     *
     * @param width bits of a value, at most 31
     */
    HybridRuns over(byte[] bytes, int at, int end, int width) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
        this.width = width;
        left = 0;
        if (width < 0 || width > 31) {
            throw damaged("have an impossible width");
        }
        return this;
    }

    /** Whether all of the next {@code n} values are this one, as far as it stands in one run; nothing is passed over. */
    boolean areAll(int expected, int n) {
        if (left == 0) {
            nextRun();
        }
        return !packed && left >= n && value == expected;
    }

    /**
     * Passes over the rest of a run, {@code most} values of it at most, each of which is {@link #runValue}.
     *
     * @return how many values those are; 0 when single values follow
     */
    int passRun(int most) {
        if (left == 0) {
            nextRun();
        }
        if (packed) {
            return 0;
        }
        int passed = (int) Math.min(left, most);
        left -= passed;
        return passed;
    }

    int runValue() {
        return value;
    }

    int next() {
        if (left == 0) {
            nextRun();
        }
        left--;
        if (!packed) {
            return value;
        }
        while (bitsHeld < width) {
            bits |= (long) nextByte() << bitsHeld;
            bitsHeld += 8;
        }
        int next = (int) (bits & (1L << width) - 1);
        bits >>>= width;
        bitsHeld -= width;
        return next;
    }

    private void nextRun() {
        long header = 0;
        int b;
        int shift = 0;
        do {
            b = nextByte();
            header |= (long) (b & 0x7F) << shift;
            shift += 7;
        } while ((b & 0x80) != 0 && shift < 35);
        packed = (header & 1) == 1;
        left = packed ? (header >>> 1) * 8 : header >>> 1;
        bits = 0;
        bitsHeld = 0;
        value = 0;
        if (!packed) {
            for (int i = 0; i < (width + 7) / 8; i++) {
                value |= nextByte() << 8 * i;
            }
        }
        if (left == 0 || value < 0 || (long) value >= 1L << width) {
            throw damaged("cannot be read");
        }
    }

    private int nextByte() {
        if (at >= end) {
            throw damaged("end early");
        }
        return bytes[at++] & 0xFF;
    }

    private CorruptFileException damaged(String how) {
        return new CorruptFileException(file, "levels or indexes of a column " + how + " [column=" + column + "]");
    }
}
