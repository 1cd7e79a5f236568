package dev.dayfile.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the executable jar starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true"); // charts are files; no window is ever opened
        }
        System.exit(run(Streams.ofProcess(), args));
    }

    /** Runs one command and returns its exit status. */
    static int run(Streams streams, String... args) {
        CommandLine line = new CommandLine(new DayfileCommand());
        line.addSubcommand("demo", new DemoCommand(streams));
        line.addSubcommand("generate", new GenerateCommand(streams));
        line.addSubcommand("append", new AppendCommand(streams));
        line.addSubcommand("import", new ImportCommand(streams));
        line.addSubcommand("compact", new CompactCommand(streams));
        line.addSubcommand("retain", new RetainCommand(streams));
        line.addSubcommand("viewport", new ViewportCommand(streams));
        line.addSubcommand("objects", objects(streams));
        line.addSubcommand("verify", new VerifyCommand(streams));
        line.addSubcommand("describe", new DescribeCommand(streams));
        line.addSubcommand("gaps", new GapsCommand(streams));
        line.addSubcommand("sql", new SqlCommand(streams));
        Converters.register(line);
        Failures failures = new Failures();
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
        try {
            if (args.length == 0) {
                line.usage(line.getErr());
                return Exit.USAGE;
            }
            return line.execute(args);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    private static CommandLine objects(Streams streams) {
        return new CommandLine(new ObjectsCommand())
                .addSubcommand("append", new ObjectsAppendCommand(streams))
                .addSubcommand("current", new ObjectsCurrentCommand(streams))
                .addSubcommand("as-of", new ObjectsAsOfCommand(streams))
                .addSubcommand("history", new ObjectsHistoryCommand(streams))
                .addSubcommand("rebuild", new ObjectsRebuildCommand(streams));
    }
}
