package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself refuses, without the gate before it: the second line of defence. */
class DuckDatabaseTest extends DuckTest {
    @BeforeAll
    static void write() throws IOException {
        Files.writeString(root.resolve("inside.csv"), "a\n1\n");
        Files.writeString(folder.resolve("secret.csv"), "a\n42\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('@/secret.csv')",
                "SELECT * FROM read_text('@/secret.csv')",
                "SELECT * FROM read_blob('@/secret.csv')",
                "SELECT * FROM '@/secret.csv'",
                "SELECT * FROM read_csv('@/it''s [a] store/../secret.csv')",
                "SELECT * FROM glob('@/*')",
                "COPY (SELECT 1) TO '@/out.csv'",
                "ATTACH '@/new.db'",
                "ATTACH '@/secret.csv' AS stolen",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SELECT * FROM read_csv('https://example.invalid/x.csv')",
                "SET enable_external_access = true",
                "SET allowed_directories = ['/']",
                "SET threads = 7",
                "SET lock_configuration = false",
                "RESET memory_limit",
                "EXPORT DATABASE '@/out'",
            })
    void shouldReachNothingOutsideOfTheStore(String statement) throws IOException {
        String sql = statement.replace("@", folder.toString());
        assertThatThrownBy(() -> execute(sql)).isInstanceOf(SQLException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(root, folder.resolve("secret.csv"));
        }
    }

    @Test
    void shouldReadInsideOfTheStore() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT a FROM read_csv('"
                        + root.resolve("inside.csv").toString().replace("'", "''") + "')")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void shouldHaveTheSettingsThatItWasGiven() throws SQLException {
        assertThat(setting("threads")).isEqualTo("2");
        assertThat(setting("enable_external_file_cache")).isEqualTo("false");
        assertThat(setting("autoload_known_extensions")).isEqualTo("false");
        assertThat(setting("autoinstall_known_extensions")).isEqualTo("false");
        assertThat(setting("allow_community_extensions")).isEqualTo("false");
        assertThat(setting("TimeZone")).isEqualTo("UTC");
    }

    private static String setting(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT current_setting('" + name + "')::VARCHAR")) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
