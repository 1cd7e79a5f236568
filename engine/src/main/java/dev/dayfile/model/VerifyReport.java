package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What a verification found.
 *
 * @param files how many files were read
 * @param rows how many rows they hold
 * @param bytes how many bytes they have
 * @param findings what is not as it should be, by file
 */
public record VerifyReport(long files, long rows, long bytes, List<Finding> findings) {
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Whether everything is as it should be. */
    public boolean clean() {
        return findings.isEmpty();
    }

    /**
     * One thing that is wrong.
     *
     * @param file the file
     * @param problem what is wrong with it, in one line
     * @param remedy what a repair did about it; empty when none was asked for
     */
    public record Finding(Path file, String problem, String remedy) {}
}
