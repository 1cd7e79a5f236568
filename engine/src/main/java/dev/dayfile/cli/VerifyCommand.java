package dev.dayfile.cli;

import dev.dayfile.StorageVerifier;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.VerifyReport.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads every page of every file. */
@Command(
        name = "verify",
        description = {
            "Read every page of every file and check digests, keys, order and schema. Prints a line a finding. Works"
                    + " beside a running engine, but not with --repair, which takes the store's lock.",
            "",
            "The exit status is 1 when anything was found, also when --repair could mend it: whoever asked should know"
                    + " that data was damaged. Run it again to see that the store is clean."
        },
        footer = {"", "Example:", "  dayfile verify --repair"})
final class VerifyCommand extends StoreCommand {
    @Option(names = "--repair", description = "Quarantine what is damaged and rebuild what can be rebuilt.")
    private boolean repair;

    VerifyCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        VerifyReport report = repair ? StorageVerifier.repair(existingRoot()) : StorageVerifier.verify(existingRoot());
        for (Finding finding : report.findings()) {
            String remedy = finding.remedy().isEmpty() ? "" : " (" + finding.remedy() + ")";
            out().println(finding.file() + ": " + finding.problem() + remedy);
        }
        say(Texts.count(report.files(), "file") + ", " + Texts.count(report.rows(), "row") + ", "
                + Texts.bytes(report.bytes()) + " read: "
                + (report.clean() ? "clean" : Texts.count(report.findings().size(), "finding")));
        return report.clean() ? Exit.DONE : Exit.DATA;
    }
}
