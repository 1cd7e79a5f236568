package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ViewportQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryScopeTest extends DuckTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT * FROM candles WHERE ts_utc >= '2025-10-15' | 2025-10-15T00:00:00Z |
            SELECT * FROM candles WHERE ts_utc > '2025-10-15' | 2025-10-15T00:00:00Z |
            SELECT * FROM candles WHERE ts_utc <= TIMESTAMPTZ '2025-10-15 10:00:00-04' | | 2025-10-15T14:00:00Z
            SELECT * FROM candles WHERE ts_utc >= '2025-10-15 10:00:00 America/New_York' | 2025-10-15T14:00:00Z |
            SELECT * FROM candles WHERE '2025-10-15' < ts_utc | 2025-10-15T00:00:00Z |
            SELECT * FROM Candles AS c WHERE symbol = 'SPY' AND c.TS_UTC = '2025-10-15 14:00:00+00' | 2025-10-15T14:00:00Z | 2025-10-15T14:00:00Z
            FROM candles WHERE ts_utc BETWEEN '2025-10-15'::TIMESTAMPTZ AND '2025-10-16' | 2025-10-15T00:00:00Z | 2025-10-16T00:00:00Z
            SELECT count(*) FROM candles WHERE ts_utc > '2025-10-10' AND ts_utc > '2025-10-15' AND ts_utc < '2025-10-20' AND ts_utc < '2026-01-01' GROUP BY symbol HAVING max(high) > 3 ORDER BY 1 LIMIT 3 | 2025-10-15T00:00:00Z | 2025-10-20T00:00:00Z
            SELECT * FROM candles WHERE ts_utc >= '2025-10-15' AND (symbol = 'A' OR ts_utc < '2025-10-01') | 2025-10-15T00:00:00Z |
            SELECT * FROM candles WHERE ts_utc >= '2025-10-15' AND ts_utc < now() | 2025-10-15T00:00:00Z |
            SELECT * FROM candles WHERE ts_utc >= '2025-10-15' AND ts_utc < 'infinity' | 2025-10-15T00:00:00Z |
            """)
    void shouldKnowTheTimesThatAQueryIsAbout(String query, String from, String to) {
        QueryScope scope = QueryScope.of(connection, query);
        assertThat(scope.fromMicros()).isEqualTo(from == null ? ViewportQuery.UNBOUNDED_FROM : IsoTime.parse(from));
        assertThat(scope.toMicros()).isEqualTo(to == null ? ViewportQuery.UNBOUNDED_TO : IsoTime.parse(to));
        assertThat(scope.candles()).isTrue();
        assertThat(scope.objects() || scope.objectEvents()).isFalse();
    }

    /** Each of them has rows of every time, or may have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM candles",
                "SELECT * FROM candles WHERE ts_utc > '2025-10-15' OR symbol = 'A'",
                "SELECT * FROM candles WHERE NOT ts_utc > '2025-10-15'",
                "SELECT * FROM candles WHERE ts_utc <> '2025-10-15'",
                "SELECT * FROM candles WHERE ts_utc IS DISTINCT FROM '2025-10-15'",
                "SELECT * FROM candles WHERE ts_utc::DATE > '2025-10-15'",
                "SELECT * FROM candles WHERE ts_utc > '2025-10-15'::DATE",
                "SELECT * FROM candles WHERE ts_utc > now() - INTERVAL 1 DAY",
                "SELECT * FROM candles WHERE ts_utc > 'not a time'",
                "SELECT * FROM candles WHERE t_start > '2025-10-15'",
                "SELECT ts_utc + INTERVAL 1 YEAR AS ts_utc FROM candles WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM candles AS c(a, b, ts_utc) WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM candles a JOIN candles b USING (symbol) WHERE a.ts_utc > '2025-10-15'",
                "SELECT * FROM candles a, candles b WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM candles WHERE ts_utc > '2025-10-15' AND symbol IN (SELECT symbol FROM candles)",
                "SELECT * FROM candles WHERE ts_utc > '2025-10-15' AND EXISTS (FROM query_table('candles'))",
                "SELECT *, (SELECT max(high) FROM candles) FROM candles WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM candles WHERE ts_utc > '2025-10-15' UNION ALL SELECT * FROM candles",
                "WITH candles AS (SELECT now() AS ts_utc) SELECT * FROM candles WHERE ts_utc > '2025-10-15'",
                "WITH x AS (SELECT * FROM candles) SELECT * FROM x WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM (SELECT * FROM candles) WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM query_table('candles') WHERE ts_utc > '2025-10-15'",
                "SELECT * FROM candles TABLESAMPLE 10% WHERE ts_utc > '2025-10-15'",
                "SUMMARIZE candles",
                "DESCRIBE candles",
                "this is no query about candles",
            })
    void shouldTakeEverythingWhereItIsNotSure(String query) {
        assertThat(QueryScope.of(connection, query))
                .isEqualTo(
                        new QueryScope(true, false, false, ViewportQuery.UNBOUNDED_FROM, ViewportQuery.UNBOUNDED_TO));
    }

    @Test
    void shouldKnowTheViewsThatAreNamedAndMakeAllWhereNoneIs() {
        assertThat(QueryScope.of(connection, "SHOW TABLES")).isEqualTo(QueryScope.EVERYTHING);
        assertThat(QueryScope.of(connection, "FROM query_table('can' || 'dles')"))
                .isEqualTo(QueryScope.EVERYTHING);
        QueryScope events = QueryScope.of(connection, "SELECT count(*) FROM Object_Events");
        assertThat(events.objectEvents()).isTrue();
        assertThat(events.candles() || events.objects()).isFalse();
        QueryScope both = QueryScope.of(connection, "SELECT * FROM candles c JOIN objects o USING (symbol)");
        assertThat(both.candles() && both.objects()).isTrue();
    }
}
