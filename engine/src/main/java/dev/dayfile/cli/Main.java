package dev.dayfile.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Where the executable jar starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true"); // charts are files; no window is ever opened
        Streams streams = Streams.ofProcess();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> Failures.inThread(failure, streams.err()));
        System.exit(run(streams, args));
    }

    /** Runs one command and returns its exit status. */
    static int run(Streams streams, String... args) {
        try {
            return execute(streams, args);
        } catch (Error e) { // the command's own handler hears of exceptions only
            return Failures.report(e, streams.err(), List.of(args).contains("--debug"));
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    private static int execute(Streams streams, String... args) {
        CommandLine line = new CommandLine(new DayfileCommand());
        commands(streams, args.length == 0 ? "" : args[0])
                .forEach((name, command) -> line.addSubcommand(name, command.get()));
        Converters.register(line);
        Failures failures = new Failures();
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
        if (args.length == 0) {
            line.usage(line.getErr());
            return Exit.USAGE;
        }
        return line.execute(args);
    }

    /**
     * By name, in the order in which the help shows them. Only what may be asked for: a command is described by its
     * annotations, and to read those of all commands takes a fresh process longer than many a command does.
     *
     * @param first the first argument
     */
    private static Map<String, Supplier<Object>> commands(Streams streams, String first) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", () -> new DemoCommand(streams));
        commands.put("generate", () -> new GenerateCommand(streams));
        commands.put("append", () -> new AppendCommand(streams));
        commands.put("import", () -> new ImportCommand(streams));
        commands.put("compact", () -> new CompactCommand(streams));
        commands.put("retain", () -> new RetainCommand(streams));
        commands.put("viewport", () -> new ViewportCommand(streams));
        commands.put("chart", () -> new ChartCommand(streams));
        commands.put("objects", () -> objects(streams));
        commands.put("verify", () -> new VerifyCommand(streams));
        commands.put("describe", () -> new DescribeCommand(streams));
        commands.put("gaps", () -> new GapsCommand(streams));
        commands.put("sql", () -> new SqlCommand(streams));
        commands.put("serve", () -> new ServeCommand(streams));
        if (commands.containsKey(first) || first.equals("--version") || first.equals("-V")) {
            commands.keySet().retainAll(Set.of(first));
        }
        return commands;
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
