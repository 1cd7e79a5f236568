package dev.dayfile.internal.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The buffers of one record batch side by side, each begun at a multiple of 64 bytes as Arrow recommends. */
final class ArrowBody {
    private static final int ALIGNMENT = 64;

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
    private int bufferAt;

    final List<Node> nodes = new ArrayList<>();
    final List<Span> buffers = new ArrayList<>();

    /** How many rows a column has, and how many of them are absent. */
    record Node(long rows, long absent) {}

    /** Where a buffer begins and how many bytes of it mean something. */
    record Span(long from, long length) {}

    void clear() {
        bytes.clear();
        nodes.clear();
        buffers.clear();
    }

    void beginColumn(int rows, int absent) {
        nodes.add(new Node(rows, absent));
    }

    void beginBuffer() {
        bufferAt = bytes.position();
    }

    void endBuffer() {
        buffers.add(new Span(bufferAt, bytes.position() - bufferAt));
        while (bytes.position() % ALIGNMENT != 0) {
            addByte((byte) 0);
        }
    }

    void addByte(byte value) {
        room(1).put(value);
    }

    void addInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void addLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void addBytes(byte[] values) {
        room(values.length).put(values);
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            int needed = Math.addExact(bytes.position(), more);
            ByteBuffer larger = ByteBuffer.allocate(
                            Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * needed)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            larger.put(bytes.flip());
            bytes = larger;
        }
        return bytes;
    }

    int length() {
        return bytes.position();
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes.array(), 0, bytes.position());
    }
}
