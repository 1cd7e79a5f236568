package dev.dayfile.cli;

import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.Timeframe;
import java.util.Locale;

/** The line that tells of one dayfile, in {@code compact}, {@code import} and {@code demo}. */
final class Reports {
    private Reports() {}

    static String line(CompactionReport report) {
        String day =
                String.format(Locale.ROOT, "%-7s %s  %-9s", family(report.timeframe()), report.day(), word(report));
        if (report.outcome() == Outcome.UNCHANGED) {
            return day.stripTrailing();
        }
        String rows = "  rows in " + report.rowsIn() + "  rows out " + report.rowsOut() + "  doubles dropped "
                + report.doublesDropped() + "  parts " + report.parts();
        if (report.outcome() == Outcome.PLANNED) {
            return day + rows;
        }
        return day + rows + "  bytes " + report.bytes() + "  digest " + report.digest() + "  "
                + Texts.elapsed(report.elapsed());
    }

    /** What the days of a timeframe are called, and those of chart objects, which have none. */
    static String family(Timeframe timeframe) {
        return timeframe == null ? "objects" : timeframe.toString();
    }

    private static String word(CompactionReport report) {
        return report.outcome().name().toLowerCase(Locale.ROOT);
    }
}
