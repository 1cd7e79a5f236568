package dev.dayfile.benchmarks.harness;

import java.util.List;

/**
 * A set of contenders doing the same work in one run. A suite measures and records; medians, ratios, goals and the
 * report are made from what it recorded, the same way for all.
 */
public interface Suite {
    /** As on the command line, and the name of the report's file. */
    String name();

    /**
     * First lets every contender show that it did the work (the gate), then measures. Contenders take turns in several
     * short rounds, because a machine drifts; {@link SuiteRun#record} takes the figures of every round.
     *
     * @throws GateException when a contender did not do the work
     */
    void run(SuiteRun run) throws Exception;

    /** The contender that the others of a case are compared with, or {@code null} when a ratio would say nothing. */
    String ratioTo(String caseName, String metric);

    /** The figures to reach. One whose figures a run left out is left out of its report. */
    List<Goal> goals();
}
