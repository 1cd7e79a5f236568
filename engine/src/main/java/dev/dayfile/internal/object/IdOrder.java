package dev.dayfile.internal.object;

import dev.dayfile.internal.parquet.ObjectFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The order of ids by their numbers, so that a hundred thousand objects are sorted by comparing ints. Ids that came
 * lately are compared as texts until there are enough of them to be worth another merge.
 */
final class IdOrder {
    private static final int LEAST_UNRANKED = 1 << 10;
    private static final int UNRANKED_SHARE = 16;

    private final List<String> ids;
    private int[] byRank = new int[0];
    private int[] rank = new int[0];

    /** @param ids by their numbers; grows */
    IdOrder(List<String> ids) {
        this.ids = ids;
    }

    /** Whether the first comes before the second. */
    boolean isBefore(int a, int b) {
        return a < rank.length && b < rank.length
                ? rank[a] < rank[b]
                : ObjectFiles.compareIds(ids.get(a), ids.get(b)) < 0;
    }

    /**
     * The rows of states that are wanted and no holes, by id.
     *
     * @param sorted how many of the first rows are by id already
     */
    int[] sortedRows(StateColumns states, int sorted, IntPredicate wanted) {
        rankWhenDue();
        long[] ranked = new long[states.size() - sorted];
        List<Integer> unranked = new ArrayList<>();
        int rankedCount = 0;
        int count = 0;
        int[] first = new int[sorted];
        for (int row = 0; row < states.size(); row++) {
            int number = states.object[row];
            if (states.isHole(row) || !wanted.test(row)) {
                continue;
            }
            if (row < sorted) {
                first[count++] = row;
            } else if (number < rank.length) {
                ranked[rankedCount++] = (long) rank[number] << 32 | row;
            } else {
                unranked.add(row);
            }
        }
        Arrays.sort(ranked, 0, rankedCount);
        int[] second = new int[rankedCount];
        for (int i = 0; i < rankedCount; i++) {
            second[i] = (int) ranked[i];
        }
        unranked.sort((a, b) -> ObjectFiles.compareIds(ids.get(states.object[a]), ids.get(states.object[b])));
        int[] third = unranked.stream().mapToInt(Integer::intValue).toArray();
        return merge(states, merge(states, Arrays.copyOf(first, count), second), third);
    }

    private int[] merge(StateColumns states, int[] a, int[] b) {
        if (b.length == 0 || a.length == 0) {
            return a.length == 0 ? b : a;
        }
        int[] merged = new int[a.length + b.length];
        int i = 0;
        int k = 0;
        for (int n = 0; n < merged.length; n++) {
            boolean takeB = i == a.length || k < b.length && isBefore(states.object[b[k]], states.object[a[i]]);
            merged[n] = takeB ? b[k++] : a[i++];
        }
        return merged;
    }

    private void rankWhenDue() {
        int unranked = ids.size() - rank.length;
        if (unranked < LEAST_UNRANKED || unranked < rank.length / UNRANKED_SHARE) {
            return;
        }
        List<Integer> fresh = new ArrayList<>(unranked);
        for (int number = rank.length; number < ids.size(); number++) {
            fresh.add(number);
        }
        fresh.sort((a, b) -> ObjectFiles.compareIds(ids.get(a), ids.get(b)));
        int[] merged = new int[ids.size()];
        int i = 0;
        int k = 0;
        for (int n = 0; n < merged.length; n++) {
            boolean takeFresh = i == byRank.length
                    || k < fresh.size() && ObjectFiles.compareIds(ids.get(fresh.get(k)), ids.get(byRank[i])) < 0;
            merged[n] = takeFresh ? fresh.get(k++) : byRank[i++];
        }
        byRank = merged;
        rank = new int[merged.length];
        for (int n = 0; n < merged.length; n++) {
            rank[merged[n]] = n;
        }
    }
}
