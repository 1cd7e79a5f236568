package dev.dayfile.internal.viewport;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets one query pass and nothing else. The judge is DuckDB's own parser, which is handed the text as a bound parameter
 * and runs none of it: what it cannot turn into the tree of a query (COPY, ATTACH, SET, PRAGMA, CALL, …) is refused, and
 * so is a tree that changes something inside of a WITH.
 */
final class QueryGate {
    private static final String PARSE = """
            SELECT tree ->> 'error', tree ->> 'error_message', json_array_length(tree -> 'statements'), tree::VARCHAR
            FROM (SELECT json_serialize_sql(?)::JSON AS tree)""";

    /** How the tree names INSERT, UPDATE and the like; a quote within the user's text is escaped in JSON. */
    private static final String CHANGING_NODE = "_QUERY_NODE\"";

    private QueryGate() {}

    /**
     * @throws IllegalArgumentException when the text is not one query, saying why
     */
    static void check(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PARSE)) {
            statement.setString(1, query);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (Boolean.parseBoolean(result.getString(1))) {
                    throw refused(result.getString(2));
                }
                int statements = result.getInt(3);
                if (statements != 1) {
                    throw refused("one statement is accepted [statements=" + statements + "]");
                }
                if (result.getString(4).contains(CHANGING_NODE)) {
                    throw refused("a statement within the query changes data");
                }
            }
        }
    }

    private static IllegalArgumentException refused(String reason) {
        int end = reason.indexOf('\n');
        return new IllegalArgumentException("not a query (SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE): "
                + (end < 0 ? reason : reason.substring(0, end)).strip());
    }
}
