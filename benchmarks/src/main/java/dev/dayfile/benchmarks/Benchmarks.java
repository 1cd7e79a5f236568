package dev.dayfile.benchmarks;

import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command behind {@code benchmarks/run}. Exit status: 0 done, 1 a gate failed, 2 wrong command line, 3 machine. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs every contender of a suite on the same work in one run; writes DIR/SUITE.json and a table.",
        footer = {
            "",
            "Example: benchmarks/run append --quick",
            "",
            "Exit status: 0 done, whether goals are met or not; 1 a contender did",
            "not do the work; 2 the command line is wrong; 3 the machine failed."
        })
public final class Benchmarks implements Callable<Integer> {
    private static final List<Suite> SUITES = List.of(
            new AppendSuite(), new PartsSuite(), new CompactionSuite(), new ObjectsSuite(), new ViewportSuite());

    @Parameters(
            paramLabel = "SUITE",
            description = "One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private String name;

    @Option(names = "--quick", description = "The same work and less of it: under 3 minutes.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "REGEX", description = "Only where \"CASE CONTENDER\" has a match.")
    private Pattern only;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "benchmarks/results",
            description = "Where the report goes, and while it runs the stores. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--markdown", description = "Print the tables as Markdown.")
    private boolean markdown;

    @Option(names = "--show", description = "Run nothing: print the report that stands in DIR.")
    private boolean show;

    private final PrintStream result;
    private final PrintStream progress;

    Benchmarks(PrintStream result, PrintStream progress) {
        this.result = result;
        this.progress = progress;
    }

    /** The names on the command line. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    private static List<String> names() {
        return Stream.concat(SUITES.stream().map(Suite::name), Stream.of("all")).toList();
    }

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream result, PrintStream progress) {
        return new CommandLine(new Benchmarks(result, progress)).execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Suite> asked = SUITES.stream()
                .filter(s -> name.equals("all") || name.equals(s.name()))
                .toList();
        if (asked.isEmpty()) {
            progress.println(
                    "benchmarks/run: no such suite [SUITE=" + name + ", suites=" + String.join(", ", names()) + "]");
            return 2;
        }
        SuiteRunner runner = new SuiteRunner(out, quick, only, progress);
        SuiteRunner.Form form = markdown ? SuiteRunner.Form.MARKDOWN : SuiteRunner.Form.TABLE;
        for (Suite suite : asked) {
            try {
                if (show && !Files.exists(out.resolve(suite.name() + ".json"))) {
                    progress.println("benchmarks/run: no report [file=" + out.resolve(suite.name() + ".json") + "]");
                    return 2;
                }
                result.println(show ? runner.show(suite.name(), form) : runner.run(suite, form));
            } catch (GateException e) {
                progress.println("benchmarks/run: " + suite.name() + ": the gate failed: " + e.getMessage());
                return 1;
            } catch (InterruptedException e) {
                throw e;
            } catch (IOException e) {
                progress.println("benchmarks/run: " + suite.name() + ": " + e.getMessage());
                return 3;
            } catch (Exception e) {
                progress.println("benchmarks/run: " + suite.name() + ": " + e);
                e.printStackTrace(progress);
                return 3;
            }
        }
        return 0;
    }
}
