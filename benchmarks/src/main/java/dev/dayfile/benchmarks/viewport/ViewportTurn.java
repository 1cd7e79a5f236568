package dev.dayfile.benchmarks.viewport;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One contender's turn at a group of cases, in a JVM of its own. Before a window is measured its answer must be what
 * DuckDB found in the files, value by value (the gate).
 *
 * <p>To contenders but the engine it is all the same whether the engine has a day in memory, so what they need for a
 * window is measured once and stands in each case with that window.
 */
public final class ViewportTurn {
    /** The open day is in the engine's memory, since this process appended it. */
    public static final String HOT = "-hot";

    /** The same while 100,000 candles a second are appended to another series. */
    public static final String APPENDING = "-appending";

    /** A compacted day is in the engine's cache. */
    public static final String CACHED = "-cached";

    /** The engine runs and has the compacted day not in memory. */
    public static final String COLD = "-cold";

    /** The engine runs and has of an open day, which another process appended, only the parts. */
    public static final String COLD_OPEN = "-cold-open";

    /** From nothing but a running JVM to the first answer: opening, loading of classes and of native code, the query. */
    public static final String FIRST = "first";

    private ViewportTurn() {}

    /** Arguments: answer, group, size, contender, stores, own folder, ms to warm up, ms to measure. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            Sampler sampler = new Sampler(Long.parseLong(args[6]), Long.parseLong(args[7]));
            Group.Size size = Group.Size.valueOf(args[2]);
            ChildJvm.answer(
                    answer,
                    run(
                            Group.valueOf(args[1]),
                            size,
                            Contenders.of(args[3]),
                            Path.of(args[4]),
                            Path.of(args[5]),
                            sampler));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
        System.exit(0); // contenders leave threads behind
    }

    static List<Measurement> run(
            Group group, Group.Size size, Contenders contender, Path stores, Path own, Sampler sampler)
            throws Exception {
        List<Measurement> measured = new ArrayList<>();
        for (Stock stock : group.stocks(size)) {
            Path folder = stores.resolve(stock.name());
            Path ownFolder = Files.createDirectories(own.resolve(stock.name()));
            if (contender == Contenders.DAYFILE) {
                new EngineTurn(group, stock, folder, ownFolder, sampler, measured).run();
            } else {
                run(group, stock, contender, folder, ownFolder, sampler, measured);
            }
        }
        return measured;
    }

    private static void run(
            Group group,
            Stock stock,
            Contenders kind,
            Path folder,
            Path own,
            Sampler sampler,
            List<Measurement> measured)
            throws Exception {
        StoredRows rows = StoredRows.read(Stores.rows(folder));
        long start = System.nanoTime();
        try (ViewportContender contender = kind.open(stock, Stores.open(folder), rows, own)) {
            if (group == Group.SESSION && kind.readsFiles()) {
                Window closed = group.windows(stock).stream()
                        .filter(w -> !w.open())
                        .findFirst()
                        .orElseThrow();
                contender.prepare(closed).fill(new Answer());
                measured.add(first(closed, kind.label(), System.nanoTime() - start));
            }
            for (Window window : group.windows(stock)) {
                if (contender.knows(window)) {
                    Sampler.Cost cost = gateAndSample(contender, kind.label(), window, rows, sampler);
                    for (String state : states(group, window)) {
                        cost.report(measured, window.name() + state, kind.label());
                    }
                }
            }
        }
    }

    private static List<String> states(Group group, Window window) {
        if (!window.open()) {
            return List.of(CACHED, COLD);
        }
        return group.isColdOpenWanted(window) ? List.of(HOT, COLD_OPEN) : List.of(HOT);
    }

    static Measurement first(Window window, String contender, long nanos) {
        return new Measurement(window.name() + COLD, contender, FIRST, "ns", nanos);
    }

    static Sampler.Cost gateAndSample(
            ViewportContender contender, String label, Window window, StoredRows rows, Sampler sampler)
            throws Exception {
        ViewportContender.Query query = contender.prepare(window);
        Answer answer = new Answer();
        query.fill(answer);
        query.show(answer);
        answer.requireSame(rows.expected(window), "contender=" + label + ", window=" + window);
        return sampler.sample(query);
    }
}
