package dev.dayfile.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command without a command: says what there is. */
@Command(
        name = "dayfile",
        synopsisSubcommandLabel = "COMMAND",
        description = "An embedded market-data store: append candles, compact them, get them back.",
        versionProvider = Version.class,
        footer = {
            "",
            "Exit status: 0 done; 1 the data is not as it should be; 2 the command line or the input is wrong;",
            "3 the machine failed. 'dayfile COMMAND --help' shows a command's options and an example.",
            "",
            "Start with:  dayfile demo"
        })
final class DayfileCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;
}
