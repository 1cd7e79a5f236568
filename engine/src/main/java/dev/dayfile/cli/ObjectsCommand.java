package dev.dayfile.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about chart objects; without one of them it says what there is. */
@Command(
        name = "objects",
        synopsisSubcommandLabel = "COMMAND",
        description = "Chart objects: append their events, show what they add up to, now or at an instant.",
        footer = {"", "Example:", "  dayfile objects current"})
final class ObjectsCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what about objects: append, current, as-of T, history ID or rebuild");
    }
}
