package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryGateTest extends DuckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select 1;",
                "FROM candles",
                "VALUES (1), (2)",
                "WITH a AS (SELECT 1) SELECT * FROM a",
                "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t",
                "SELECT 1 UNION ALL SELECT 2",
                "DESCRIBE candles",
                "SUMMARIZE candles",
                "SELECT '\"type\":\"INSERT_QUERY_NODE\"; COPY x TO y' -- ; DROP TABLE x",
            })
    void shouldLetAQueryPass(String query) {
        assertThatCode(() -> QueryGate.check(connection, query)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY (SELECT 1) TO 'x.parquet'",
                "ATTACH 'x.db'",
                "DETACH memory",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET threads = 7",
                "SET VARIABLE a = 1",
                "RESET threads",
                "PRAGMA version",
                "CALL pragma_version()",
                "CREATE TABLE t(a INT)",
                "CREATE VIEW candles AS SELECT 1",
                "DROP VIEW candles",
                "INSERT INTO t VALUES (1)",
                "UPDATE t SET a = 1",
                "DELETE FROM t",
                "EXPORT DATABASE 'x'",
                "IMPORT DATABASE 'x'",
                "BEGIN",
                "CHECKPOINT",
                "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x'",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "USE memory",
                "VACUUM",
                "WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a",
            })
    void shouldRefuseWhatIsNoQuery(String statement) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryGate.check(connection, statement))
                .withMessageStartingWith("not a query")
                .withMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1; SELECT 2", "SELECT 1; DROP TABLE t", "", "   ", "-- nothing", ";"})
    void shouldRefuseMoreOrLessThanOneStatement(String statements) {
        assertThatIllegalArgumentException().isThrownBy(() -> QueryGate.check(connection, statements));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELEC 1", "SELECT (", "SELECT 'open"})
    void shouldSayWhatIsWrongWithTheSyntax(String query) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueryGate.check(connection, query))
                .withMessageMatching("(?s).*(syntax|unterminated|parser).*")
                .withMessageNotContaining("\n");
    }
}
