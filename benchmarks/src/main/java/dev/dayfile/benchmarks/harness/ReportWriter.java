package dev.dayfile.benchmarks.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as JSON for programs, as a table for the terminal, as Markdown for the documentation. */
final class ReportWriter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final List<String> RESULT_HEAD =
            List.of("case", "contender", "metric", "value", "unit", "ratio", "to");
    private static final List<String> GOAL_HEAD = List.of("goal", "case", "metric", "value", "limit", "met");

    private ReportWriter() {}

    /** Replaces the file as a whole, so that nobody reads half a report. */
    static void writeJson(Report report, Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        JSON.writeValue(temporary.toFile(), report);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }

    static Report readJson(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Report.class);
    }

    static String table(Report report) {
        StringBuilder out = new StringBuilder();
        out.append(head(report)).append("\n\n");
        plain(out, RESULT_HEAD, resultRows(report));
        if (!report.goals().isEmpty()) {
            out.append('\n');
            plain(out, GOAL_HEAD, goalRows(report));
        }
        return out.toString();
    }

    static String markdown(Report report) {
        StringBuilder out = new StringBuilder();
        out.append("### ").append(report.suite()).append("\n\n");
        out.append(head(report)).append("\n\n");
        markdown(out, RESULT_HEAD, resultRows(report));
        if (!report.goals().isEmpty()) {
            out.append('\n');
            markdown(out, GOAL_HEAD, goalRows(report));
        }
        return out.toString();
    }

    private static String head(Report report) {
        return report.suite() + ", commit " + report.commit() + ", " + report.machine() + ", " + report.jdk();
    }

    private static List<List<String>> resultRows(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.Result r : report.results()) {
            rows.add(List.of(
                    r.caseName(),
                    r.contender(),
                    r.metric(),
                    number(r.value()),
                    r.unit(),
                    r.ratio() == null ? "" : number(r.ratio()),
                    r.ratioTo() == null ? "" : r.ratioTo()));
        }
        return rows;
    }

    private static List<List<String>> goalRows(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.GoalResult g : report.goals()) {
            rows.add(List.of(
                    g.name(), g.caseName(), g.metric(), number(g.value()), number(g.limit()), g.met() ? "yes" : "NO"));
        }
        return rows;
    }

    /** Three significant digits; whole numbers from 100 on. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    private static void plain(StringBuilder out, List<String> head, List<List<String>> rows) {
        int[] widths = new int[head.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = head.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        line(out, head, widths);
        String before = null;
        for (List<String> row : rows) {
            if (before != null && !before.equals(row.get(0)) && head == RESULT_HEAD) {
                out.append('\n');
            }
            before = row.get(0);
            line(out, row, widths);
        }
    }

    private static void line(StringBuilder out, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            line.append(isNumber(cells.get(i)) ? space + cells.get(i) : cells.get(i) + space)
                    .append("  ");
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.matches("-?[0-9.,]+");
    }

    private static void markdown(StringBuilder out, List<String> head, List<List<String>> rows) {
        out.append("| ").append(String.join(" | ", head)).append(" |\n|");
        for (String column : head) {
            out.append(List.of("value", "ratio", "limit").contains(column) ? "---:|" : "---|");
        }
        out.append('\n');
        for (List<String> row : rows) {
            out.append("| ").append(String.join(" | ", row)).append(" |\n");
        }
    }
}
