package dev.dayfile.stress;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a process is at, kept in a mapped file so that it is known when and after it was killed. */
final class Phase {
    /** The JVM is starting. */
    static final int STARTING = 0;

    /** It opens the store, and replays what the process before it left. */
    static final int OPENING = 1;

    static final int APPENDING = 2;

    /** It appends, and compacts or retires beside that. */
    static final int COMPACTING = 3;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer mapped;

    private Phase(ByteBuffer mapped) {
        this.mapped = mapped;
    }

    static Phase open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Phase(channel.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES));
        }
    }

    void set(int phase) {
        INT.setRelease(mapped, 0, phase);
    }

    int get() {
        return (int) INT.getAcquire(mapped, 0);
    }
}
