package dev.dayfile.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One figure of one contender.
 *
 * @param caseName the work, the same for every contender that has this case
 * @param contender who did it, {@code dayfile} for ours
 * @param metric what was measured, such as {@code p50}
 * @param unit what the value is in, such as {@code ns}
 */
public record Measurement(
        @JsonProperty("case") String caseName, String contender, String metric, String unit, double value) {

    /** Stands in place of a distribution when a contender cannot keep up with the arrivals; the value is its own rate. */
    public static final String NOT_SUSTAINED = "not sustained";

    Figure figure() {
        return new Figure(caseName, contender, metric);
    }
}
