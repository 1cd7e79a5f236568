package dev.dayfile.internal.viewport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the hardened DuckDB begin with: one of it over an empty store, for all tests of a class. */
abstract class DuckTest {
    @TempDir
    static Path folder;

    static Path root;
    static Connection connection;
    private static DuckDatabase database;

    @BeforeAll
    static void openDuck() throws IOException, SQLException {
        root = Files.createDirectories(folder.resolve("it's [a] store"));
        database = DuckDatabase.open(root);
        connection = database.connect();
    }

    @AfterAll
    static void closeDuck() {
        database.close();
    }
}
