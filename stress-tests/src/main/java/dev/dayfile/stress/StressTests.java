package dev.dayfile.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs one stress test: {@code java -jar stress-tests.jar NAME --minutes M --seed S [--out DIR]}. The exit status is 0
 * when the store held, 1 when a promise broke and 2 when the command line is wrong.
 */
public final class StressTests {
    private static final String USAGE = "usage: java -jar stress-tests.jar NAME --minutes M --seed S [--out DIR]%n"
            + "  bad-disk  one engine lives through full, read-only and failing disks, and loses nothing%n"
            + "  bigday    a process with a small heap compacts a day of twenty times that heap%n"
            + "  glob      plain DuckDB in other processes reads all the while that days are compacted and retired%n"
            + "  kill      kill -9 a process that appends, open again, look for every acknowledged row%n"
            + "  manyparts a day of tens of thousands of parts is opened after a kill, read and compacted%n"
            + "  opening   how long opening a full ring takes, and a burst of 5,000 symbols%n"
            + "  soak      sessions with disorder, viewports and compaction side by side, compared with a model%n"
            + "M may have a fraction. Without --out the stores go to a temporary folder, kept only after a failure.";

    private static final Map<String, StressTest> TESTS = new TreeMap<>(Map.of(
            "bad-disk", new BadDiskStressTest(),
            "bigday", new BigDayStressTest(),
            "glob", new GlobStressTest(),
            "kill", new KillStressTest(),
            "manyparts", new ManyPartsStressTest(),
            "opening", new OpeningStressTest(),
            "soak", new SoakStressTest()));

    private StressTests() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** As {@link #main}, for tests: returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        String name;
        Duration length;
        long seed;
        Path folder;
        boolean temporary;
        try {
            Map<String, String> options = parse(args);
            name = options.get("NAME");
            length = Duration.ofMillis((long) (Double.parseDouble(required(options, "--minutes")) * 60_000));
            seed = Long.parseLong(required(options, "--seed"));
            temporary = !options.containsKey("--out");
            folder = temporary
                    ? Files.createTempDirectory("dayfile-stress-")
                    : Files.createDirectories(Path.of(options.get("--out")));
        } catch (IllegalArgumentException | IOException e) {
            err.println(e.getMessage());
            err.println(String.format(USAGE));
            return 2;
        }
        return run(name, new StressTest.Settings(length, seed, folder, out), temporary, err);
    }

    private static int run(String name, StressTest.Settings settings, boolean temporary, PrintStream err) {
        try {
            TESTS.get(name).run(settings);
            if (temporary) {
                deleteAll(settings.folder());
            }
            settings.log().println(name + " held [seed=" + settings.seed() + "]");
            return 0;
        } catch (Exception e) {
            err.println(name + " BROKE [seed=" + settings.seed() + ", left=" + settings.folder() + "]: " + e);
            if (!(e instanceof BrokenPromiseException)) {
                e.printStackTrace(err);
            }
            return 1;
        }
    }

    private static Map<String, String> parse(String[] args) {
        if (args.length == 0 || !TESTS.containsKey(args[0])) {
            throw new IllegalArgumentException("no such test [name=" + (args.length == 0 ? "" : args[0]) + "]");
        }
        Map<String, String> options = new TreeMap<>();
        options.put("NAME", args[0]);
        for (int i = 1; i < args.length; i += 2) {
            if (!args[i].matches("--(minutes|seed|out)") || i + 1 == args.length) {
                throw new IllegalArgumentException("no such option, or one without a value [option=" + args[i] + "]");
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private static String required(Map<String, String> options, String option) {
        if (!options.containsKey(option)) {
            throw new IllegalArgumentException("an option is missing [option=" + option + "]");
        }
        return options.get(option);
    }

    /** Deletes a folder and everything in it. */
    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
