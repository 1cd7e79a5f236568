package dev.dayfile.internal.series;

import java.util.Arrays;

/**
 * Finds the order of a file, symbol, ts and seq, for rows in any order. A feed gives each symbol's rows in order and
 * mixes the symbols, so the rows are dealt out by symbol first, which compares no two rows; what is compared is the
 * symbols, each once, and the rows of a symbol that came out of order. Stable. Keeps its arrays, so sorting again
 * allocates nothing. Not safe for use by several threads.
 */
public final class RowSort {
    private static final int FEW = 8;

    /** Says which of two numbers comes first. */
    private interface Order {
        int compare(int a, int b);
    }

    private CandleColumns rows;

    // Classes, since the first lambda of a process costs as much as a hundred flushes.

    private final Order bySymbol = new Order() {
        @Override
        public int compare(int a, int b) {
            return symbols[a].compareTo(symbols[b]);
        }
    };
    private final Order byTime = new Order() {
        @Override
        public int compare(int a, int b) {
            int byTs = Long.compare(rows.tsMicros[a], rows.tsMicros[b]);
            return byTs != 0 ? byTs : Long.compare(rows.seq[a], rows.seq[b]);
        }
    };

    /** The row that comes at each place. */
    private int[] order = new int[0];

    /** Of each row the number of its symbol; once the rows are dealt out, the room for merging them. */
    private int[] scratch = new int[0];

    // The symbols by number, in the order of their first rows; where the rows of each begin; and the numbers in the
    // order of the symbols.
    private SymbolKey[] symbols = new SymbolKey[16];
    private int[] starts = new int[16];
    private int[] ranked = new int[16];
    private int symbolCount;

    /** Open addressing: numbers of symbols + 1. */
    private int[] table = new int[64];

    /** The row that comes at each place: valid for as many places as there are rows, until the next call. */
    public int[] orderOf(CandleColumns rows) {
        this.rows = rows;
        int n = rows.size;
        if (order.length < n) {
            scratch = new int[rows.tsMicros.length]; // the other one says what there is room for, so it comes last
            order = new int[rows.tsMicros.length];
        }
        try {
            numberSymbols(n);
            rankSymbols();
            dealOut(n);
            for (int rank = 0; rank < symbolCount; rank++) {
                int end = starts[ranked[rank]]; // dealing out has moved it behind the last row
                int start = rank == 0 ? 0 : starts[ranked[rank - 1]];
                if (!isInOrder(start, end)) {
                    mergeSort(order, scratch, start, end, byTime);
                }
            }
        } finally {
            forget(); // also where memory ran out: the writer tries again, and must not go on with half of this
        }
        return order;
    }

    private void numberSymbols(int n) {
        SymbolKey last = null;
        int number = -1;
        for (int i = 0; i < n; i++) {
            SymbolKey symbol = rows.symbol[i];
            if (symbol != last) {
                number = numberOf(symbol);
                last = symbol;
            }
            scratch[i] = number;
            starts[number]++; // how many rows, so far
        }
    }

    private int numberOf(SymbolKey symbol) {
        int at = place(symbol);
        if (table[at] == 0) {
            if (symbolCount == symbols.length) {
                grow();
                at = place(symbol);
            }
            symbols[symbolCount] = symbol;
            starts[symbolCount] = 0;
            table[at] = ++symbolCount;
        }
        return table[at] - 1;
    }

    /** Where a symbol stands in the table, or would. */
    private int place(SymbolKey symbol) {
        int mask = table.length - 1;
        int mixed = symbol.hashCode() * 0x9E3779B9;
        int at = (mixed ^ mixed >>> 16) & mask;
        while (table[at] != 0 && !symbols[table[at] - 1].equals(symbol)) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Room for twice as many symbols, in a table that stays four times as large. */
    private void grow() {
        int room = symbols.length * 2;
        SymbolKey[] more = Arrays.copyOf(symbols, room);
        int[] moreStarts = Arrays.copyOf(starts, room);
        int[] moreRanked = Arrays.copyOf(ranked, room);
        table = new int[room * 4];
        symbols = more; // all of them or none
        starts = moreStarts;
        ranked = moreRanked;
        for (int number = 0; number < symbolCount; number++) {
            table[place(symbols[number])] = number + 1;
        }
    }

    private void rankSymbols() {
        for (int number = 0; number < symbolCount; number++) {
            ranked[number] = number;
        }
        mergeSort(ranked, order, 0, symbolCount, bySymbol); // the order is not there yet, and has the room;
    }

    private void dealOut(int n) {
        int start = 0;
        for (int rank = 0; rank < symbolCount; rank++) {
            int count = starts[ranked[rank]];
            starts[ranked[rank]] = start;
            start += count;
        }
        for (int i = 0; i < n; i++) {
            order[starts[scratch[i]]++] = i;
        }
    }

    private boolean isInOrder(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int a = order[i - 1];
            int b = order[i];
            long tsA = rows.tsMicros[a];
            long tsB = rows.tsMicros[b];
            if (tsA > tsB || tsA == tsB && rows.seq[a] > rows.seq[b]) {
                return false;
            }
        }
        return true;
    }

    /** Sorts numbers in place, with room for as many elsewhere. */
    private static void mergeSort(int[] numbers, int[] room, int from, int to, Order by) {
        if (to - from < FEW) {
            insertionSort(numbers, from, to, by);
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(numbers, room, from, middle, by);
        mergeSort(numbers, room, middle, to, by);
        if (by.compare(numbers[middle - 1], numbers[middle]) <= 0) {
            return;
        }
        System.arraycopy(numbers, from, room, from, middle - from);
        int left = from;
        int right = middle;
        for (int k = from; left < middle; k++) {
            boolean takeLeft = right >= to || by.compare(room[left], numbers[right]) <= 0;
            numbers[k] = takeLeft ? room[left++] : numbers[right++];
        }
    }

    private static void insertionSort(int[] numbers, int from, int to, Order by) {
        for (int i = from + 1; i < to; i++) {
            int number = numbers[i];
            int k = i - 1;
            while (k >= from && by.compare(numbers[k], number) > 0) {
                numbers[k + 1] = numbers[k];
                k--;
            }
            numbers[k + 1] = number;
        }
    }

    /** Lets go of rows and symbols, which belong to the caller. */
    private void forget() {
        rows = null;
        Arrays.fill(symbols, 0, symbolCount, null);
        Arrays.fill(table, 0);
        symbolCount = 0;
    }
}
