package dev.dayfile.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What every command has, whatever it works on: its streams and the options that all share. */
abstract class EveryCommand implements Callable<Integer> {
    @Option(names = "--debug", description = "Show the stack trace of a failure.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private final Streams streams;

    EveryCommand(Streams streams) {
        this.streams = streams;
    }

    final Streams streams() {
        return streams;
    }

    final PrintStream out() {
        return streams.out();
    }

    /** One line for the user, on the error stream. */
    final void say(String message) {
        streams.err().println(message);
    }
}
