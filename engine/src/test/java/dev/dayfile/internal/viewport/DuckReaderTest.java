package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckReaderTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);
    private static final long T0 = IsoTime.parse("2025-07-03T13:30:00Z");
    private static final long STEP = TWO_MINUTES.micros();
    private static final String CANDLES = "symbol:VARCHAR timeframe:VARCHAR ts:VARCHAR ts_utc:TIMESTAMP WITH TIME ZONE"
            + " open:DOUBLE high:DOUBLE low:DOUBLE close:DOUBLE volume:DOUBLE seq:BIGINT bar_index:BIGINT";

    @TempDir
    Path folder;

    private Path root;
    private StoreFixture store;
    private DuckReader reader;

    /** The root's name is hard on globs and on SQL literals, and a sibling stands where it would match as a glob. */
    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(folder.resolve("it's [a] st?re"));
        Files.createDirectories(folder.resolve("it's a stxre"));
        store = new StoreFixture(root, MarketClock.NEW_YORK);
        reader = reader(DamagePolicy.FAIL);
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private DuckReader reader(DamagePolicy policy) {
        return new DuckReader(Disk.LOCAL, store.layout, store.clock, store.candleFiles, policy);
    }

    private static ViewportQuery.Builder spy() {
        return ViewportQuery.of("SPY", TWO_MINUTES);
    }

    private static Candle at(int index, long seq) {
        return candle("SPY", TWO_MINUTES, T0 + index * STEP, seq);
    }

    private List<Candle> answer(ViewportQuery query) {
        return NaiveViewport.candles(query, reader.viewport(query).candles());
    }

    /** Every row as text, columns divided by a blank. */
    private List<String> sql(String query) {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = reader.sql(query)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i > 1 ? " " : "").append(result.getObject(i));
                }
                rows.add(row.toString());
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private String types(String view) {
        return String.join(" ", sql("SELECT column_name || ':' || column_type FROM (DESCRIBE " + view + ")"));
    }

    @Test
    void shouldAnswerNothingFromAnEmptyStore() {
        assertThat(answer(spy().build())).isEmpty();
        assertThat(answer(spy().last(3).build())).isEmpty();
        assertThat(sql("SELECT count(*) FROM candles")).containsExactly("0");
        assertThat(sql("SELECT count(*) FROM objects")).containsExactly("0");
        assertThat(sql("SELECT count(*) FROM object_events")).containsExactly("0");
    }

    @Test
    void shouldGiveViewsTheirTypesWithAndWithoutFiles() {
        assertThat(types("candles")).isEqualTo(CANDLES);
        assertThat(types("objects")).contains("id:VARCHAR", "left:BIGINT", "t_start:TIMESTAMP");
        assertThat(types("object_events")).contains("object_id:VARCHAR", "action:VARCHAR", "top:DOUBLE");
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        assertThat(types("candles")).isEqualTo(CANDLES);
        store.writeDayfile(TWO_MINUTES, DAY.minusDays(1), List.of(at(-720, 2)), List.of());
        assertThat(types("candles")).isEqualTo(CANDLES);
    }

    @Test
    void shouldHoldItsBoundsToTheMicrosecond() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1), at(1, 2), at(2, 3));
        long middle = T0 + STEP;
        assertThat(answer(spy().between(middle, middle).build())).containsExactly(at(1, 2));
        assertThat(answer(spy().between(middle - 1, middle - 1).build())).isEmpty();
        assertThat(answer(spy().between(middle + 1, middle + 1).build())).isEmpty();
        assertThat(answer(spy().between(T0 + 1, T0 + 2 * STEP - 1).build())).containsExactly(at(1, 2));
    }

    @Test
    void shouldRefuseAWindowThatEndsBeforeItStarts() {
        ViewportQuery query =
                spy().between("2025-07-03T10:00", "2025-07-03T09:30").build();
        assertThatIllegalArgumentException().isThrownBy(() -> reader.viewport(query));
    }

    /** 01:30 happens twice on this night; a window in market time covers both. */
    @Test
    void shouldReadNaiveBoundsAsMarketTimeAcrossTheAutumnChange() {
        LocalDate day = LocalDate.of(2025, 11, 2);
        Candle first = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-11-02T01:30:00-04:00"), 1);
        Candle second = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-11-02T01:30:00-05:00"), 2);
        Candle later = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-11-02T02:00:00-05:00"), 3);
        store.writeDayfile(TWO_MINUTES, day, List.of(first, second, later), List.of());
        assertThat(answer(spy().between("2025-11-02T01:30", "2025-11-02T01:30").build()))
                .containsExactly(first, second);
        assertThat(answer(spy().between("2025-11-02T01:31", "2025-11-02T02:00").build()))
                .containsExactly(second, later);
    }

    @Test
    void shouldReadNaiveBoundsAsMarketTimeAcrossTheSpringChange() {
        LocalDate day = LocalDate.of(2025, 3, 9);
        Candle before = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-03-09T01:58:00-05:00"), 1);
        Candle after = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-03-09T03:00:00-04:00"), 2);
        store.writeDayfile(TWO_MINUTES, day, List.of(before, after), List.of());
        assertThat(answer(spy().between("2025-03-09T01:58", "2025-03-09T03:00").build()))
                .containsExactly(before, after);
        assertThat(answer(spy().between("2025-03-09", "2025-03-09T01:59").build()))
                .containsExactly(before);
    }

    @Test
    void shouldTakeSymbolsForNothingElse() {
        List<String> symbols = List.of("SPY", "../x", "';drop--", "BTC/USDT", "*", "?");
        List<Candle> rows = new ArrayList<>();
        for (String symbol : symbols) {
            rows.add(candle(symbol, TWO_MINUTES, T0, rows.size() + 1));
        }
        store.writePart(TWO_MINUTES, DAY, rows);
        for (Candle row : rows) {
            ViewportQuery query = ViewportQuery.of(row.symbol(), TWO_MINUTES).build();
            assertThat(answer(query)).containsExactly(row);
        }
        assertThat(answer(ViewportQuery.of("'OR'1'='1", TWO_MINUTES).build())).isEmpty();
    }

    @Test
    void shouldShowEachKeyOnceInTheMiddleOfAGracePeriod() {
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 1), at(1, 2));
        store.writeDayfile(
                TWO_MINUTES,
                DAY,
                List.of(at(0, 1), at(1, 2)),
                List.of(part.getFileName().toString()));
        assertThat(answer(spy().build())).containsExactly(at(0, 1), at(1, 2));
        assertThat(sql("SELECT seq FROM candles ORDER BY ts")).containsExactly("1", "2");
        store.writePart(TWO_MINUTES, DAY, at(1, 3), at(2, 4));
        assertThat(answer(spy().build())).containsExactly(at(0, 1), at(1, 3), at(2, 4));
        assertThat(sql("SELECT seq FROM candles ORDER BY ts")).containsExactly("1", "3", "4");
        assertThat(answer(spy().source(Source.PARTS).build())).containsExactly(at(0, 1), at(1, 3), at(2, 4));
        assertThat(answer(spy().source(Source.DAYFILES).build())).containsExactly(at(0, 1), at(1, 2));
    }

    @Test
    void shouldSeeTheFilesOfEachMoment() {
        assertThat(sql("SELECT count(*) FROM candles")).containsExactly("0");
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        assertThat(sql("SELECT ts, volume IS NULL FROM candles"))
                .containsExactly("2025-07-03T13:30:00.000000+00:00 false");
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 3)), List.of());
        assertThat(sql("SELECT seq, volume FROM candles")).containsExactly("3 null");
        store.retire(TWO_MINUTES, DAY, 1);
        assertThat(sql("SELECT seq FROM candles")).containsExactly("3");
        assertThat(answer(spy().build())).containsExactly(at(0, 3));
    }

    @Test
    void shouldFailOnDamageThatDuckDbWouldNotNotice() throws IOException {
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 1), at(1, 2));
        assertThat(answer(spy().build())).hasSize(2);
        flipAPriceBit(part);
        assertThatThrownBy(() -> reader.viewport(spy().build()))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(part.toString());
        assertThatThrownBy(() -> reader.sql("SELECT 1 FROM candles")).isInstanceOf(CorruptFileException.class);
        assertThat(answer(spy().between(T0 + 5 * 86_400_000_000L, ViewportQuery.UNBOUNDED_TO)
                        .build()))
                .isEmpty();
    }

    @Test
    void shouldVerifyOnlyTheDaysThatAQueryIsAboutAndTheViewsThatItNames() throws IOException {
        Path damaged = store.writePart(TWO_MINUTES, DAY, at(0, 1));
        long later = T0 + 5 * 86_400_000_000L;
        store.writePart(TWO_MINUTES, DAY.plusDays(5), candle("SPY", TWO_MINUTES, later, 2));
        flipAPriceBit(damaged);
        assertThat(sql("SELECT seq FROM candles WHERE ts_utc > '2025-07-05' AND symbol = 'SPY'"))
                .containsExactly("2");
        assertThat(sql("SELECT count(*) FROM objects")).containsExactly("0");
        assertThat(sql("SELECT count(*) FROM object_events")).containsExactly("0");
        for (String touching : List.of(
                "SELECT seq FROM candles WHERE ts_utc > '2025-07-03'",
                "SELECT seq FROM candles WHERE ts_utc > '2025-07-05' OR seq = 1",
                "SELECT count(*) FROM objects, candles",
                "SELECT count(*) FROM query_table('can' || 'dles')")) {
            assertThatThrownBy(() -> reader.sql(touching))
                    .as(touching)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(damaged.toString());
        }
    }

    /** A subquery is beyond what is looked at, so the same question by it has every file. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldFindTheSameRowsAmongTheDaysThatAQueryIsAboutAsAmongAll(long seed) throws IOException {
        Random random = new Random(seed);
        for (int day = 0; day < 12; day++) {
            LocalDate date = DAY.plusDays(day);
            for (int part = 0; part < 2; part++) {
                long ts = T0 + day * 86_400_000_000L + random.nextInt(3) * STEP;
                Candle[] rows = {candle("SPY", TWO_MINUTES, ts, 10 * day + part)};
                if (random.nextInt(3) == 0) {
                    store.writeDayfile(TWO_MINUTES, date, List.of(rows), List.of());
                } else {
                    store.writePart(TWO_MINUTES, date, rows);
                }
            }
        }
        for (int i = 0; i < 40; i++) {
            List<String> conditions = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                String time = "'" + Instant.ofEpochSecond(T0 / 1_000_000 + (random.nextInt(14) - 1) * 86_400L) + "'";
                conditions.add(
                        switch (random.nextInt(4)) {
                            case 0 -> "ts_utc BETWEEN " + time + " AND '2025-07-12'";
                            case 1 -> "seq % 3 = " + random.nextInt(3);
                            case 2 -> time + " <= ts_utc";
                            default ->
                                "ts_utc "
                                        + List.of("<", "<=", "=", ">", ">=", "<>")
                                                .get(random.nextInt(6)) + " " + time;
                        });
            }
            String where =
                    " WHERE " + String.join(random.nextInt(4) == 0 ? " OR " : " AND ", conditions) + " ORDER BY ALL";
            assertThat(sql("SELECT seq, ts FROM candles" + where))
                    .as("seed %d, %s", seed, where)
                    .isEqualTo(sql("SELECT seq, ts FROM (SELECT * FROM candles)" + where));
        }
    }

    @Test
    void shouldLeaveDamagedFilesOutAndNameThem() throws IOException {
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 1));
        Path dayfile = store.writeDayfile(
                TWO_MINUTES,
                DAY,
                List.of(at(0, 1), at(1, 2)),
                List.of(part.getFileName().toString()));
        Path empty = store.layout.dayFolder(TWO_MINUTES, DAY).resolve("other.parquet");
        Files.write(empty, new byte[0]);
        Files.write(dayfile, new byte[] {'P', 'A', 'R', '1'});
        try (DuckReader lenient = reader(DamagePolicy.LEAVE_OUT)) {
            for (int i = 0; i < 2; i++) {
                Viewport viewport = lenient.viewport(spy().build());
                assertThat(NaiveViewport.candles(spy().build(), viewport.candles()))
                        .containsExactly(at(0, 1));
                assertThat(viewport.leftOut()).containsExactly(dayfile, empty);
            }
            lenient.sql("SELECT * FROM candles").close();
            assertThat(lenient.leftOut()).containsExactly(dayfile, empty);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadFilesOfOtherWritersWithTheLeastSequence() throws SQLException {
        Path foreign = store.layout.dayFolder(TWO_MINUTES, DAY).resolve("theirs.parquet");
        store.writePart(TWO_MINUTES, DAY, at(1, 5));
        writeForeign(foreign, "2025-07-03 13:30:00+00", "2025-07-03 13:32:00+00");
        EngineViewports engine = new EngineViewports(
                Disk.LOCAL,
                store.layout,
                store.clock,
                store.candleFiles,
                new LiveCandles(),
                DamagePolicy.FAIL,
                1 << 20);
        ViewportBuffer buffer = new ViewportBuffer();
        engine.fill(spy().build(), buffer);

        List<Candle> expected = List.of(new Candle("SPY", TWO_MINUTES, T0, 1, 3, 0.5, 2, Double.NaN, 0), at(1, 5));
        assertThat(NaiveViewport.candles(spy().build(), buffer.candles())).isEqualTo(expected);
        assertThat(answer(spy().build())).isEqualTo(expected);
        assertThat(sql("SELECT ts, timeframe, seq, open FROM candles ORDER BY ts"))
                .containsExactly(
                        "2025-07-03T13:30:00.000000+00:00 2m 0 1.0",
                        "2025-07-03T13:32:00.000000+00:00 2m 5 " + at(1, 5).open());
    }

    private static void writeForeign(Path file, String... stamps) throws SQLException {
        StringBuilder rows = new StringBuilder();
        for (String stamp : stamps) {
            rows.append(rows.isEmpty() ? "" : " UNION ALL ")
                    .append("SELECT 'SPY' AS symbol, '2m' AS timeframe, '")
                    .append(stamp.replace(' ', 'T').replace("+00", ".000000+00:00"))
                    .append("' AS ts, 1.0::DOUBLE AS open, 3.0::DOUBLE AS high, 0.5::DOUBLE AS low,"
                            + " 2.0::DOUBLE AS close, NULL::DOUBLE AS volume");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + rows + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        }
    }

    @Test
    void shouldListAgainWhenAFileVanishes() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.failAt(FaultyDisk.Call.OPEN_READ, 1, new NoSuchFileException("retired between listing and reading"));
        try (DuckReader unlucky =
                new DuckReader(Disk.LOCAL, store.layout, store.clock, new CandleFiles(disk), DamagePolicy.FAIL)) {
            assertThat(unlucky.viewport(spy().build()).candles().size()).isEqualTo(1);
            assertThat(disk.fired()).isTrue();
        }
    }

    @Test
    void shouldFindTheLastOverWeekends() {
        List<Candle> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            LocalDate day = DAY.minusDays(3L * (8 - i));
            Candle candle = candle("SPY", TWO_MINUTES, store.clock.startMicros(day) + 7, i + 1);
            all.add(candle);
            store.writeDayfile(TWO_MINUTES, day, List.of(candle), List.of());
        }
        for (int n = 1; n <= 10; n++) {
            assertThat(answer(spy().last(n).build())).isEqualTo(all.subList(Math.max(0, 9 - n), 9));
        }
        assertThat(answer(spy().between(0, all.get(4).tsMicros() - 1).last(2).build()))
                .isEqualTo(all.subList(2, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('@/secret.csv')",
                "SELECT * FROM read_text('@/secret.csv')",
                "SELECT * FROM glob('@/*')",
                "COPY (SELECT 1) TO '@/out.csv'",
                "COPY candles TO 'data/2m/2025-07-03.parquet'",
                "ATTACH '@/new.db'",
                "INSTALL httpfs",
                "SET threads = 7",
                "SELECT 1; SELECT 2",
                "SELECT nothing FROM candles",
                "SELECT ?",
                "SELECT 1 / 'a'::INT",
            })
    void shouldRefuseWhatIsNotAQueryOverTheViews(String query) throws IOException {
        Files.writeString(folder.resolve("secret.csv"), "a\nconfidential\n");
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.sql(query.replace("@", folder.toString())))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("confidential"));
        assertThat(folder.resolve("out.csv")).doesNotExist();
        assertThat(folder.resolve("new.db")).doesNotExist();
        assertThat(answer(spy().build())).containsExactly(at(0, 1));
    }

    @Test
    void shouldRefuseAnObjectFileThatNoStoreWrote() throws SQLException, IOException {
        Path snapshot = store.layout.objectSnapshot();
        Files.createDirectories(snapshot.getParent());
        copy("SELECT 'z1' AS id, 'zone' AS type, 'SPY' AS symbol", snapshot);

        assertThatThrownBy(() -> sql("SELECT id FROM objects"))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("objects.parquet");
    }

    private static void copy(String select, Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        }
    }

    @Test
    void shouldReleaseWhatAResultHoldsAndRefuseAfterClose() throws SQLException {
        ResultSet closed = reader.sql("SELECT 1");
        closed.close();
        closed.close();
        assertThat(closed.isClosed()).isTrue();
        ResultSet open = reader.sql("SELECT 1");
        reader.close();
        reader.close();
        open.close();
        assertThatIllegalStateException().isThrownBy(() -> reader.sql("SELECT 1"));
        assertThatIllegalStateException().isThrownBy(() -> reader.viewport(spy().build()));
    }

    /** Harder than the protocol, which waits a grace before it retires: exact every time all the same, and no error. */
    @Test
    @Timeout(60)
    void shouldStayExactWhileDaysAreCompacted() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Candle> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(at(i, i + 1));
        }
        store.writePart(TWO_MINUTES, DAY, all);
        Thread viewports = new Thread(() -> expectUntil(done, failure, () -> answer(spy().build()), all));
        List<String> seqs = List.of("1", "2", "3", "4", "5", "6");
        Thread queries =
                new Thread(() -> expectUntil(done, failure, () -> sql("SELECT seq FROM candles ORDER BY ts"), seqs));
        viewports.start();
        queries.start();
        for (int n = 0; n < 30 && failure.get() == null; n++) {
            store.writeDayfile(TWO_MINUTES, DAY, all, List.of());
            store.retire(TWO_MINUTES, DAY, n);
            store.writePart(TWO_MINUTES, DAY, all.subList(n % 5, n % 5 + 1)); // the same rows again, as a replay does
        }
        done.set(true);
        viewports.join();
        queries.join();
        assertThat(failure.get()).isNull();
    }

    private static <T> void expectUntil(
            AtomicBoolean done, AtomicReference<Throwable> failure, Supplier<List<T>> query, List<T> expected) {
        try {
            do {
                assertThat(query.get()).isEqualTo(expected);
            } while (!done.get());
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Flips a bit of the first candle's open, which stands in the file as eight plain bytes. */
    private static void flipAPriceBit(Path part) throws IOException {
        byte[] bytes = Files.readAllBytes(part);
        byte[] price = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(at(0, 1).open())
                .array();
        for (int i = 0; i < bytes.length - 8; i++) {
            if (Arrays.equals(bytes, i, i + 8, price, 0, 8)) {
                bytes[i + 3] ^= 1;
                Files.write(part, bytes);
                return;
            }
        }
        throw new AssertionError("the price is not in the part");
    }
}
