package dev.dayfile.internal.ingest;

import java.nio.ByteBuffer;

/**
 * Has the kernel make pages of the ring writable before an append comes to them. The first store into a page that was
 * never touched, or that was written back to the disk since, is a fault of one to several microseconds, and one append
 * in 32 would pay it; the writer's thread has the time. It writes zero to a word of the page that is always zero, which
 * does no harm to whoever writes there meanwhile. It is a store and no atomic addition because Java turns the fault of a
 * page that cannot be had (a file system that copies on writing, when it is full) into an error only for plain accesses;
 * an atomic one that is not compiled yet ends the process.
 */
final class PagesAhead {
    private static final int PAGE_BYTES = 4096;
    private static final int PAGE_SLOTS = PAGE_BYTES / RingSlot.BYTES;

    /** How far ahead: 512 KiB, which at 100,000 rows a second are the 40 ms that a flush may take. */
    private static final int MAX_PAGES = 128;

    /** How many of them are touched again each time, since a page may have been written back in the meantime. */
    private static final int PAGES_AGAIN = 2;

    private final ByteBuffer slots;
    private final int pages;
    private final int pagesAhead;
    private long position = Long.MIN_VALUE;

    /** Pages up to this number, counted on without end, were touched. */
    private long touchedPage = Long.MIN_VALUE;

    PagesAhead(RingFile<RingSlot> file) {
        slots = file.slots();
        pages = Math.max(1, slots.capacity() / PAGE_BYTES);
        pagesAhead = Math.min(MAX_PAGES, pages / 2);
    }

    /**
     * Touches what an append will come to soon.
     *
     * @param seq the greatest sequence that is known to be appended
     * @throws InternalError when a page cannot be had; it is tried again with the next sequence
     */
    void touch(long seq) {
        if (seq == position) {
            return;
        }
        position = seq;
        long page = (seq + 1) / PAGE_SLOTS;
        long last = page + pagesAhead;
        for (long p = page; p < Math.min(last, page + PAGES_AGAIN); p++) {
            touchPage(p);
        }
        for (long p = Math.max(page + PAGES_AGAIN, touchedPage + 1); p <= last; p++) {
            touchPage(p);
        }
        touchedPage = Math.max(last, touchedPage);
    }

    private void touchPage(long page) {
        RingSlot.LONG.setOpaque(slots, (int) (page & (pages - 1)) * PAGE_BYTES + RingSlot.ZERO, 0L);
    }
}
