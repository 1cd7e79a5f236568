package dev.dayfile.benchmarks.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run of a suite: what was asked for, fresh folders, and the figures so far. A figure that is recorded several
 * times, once a round, ends as its median.
 *
 * <p>Folders are kept until the run is over: a file system is slower for a while where many files were just deleted.
 */
public final class SuiteRun implements AutoCloseable {
    private final boolean quick;
    private final Pattern only;
    private final Path work;
    private final PrintStream progress;
    private final Map<Figure, Samples> samples = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private int folders;

    private record Samples(String unit, List<Double> values) {}

    /**
     * @param only what a "case contender" must contain, or {@code null} for all
     * @param work where the stores of contenders go; deleted at the end
     */
    public SuiteRun(boolean quick, Pattern only, Path work, PrintStream progress) {
        this.quick = quick;
        this.only = only;
        this.work = work;
        this.progress = progress;
    }

    /** Whether little time is to be spent. The work is the same, there is less of it. */
    public boolean quick() {
        return quick;
    }

    /** Whether this contender's case was asked for. */
    public boolean wants(String caseName, String contender) {
        return only == null || only.matcher(caseName + " " + contender).find();
    }

    /** A folder that nobody has used. */
    public Path freshFolder(String name) throws IOException {
        return Files.createDirectories(work.resolve(folders++ + "-" + name));
    }

    /** Takes a figure; the next round's value of the same figure goes beside it. */
    public void record(Measurement m) {
        Samples known = samples.computeIfAbsent(m.figure(), f -> new Samples(m.unit(), new ArrayList<>()));
        if (!known.unit().equals(m.unit())) {
            throw new IllegalArgumentException(
                    m.figure() + " in two units [first=" + known.unit() + ", second=" + m.unit() + "]");
        }
        known.values().add(m.value());
    }

    /** Says something that belongs beside the figures; what is said again counts once. */
    public void note(String line) {
        if (notes.add(line)) {
            say(line);
        }
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Tells whoever waits what is going on. */
    public void say(String line) {
        progress.println("  " + line);
    }

    /** The figures, each the median of its rounds, together by case and contender in the order in which these came up. */
    List<Measurement> medians() {
        Map<String, Map<String, List<Measurement>>> ordered = new LinkedHashMap<>();
        samples.forEach((figure, of) -> ordered.computeIfAbsent(figure.caseName(), c -> new LinkedHashMap<>())
                .computeIfAbsent(figure.contender(), c -> new ArrayList<>())
                .add(new Measurement(
                        figure.caseName(), figure.contender(), figure.metric(), of.unit(), median(of.values()))));
        return ordered.values().stream()
                .flatMap(byContender -> byContender.values().stream())
                .flatMap(List::stream)
                .toList();
    }

    /** The middle one, or the mean of the middle two. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(work)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
