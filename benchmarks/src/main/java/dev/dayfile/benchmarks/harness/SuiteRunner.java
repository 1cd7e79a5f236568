package dev.dayfile.benchmarks.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Runs one suite from beginning to report: {@code SUITE.json} in a folder, and the same as text. */
public final class SuiteRunner {
    private final Path out;
    private final boolean quick;
    private final Pattern only;
    private final PrintStream progress;

    /** How the text is laid out. */
    public enum Form {
        TABLE,
        MARKDOWN
    }

    public SuiteRunner(Path out, boolean quick, Pattern only, PrintStream progress) {
        this.out = out;
        this.quick = quick;
        this.only = only;
        this.progress = progress;
    }

    /** Returns the report as text; the JSON is in the folder. */
    public String run(Suite suite, Form form) throws Exception {
        Files.createDirectories(out);
        Path work = Files.createTempDirectory(out.toAbsolutePath(), ".work-");
        Report report;
        try (SuiteRun run = new SuiteRun(quick, only, work, progress)) {
            Machine machine = Machine.here(Path.of("").toAbsolutePath(), work);
            progress.println(suite.name() + (quick ? ", quick" : ""));
            suite.run(run);
            report = Report.of(suite, run.medians(), run.notes(), machine);
        }
        ReportWriter.writeJson(report, file(suite.name()));
        return text(report, form);
    }

    /** The text of a report that an earlier run left in the folder. */
    public String show(String suite, Form form) throws IOException {
        return text(ReportWriter.readJson(file(suite)), form);
    }

    private Path file(String suite) {
        return out.resolve(suite + ".json");
    }

    private static String text(Report report, Form form) {
        return form == Form.MARKDOWN ? ReportWriter.markdown(report) : ReportWriter.table(report);
    }
}
