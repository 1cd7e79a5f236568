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

    private Scratch() {}

    static Scratch ofThisThread() {
        return OF_THREAD.get();
    }

    /** A set of so many numbers, empty; whoever uses it leaves it empty. */
    long[] bits(int size) {
        int words = (size + 63) >>> 6;
        if (bits.length < words) {
            bits = new long[words + words / 2];
        }
        return bits;
    }

    /** Sorts the end of a list by id. It is short: objects that changed lately. */
    void sortFrom(List<ChartObject> list, int from) {
        for (int i = from + 1; i < list.size(); i++) {
            ChartObject object = list.get(i);
            int low = from;
            int high = i;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ObjectFiles.BY_ID.compare(list.get(middle), object) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            for (int k = i; k > low; k--) {
                list.set(k, list.get(k - 1));
            }
            list.set(low, object);
        }
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
        int a = second - 1;
        int b = length - 1;
        for (int to = list.size() - 1; b >= 0; to--) {
            if (a >= first && ObjectFiles.BY_ID.compare(list.get(a), run[b]) > 0) {
                list.set(to, list.get(a--));
            } else {
                list.set(to, run[b--]);
            }
        }
        Arrays.fill(run, 0, length, null); // or the thread would keep objects alive
    }
}
