package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * The mapped file under the ring: a header page and the slots. Its size is fixed when it is created, by writing zeros
 * and forcing them: on a full disk a mapping that grows, or one over blocks that do not exist yet, fails long after the
 * store that needed them. It is never unmapped by hand, since a late reader of an unmapped page takes the JVM down; the
 * collector unmaps it.
 */
final class RingFile<S extends Slot> {
    private static final int ZEROS = 1 << 16;

    private final Path path;
    private final MappedByteBuffer mapped;
    private final RingHeader header;
    private final Slot.Kind<S> kind;
    private final ByteBuffer slots;
    private final int slotCount;

    private RingFile(Path path, MappedByteBuffer mapped, Slot.Kind<S> kind, int slotCount) {
        this.path = path;
        this.mapped = mapped;
        this.kind = kind;
        header = new RingHeader(mapped.slice(0, RingHeader.BYTES), kind.bytes());
        slots = mapped.slice(RingHeader.BYTES, slotCount * kind.bytes());
        this.slotCount = slotCount;
    }

    /** Creates a ring whose every sequence up to {@code persisted} counts as persisted, and opens it. */
    static <S extends Slot> RingFile<S> create(Disk disk, Path path, Slot.Kind<S> kind, int slotCount, long persisted)
            throws IOException {
        long sizeBytes = sizeBytes(kind, slotCount);
        deleteLeftovers(disk, path);
        ByteBuffer headerPage = ByteBuffer.allocateDirect(RingHeader.BYTES);
        RingHeader.format(headerPage, kind.bytes(), slotCount, persisted);
        // Forced whatever the store's setting for parts is: this is about blocks being there, not about their content.
        try (Publisher.Pending pending = new Publisher(disk, true).begin(path)) {
            pending.file().write(headerPage.clear());
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (long left = sizeBytes - RingHeader.BYTES; left > 0; left -= zeros.limit()) {
                zeros.clear().limit((int) Math.min(left, ZEROS));
                pending.file().write(zeros);
            }
            pending.publish(sizeBytes);
        }
        return new RingFile<>(path, disk.map(path, sizeBytes), kind, slotCount);
    }

    /** What a process left that died while it created this ring; a ring kept outside of the store has nobody else for it. */
    private static void deleteLeftovers(Disk disk, Path path) throws IOException {
        for (Disk.Entry entry : disk.list(path.toAbsolutePath().getParent())) {
            if (entry.name().startsWith(path.getFileName() + ".")
                    && entry.name().endsWith(StoreLayout.TEMPORARY)) {
                disk.delete(entry.path());
            }
        }
    }

    /**
     * Opens the ring that stands there, of whatever size.
     *
     * @throws CorruptFileException when it is no ring, of another version, cut short, emptied, or its header damaged
     */
    static <S extends Slot> RingFile<S> open(Disk disk, Path path, Slot.Kind<S> kind) throws IOException {
        int slotCount = slotCountOf(disk, path, kind);
        return new RingFile<>(path, disk.map(path, sizeBytes(kind, slotCount)), kind, slotCount);
    }

    /**
     * As {@link #open}, to look at it while its owner writes: nothing of it can be changed.
     *
     * @throws CorruptFileException as {@link #open}
     */
    static <S extends Slot> RingFile<S> openReadOnly(Disk disk, Path path, Slot.Kind<S> kind) throws IOException {
        int slotCount = slotCountOf(disk, path, kind);
        return new RingFile<>(path, disk.mapReadOnly(path, sizeBytes(kind, slotCount)), kind, slotCount);
    }

    private static int slotCountOf(Disk disk, Path path, Slot.Kind<?> kind) throws IOException {
        long actualBytes = disk.stat(path).sizeBytes();
        ByteBuffer page = ByteBuffer.allocateDirect(RingHeader.BYTES);
        if (actualBytes < RingHeader.BYTES) {
            throw corrupt(path, "the ring is cut short [bytes=" + actualBytes + "]");
        }
        try (Disk.ReadableFile file = disk.openRead(path)) {
            file.readFully(0, page);
        }
        RingHeader header = new RingHeader(page, kind.bytes());
        String fault = header.fault();
        if (fault != null) {
            throw corrupt(path, fault);
        }
        long sizeBytes = sizeBytes(kind, header.slotCount());
        if (actualBytes != sizeBytes) {
            throw corrupt(
                    path,
                    "the ring has not the size that its header says [bytes=" + actualBytes + ", expected=" + sizeBytes
                            + "]");
        }
        return header.slotCount();
    }

    static long sizeBytes(Slot.Kind<?> kind, int slotCount) {
        return RingHeader.BYTES + (long) slotCount * kind.bytes();
    }

    static CorruptFileException corrupt(Path path, String what) {
        return new CorruptFileException(
                path,
                what + "; 'dayfile verify --repair' saves the rows that can be read and puts the ring into quarantine");
    }

    Path path() {
        return path;
    }

    RingHeader header() {
        return header;
    }

    int slotCount() {
        return slotCount;
    }

    /** The slot of a sequence: each sequence has one place, so a row that stands elsewhere is damage. */
    S slotOf(long seq) {
        S slot = flyweight();
        slot.moveTo(offsetOf(seq));
        return slot;
    }

    /** All slots, in the order of their places. */
    ByteBuffer slots() {
        return slots;
    }

    /** A flyweight for one thread, to be moved by {@link #offsetOf}. */
    S flyweight() {
        return kind.make().apply(slots);
    }

    /** A flyweight over a slot of one's own. */
    S flyweightOver(ByteBuffer slot) {
        return kind.make().apply(slot);
    }

    /** A header for one thread, over the same page. */
    RingHeader headerView() {
        return new RingHeader(mapped.slice(0, RingHeader.BYTES), kind.bytes());
    }

    int slotBytes() {
        return kind.bytes();
    }

    /** Where a flyweight finds the slot of a sequence. */
    int offsetOf(long seq) {
        return ((int) seq & (slotCount - 1)) * kind.bytes();
    }

    /**
     * Notes that the ring is in use, and forces that: should the power fail, the file on the disk may be older than the
     * parts, and what it says of sequences must then not be trusted.
     */
    void markOpen() {
        header.setState(RingHeader.STATE_OPEN);
        mapped.force();
    }

    /** Notes that every row is persisted and no slot is in use; content first, so that the note is never too early. */
    void markClean() {
        mapped.force();
        header.setState(RingHeader.STATE_CLEAN);
        mapped.force();
    }
}
