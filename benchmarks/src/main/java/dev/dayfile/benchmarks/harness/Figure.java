package dev.dayfile.benchmarks.harness;

/** Names a figure of a run, without its value. */
public record Figure(String caseName, String contender, String metric) {
    @Override
    public String toString() {
        return caseName + " " + contender + " " + metric;
    }
}
