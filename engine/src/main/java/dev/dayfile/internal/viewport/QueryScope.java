package dev.dayfile.internal.viewport;

import dev.dayfile.model.ViewportQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * What of a store a user's query can touch at all, since every file that DuckDB is handed is verified before, wholly:
 * that of a whole store takes as long as reading it, that of the week that is asked for a moment.
 *
 * <p>It is taken from the tree of DuckDB's own parser, and only where it is beyond doubt: the one table of the query is
 * {@code candles}, and {@code ts_utc} is compared with texts by conditions that all have to hold. Whatever looks otherwise
 * touches everything, so that a query of a shape that is not known here is slow at first and never wrong.
 *
 * @param candles whether the view of candles is named; so for the others
 * @param fromMicros candles before do not count
 * @param toMicros candles after do not count
 */
record QueryScope(boolean candles, boolean objects, boolean objectEvents, long fromMicros, long toMicros) {
    static final QueryScope EVERYTHING =
            new QueryScope(true, true, true, ViewportQuery.UNBOUNDED_FROM, ViewportQuery.UNBOUNDED_TO);

    /**
     * The least and the greatest time that the conditions leave; a bound that is not there is NULL. Quotes in the user's
     * text are escaped in the tree, so the names that are counted are the parser's.
     */
    private static final String BOUNDS = """
            WITH parsed AS (
              SELECT tree -> '$.statements[0].node' AS node, tree::VARCHAR AS text
              FROM (SELECT json_serialize_sql(?)::JSON AS tree)
            ), conditions AS (
              SELECT unnest(CASE WHEN node ->> '$.where_clause.type' = 'CONJUNCTION_AND'
                THEN (node -> '$.where_clause.children')::JSON[] ELSE [node -> '$.where_clause'] END) AS c
              FROM parsed
              WHERE node ->> '$.type' = 'SELECT_NODE'
                AND json_array_length(node -> '$.cte_map.map') = 0
                AND node ->> '$.from_table.type' = 'BASE_TABLE'
                AND lower(node ->> '$.from_table.table_name') = 'candles'
                AND node ->> '$.from_table.schema_name' = '' AND node ->> '$.from_table.catalog_name' = ''
                AND json_array_length(node -> '$.from_table.column_name_alias') = 0
                AND node ->> '$.from_table.sample' IS NULL AND node ->> '$.sample' IS NULL
                AND node ->> '$.from_table.at_clause' IS NULL
                AND len(string_split(text, '"table_name":')) = 2
                AND NOT contains(text, '"TABLE_FUNCTION"') AND NOT contains(text, '"SUBQUERY"')
                AND NOT contains(lower(text), '"alias":"ts_utc"')
            ), sides AS (
              SELECT c ->> '$.type' AS how, c -> '$.left' AS a, c -> '$.right' AS b FROM conditions
              WHERE c ->> '$.class' = 'COMPARISON'
              UNION ALL
              SELECT 'COMPARE_GREATERTHANOREQUALTO', c -> '$.input', c -> '$.lower' FROM conditions
              WHERE c ->> '$.type' = 'COMPARE_BETWEEN'
              UNION ALL
              SELECT 'COMPARE_LESSTHANOREQUALTO', c -> '$.input', c -> '$.upper' FROM conditions
              WHERE c ->> '$.type' = 'COMPARE_BETWEEN'
            ), turned AS (
              SELECT how, a AS time, b AS value FROM sides
              UNION ALL
              SELECT CASE how WHEN 'COMPARE_GREATERTHAN' THEN 'COMPARE_LESSTHAN'
                WHEN 'COMPARE_GREATERTHANOREQUALTO' THEN 'COMPARE_LESSTHANOREQUALTO'
                WHEN 'COMPARE_LESSTHAN' THEN 'COMPARE_GREATERTHAN'
                WHEN 'COMPARE_LESSTHANOREQUALTO' THEN 'COMPARE_GREATERTHANOREQUALTO' ELSE how END, b, a FROM sides
            ), bounds AS (
              SELECT how, TRY_CAST(CASE
                WHEN value ->> '$.class' = 'CONSTANT' AND value ->> '$.literal.kind' = 'STRING'
                  THEN value ->> '$.literal.text'
                WHEN value ->> '$.class' = 'CAST' AND value ->> '$.child.literal.kind' = 'STRING'
                  AND lower(value ->> '$.type_expr.type_name') IN ('timestamptz', 'timestamp with time zone')
                  THEN value ->> '$.child.literal.text' END AS TIMESTAMPTZ) AS bound
              FROM turned
              WHERE time ->> '$.class' = 'COLUMN_REF' AND lower(time ->> '$.column_names[#-1]') = 'ts_utc'
            )
            SELECT
              epoch_us(max(bound) FILTER (how IN ('COMPARE_EQUAL', 'COMPARE_GREATERTHAN', 'COMPARE_GREATERTHANOREQUALTO'))),
              epoch_us(min(bound) FILTER (how IN ('COMPARE_EQUAL', 'COMPARE_LESSTHAN', 'COMPARE_LESSTHANOREQUALTO')))
            FROM bounds WHERE isfinite(bound)""";

    /** What a query touches that {@link QueryGate} has let pass. */
    static QueryScope of(Connection connection, String query) {
        String text = query.toLowerCase(Locale.ROOT);
        boolean candles = text.contains("candles");
        boolean objects = text.contains("objects");
        boolean objectEvents = text.contains("object_events");
        if (!candles && !objects && !objectEvents) {
            return EVERYTHING; // which lists the views, perhaps, or makes up their names
        }
        QueryScope whole = new QueryScope(
                candles, objects, objectEvents, ViewportQuery.UNBOUNDED_FROM, ViewportQuery.UNBOUNDED_TO);
        try {
            return candles ? whole.bounded(connection, query) : whole;
        } catch (SQLException e) {
            return whole; // a tree that cannot be looked at says nothing
        }
    }

    private QueryScope bounded(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BOUNDS)) {
            statement.setString(1, query);
            try (ResultSet bounds = statement.executeQuery()) {
                bounds.next();
                long least = bounds.getLong(1);
                long from = bounds.wasNull() ? fromMicros : least;
                long greatest = bounds.getLong(2);
                long to = bounds.wasNull() ? toMicros : greatest;
                return new QueryScope(candles, objects, objectEvents, from, to);
            }
        }
    }
}
