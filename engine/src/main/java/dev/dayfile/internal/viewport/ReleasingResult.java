package dev.dayfile.internal.viewport;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives a result to a caller who knows nothing of the connection behind it: closing the result releases both. */
final class ReleasingResult {
    private ReleasingResult() {}

    static ResultSet of(ResultSet result, Statement statement, Connection connection, DuckDatabase database) {
        return (ResultSet) Proxy.newProxyInstance(
                ReleasingResult.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        close(result, statement, connection, database);
                        return null;
                    }
                    try {
                        return method.invoke(result, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void close(ResultSet result, Statement statement, Connection connection, DuckDatabase database)
            throws SQLException {
        try {
            result.close();
            statement.close();
        } finally {
            database.release(connection);
        }
    }
}
