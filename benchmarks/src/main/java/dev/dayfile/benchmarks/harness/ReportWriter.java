package dev.dayfile.benchmarks.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A report as JSON for programs, as a table for the terminal, as Markdown for the documentation. */
final class ReportWriter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
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
        StringBuilder out = new StringBuilder(head(report)).append("\n");
        report.notes().forEach(note -> out.append(note).append('\n'));
        resultGrids(report).forEach((caseName, grid) -> {
            out.append('\n').append(caseName).append('\n');
            plain(out, grid);
        });
        if (!report.goals().isEmpty()) {
            out.append('\n');
            plain(out, goalGrid(report));
        }
        return out.toString();
    }

    static String markdown(Report report) {
        StringBuilder out = new StringBuilder("### " + report.suite() + "\n\n" + head(report) + "\n");
        report.notes().forEach(note -> out.append('\n').append(note).append('\n'));
        resultGrids(report).forEach((caseName, grid) -> {
            out.append("\n`").append(caseName).append("`\n\n");
            markdown(out, grid);
        });
        if (!report.goals().isEmpty()) {
            out.append("\nGoals:\n\n");
            markdown(out, goalGrid(report));
        }
        return out.toString();
    }

    private static String head(Report report) {
        return report.suite() + ", commit " + report.commit() + ", " + report.machine() + ", " + report.jdk();
    }

    /** By case: a row for each contender, a column for each metric; a ratio stands behind the value that it is of. */
    private static Map<String, List<List<String>>> resultGrids(Report report) {
        Map<String, List<Report.Result>> byCase = new LinkedHashMap<>();
        for (Report.Result r : report.results()) {
            byCase.computeIfAbsent(r.caseName(), c -> new ArrayList<>()).add(r);
        }
        Map<String, List<List<String>>> grids = new LinkedHashMap<>();
        byCase.forEach((caseName, results) -> grids.put(caseName, grid(results)));
        return grids;
    }

    private static List<List<String>> grid(List<Report.Result> results) {
        Map<String, Map<String, String>> cells = new LinkedHashMap<>(); // by contender, then by column
        Set<String> columns = new LinkedHashSet<>();
        for (Report.Result r : results) {
            String column = r.metric() + " [" + r.unit() + "]";
            columns.add(column);
            String ratio =
                    r.ratio() == null || r.contender().equals(r.ratioTo()) ? "" : " (" + number(r.ratio()) + "x)";
            cells.computeIfAbsent(r.contender(), c -> new HashMap<>()).put(column, number(r.value()) + ratio);
        }
        List<List<String>> grid = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("contender"));
        head.addAll(columns);
        grid.add(head);
        cells.forEach((contender, byColumn) -> {
            List<String> row = new ArrayList<>(List.of(contender));
            columns.forEach(column -> row.add(byColumn.getOrDefault(column, "")));
            grid.add(row);
        });
        return grid;
    }

    private static List<List<String>> goalGrid(Report report) {
        List<List<String>> grid = new ArrayList<>();
        grid.add(GOAL_HEAD);
        for (Report.GoalResult g : report.goals()) {
            grid.add(List.of(
                    g.name(),
                    g.caseName(),
                    g.metric(),
                    g.value() == null ? Measurement.NOT_SUSTAINED : number(g.value()),
                    number(g.limit()),
                    g.met() ? "yes" : "NO"));
        }
        return grid;
    }

    /** Three significant digits; whole numbers from 100 on. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    private static void plain(StringBuilder out, List<List<String>> grid) {
        int[] widths = new int[grid.get(0).size()];
        for (List<String> row : grid) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : grid) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.append("  ").append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static void markdown(StringBuilder out, List<List<String>> grid) {
        boolean first = true;
        for (List<String> row : grid) {
            out.append("| ").append(String.join(" | ", row)).append(" |\n");
            if (first) {
                out.append("|---".repeat(row.size())).append("|\n");
            }
            first = false;
        }
    }
}
