package dev.dayfile.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
        Map<String, StoreCommand> commands = Map.of(
                "append", new AppendCommand(streams),
                "compact", new CompactCommand(streams),
                "demo", new DemoCommand(streams),
                "describe", new DescribeCommand(streams),
                "generate", new GenerateCommand(streams),
                "import", new ImportCommand(streams),
                "retain", new RetainCommand(streams),
                "sql", new SqlCommand(streams),
                "verify", new VerifyCommand(streams),
                "viewport", new ViewportCommand(streams));
        String[] shownOrder = {
            "demo", "generate", "append", "import", "compact", "retain", "viewport", "verify", "describe", "sql"
        };
        for (String name : shownOrder) {
            line.addSubcommand(name, commands.get(name));
        }
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
}
