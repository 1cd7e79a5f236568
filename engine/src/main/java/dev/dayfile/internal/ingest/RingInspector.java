package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at a ring's file without opening the ring: what is wrong with it, and which rows can be had from it. It reads
 * the file as a file and changes nothing.
 */
public final class RingInspector {
    private static final int SLOTS_AT_ONCE = 1024;

    /** What an engine writes to just now looks damaged; it is damaged if it looks so again and again. */
    private static final int LOOKS_WHEN_LIVE = 5;

    private RingInspector() {}

    /**
     * What is wrong with a ring. After a clean close every byte of it is accounted for, so that any flipped bit is
     * found; a ring whose process was killed may have slots that were being written.
     *
     * @param live whether an engine may be writing to it now: what changes while one looks is then no finding
     * @return one text a finding, none when all is well
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public static List<String> inspect(Disk disk, Path ring, boolean live) {
        try (Disk.ReadableFile file = disk.openRead(ring)) {
            return inspect(file, live);
        } catch (IOException e) {
            throw Failures.storage("read the ring", ring, e);
        }
    }

    private static List<String> inspect(Disk.ReadableFile file, boolean live) throws IOException {
        long actualBytes = file.size();
        if (actualBytes < RingHeader.BYTES) {
            return List.of("the ring is cut short [bytes=" + actualBytes + "]");
        }
        RingHeader header = readHeader(file);
        boolean strictly = header.isClean() && !live;
        String fault = fault(header, strictly);
        for (int look = 1; fault != null && live && look < LOOKS_WHEN_LIVE; look++) {
            header = readHeader(file);
            fault = fault(header, false);
        }
        if (header.fault() != null) {
            return List.of(fault); // what it says of the slots means nothing then
        }
        List<String> findings = new ArrayList<>();
        if (fault != null) {
            findings.add(fault);
        }
        if (actualBytes != RingFile.sizeBytes(header.slotCount())) {
            findings.add("the ring has not the size that its header says [bytes=" + actualBytes + ", expected="
                    + RingFile.sizeBytes(header.slotCount()) + "]");
        }
        int standing = (int) Math.min(header.slotCount(), slotsIn(actualBytes));
        for (int first = 0; first < standing; first += SLOTS_AT_ONCE) {
            int n = Math.min(SLOTS_AT_ONCE, standing - first);
            ByteBuffer slots = read(file, slotAt(first), n * RingSlot.BYTES);
            for (int i = 0; i < n; i++) {
                RingSlot slot = new RingSlot(slots.slice(i * RingSlot.BYTES, RingSlot.BYTES));
                String finding = fault(header, first + i, slot, strictly);
                for (int look = 1; finding != null && live && look < LOOKS_WHEN_LIVE; look++) {
                    RingSlot again = new RingSlot(read(file, slotAt(first + i), RingSlot.BYTES));
                    finding = fault(header, first + i, again, false);
                }
                if (finding != null) {
                    findings.add(finding);
                }
            }
        }
        return findings;
    }

    private static String fault(RingHeader header, boolean strictly) {
        String fault = header.fault();
        return fault == null ? header.blemish(strictly) : fault;
    }

    private static String fault(RingHeader header, int index, RingSlot slot, boolean strictly) {
        RingSlot.State state = slot.state();
        long seq = slot.publishedSequence();
        String where = " [slot=" + index + ", seq=" + seq + "]";
        if (state == RingSlot.State.EMPTY) {
            return null;
        }
        if (state == RingSlot.State.DAMAGED) {
            return "a slot of the ring is damaged" + where;
        }
        if (seq == 0) {
            return strictly ? "a slot of a closed ring has content and no sequence" + where : null;
        }
        if ((seq & (header.slotCount() - 1)) != index) {
            return "a row of the ring stands in another row's slot" + where;
        }
        return strictly && seq > header.persisted() ? "a closed ring has a row that is not persisted" + where : null;
    }

    /**
     * The rows that no part is known to hold and that can be read, from a ring damaged in whatever way. When its header
     * does not tell which rows are persisted, that is every row in it; those that stand in parts already have the same
     * sequence there.
     *
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public static RingRows salvage(Disk disk, Path ring) {
        RingRows rows = new RingRows();
        try (Disk.ReadableFile file = disk.openRead(ring)) {
            long actualBytes = file.size();
            if (actualBytes < RingHeader.BYTES) {
                return rows;
            }
            long persisted = readHeader(file).persisted();
            long standing = Math.min(RingHeader.MAX_SLOTS, slotsIn(actualBytes));
            for (int first = 0; first < standing; first += SLOTS_AT_ONCE) {
                int n = (int) Math.min(SLOTS_AT_ONCE, standing - first);
                ByteBuffer slots = read(file, slotAt(first), n * RingSlot.BYTES);
                for (int i = 0; i < n; i++) {
                    RingSlot slot = new RingSlot(slots.slice(i * RingSlot.BYTES, RingSlot.BYTES));
                    if (slot.state() == RingSlot.State.CANDLE && slot.sequence() > persisted) {
                        rows.add(slot);
                    }
                }
            }
            return rows;
        } catch (IOException e) {
            throw Failures.storage("read the ring", ring, e);
        }
    }

    private static long slotsIn(long fileBytes) {
        return (fileBytes - RingHeader.BYTES) / RingSlot.BYTES;
    }

    private static long slotAt(int index) {
        return RingHeader.BYTES + (long) index * RingSlot.BYTES;
    }

    private static RingHeader readHeader(Disk.ReadableFile file) throws IOException {
        return new RingHeader(read(file, 0, RingHeader.BYTES));
    }

    private static ByteBuffer read(Disk.ReadableFile file, long position, int bytes) throws IOException {
        ByteBuffer content = ByteBuffer.allocateDirect(bytes);
        file.readFully(position, content);
        return content.clear();
    }
}
