package dev.dayfile.internal.object;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.agrona.collections.Object2IntHashMap;

/**
 * Events in memory, in the order of their sequences, as columns: 23 bytes an event, 8 for each field that it names, and
 * its texts. An {@link ObjectEvent} of its own would take ten times that. Words that repeat are numbers here: ids, what
 * an object is drawn as, statuses. Not safe for use by several threads.
 */
final class EventColumns {
    private static final Field[] FIELDS = Field.values();
    private static final Action[] ACTIONS = Action.values();
    private static final int ACTION_BITS = 2;
    private static final int STATUS = ACTION_BITS + FIELDS.length;
    private static final int STEP = STATUS + 1;
    private static final int REASON = STATUS + 2;
    private static final int DRAWN_AS = STATUS + 3;

    /** Roughly what an id takes beside its characters: the text's and the table's own. */
    private static final int ID_BYTES = 96;

    private final int chunkEvents;
    private final Object2IntHashMap<String> numbers = new Object2IntHashMap<>(-1);
    final List<String> ids = new ArrayList<>();
    final List<DrawnAs> drawnAs = new ArrayList<>();
    final List<String> statuses = new ArrayList<>();
    final List<Chunk> chunks = new ArrayList<>();
    private final Map<DrawnAs, Integer> drawnAsNumbers = new HashMap<>();
    private final Map<String, Integer> statusNumbers = new HashMap<>();

    // By the object's number.
    private int[] drawnAsOf = new int[64];
    private int[] firstChunk = new int[64];
    private int[] lastChunk = new int[64];

    private long bytes;

    /** What never changes of an object. */
    record DrawnAs(String type, String symbol, Timeframe timeframe) {}

    /** Some thousand events; the arrays of the last one have room to grow. */
    static final class Chunk {
        final int number;
        final long[] seq;
        final long[] tsMicros;
        final int[] object;

        /** Two bits for the action, then one for each value that the event has, in this order. */
        final short[] has;

        final byte[] cleared;
        long[] values;
        byte[] text = new byte[64];
        int size;
        int valueCount;
        int textBytes;
        long minTsMicros = Long.MAX_VALUE;
        long maxTsMicros = Long.MIN_VALUE;

        Chunk(int number, int events) {
            this.number = number;
            seq = new long[events];
            tsMicros = new long[events];
            object = new int[events];
            has = new short[events];
            cleared = new byte[events];
            values = new long[events];
        }

        boolean isFull() {
            return size == seq.length;
        }

        private void put(long value) {
            if (valueCount == values.length) {
                values = Arrays.copyOf(values, 2 * values.length);
            }
            values[valueCount++] = value;
        }

        private void putText(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            if (text.length < textBytes + utf8.length) {
                text = Arrays.copyOf(text, Math.max(2 * text.length, textBytes + utf8.length));
            }
            System.arraycopy(utf8, 0, text, textBytes, utf8.length);
            put((long) textBytes << 32 | utf8.length);
            textBytes += utf8.length;
        }

        String text(long place) {
            return new String(text, (int) (place >>> 32), (int) place, StandardCharsets.UTF_8);
        }

        private void trim() {
            values = Arrays.copyOf(values, valueCount);
            text = Arrays.copyOf(text, textBytes);
        }

        private long memoryBytes() {
            return 23L * seq.length + 8L * values.length + text.length;
        }

        static Action action(short has) {
            return ACTIONS[has & (1 << ACTION_BITS) - 1];
        }

        /** How many values an event has. */
        static int valueCount(short has) {
            return Integer.bitCount((has & 0xFFFF) >>> ACTION_BITS);
        }

        static boolean hasField(short has, int field) {
            return (has >>> ACTION_BITS + field & 1) == 1;
        }

        static boolean hasStatus(short has) {
            return (has >>> STATUS & 1) == 1;
        }

        static boolean hasStep(short has) {
            return (has >>> STEP & 1) == 1;
        }

        static boolean hasReason(short has) {
            return (has >>> REASON & 1) == 1;
        }

        static boolean hasDrawnAs(short has) {
            return (has >>> DRAWN_AS & 1) == 1;
        }
    }

    /** @param chunkEvents how many events go into a chunk */
    EventColumns(int chunkEvents) {
        this.chunkEvents = chunkEvents;
    }

    /** Roughly what it takes of the heap. */
    long memoryBytes() {
        long open = chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).memoryBytes();
        return bytes + open;
    }

    /** The number of an id; -1 when no event has it. */
    int number(String id) {
        return numbers.getValue(id);
    }

    /** Adds an event that comes after all others, and returns the number of its object. */
    int add(ObjectEvent e) {
        Chunk chunk = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (chunk == null || chunk.isFull()) {
            chunk = new Chunk(chunks.size(), chunkEvents);
            chunks.add(chunk);
        }
        int object = numberOf(e.objectId(), chunk.number);
        lastChunk[object] = chunk.number;
        int i = chunk.size;
        chunk.seq[i] = e.seq();
        chunk.tsMicros[i] = e.tsMicros();
        chunk.minTsMicros = Math.min(chunk.minTsMicros, e.tsMicros());
        chunk.maxTsMicros = Math.max(chunk.maxTsMicros, e.tsMicros());
        chunk.object[i] = object;
        chunk.has[i] = (short) putValues(e, object, chunk);
        int cleared = 0;
        for (Field field : e.cleared()) {
            cleared |= 1 << field.ordinal();
        }
        chunk.cleared[i] = (byte) cleared;
        chunk.size++;
        if (chunk.isFull()) {
            chunk.trim();
            bytes += chunk.memoryBytes();
        }
        return object;
    }

    private int numberOf(String id, int chunk) {
        int known = numbers.getValue(id);
        if (known >= 0) {
            return known;
        }
        int number = ids.size();
        ids.add(id);
        numbers.put(id, number);
        bytes += ID_BYTES + id.length();
        if (number == drawnAsOf.length) {
            drawnAsOf = Arrays.copyOf(drawnAsOf, 2 * number);
            firstChunk = Arrays.copyOf(firstChunk, 2 * number);
            lastChunk = Arrays.copyOf(lastChunk, 2 * number);
        }
        drawnAsOf[number] = -1;
        firstChunk[number] = chunk;
        return number;
    }

    private int putValues(ObjectEvent e, int object, Chunk chunk) {
        int has = e.action().ordinal();
        has |= put(chunk, Field.LEFT, e.left());
        has |= put(chunk, Field.T_START, e.tStartMicros());
        has |= put(chunk, Field.T_END, e.tEndMicros());
        has |= put(chunk, Field.Y, bits(e.y()));
        has |= put(chunk, Field.TOP, bits(e.top()));
        has |= put(chunk, Field.BOTTOM, bits(e.bottom()));
        if (e.payload() != null) {
            chunk.putText(e.payload());
            has |= 1 << ACTION_BITS + Field.PAYLOAD.ordinal();
        }
        if (e.status() != null && e.action() != Action.CLOSE) {
            chunk.put(statusNumbers.computeIfAbsent(e.status(), s -> {
                statuses.add(s);
                return statuses.size() - 1;
            }));
            has |= 1 << STATUS;
        }
        if (e.step() != null) {
            chunk.put(e.step());
            has |= 1 << STEP;
        }
        if (e.reason() != null) {
            chunk.putText(e.reason());
            has |= 1 << REASON;
        }
        int drawn = drawnAsNumbers.computeIfAbsent(new DrawnAs(e.type(), e.symbol(), e.timeframe()), d -> {
            drawnAs.add(d);
            return drawnAs.size() - 1;
        });
        if (drawn != drawnAsOf[object] || e.action() == Action.CREATE) {
            drawnAsOf[object] = drawn;
            chunk.put(drawn);
            has |= 1 << DRAWN_AS;
        }
        return has;
    }

    private static int put(Chunk chunk, Field field, Long value) {
        if (value == null) {
            return 0;
        }
        chunk.put(value);
        return 1 << ACTION_BITS + field.ordinal();
    }

    private static Long bits(Double value) {
        return value == null ? null : Double.doubleToRawLongBits(value);
    }

    /** Hands over the events of one object, in their order. */
    void readObject(int object, Consumer<ObjectEvent> into) {
        read(firstChunk[object], lastChunk[object], number -> number == object, into);
    }

    /** Hands over the events of some objects, in their order. */
    void readObjects(BitSet objects, Consumer<ObjectEvent> into) {
        int first = Integer.MAX_VALUE;
        int last = -1;
        for (int object = objects.nextSetBit(0); object >= 0; object = objects.nextSetBit(object + 1)) {
            first = Math.min(first, firstChunk[object]);
            last = Math.max(last, lastChunk[object]);
        }
        read(first, last, objects::get, into);
    }

    private void read(int first, int last, IntPredicate wanted, Consumer<ObjectEvent> into) {
        Map<Integer, Integer> drawn = new HashMap<>();
        for (int c = first; c <= last; c++) {
            Chunk chunk = chunks.get(c);
            int value = 0;
            int valueOf = 0; // the event that value belongs to
            for (int i = 0; i < chunk.size; i++) {
                if (wanted.test(chunk.object[i])) {
                    for (; valueOf < i; valueOf++) {
                        value += Chunk.valueCount(chunk.has[valueOf]);
                    }
                    into.accept(event(chunk, i, value, drawn));
                }
            }
        }
    }

    private ObjectEvent event(Chunk chunk, int i, int firstValue, Map<Integer, Integer> drawn) {
        short has = chunk.has[i];
        int value = firstValue;
        Long[] numbersOf = new Long[FIELDS.length];
        for (int field = 0; field < FIELDS.length; field++) {
            if (Chunk.hasField(has, field)) {
                numbersOf[field] = chunk.values[value++];
            }
        }
        Action action = Chunk.action(has);
        String status = Chunk.hasStatus(has)
                ? statuses.get((int) chunk.values[value++])
                : action == Action.CLOSE ? ObjectEvent.REMOVED : null;
        Long step = Chunk.hasStep(has) ? (Long) chunk.values[value++] : null;
        String reason = Chunk.hasReason(has) ? chunk.text(chunk.values[value++]) : null;
        if (Chunk.hasDrawnAs(has)) {
            drawn.put(chunk.object[i], (int) chunk.values[value]);
        }
        DrawnAs as = drawnAs.get(drawn.get(chunk.object[i]));
        Set<Field> cleared = EnumSet.noneOf(Field.class);
        for (Field field : FIELDS) {
            if ((chunk.cleared[i] >>> field.ordinal() & 1) == 1) {
                cleared.add(field);
            }
        }
        Long payload = numbersOf[Field.PAYLOAD.ordinal()];
        return new ObjectEvent(
                chunk.seq[i],
                step,
                chunk.tsMicros[i],
                action,
                reason,
                ids.get(chunk.object[i]),
                as.type(),
                as.symbol(),
                as.timeframe(),
                status,
                numbersOf[Field.LEFT.ordinal()],
                numbersOf[Field.T_START.ordinal()],
                numbersOf[Field.T_END.ordinal()],
                price(numbersOf[Field.Y.ordinal()]),
                price(numbersOf[Field.TOP.ordinal()]),
                price(numbersOf[Field.BOTTOM.ordinal()]),
                payload == null ? null : chunk.text(payload),
                cleared);
    }

    static Double price(Long bits) {
        return bits == null ? null : Double.longBitsToDouble(bits);
    }

    /** The object that a row of states says, as everybody else knows it. */
    ChartObject object(StateColumns states, int row) {
        DrawnAs as = drawnAs.get(states.drawnAs[row]);
        Long payload = states.field(row, Field.PAYLOAD);
        return new ChartObject(
                ids.get(states.object[row]),
                as.type(),
                as.symbol(),
                as.timeframe(),
                statuses.get(states.status[row]),
                states.field(row, Field.LEFT),
                states.field(row, Field.T_START),
                states.field(row, Field.T_END),
                price(states.field(row, Field.Y)),
                price(states.field(row, Field.TOP)),
                price(states.field(row, Field.BOTTOM)),
                payload == null ? null : chunks.get(states.payloadChunk[row]).text(payload),
                states.seq[row],
                states.createdTsMicros[row],
                states.updatedTsMicros[row],
                states.createdStep(row),
                states.updatedStep(row));
    }
}
