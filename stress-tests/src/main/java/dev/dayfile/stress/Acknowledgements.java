package dev.dayfile.stress;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which appends of a process returned, kept in a mapped file so that it is known after the process was killed. For each
 * producer a count and, in the order of its appends, the sequences that it was given. A sequence is written before the
 * count that covers it.
 */
final class Acknowledgements {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer mapped;
    private final int rowsAProducer;

    private Acknowledgements(ByteBuffer mapped, int rowsAProducer) {
        this.mapped = mapped;
        this.rowsAProducer = rowsAProducer;
    }

    static Acknowledgements open(Path file, int producers, int rowsAProducer) throws IOException {
        long bytes = (long) producers * (1 + rowsAProducer) * Long.BYTES;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Acknowledgements(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes), rowsAProducer);
        }
    }

    /** Notes that append number {@code count(producer)} of a producer returned this sequence. */
    void add(int producer, long seq) {
        long count = count(producer);
        LONG.set(mapped, at(producer, 1 + (int) count), seq);
        LONG.setRelease(mapped, at(producer, 0), count + 1);
    }

    int count(int producer) {
        return (int) (long) LONG.getAcquire(mapped, at(producer, 0));
    }

    long seq(int producer, int row) {
        return (long) LONG.get(mapped, at(producer, 1 + row));
    }

    private int at(int producer, int index) {
        return (producer * (1 + rowsAProducer) + index) * Long.BYTES;
    }
}
