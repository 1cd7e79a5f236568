package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** One candle row as tests speak of it. Equality takes any NaN as one, as the store does. */
record Row(String symbol, long tsMicros, double open, double high, double low, double close, double volume, long seq) {
    /** The key of a candle, ordered as files are. */
    record Key(SymbolKey symbol, long tsMicros) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::symbol).thenComparing(Key::tsMicros);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** A row whose prices all tell one number. */
    static Row of(String symbol, long tsMicros, double price, long seq) {
        return new Row(symbol, tsMicros, price, price + 1, price - 1, price + 0.5, 100, seq);
    }

    Row withVolume(double volume) {
        return new Row(symbol, tsMicros, open, high, low, close, volume, seq);
    }

    Row withSeq(long seq) {
        return new Row(symbol, tsMicros, open, high, low, close, volume, seq);
    }

    Key key() {
        return new Key(SymbolKey.of(symbol), tsMicros);
    }

    void addTo(CandleColumns columns) {
        columns.add(SymbolKey.of(symbol), tsMicros, open, high, low, close, volume, seq);
    }

    static CandleColumns columns(List<Row> rows) {
        CandleColumns columns = new CandleColumns(Math.max(1, rows.size()));
        rows.forEach(row -> row.addTo(columns));
        return columns;
    }

    static Row at(CandleColumns c, int i) {
        return new Row(
                c.symbol[i].toString(),
                c.tsMicros[i],
                c.open[i],
                c.high[i],
                c.low[i],
                c.close[i],
                c.volume[i],
                c.seq[i]);
    }

    static List<Row> all(CandleColumns columns) {
        List<Row> rows = new ArrayList<>(columns.size);
        for (int i = 0; i < columns.size; i++) {
            rows.add(at(columns, i));
        }
        return rows;
    }

    /** What a store must hold after these rows came in this order, said as plainly as it can be: the oracle. */
    static List<Row> latest(List<Row> rows) {
        TreeMap<Key, Row> byKey = new TreeMap<>();
        for (Row row : rows) {
            byKey.merge(row.key(), row, (before, next) -> next.seq >= before.seq ? next : before);
        }
        return List.copyOf(byKey.values());
    }
}
