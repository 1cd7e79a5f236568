package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A {@link Disk} that fails on demand. It counts every call; the n-th one (from now, of one kind or of any) fails with
 * a given exception, or is where the process "dies": that call and every one after it throw, so that what stands on the
 * disk is what a power cut or a kill would have left. Safe for use by several threads.
 *
 * <p>The loop that proves a piece of code: arm the fault at call 1, 2, 3, … until {@link #fired()} says that the work
 * ended before the fault's turn came.
 *
 * <pre>{@code
 * for (int n = 1; ; n++) {
 *     FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
 *     disk.failAt(n, new IOException("No space left on device"));
 *     … do the work, check what must hold …
 *     if (!disk.fired()) break;
 * }
 * }</pre>
 */
public final class FaultyDisk extends ForwardingDisk {
    /** The kinds of calls, those on open files included. */
    public enum Call {
        LIST,
        STAT,
        EXISTS,
        READ,
        READ_START,
        OPEN_READ,
        READ_FULLY,
        CREATE,
        WRITE,
        WRITE_AT,
        SIZE,
        FORCE,
        CLOSE,
        RENAME,
        DELETE,
        CREATE_FOLDERS,
        FORCE_FOLDER,
        MAP,
        LOCK
    }

    /** What every call throws once the disk has died. */
    public static final class DiedException extends IOException {
        private static final long serialVersionUID = 1L;

        DiedException() {
            super("the disk has died");
        }
    }

    private final Map<Call, Long> calls = new EnumMap<>(Call.class);
    private final Map<Call, Supplier<IOException>> always = new EnumMap<>(Call.class);
    private long total;
    private long faultAt;
    private Call faultKind;
    private IOException fault;
    private boolean dies;
    private boolean afterEffect;
    private long shortWriteAt;
    private boolean dead;
    private boolean fired;

    public FaultyDisk(Disk disk) {
        super(disk);
    }

    /** Fails the n-th call from now (1 is the next), of whatever kind, before it has any effect. */
    public synchronized void failAt(long n, IOException fault) {
        arm(null, total + n, fault, false, false);
    }

    /** Fails the n-th call of a kind from now, before it has any effect. */
    public synchronized void failAt(Call kind, long n, IOException fault) {
        arm(kind, calls(kind) + n, fault, false, false);
    }

    /** Lets the n-th call from now take effect and then fails it, as a device does whose answer is lost. */
    public synchronized void failAfter(long n, IOException fault) {
        arm(null, total + n, fault, false, true);
    }

    /** Dies at the n-th call from now: it and all later ones throw {@link DiedException} and have no effect. */
    public synchronized void dieAt(long n) {
        arm(null, total + n, null, true, false);
    }

    /** As {@link #dieAt}, or fails the call as a broken device does: for tests that try both. */
    public void breakAt(long n, boolean dies) {
        if (dies) {
            dieAt(n);
        } else {
            failAt(n, new IOException("Input/output error"));
        }
    }

    /** Fails every call of a kind until {@link #heal()}, with a new exception each time. */
    public synchronized void failEvery(Call kind, Supplier<IOException> fault) {
        always.put(kind, fault);
    }

    /** Makes the n-th write from now write only half of its bytes and claim success. */
    public synchronized void writeShortAt(long n) {
        shortWriteAt = calls(Call.WRITE) + n;
        fired = false;
    }

    /** Takes back every fault that is armed, and death. */
    public synchronized void heal() {
        always.clear();
        faultAt = 0;
        shortWriteAt = 0;
        dead = false;
    }

    /** Whether the fault armed last has happened. */
    public synchronized boolean fired() {
        return fired;
    }

    /** How many calls there were. */
    public synchronized long calls() {
        return total;
    }

    /** How many calls of a kind there were. */
    public synchronized long calls(Call kind) {
        return calls.getOrDefault(kind, 0L);
    }

    private void arm(Call kind, long at, IOException fault, boolean dies, boolean afterEffect) {
        this.faultKind = kind;
        this.faultAt = at;
        this.fault = fault;
        this.dies = dies;
        this.afterEffect = afterEffect;
        fired = false;
    }

    /** Counts a call; returns what it must throw after it took effect, or {@code null}. */
    private synchronized IOException begin(Call kind) throws IOException {
        total++;
        long ofKind = calls.merge(kind, 1L, Long::sum);
        if (dead) {
            throw new DiedException();
        }
        Supplier<IOException> permanent = always.get(kind);
        if (permanent != null) {
            fired = true;
            throw permanent.get();
        }
        if (faultAt == 0 || faultAt != (faultKind == null ? total : ofKind) || faultKind != null && faultKind != kind) {
            return null;
        }
        fired = true;
        faultAt = 0;
        if (dies) {
            dead = true;
            throw new DiedException();
        }
        if (afterEffect) {
            return fault;
        }
        throw fault;
    }

    private synchronized boolean writesShort() {
        if (shortWriteAt == 0 || calls(Call.WRITE) != shortWriteAt) {
            return false;
        }
        shortWriteAt = 0;
        fired = true;
        return true;
    }

    private interface Effect<T> {
        T take() throws IOException;
    }

    private interface Step {
        void take() throws IOException;
    }

    /** Counts a call and lets it take effect, unless it is the one that fails before. */
    private <T> T call(Call kind, Effect<T> effect) throws IOException {
        IOException late = begin(kind);
        T result = effect.take();
        if (late == null) {
            return result;
        }
        if (result instanceof ReadableFile file) {
            file.close();
        } else if (result instanceof WritableFile file) {
            file.close();
        } else if (result instanceof FileLockHandle lock) {
            lock.close();
        }
        throw late;
    }

    private void step(Call kind, Step step) throws IOException {
        call(kind, () -> {
            step.take();
            return null;
        });
    }

    @Override
    public List<Entry> list(Path folder) throws IOException {
        return call(Call.LIST, () -> super.list(folder));
    }

    @Override
    public List<Entry> listNames(Path folder) throws IOException {
        return call(Call.LIST, () -> super.listNames(folder));
    }

    @Override
    public Entry stat(Path path) throws IOException {
        return call(Call.STAT, () -> super.stat(path));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return call(Call.EXISTS, () -> super.exists(path));
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        return call(Call.READ, () -> super.read(file, maxBytes));
    }

    @Override
    public int readStart(Path file, ByteBuffer target) throws IOException {
        return call(Call.READ_START, () -> super.readStart(file, target));
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        return new FaultyReadableFile(call(Call.OPEN_READ, () -> super.openRead(file)));
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        return new FaultyWritableFile(call(Call.CREATE, () -> super.create(file)));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step(Call.RENAME, () -> super.rename(from, to));
    }

    @Override
    public void delete(Path path) throws IOException {
        step(Call.DELETE, () -> super.delete(path));
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        step(Call.CREATE_FOLDERS, () -> super.createFolders(folder));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step(Call.FORCE_FOLDER, () -> super.forceFolder(folder));
    }

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        return call(Call.MAP, () -> super.map(file, sizeBytes));
    }

    @Override
    public boolean lockHeld(Path file) throws IOException {
        return call(Call.LOCK, () -> super.lockHeld(file));
    }

    @Override
    public FileLockHandle lock(Path file, String holder) throws IOException {
        return call(Call.LOCK, () -> super.lock(file, holder));
    }

    /** Closing a file descriptor cannot be prevented: the file is closed even where the call fails. */
    private void close(Step close) throws IOException {
        try {
            step(Call.CLOSE, () -> {});
        } finally {
            close.take();
        }
    }

    private final class FaultyReadableFile extends ForwardingDisk.Readable {
        FaultyReadableFile(ReadableFile file) {
            super(file);
        }

        @Override
        public long size() throws IOException {
            return call(Call.SIZE, super::size);
        }

        @Override
        public void readFully(long position, ByteBuffer target) throws IOException {
            step(Call.READ_FULLY, () -> super.readFully(position, target));
        }

        @Override
        public void close() throws IOException {
            FaultyDisk.this.close(super::close);
        }
    }

    private final class FaultyWritableFile extends ForwardingDisk.Writable {
        FaultyWritableFile(WritableFile file) {
            super(file);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            step(Call.WRITE, () -> {
                if (writesShort()) {
                    int end = source.limit();
                    source.limit(source.position() + source.remaining() / 2);
                    super.write(source);
                    source.limit(end).position(end);
                } else {
                    super.write(source);
                }
            });
        }

        @Override
        public void writeAt(long position, ByteBuffer source) throws IOException {
            step(Call.WRITE_AT, () -> super.writeAt(position, source));
        }

        @Override
        public long size() throws IOException {
            return call(Call.SIZE, super::size);
        }

        @Override
        public void force() throws IOException {
            step(Call.FORCE, super::force);
        }

        @Override
        public void close() throws IOException {
            FaultyDisk.this.close(super::close);
        }
    }
}
