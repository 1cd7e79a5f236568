package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CandleColumnsTest {
    /** A row of the naive model; {@code id} stands in every number, so that a row torn apart by a sort shows. */
    private record Row(String symbol, long ts, long seq, int id) {
        SymbolKey key() {
            return SymbolKey.of(symbol);
        }
    }

    private static final Comparator<Row> FILE_ORDER =
            Comparator.comparing(Row::key).thenComparing(Row::ts).thenComparing(Row::seq);

    /** Few symbols, times and sequences, so that equal keys and equal rows are common. */
    @Provide
    Arbitrary<List<Row>> rows() {
        Arbitrary<String> symbols = Arbitraries.of("SPY", "QQQ", "A", "Z", "a", "é", "\uff5e", "🚀", "BTC/USDT");
        return Combinators.combine(
                        symbols,
                        Arbitraries.longs().between(-3, 12),
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.integers())
                .as(Row::new)
                .list()
                .ofMaxSize(300);
    }

    @Property
    void shouldSortAsAStableSortOfRowsDoes(@ForAll("rows") List<Row> rows) {
        CandleColumns columns = columnsOf(rows);
        List<Row> inOrder = rows.stream().sorted(FILE_ORDER).toList();
        int[] order = columns.order();
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(order[i])).isSameAs(inOrder.get(i));
        }
        columns.sort();
        assertHolds(columns, inOrder);
    }

    @Property
    void shouldKeepOfEachKeyTheRowWithTheGreatestSeq(@ForAll("rows") List<Row> rows) {
        CandleColumns columns = columnsOf(rows);
        columns.sort();
        int dropped = columns.dropDoubles();

        Map<SymbolKey, Map<Long, Row>> newest = new TreeMap<>();
        for (Row row : rows) {
            newest.computeIfAbsent(row.key(), k -> new TreeMap<>())
                    .merge(row.ts, row, (old, next) -> next.seq >= old.seq ? next : old);
        }
        List<Row> expected =
                newest.values().stream().flatMap(byTs -> byTs.values().stream()).toList();
        assertHolds(columns, expected);
        assertThat(dropped).isEqualTo(rows.size() - expected.size());
        assertThat(columns.dropDoubles()).as("a second run finds nothing").isZero();
    }

    @Property
    void shouldSortAgainAfterItWasClearedAndFilledAnew(
            @ForAll("rows") List<Row> first, @ForAll("rows") List<Row> second) {
        CandleColumns columns = columnsOf(first);
        columns.sort();
        columns.clear();
        addAll(columns, second);
        columns.sort();
        assertHolds(columns, second.stream().sorted(FILE_ORDER).toList());
    }

    @Test
    void shouldSortManyRowsOfEveryShape() {
        Random random = new Random(42);
        int n = 20_000;
        List<Row> ascending = IntStream.range(0, n)
                .mapToObj(i -> new Row("S" + i % 7, i, i, i))
                .toList();
        List<Row> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);
        List<Row> shuffled = new ArrayList<>(ascending);
        Collections.shuffle(shuffled, random);
        List<Row> allEqual =
                IntStream.range(0, n).mapToObj(i -> new Row("S", 1, 1, i)).toList();
        for (List<Row> rows : List.of(ascending, descending, shuffled, allEqual)) {
            CandleColumns columns = columnsOf(rows);
            columns.sort();
            assertHolds(columns, rows.stream().sorted(FILE_ORDER).toList());
        }
    }

    /** More symbols than the sort has room for at first, mostly in order and each row with a key object of its own. */
    @Test
    void shouldSortManySymbols() {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        CandleColumns columns = new CandleColumns();
        for (int symbols : new int[] {5, 3_000, 40, 1_000}) {
            rows.clear();
            for (int i = 0; i < 9_000; i++) {
                long late = random.nextInt(50) == 0 ? random.nextInt(1_000) : 0;
                rows.add(new Row("S" + random.nextInt(symbols), 10L * i - late, i, i));
            }
            columns.clear();
            addAll(columns, rows);
            columns.sort();
            assertHolds(columns, rows.stream().sorted(FILE_ORDER).toList());
        }
    }

    /** As when memory runs out half-way: the writer tries the same rows again. */
    @Test
    void shouldSortAgainAfterASortThatFailed() {
        List<Row> rows = List.of(new Row("B", 2, 1, 1), new Row("B", 1, 2, 2), new Row("C", 3, 3, 3));
        CandleColumns columns = columnsOf(rows);
        SymbolKey whole = columns.symbol[2];
        columns.symbol[2] = null;
        assertThatThrownBy(columns::sort).isInstanceOf(NullPointerException.class);
        columns.symbol[2] = whole;
        columns.sort();
        assertHolds(columns, rows.stream().sorted(FILE_ORDER).toList());
    }

    /** The order of Parquet's statistics and of DuckDB; Java's own puts U+FF5E after the surrogates of a rocket. */
    @Test
    void shouldOrderSymbolsByTheirBytes() {
        assertThat("\uff5e").isGreaterThan("🚀");
        assertThat(SymbolKey.of("\uff5e")).isLessThan(SymbolKey.of("🚀"));
        assertThat(SymbolKey.of("Z")).isLessThan(SymbolKey.of("a"));
        assertThat(SymbolKey.of("z")).isLessThan(SymbolKey.of("é"));
        assertThat(SymbolKey.of("A")).isLessThan(SymbolKey.of("AA"));
    }

    @Test
    void shouldGrowFromNothing() {
        CandleColumns columns = new CandleColumns(0);
        columns.sort();
        assertThat(columns.dropDoubles()).isZero();
        CandleColumns source = columnsOf(List.of(new Row("SPY", 1, 2, 3), new Row("QQQ", 4, 5, 6)));
        columns.addFrom(source, 1);
        columns.addFrom(source, 0);
        assertHolds(columns, List.of(new Row("QQQ", 4, 5, 6), new Row("SPY", 1, 2, 3)));
    }

    private static CandleColumns columnsOf(List<Row> rows) {
        CandleColumns columns = new CandleColumns(4);
        addAll(columns, rows);
        return columns;
    }

    private static void addAll(CandleColumns columns, List<Row> rows) {
        for (Row row : rows) {
            double x = row.id;
            columns.add(row.key(), row.ts, x, x + 1, x + 2, x + 3, x + 4, row.seq);
        }
    }

    private static void assertHolds(CandleColumns columns, List<Row> expected) {
        assertThat(columns.size).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Row row = expected.get(i);
            double x = row.id;
            boolean same = columns.symbol[i].equals(row.key())
                    && columns.tsMicros[i] == row.ts
                    && columns.open[i] == x
                    && columns.high[i] == x + 1
                    && columns.low[i] == x + 2
                    && columns.close[i] == x + 3
                    && columns.volume[i] == x + 4
                    && columns.seq[i] == row.seq;
            assertThat(same).as("row %d is %s", i, row).isTrue();
        }
    }
}
