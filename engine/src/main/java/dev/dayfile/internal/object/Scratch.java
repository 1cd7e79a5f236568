package dev.dayfile.internal.object;

import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ChartObject;
import java.util.Arrays;
import java.util.List;

/** What a reader of {@link LiveObjects} needs room for; kept by each thread, so that a query allocates nothing. */
final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private long[] bits = new long[16];
    private ChartObject[] run = new ChartObject[16];
    private ChartObject[] between = new ChartObject[16];
    private int[] ranks = new int[16];
    private int betweenCount;
    private int betweenPut;
    private boolean isClean = true;

    private Scratch() {}

    static Scratch ofThisThread() {
        return OF_THREAD.get();
    }

    /** Forgets what a query left behind that ended in an error, such as memory that ran out. */
    void begin() {
        if (!isClean) {
            Arrays.fill(bits, 0);
            forgetBetween();
        }
        isClean = false;
    }

    /** The query is answered, and has left nothing behind. */
    void end() {
        isClean = true;
    }

    /** A set of so many numbers, empty; whoever uses it leaves it empty. */
    long[] bits(int size) {
        int words = (size + 63) >>> 6;
        if (bits.length < words) {
            bits = new long[words + words / 2];
        }
        return bits;
    }

    /**
     * Takes an object that goes between those of a sorted whole, see {@link SortedObjects#rank}. They are kept in their
     * order, which is that of ranks: to look at ids would miss the cache several times an object.
     */
    void addBetween(ChartObject object, int rank) {
        if (between.length == betweenCount) {
            between = Arrays.copyOf(between, 2 * betweenCount);
            ranks = Arrays.copyOf(ranks, 2 * betweenCount);
        }
        int low = 0;
        int high = betweenCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranks[middle] < rank
                    || ranks[middle] == rank && ObjectFiles.BY_ID.compare(between[middle], object) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        System.arraycopy(between, low, between, low + 1, betweenCount - low);
        System.arraycopy(ranks, low, ranks, low + 1, betweenCount - low);
        between[low] = object;
        ranks[low] = rank;
        betweenCount++;
    }

    /** Adds those that come before a rank and were not added yet. */
    void putBetween(int rank, List<ChartObject> out) {
        while (betweenPut < betweenCount && ranks[betweenPut] < rank) {
            out.add(between[betweenPut++]);
        }
    }

    /** Adds those that are left, and forgets all. */
    void putRest(List<ChartObject> out) {
        putBetween(Integer.MAX_VALUE, out);
        forgetBetween();
    }

    private void forgetBetween() {
        Arrays.fill(between, 0, betweenCount, null); // or the thread would keep objects alive
        betweenCount = 0;
        betweenPut = 0;
    }

    /** Merges two runs that stand one after the other, each by id: from {@code first} and from {@code second} on. */
    void merge(List<ChartObject> list, int first, int second) {
        int length = list.size() - second;
        if (length == 0 || second == first || ObjectFiles.BY_ID.compare(list.get(second - 1), list.get(second)) <= 0) {
            return;
        }
        if (run.length < length) {
            run = new ChartObject[length + length / 2];
        }
        for (int i = 0; i < length; i++) {
            run[i] = list.get(second + i);
        }
        int a = second;
        int to = list.size();
        for (int b = length - 1; b >= 0; b--) {
            int greater = firstGreater(list, first, a, run[b]);
            while (a > greater) {
                list.set(--to, list.get(--a));
            }
            list.set(--to, run[b]);
        }
        Arrays.fill(run, 0, length, null); // or the thread would keep objects alive
    }

    /**
     * The first place in a run by id whose object comes after another; {@code to} when there is none. It looks from the end
     * in growing steps: the other run is short, as a rule, and to look at an object's id is a miss of the cache or three,
     * so that comparing with each of a thousand takes ten times as long as finding them.
     */
    private static int firstGreater(List<ChartObject> list, int from, int to, ChartObject than) {
        int low = to;
        int high = to;
        for (int step = 1; low > from; step += step) {
            int look = Math.max(from, low - step);
            if (ObjectFiles.BY_ID.compare(list.get(look), than) <= 0) {
                low = look + 1;
                break;
            }
            high = look;
            low = look;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ObjectFiles.BY_ID.compare(list.get(middle), than) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
