package dev.dayfile.benchmarks.append;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Compiler;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One contender's turn in one round, in a JVM of its own: the gate, a warm-up, then each case with the contender opened
 * anew in a fresh folder.
 */
public final class AppendTurn {
    /** The case that runs flat out. */
    public static final String CLOSED_LOOP = "closed-loop";

    /** What one reading of the clock costs; nearly all of it is in each service time. */
    public static final String CLOCK = "clock";

    /** Several threads at once, together at {@link Rate#MIDDLE}. */
    public enum Producers {
        TWO(2),
        FOUR(4);

        private final int threads;

        Producers(int threads) {
            this.threads = threads;
        }

        public String caseName() {
            return Rate.MIDDLE.caseName + "-" + threads + "-producers";
        }
    }

    /** Arrivals a second, and what their cases are called. */
    public enum Rate {
        LOW("1k/s", 1_000),
        MIDDLE("100k/s", 100_000),
        HIGH("1M/s", 1_000_000);

        private final String caseName;
        private final int perSecond;

        Rate(String caseName, int perSecond) {
            this.caseName = caseName;
            this.perSecond = perSecond;
        }

        public String caseName() {
            return caseName;
        }
    }

    private static final int MAX_WARM_UPS = 3;

    private final Contenders kind;
    private final AppendSettings settings;
    private final Path folder;
    private final List<Measurement> measured = new ArrayList<>();
    private int opened;

    AppendTurn(Contenders kind, AppendSettings settings, Path folder) {
        this.kind = kind;
        this.settings = settings;
        this.folder = folder;
    }

    /** The main of the child: answer file, contender, size, folder. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        AppendSettings settings = AppendSettings.Size.valueOf(args[2]).settings;
        try {
            AppendTurn turn = new AppendTurn(Contenders.of(args[1]), settings, Path.of(args[3]));
            ChildJvm.answer(answer, turn.run());
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
        System.exit(0); // contenders leave threads behind
    }

    List<Measurement> run() throws Exception {
        try (Contender contender = open()) {
            gate(kind.label(), contender, settings);
        }
        warmUp();
        measured.add(new Measurement(CLOCK, "clock", "mean", "ns", Clock.costNanos()));
        double closedRate = closedLoop();
        for (Rate rate : Rate.values()) {
            arrivals(rate, closedRate);
        }
        for (Producers producers : Producers.values()) {
            several(producers, closedRate);
        }
        if (kind == Contenders.NO_OP_DISRUPTOR) {
            emptyCalls();
        }
        return measured;
    }

    private Contender open() throws Exception {
        return kind.open(Files.createDirectories(folder.resolve("store-" + opened++)));
    }

    /** Some rows go in and must come back, all of them, by another way than they went. */
    static void gate(String label, Contender contender, AppendSettings settings) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.gateMillis());
        long row = 0;
        while (row < AppendSettings.MIN_GATE_ROWS
                || row < AppendSettings.MAX_GATE_ROWS && System.nanoTime() - end < 0) {
            Rows.append(contender, row++);
        }
        contender.drain();
        requireStored(label, contender, row);
    }

    private static void requireStored(String label, Contender contender, long rows) throws Exception {
        Stored given = Rows.upTo(rows);
        Stored stored = contender.readBack();
        if (!stored.equals(given)) {
            throw new GateException(
                    label + " did not store what it was given [given=" + given + ", read back=" + stored + "]");
        }
    }

    /**
     * Compiles both loops and the contender until the compiler is at rest, each time in a store that is thrown away: one
     * that is kept would hold all rows in memory.
     */
    private void warmUp() throws Exception {
        int times = 0;
        do {
            try (Contender contender = open()) {
                AppendLoops loops = new AppendLoops(contender);
                loops.flatOut(settings.warmUpMillis() / 2);
                loops.flatOutService(settings.warmUpMillis() / 4);
                loops.arrivals(
                        Rate.HIGH.perSecond, settings.warmUpMillis() / 4, () -> true); // rows enough for the compiler
                loops.arrivals(Rate.MIDDLE.perSecond, settings.warmUpMillis() / 4, () -> true);
                contender.drain();
            }
            pause();
        } while (++times < MAX_WARM_UPS && !Compiler.isAtRest());
    }

    /** The service times in a store of their own: an engine keeps what a day got in memory, where they would add up. */
    private double closedLoop() throws Exception {
        AppendLoops.Closed closed;
        try (Contender contender = open()) {
            AppendLoops loops = begin(contender);
            closed = loops.flatOut(settings.caseMillis());
            contender.drain();
        }
        pause();
        try (Contender contender = open()) {
            AppendLoops loops = begin(contender);
            Distribution service = loops.flatOutService(settings.caseMillis());
            contender.drain();
            service.report(measured, CLOSED_LOOP, kind.label(), "");
        }
        measured.add(
                new Measurement(CLOSED_LOOP, kind.label(), "throughput", "1/s", Math.rint(closed.rowsPerSecond())));
        measured.add(new Measurement(
                CLOSED_LOOP, kind.label(), "allocated", "B", Math.rint(10 * closed.bytesPerRow()) / 10));
        return closed.rowsPerSecond();
    }

    /** The first rows, of a store that was just opened, and a pause. */
    private AppendLoops begin(Contender contender) throws Exception {
        AppendLoops loops = new AppendLoops(contender);
        loops.flatOut(settings.caseMillis() / 10);
        contender.drain();
        pause();
        return loops;
    }

    private void arrivals(Rate rate, double closedRate) throws Exception {
        if (closedRate < rate.perSecond) {
            measured.add(AppendLoops.notSustained(rate.caseName, kind.label(), closedRate));
            return;
        }
        pause();
        try (Contender contender = open()) {
            AppendLoops loops = new AppendLoops(contender);
            loops.arrivals(rate.perSecond, settings.caseMillis() / 4, () -> true);
            contender.drain();
            pause();
            AppendLoops.Open found = loops.arrivals(rate.perSecond, millis(rate), () -> true);
            contender.drain();
            measured.addAll(AppendLoops.report(rate.caseName, kind.label(), rate.perSecond, found));
        }
    }

    private int millis(Rate rate) {
        return rate == Rate.LOW ? settings.lowRateMillis() : settings.caseMillis();
    }

    /** Comes last, so that the loops are compiled for the contender alone while it is measured; the fastest rate first. */
    private void emptyCalls() throws Exception {
        AppendLoops loops = new AppendLoops(new EmptyCall());
        for (Rate rate : List.of(Rate.HIGH, Rate.MIDDLE, Rate.LOW)) {
            loops.arrivals(rate.perSecond, settings.caseMillis() / 4, () -> true);
            pause();
            AppendLoops.Open found = loops.arrivals(rate.perSecond, millis(rate), () -> true);
            measured.addAll(AppendLoops.report(rate.caseName, EmptyCall.LABEL, rate.perSecond, found));
        }
    }

    /** Its own gate, a warm-up in a store that is thrown away, then what is measured. */
    private void several(Producers several, double closedRate) throws Exception {
        if (kind.takesOneThread()) {
            return;
        }
        if (closedRate < Rate.MIDDLE.perSecond) {
            measured.add(AppendLoops.notSustained(several.caseName(), kind.label(), closedRate));
            return;
        }
        int rows = Math.max(1, Rate.MIDDLE.perSecond / 1000 * settings.caseMillis() / several.threads);
        try (Contender contender = open()) {
            new ProducersLoop(producers(contender, several.threads))
                    .arrivals(0, Math.min(rows, AppendSettings.MAX_GATE_ROWS / several.threads), Rate.MIDDLE.perSecond);
            contender.drain();
            requireStored(
                    kind.label(),
                    contender,
                    (long) several.threads * Math.min(rows, AppendSettings.MAX_GATE_ROWS / several.threads));
        }
        pause();
        try (Contender contender = open()) {
            ProducersLoop loop = new ProducersLoop(producers(contender, several.threads));
            int first = Math.max(1, rows / 4);
            loop.arrivals(0, first, Rate.MIDDLE.perSecond);
            contender.drain();
            pause();
            AppendLoops.Open found = loop.arrivals((long) first * several.threads, rows, Rate.MIDDLE.perSecond);
            contender.drain();
            measured.addAll(AppendLoops.report(several.caseName(), kind.label(), Rate.MIDDLE.perSecond, found));
        }
    }

    private static List<Producer> producers(Contender contender, int n) {
        List<Producer> producers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            producers.add(contender.producer());
        }
        return producers;
    }

    private void pause() throws InterruptedException {
        Thread.sleep(settings.pauseMillis());
    }
}
