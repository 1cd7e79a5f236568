package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.IsoTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One query over the views of the store. */
@Command(
        name = "sql",
        description = "Run one query over the views candles, objects and object_events.",
        footer = {
            "",
            "Example:",
            "  dayfile sql \"select symbol, count(*) as candles, max(high) as high from candles group by symbol\""
        })
final class SqlCommand extends StoreCommand {
    @Parameters(paramLabel = "QUERY", description = "A select.")
    private String query;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json (default: table).")
    private Format format = Format.TABLE;

    SqlCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        try (StorageReader reader = openReader(DamagePolicy.FAIL);
                ResultSet rows = reader.sql(query)) {
            switch (format) {
                case TABLE -> table(rows);
                case CSV -> csv(rows);
                case JSON -> json(rows);
            }
            return Exit.DONE;
        } catch (SQLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void table(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        int n = columns.getColumnCount();
        String[] header = new String[n];
        for (int i = 0; i < n; i++) {
            boolean number = Number.class.isAssignableFrom(typeOf(columns, i + 1));
            header[i] = (number ? ">" : "") + columns.getColumnLabel(i + 1);
        }
        TextTable table = new TextTable(header);
        while (rows.next()) {
            String[] cells = new String[n];
            for (int i = 0; i < n; i++) {
                Object value = rows.getObject(i + 1);
                cells[i] = value == null ? "-" : text(value);
            }
            table.add(cells);
        }
        table.print(out());
        say(Texts.count(table.size(), "row"));
    }

    private static Class<?> typeOf(ResultSetMetaData columns, int column) throws SQLException {
        try {
            return Class.forName(columns.getColumnClassName(column));
        } catch (ClassNotFoundException e) {
            return Object.class;
        }
    }

    private void csv(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        int n = columns.getColumnCount();
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= n; i++) {
            line.append(i == 1 ? "" : ",").append(Texts.csv(columns.getColumnLabel(i)));
        }
        out().println(line);
        while (rows.next()) {
            line.setLength(0);
            for (int i = 1; i <= n; i++) {
                Object value = rows.getObject(i);
                line.append(i == 1 ? "" : ",").append(value == null ? "" : Texts.csv(text(value)));
            }
            out().println(line);
        }
    }

    private void json(ResultSet rows) throws SQLException, IOException {
        ResultSetMetaData columns = rows.getMetaData();
        try (JsonGenerator json = ViewportPrinter.JSON.createGenerator(out())) {
            json.writeStartArray();
            while (rows.next()) {
                json.writeStartObject();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    json.writeFieldName(columns.getColumnLabel(i));
                    write(json, rows.getObject(i));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        out().println();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        boolean finite = !(value instanceof Double d) || Double.isFinite(d);
        if (value == null || !finite) {
            json.writeNull();
        } else if (value instanceof Number) {
            json.writeNumber(new BigDecimal(text(value)));
        } else if (value instanceof Boolean b) {
            json.writeBoolean(b);
        } else {
            json.writeString(text(value));
        }
    }

    /** Times as the store writes them, numbers without exponent. */
    private static String text(Object value) {
        if (value instanceof Double d) {
            return Double.isFinite(d) ? Texts.plain(d) : d.toString();
        }
        if (value instanceof OffsetDateTime time) {
            return IsoTime.format(IsoTime.toMicros(time.toInstant()));
        }
        if (value instanceof Timestamp time) {
            return time.toLocalDateTime().toString();
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
