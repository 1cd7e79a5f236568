package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportProgressTest {
    @TempDir
    private Path folder;

    /** A bar, and every number that it was told. */
    private static final class Told implements Progress {
        final String task;
        final Unit unit;
        final long max;
        final List<Long> numbers = new ArrayList<>();
        boolean closed;

        Told(String task, Unit unit, long from, long max) {
            this.task = task;
            this.unit = unit;
            this.max = max;
            numbers.add(from);
        }

        @Override
        public void at(long done) {
            assertThat(closed).isFalse();
            numbers.add(done);
        }

        @Override
        public void close() {
            closed = true;
        }

        long last() {
            return numbers.get(numbers.size() - 1);
        }
    }

    private final List<Told> bars = new ArrayList<>();

    private Progress record(String task, Progress.Unit unit, long from, long max) {
        assertThat(bars).as("one at a time").allMatch(bar -> bar.closed);
        bars.add(new Told(task, unit, from, max));
        return bars.get(bars.size() - 1);
    }

    private static String candle(int i, String pattern) {
        String ts = Instant.parse("2025-10-20T13:30:00Z")
                .plusSeconds(i % 300 * 60L + i / 300 * 86_400L)
                .toString();
        return String.format(pattern, ts);
    }

    private Path csv() throws IOException {
        StringBuilder text = new StringBuilder("ts,open,high,low,close\n");
        for (int i = 0; i < 6_000; i++) {
            text.append(candle(i, "%s,1.25,2.5,1.125,2\n"));
        }
        return Files.writeString(folder.resolve("some.csv"), text);
    }

    private Path json() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append(candle(i, "{\"ts\":\"%s\",\"open\":1,\"high\":2,\"low\":1,\"close\":2}\n"));
        }
        return Files.writeString(folder.resolve("some.jsonl"), text);
    }

    private Path parquet() throws Exception {
        Path file = folder.resolve("some.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("copy (select timestamptz '2025-11-03 14:30:00Z' + to_minutes((i % 300)::int)"
                    + " + to_days((i // 300)::int) as ts, 1 as open, 2 as high, 1 as low, i % 2 + 1 as close"
                    + " from range(20000) t(i)) to '" + file + "' (format parquet)");
        }
        return file;
    }

    private Streams streams(ByteArrayOutputStream out, ByteArrayOutputStream err, boolean terminal) {
        return new Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
    }

    @Test
    void shouldTellHowMuchOfAllFilesIsReadAndThenHowManyDaysAreWritten() throws Exception {
        List<Path> files = List.of(csv(), parquet(), json());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandLine line =
                new CommandLine(new ImportCommand(streams(out, new ByteArrayOutputStream(), false), this::record));
        Converters.register(line);
        List<String> args = new ArrayList<>(
                List.of("--root", folder.resolve("store").toString(), "--symbol", "SPY", "--timeframe", "1m"));
        files.forEach(file -> args.add(file.toString()));
        assertThat(line.execute(args.toArray(new String[0]))).isZero();

        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        assertThat(bars).extracting(bar -> bar.task).containsExactly("reading", "writing");
        Told reading = bars.get(0);
        assertThat(reading.max).isEqualTo(bytes);
        assertThat(reading.numbers).isSorted().startsWith(0L).endsWith(bytes);
        assertThat(reading.numbers.stream().distinct()).hasSizeGreaterThan(10);
        // each file moves it on its way and not only at its end
        long at = 0;
        for (Path file : files) {
            long from = at;
            at += Files.size(file);
            long to = at;
            assertThat(reading.numbers).as(file.toString()).anyMatch(told -> told > from && told < to);
        }
        Told writing = bars.get(1);
        int days = out.toString(StandardCharsets.UTF_8).split("\n").length;
        assertThat(writing.max).isEqualTo(days).isGreaterThan(64);
        assertThat(writing.numbers).isSorted().startsWith(0L).endsWith((long) days);
        assertThat(writing.numbers.stream().distinct()).as("also on the way").hasSizeGreaterThan(2);
        assertThat(bars).allMatch(bar -> bar.closed);
    }

    @Test
    void shouldGoOnWhereItWasWhenReadingAndWritingTakeTurns() {
        try (ImportProgress progress = new ImportProgress(this::record, 100)) {
            progress.read(40);
            progress.written(0, 3);
            progress.written(3, 3);
            progress.read(30); // less than before
            progress.read(70);
            progress.written(0, 5);
            progress.written(4, 5);
            progress.written(5, 5);
            progress.read(120); // the file has grown
        }
        assertThat(bars)
                .extracting(bar -> bar.task)
                .containsExactly("reading", "writing", "reading", "writing", "reading");
        assertThat(bars.get(0).numbers).containsExactly(0L, 40L);
        assertThat(bars.get(2).numbers).containsExactly(40L, 40L, 70L);
        assertThat(bars.get(4).numbers).containsExactly(70L, 100L);
        assertThat(bars.get(1).last()).isEqualTo(bars.get(1).max).isEqualTo(3);
        assertThat(bars.get(3).last()).isEqualTo(bars.get(3).max).isEqualTo(5);
        assertThat(bars).allMatch(bar -> bar.closed);
    }

    @Test
    void shouldCountBytesInAUnitThatSaysSomething() {
        assertThat(Progress.Unit.ofBytes(9_999)).isEqualTo(new Progress.Unit(" B", 1));
        assertThat(Progress.Unit.ofBytes(10_000)).isEqualTo(new Progress.Unit(" kB", 1_000));
        assertThat(Progress.Unit.ofBytes(10_000_000)).isEqualTo(new Progress.Unit(" MB", 1_000_000));
    }

    @Test
    void shouldDrawABarOnATerminalAndNowhereElse() throws Exception {
        String file = csv().toString();
        for (boolean terminal : new boolean[] {true, false}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exit = Main.run(
                    streams(out, err, terminal),
                    "import",
                    file,
                    "--root",
                    folder.resolve("store-" + terminal).toString(),
                    "--symbol",
                    "SPY",
                    "--timeframe",
                    "1m");
            assertThat(exit).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(20).allMatch(l -> l.contains("published"));
            if (terminal) {
                assertThat(err.toString(StandardCharsets.UTF_8)).contains("reading", " kB", "writing", "20 days");
            } else {
                assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
            }
        }
    }
}
