package dev.dayfile.benchmarks.viewport;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The engine's turn at a store, in each state that it can be in: over files that another process wrote, without a cache
 * and with one, and with the open day appended by itself, at rest and beside a stream of appends.
 */
final class EngineTurn {
    private static final String LABEL = Contenders.DAYFILE.label();
    private static final int APPENDS_A_SECOND = 100_000;

    private final Group group;
    private final Stock stock;
    private final Path folder;
    private final Path own;
    private final Sampler sampler;
    private final List<Measurement> measured;
    private final StoredRows rows;

    EngineTurn(Group group, Stock stock, Path folder, Path own, Sampler sampler, List<Measurement> measured)
            throws Exception {
        this.group = group;
        this.stock = stock;
        this.folder = folder;
        this.own = own;
        this.sampler = sampler;
        this.measured = measured;
        this.rows = StoredRows.read(Stores.rows(folder));
    }

    void run() throws Exception {
        long start = System.nanoTime();
        try (StorageEngine engine =
                Stores.engine(Stores.open(folder)).withoutCache().start()) {
            EngineContender cold = new EngineContender(engine, stock);
            if (group == Group.SESSION) {
                Window closed = windows(false).get(0);
                cold.prepare(closed).fill(new Answer());
                measured.add(ViewportTurn.first(closed, LABEL, System.nanoTime() - start));
            }
            for (Window window : windows(false)) {
                report(cold, LABEL, window, ViewportTurn.COLD);
            }
            for (Window window : windows(true)) {
                if (group.isColdOpenWanted(window)) {
                    report(cold, LABEL, window, ViewportTurn.COLD_OPEN);
                }
            }
        }
        try (StorageEngine engine = Stores.engine(Stores.open(folder)).start()) {
            EngineContender cached = new EngineContender(engine, stock);
            for (Window window : windows(false)) {
                report(cached, LABEL, window, ViewportTurn.CACHED);
            }
        }
        Path copy = own.resolve("hot");
        Stores.link(Stores.closed(folder), copy);
        try (StorageEngine engine = Stores.openDayEngine(copy, stock)) {
            Stores.appendOpenDay(engine, stock);
            EngineContender hot = new EngineContender(engine, stock);
            for (Window window : windows(true)) {
                report(hot, LABEL, window, ViewportTurn.HOT);
            }
            appending(engine, hot);
        }
    }

    private List<Window> windows(boolean open) {
        return group.windows(stock).stream().filter(w -> w.open() == open).toList();
    }

    private void report(ViewportContender contender, String label, Window window, String state) throws Exception {
        ViewportTurn.gateAndSample(contender, label, window, rows, sampler)
                .report(measured, window.name() + state, label);
    }

    /** The floor takes part here, since the appends weigh on the machine whoever reads. */
    private void appending(StorageEngine engine, EngineContender hot) throws Exception {
        if (group == Group.PARTS || group == Group.DAYS) {
            return;
        }
        ArrayCopy floor = new ArrayCopy(rows);
        for (Window window : windows(true)) {
            try (Appends appends = new Appends(engine, stock)) {
                report(hot, LABEL, window, ViewportTurn.APPENDING);
                double rate = appends.perSecond();
                report(floor, Contenders.ARRAY_COPY.label(), window, ViewportTurn.APPENDING);
                measured.add(new Measurement(
                        window.name() + ViewportTurn.APPENDING, LABEL, "appends beside", "1/s", Math.rint(rate)));
            }
        }
    }

    /** A thread that appends what is due since it last looked. */
    private static final class Appends implements AutoCloseable {
        private static final long PAUSE_NANOS = 20_000;
        private static int started;

        private final Thread thread = new Thread(this::run, "appends");
        private final CandleAppender appender;
        private final long firstMicros;
        private final long startNanos = System.nanoTime();
        private volatile long appended;
        private volatile boolean stopped;

        Appends(StorageEngine engine, Stock stock) {
            appender = engine.candles("LOAD" + started++, Timeframe.parse("1s"));
            firstMicros = Stock.CLOCK.startMicros(stock.openDay());
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            long n = 0;
            while (!stopped) {
                long due = (System.nanoTime() - startNanos) / (1_000_000_000L / APPENDS_A_SECOND);
                while (n < due) {
                    appender.append(firstMicros + n++, 100, 102, 99, 101, 1_000);
                }
                appended = n;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        double perSecond() {
            return appended * 1e9 / (System.nanoTime() - startNanos);
        }

        @Override
        public void close() {
            stopped = true;
            while (thread.isAlive()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
