package dev.dayfile.internal.parquet;

import dev.dayfile.internal.parquet.ObjectSchema.Kind;
import java.util.Arrays;

/** The least and the greatest of some values, each as its plain bytes: what statistics and page indexes say. */
final class Bounds {
    /** Texts longer than this are in no statistics, and then neither are their bounds. */
    private static final int MAX_BYTES = 64;

    private final Kind kind;
    private byte[] min;
    private byte[] max;
    private boolean tooLong;

    Bounds(Kind kind) {
        this.kind = kind;
    }

    void include(byte[] value) {
        tooLong |= value.length > MAX_BYTES;
        if (min == null || compare(kind, value, min) < 0) {
            min = value;
        }
        if (max == null || compare(kind, value, max) > 0) {
            max = value;
        }
    }

    void include(Bounds other) {
        if (other.min != null) {
            include(other.min);
            include(other.max);
            tooLong |= other.tooLong;
        }
    }

    /** Whether there are bounds that may be told. */
    boolean known() {
        return min != null && !tooLong;
    }

    /** Whether a value was too long to be told. */
    boolean tooLong() {
        return tooLong;
    }

    byte[] min() {
        return signedZero(min, -0.0);
    }

    byte[] max() {
        return signedZero(max, 0.0);
    }

    /** Zero as a bound has the sign that parquet.thrift demands, since readers disagree about which is smaller. */
    private byte[] signedZero(byte[] value, double zero) {
        boolean isZero = kind == Kind.DOUBLE && Double.longBitsToDouble(bits(value)) == 0;
        return isZero ? little(Double.doubleToRawLongBits(zero)) : value;
    }

    /** How two values of a kind compare, as Parquet orders them. */
    static int compare(Kind kind, byte[] a, byte[] b) {
        return compare(kind.type(), a, b);
    }

    /** How two values of a column of this physical type compare, as Parquet orders them. */
    static int compare(int type, byte[] a, byte[] b) {
        return switch (type) {
            case CandleSchema.BYTE_ARRAY -> Arrays.compareUnsigned(a, b);
            case CandleSchema.INT64 -> Long.compare(bits(a), bits(b));
            default -> Double.compare(Double.longBitsToDouble(bits(a)), Double.longBitsToDouble(bits(b)));
        };
    }

    static byte[] little(long bits) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (bits >>> 8 * i);
        }
        return bytes;
    }

    /** The number that eight bytes are, the lowest first. */
    static long bits(byte[] little) {
        long value = 0;
        for (int i = little.length - 1; i >= 0; i--) {
            value = value << 8 | little[i] & 0xFF;
        }
        return value;
    }

    int compareMin(Bounds other) {
        return compare(kind, min, other.min);
    }

    int compareMax(Bounds other) {
        return compare(kind, max, other.max);
    }
}
