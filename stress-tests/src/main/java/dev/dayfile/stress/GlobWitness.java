package dev.dayfile.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A process of its own that knows nothing of the engine: DuckDB as it comes, the macros that are shipped, and the store's
 * folder. Reads the name of a query from its input, answers {@code rows N} and N lines
 * {@code symbol timeframe ts close seq file}, or {@code error} and what DuckDB said, and ends with its input.
 */
final class GlobWitness {
    private static final String COLUMNS =
            "symbol || ' ' || timeframe || ' ' || epoch_us(ts_utc) || ' ' || close || ' ' || seq";

    private GlobWitness() {}

    public static void main(String[] args) throws Exception {
        String root = args[0].replace("'", "''");
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            try (Statement statement = duck.createStatement()) {
                statement.execute(macros());
            }
            out.println("ready");
            out.flush();
            for (String query = in.readLine(); query != null; query = in.readLine()) {
                answer(duck, GlobQuery.valueOf(query), root, out);
                out.flush();
            }
        }
    }

    private static String macros() throws IOException {
        try (InputStream macros = GlobWitness.class.getResourceAsStream("/dev/dayfile/dayfile.sql")) {
            return new String(macros.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void answer(Connection duck, GlobQuery query, String root, PrintStream out) {
        StringBuilder rows = new StringBuilder();
        int n = 0;
        try (Statement statement = duck.createStatement()) { // each its own, since DuckDB closes one after an error
            if (query.wantsList()) {
                statement.execute("SET VARIABLE files = (SELECT list(file) FROM dayfile_files('" + root + "'))");
            }
            try (ResultSet result = statement.executeQuery(query.sql(COLUMNS, root))) {
                while (result.next()) {
                    rows.append(result.getString(1))
                            .append(' ')
                            .append(result.getString(2))
                            .append('\n');
                    n++;
                }
            }
        } catch (SQLException e) {
            out.println("error " + e.getMessage().replace('\n', ' '));
            return;
        }
        out.println("rows " + n);
        out.print(rows);
    }
}
