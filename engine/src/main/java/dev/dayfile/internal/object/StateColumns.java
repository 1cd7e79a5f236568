package dev.dayfile.internal.object;

import dev.dayfile.internal.object.EventColumns.Chunk;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.ViewportQuery;
import java.util.Arrays;

/**
 * States of objects as columns, one row an object, that events of {@link EventColumns} are applied to. What an event
 * means is what {@link ObjectState} says; a test holds the two together. A row whose object was removed stays as a hole.
 */
final class StateColumns {
    /** What a row takes: twelve longs, four ints and a short. */
    static final int ROW_BYTES = 12 * 8 + 4 * 4 + 2;

    private static final int FIELDS = Field.values().length;
    private static final int PAYLOAD = Field.PAYLOAD.ordinal();
    private static final int CREATED_STEP = FIELDS;
    private static final int UPDATED_STEP = FIELDS + 1;
    private static final int HOLE = -1;

    int[] object = new int[16];
    int[] drawnAs = new int[16];
    int[] status = new int[16];
    int[] payloadChunk = new int[16];
    long[] seq = new long[16];
    long[] createdTsMicros = new long[16];
    long[] updatedTsMicros = new long[16];

    /** Fields in their order, then the two steps. */
    private final long[][] values = new long[FIELDS + 2][16];

    /** One bit for each of {@link #values} that is there. */
    private short[] has = new short[16];

    private int size;
    private int live;

    /** By the object's number; believed only when that row says the same. */
    private int[] rowOf = new int[0];

    /** How many rows there are, holes among them. */
    int size() {
        return size;
    }

    /** How many rows are no holes. */
    int live() {
        return live;
    }

    boolean isHole(int row) {
        return object[row] == HOLE;
    }

    Long field(int row, Field field) {
        return value(row, field.ordinal());
    }

    Long createdStep(int row) {
        return value(row, CREATED_STEP);
    }

    Long updatedStep(int row) {
        return value(row, UPDATED_STEP);
    }

    private Long value(int row, int of) {
        return (has[row] >>> of & 1) == 1 ? (Long) values[of][row] : null;
    }

    /** Whether an object touches a window of time and a band of prices, as {@code ChartObject} says it. */
    boolean touches(int row, ViewportQuery query) {
        boolean startsInTime =
                !isThere(row, Field.T_START) || values[Field.T_START.ordinal()][row] <= query.windowToMicros();
        boolean endsInTime =
                !isThere(row, Field.T_END) || values[Field.T_END.ordinal()][row] >= query.windowFromMicros();
        return startsInTime && endsInTime && (SortedObjects.hasNoBand(query) || touchesBand(row, query));
    }

    private boolean touchesBand(int row, ViewportQuery query) {
        if (isThere(row, Field.Y)) {
            double y = price(row, Field.Y);
            if (y >= query.low() && y <= query.high()) {
                return true;
            }
        }
        if (!isThere(row, Field.TOP) && !isThere(row, Field.BOTTOM)) {
            return false;
        }
        double one = price(row, isThere(row, Field.TOP) ? Field.TOP : Field.BOTTOM);
        double other = price(row, isThere(row, Field.BOTTOM) ? Field.BOTTOM : Field.TOP);
        return Math.min(one, other) <= query.high() && Math.max(one, other) >= query.low();
    }

    private boolean isThere(int row, Field field) {
        return (has[row] >>> field.ordinal() & 1) == 1;
    }

    private double price(int row, Field field) {
        return Double.longBitsToDouble(values[field.ordinal()][row]);
    }

    /** Begins with other rows. */
    void copyFrom(StateColumns other, int objects) {
        clear(objects);
        ensure(other.size);
        System.arraycopy(other.object, 0, object, 0, other.size);
        System.arraycopy(other.drawnAs, 0, drawnAs, 0, other.size);
        System.arraycopy(other.status, 0, status, 0, other.size);
        System.arraycopy(other.payloadChunk, 0, payloadChunk, 0, other.size);
        System.arraycopy(other.seq, 0, seq, 0, other.size);
        System.arraycopy(other.createdTsMicros, 0, createdTsMicros, 0, other.size);
        System.arraycopy(other.updatedTsMicros, 0, updatedTsMicros, 0, other.size);
        System.arraycopy(other.has, 0, has, 0, other.size);
        for (int of = 0; of < values.length; of++) {
            System.arraycopy(other.values[of], 0, values[of], 0, other.size);
        }
        size = other.size;
        live = other.live;
        for (int row = 0; row < size; row++) {
            if (object[row] != HOLE) {
                rowOf[object[row]] = row;
            }
        }
    }

    /** Begins with no row, for objects up to a number. */
    void clear(int objects) {
        size = 0;
        live = 0;
        if (rowOf.length < objects) {
            rowOf = new int[objects + objects / 8];
        }
    }

    /** The same rows in another order, and no others. */
    StateColumns copyOf(int[] rows, int count) {
        StateColumns copy = new StateColumns();
        copy.ensure(count);
        for (int to = 0; to < count; to++) {
            int row = rows[to];
            copy.object[to] = object[row];
            copy.drawnAs[to] = drawnAs[row];
            copy.status[to] = status[row];
            copy.payloadChunk[to] = payloadChunk[row];
            copy.seq[to] = seq[row];
            copy.createdTsMicros[to] = createdTsMicros[row];
            copy.updatedTsMicros[to] = updatedTsMicros[row];
            copy.has[to] = has[row];
            for (int of = 0; of < values.length; of++) {
                copy.values[of][to] = values[of][row];
            }
        }
        copy.size = count;
        copy.live = count;
        return copy;
    }

    private void ensure(int rows) {
        if (rows <= object.length) {
            return;
        }
        int room = Math.max(rows, object.length + object.length / 2);
        object = Arrays.copyOf(object, room);
        drawnAs = Arrays.copyOf(drawnAs, room);
        status = Arrays.copyOf(status, room);
        payloadChunk = Arrays.copyOf(payloadChunk, room);
        seq = Arrays.copyOf(seq, room);
        createdTsMicros = Arrays.copyOf(createdTsMicros, room);
        updatedTsMicros = Arrays.copyOf(updatedTsMicros, room);
        has = Arrays.copyOf(has, room);
        for (int of = 0; of < values.length; of++) {
            values[of] = Arrays.copyOf(values[of], room);
        }
    }

    private int row(int number) {
        int row = rowOf[number];
        return row < size && object[row] == number ? row : -1;
    }

    /** Applies the events of a chunk whose ts is not after an instant. */
    void apply(Chunk chunk, long toMicros, int objects) {
        if (rowOf.length < objects) {
            rowOf = Arrays.copyOf(rowOf, objects + objects / 8);
        }
        int value = 0;
        for (int i = 0; i < chunk.size; i++) {
            if (chunk.tsMicros[i] <= toMicros) {
                apply(chunk, i, value);
            }
            value += Chunk.valueCount(chunk.has[i]);
        }
    }

    private void apply(Chunk chunk, int i, int firstValue) {
        short given = chunk.has[i];
        int number = chunk.object[i];
        int row = row(number);
        switch (Chunk.action(given)) {
            case CREATE -> {
                row = row < 0 ? add(number) : row;
                has[row] = 0;
                createdTsMicros[row] = chunk.tsMicros[i];
            }
            case UPDATE -> {
                if (row < 0) {
                    return; // its create is in a file that was lost
                }
                has[row] &= (short) ~chunk.cleared[i];
            }
            case CLOSE -> {
                if (row >= 0) {
                    object[row] = HOLE;
                    live--;
                }
                return;
            }
        }
        take(chunk, i, firstValue, row);
    }

    private int add(int number) {
        ensure(size + 1);
        object[size] = number;
        drawnAs[size] = -1;
        rowOf[number] = size;
        live++;
        return size++;
    }

    private void take(Chunk chunk, int i, int firstValue, int row) {
        short given = chunk.has[i];
        int value = firstValue;
        for (int of = 0; of < FIELDS; of++) {
            if (Chunk.hasField(given, of)) {
                values[of][row] = chunk.values[value++];
                has[row] |= (short) (1 << of);
                if (of == PAYLOAD) {
                    payloadChunk[row] = chunk.number;
                }
            }
        }
        if (Chunk.hasStatus(given)) {
            status[row] = (int) chunk.values[value++];
        }
        has[row] &= (short) ~(1 << UPDATED_STEP);
        if (Chunk.hasStep(given)) {
            long step = chunk.values[value++];
            values[UPDATED_STEP][row] = step;
            has[row] |= (short) (1 << UPDATED_STEP);
            if (Chunk.action(given) == Action.CREATE) {
                values[CREATED_STEP][row] = step;
                has[row] |= (short) (1 << CREATED_STEP);
            }
        }
        if (Chunk.hasReason(given)) {
            value++;
        }
        if (Chunk.hasDrawnAs(given)) {
            drawnAs[row] = (int) chunk.values[value];
        }
        seq[row] = chunk.seq[i];
        updatedTsMicros[row] = chunk.tsMicros[i];
    }
}
