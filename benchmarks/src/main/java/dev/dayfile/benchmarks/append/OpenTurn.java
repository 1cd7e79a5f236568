package dev.dayfile.benchmarks.append;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What it costs to open a store whose process died with a full ring: every slot holds a row that no part has. Filled by
 * one JVM and opened by another one that has done nothing before, as after a crash; so it is classes and interpreted
 * code as much as work. The same store closed well is opened in a JVM of its own too, for what an opening costs without
 * any row.
 */
public final class OpenTurn {
    public static final String FULL_RING = "open-full-ring";
    public static final String CLEAN = "open-clean";

    /** Arguments of the child behind the answer file. */
    private static final String FILL = "fill";

    private static final int SYMBOLS = 500;
    private static final String LABEL = Contenders.DAYFILE.label();
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private OpenTurn() {}

    /** Fills in one JVM and opens in two others. */
    public static List<Measurement> run(Path folder) throws Exception {
        ChildJvm.run(folder, List.of(), OpenTurn.class, List.of(FILL, folder.toString()), TIMEOUT);
        Measurement full = ChildJvm.run(
                        folder, List.of(), OpenTurn.class, List.of(FULL_RING, folder.toString()), TIMEOUT)
                .get(0);
        Measurement clean = ChildJvm.run(folder, List.of(), OpenTurn.class, List.of(CLEAN, folder.toString()), TIMEOUT)
                .get(0);
        return List.of(full, clean);
    }

    /** The main of the children: answer file, what to do, folder. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        Path root = Path.of(args[2]).resolve("store");
        try {
            ChildJvm.answer(answer, args[1].equals(FILL) ? fill(root) : List.of(open(args[1], root)));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
        System.exit(0);
    }

    /**
     * Appends until the ring takes no more, while a file in place of the folder of the data keeps every part from being
     * written; then leaves the ring as it is at that moment, as a kill would.
     */
    static List<Measurement> fill(Path root) throws IOException {
        Path ring = root.resolve(".dayfile").resolve("candles.ring");
        Path asKilled = root.resolveSibling("as-killed.ring");
        Path inTheWay = Files.createFile(Files.createDirectories(root).resolve("data"));
        Timeframe timeframe = Timeframe.parse(Rows.TIMEFRAME);
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            CandleAppender[] appenders = new CandleAppender[SYMBOLS];
            for (int i = 0; i < SYMBOLS; i++) {
                appenders[i] = engine.candles("SYM" + i, timeframe);
            }
            int rows = 0;
            while (tryAppend(appenders[rows % SYMBOLS], rows)) {
                rows++;
            }
            if (rows != StorageConfig.DEFAULT_RING_SLOTS) {
                throw new GateException("the ring is not full [rows=" + rows + "]");
            }
            Files.copy(ring, asKilled);
            Files.delete(inTheWay);
        }
        Files.move(asKilled, ring, StandardCopyOption.REPLACE_EXISTING);
        delete(root.resolve("data"));
        return List.of();
    }

    private static boolean tryAppend(CandleAppender appender, int row) {
        double open = Rows.open(row);
        return appender.tryAppend(Rows.tsMicros(row / SYMBOLS), open, open + 2, open - 2, open + 1, Rows.volume(row))
                > 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static Measurement open(String caseName, Path root) {
        int expected = caseName.equals(FULL_RING) ? StorageConfig.DEFAULT_RING_SLOTS : 0;
        long start = System.nanoTime();
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            long nanos = System.nanoTime() - start;
            long candles = engine.latest(Timeframe.parse(Rows.TIMEFRAME)).size();
            if (engine.stats().replayedRows() != expected || candles != SYMBOLS) {
                throw new GateException("not the rows of the ring [replayed="
                        + engine.stats().replayedRows() + ", expected=" + expected + ", symbols=" + candles + "]");
            }
            return new Measurement(caseName, LABEL, "opened", "ns", nanos);
        }
    }
}
