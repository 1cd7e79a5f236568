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
public final class FaultyDisk implements Disk {
    /** The kinds of calls, those on open files included. */
    public enum Call {
        LIST,
        STAT,
        EXISTS,
        READ,
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

    private final Disk disk;
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
        this.disk = disk;
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

    private static void end(IOException late) throws IOException {
        if (late != null) {
            throw late;
        }
    }

    @Override
    public List<Entry> list(Path folder) throws IOException {
        IOException late = begin(Call.LIST);
        List<Entry> entries = disk.list(folder);
        end(late);
        return entries;
    }

    @Override
    public Entry stat(Path path) throws IOException {
        IOException late = begin(Call.STAT);
        Entry entry = disk.stat(path);
        end(late);
        return entry;
    }

    @Override
    public boolean exists(Path path) throws IOException {
        IOException late = begin(Call.EXISTS);
        boolean exists = disk.exists(path);
        end(late);
        return exists;
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        IOException late = begin(Call.READ);
        ByteBuffer content = disk.read(file, maxBytes);
        end(late);
        return content;
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        IOException late = begin(Call.OPEN_READ);
        ReadableFile open = new FaultyReadableFile(disk.openRead(file));
        if (late != null) {
            open.close();
        }
        end(late);
        return open;
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        IOException late = begin(Call.CREATE);
        WritableFile open = disk.create(file);
        if (late != null) {
            open.close();
        }
        end(late);
        return new FaultyWritableFile(open);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        IOException late = begin(Call.RENAME);
        disk.rename(from, to);
        end(late);
    }

    @Override
    public void delete(Path path) throws IOException {
        IOException late = begin(Call.DELETE);
        disk.delete(path);
        end(late);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        IOException late = begin(Call.CREATE_FOLDERS);
        disk.createFolders(folder);
        end(late);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        IOException late = begin(Call.FORCE_FOLDER);
        disk.forceFolder(folder);
        end(late);
    }

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        IOException late = begin(Call.MAP);
        MappedByteBuffer mapped = disk.map(file, sizeBytes);
        end(late);
        return mapped;
    }

    @Override
    public boolean lockHeld(Path file) throws IOException {
        IOException late = begin(Call.LOCK);
        boolean held = disk.lockHeld(file);
        end(late);
        return held;
    }

    @Override
    public FileLockHandle lock(Path file, String holder) throws IOException {
        IOException late = begin(Call.LOCK);
        FileLockHandle handle = disk.lock(file, holder);
        if (late != null) {
            handle.close();
        }
        end(late);
        return handle;
    }

    /** Closing a file descriptor cannot be prevented: the file is closed even where the call fails. */
    private void close(AutoCloseableFile file) throws IOException {
        IOException before = null;
        IOException late = null;
        try {
            late = begin(Call.CLOSE);
        } catch (IOException e) {
            before = e;
        }
        file.close();
        end(before);
        end(late);
    }

    private interface AutoCloseableFile {
        void close() throws IOException;
    }

    private final class FaultyReadableFile implements ReadableFile {
        private final ReadableFile file;

        FaultyReadableFile(ReadableFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            IOException late = begin(Call.SIZE);
            long size = file.size();
            end(late);
            return size;
        }

        @Override
        public void readFully(long position, ByteBuffer target) throws IOException {
            IOException late = begin(Call.READ_FULLY);
            file.readFully(position, target);
            end(late);
        }

        @Override
        public void close() throws IOException {
            FaultyDisk.this.close(file::close);
        }
    }

    private final class FaultyWritableFile implements WritableFile {
        private final WritableFile file;

        FaultyWritableFile(WritableFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            IOException late = begin(Call.WRITE);
            if (writesShort()) {
                int end = source.limit();
                source.limit(source.position() + source.remaining() / 2);
                file.write(source);
                source.limit(end).position(end);
            } else {
                file.write(source);
            }
            end(late);
        }

        @Override
        public void writeAt(long position, ByteBuffer source) throws IOException {
            IOException late = begin(Call.WRITE_AT);
            file.writeAt(position, source);
            end(late);
        }

        @Override
        public long size() throws IOException {
            IOException late = begin(Call.SIZE);
            long size = file.size();
            end(late);
            return size;
        }

        @Override
        public void force() throws IOException {
            IOException late = begin(Call.FORCE);
            file.force();
            end(late);
        }

        @Override
        public void close() throws IOException {
            FaultyDisk.this.close(file::close);
        }
    }
}
