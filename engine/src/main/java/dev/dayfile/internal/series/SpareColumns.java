package dev.dayfile.internal.series;

import java.util.Arrays;

/** Columns that are laid aside and used again; see {@link Spares}. */
public final class SpareColumns {
    /** Rows that are kept of columns of about one size: those that the windows of a merge have. */
    private static final int MOST_ROWS = 64 << 10;

    /** Columns of a few rows are more object than rows: no merge has more windows at a time. */
    private static final int MOST_COLUMNS = 1 << 10;

    /** More than this at once is rare, and too much to keep. */
    private static final int MOST_CAPACITY = 8 << 10;

    /** By the power of two that their capacity reaches. */
    private static final Spares<?>[] BY_SIZE =
            new Spares<?>[Integer.SIZE - Integer.numberOfLeadingZeros(MOST_CAPACITY)];

    static {
        for (int size = 0; size < BY_SIZE.length; size++) {
            BY_SIZE[size] = new Spares<CandleColumns>(Math.min(MOST_COLUMNS, MOST_ROWS >> size));
        }
    }

    private SpareColumns() {}

    @SuppressWarnings("unchecked")
    private static Spares<CandleColumns> ofSize(int size) {
        return (Spares<CandleColumns>) BY_SIZE[size];
    }

    /** Empty columns with room for {@code rows} rows at least. */
    public static CandleColumns take(int rows) {
        if (rows > MOST_CAPACITY) {
            return new CandleColumns(rows);
        }
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows) - 1);
        CandleColumns spare = ofSize(size).poll();
        return spare == null ? new CandleColumns(1 << size) : spare;
    }

    /** Lays columns aside, which the caller must not use any more. */
    public static void give(CandleColumns columns) {
        int capacity = columns.tsMicros.length;
        if (capacity > 0 && capacity <= MOST_CAPACITY) {
            columns.clear();
            Arrays.fill(columns.symbol, null); // or they would keep the symbols of a day
            ofSize(Integer.SIZE - 1 - Integer.numberOfLeadingZeros(capacity)).add(columns);
        }
    }

    /** The same rows in columns with room for more; the others are laid aside. */
    public static CandleColumns grown(CandleColumns columns, int rows) {
        CandleColumns larger = take(rows);
        larger.addAll(columns);
        give(columns);
        return larger;
    }
}
