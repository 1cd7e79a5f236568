package dev.dayfile.internal.ingest;

import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * One slot of the ring of object events. Events are rare and of many shapes, so unlike a candle an event is spelled out
 * field by field: behind the frame of every {@link Slot} stand its length and its bytes, the rest is zero.
 */
final class EventSlot extends Slot {
    static final int BYTES = 1024;

    /** The slots of {@code events.ring}. */
    static final Kind<EventSlot> EVENTS = new Kind<>(BYTES, EventSlot::new);

    private static final int SEQUENCE_AGAIN = 16;
    private static final int LENGTH = 24;
    private static final int CONTENT = 28;
    private static final int MAX_CONTENT = BYTES - CONTENT;

    private EventSlot(ByteBuffer bytes) {
        super(bytes, BYTES, SEQUENCE_AGAIN);
    }

    /**
     * An event as a slot has it, without its sequence.
     *
     * @throws IllegalArgumentException when it does not fit, with the size of its payload and how much room there was
     */
    static byte[] encode(ObjectEvent e) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(e.action().ordinal());
            out.writeLong(e.tsMicros());
            putText(out, e.objectId());
            putText(out, e.type());
            putText(out, e.symbol());
            putText(out, e.timeframe().toString());
            putText(out, e.status());
            putText(out, e.reason());
            putNumber(out, e.step());
            putNumber(out, e.left());
            putNumber(out, e.tStartMicros());
            putNumber(out, e.tEndMicros());
            putNumber(out, bits(e.y()));
            putNumber(out, bits(e.top()));
            putNumber(out, bits(e.bottom()));
            int cleared = 0;
            for (Field field : e.cleared()) {
                cleared |= 1 << field.ordinal();
            }
            out.writeByte(cleared);
            putText(out, e.payload());
        } catch (IOException impossible) { // it is memory
            throw new UncheckedIOException(impossible);
        }
        if (bytes.size() > MAX_CONTENT) {
            int payload = e.payload() == null ? 0 : e.payload().getBytes(StandardCharsets.UTF_8).length;
            throw new IllegalArgumentException("the payload does not fit into an event [object_id=" + e.objectId()
                    + ", payload bytes=" + payload + ", room=" + (MAX_CONTENT - bytes.size() + payload) + "]");
        }
        return bytes.toByteArray();
    }

    private static Long bits(Double value) {
        return value == null ? null : Double.doubleToRawLongBits(value);
    }

    private static void putText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text == null ? -1 : utf8.length);
        out.write(utf8);
    }

    private static void putNumber(DataOutputStream out, Long value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeLong(value);
        }
    }

    /** Writes an event that {@link #encode} spelled out. */
    void writeEvent(long seq, byte[] content) {
        begin();
        for (int i = KIND + 4; i < BYTES; i += 8) {
            LONG.set(bytes, at + i, 0L);
        }
        INT.set(bytes, at + KIND, (int) KIND_ROW);
        LONG.set(bytes, at + SEQUENCE_AGAIN, seq);
        INT.set(bytes, at + LENGTH, content.length);
        bytes.put(at + CONTENT, content);
        finish(seq);
    }

    /** The event; only for a slot whose state is {@link State#ROW}. */
    ObjectEvent event() {
        byte[] content = new byte[Math.min(MAX_CONTENT, (int) INT.get(bytes, at + LENGTH))];
        bytes.get(at + CONTENT, content);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            Action action = Action.values()[in.readByte()];
            long tsMicros = in.readLong();
            String id = text(in);
            String type = text(in);
            String symbol = text(in);
            Timeframe timeframe = Timeframe.parse(text(in));
            String status = text(in);
            String reason = text(in);
            Long step = number(in);
            Long left = number(in);
            Long tStart = number(in);
            Long tEnd = number(in);
            Double y = price(in);
            Double top = price(in);
            Double bottom = price(in);
            int bits = in.readByte();
            Set<Field> cleared = EnumSet.noneOf(Field.class);
            for (Field field : Field.values()) {
                if ((bits >>> field.ordinal() & 1) == 1) {
                    cleared.add(field);
                }
            }
            return new ObjectEvent(
                    sequence(),
                    step,
                    tsMicros,
                    action,
                    reason,
                    id,
                    type,
                    symbol,
                    timeframe,
                    status,
                    left,
                    tStart,
                    tEnd,
                    y,
                    top,
                    bottom,
                    text(in),
                    cleared);
        } catch (IOException e) { // the checksum was right, so this is not damage but another version's spelling
            throw new UncheckedIOException(e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Long number(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readLong() : null;
    }

    private static Double price(DataInputStream in) throws IOException {
        return in.readBoolean() ? Double.longBitsToDouble(in.readLong()) : null;
    }
}
