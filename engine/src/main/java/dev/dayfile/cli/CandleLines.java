package dev.dayfile.cli;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.io.InputStream;

/**
 * Candles from text, line by line: JSON lines when the first line that is not blank starts with a brace, else CSV with a
 * header. A bad line is told of and passed over; it never takes another one with it.
 */
final class CandleLines implements AutoCloseable {
    /** Hears of lines that are no candle. */
    interface BadLines {
        void bad(long line, String reason);
    }

    /** Garbage before the first good line is passed over, but not a whole file of it. */
    private static final int MAX_LINES_BEFORE_FORMAT = 10;

    private final LineReader lines;
    private final RowParser parser;
    private final BadLines badLines;
    private RowFormat format;

    /** @param clock says what a time without an offset means when {@code defaults} names no zone */
    CandleLines(InputStream in, ImportDefaults defaults, MarketClock clock, BadLines badLines) {
        this.lines = new LineReader(in);
        this.parser = new RowParser(defaults, clock);
        this.badLines = badLines;
    }

    /**
     * The next candle; {@code null} at the end of the input.
     *
     * @throws CommandException when the header of CSV lacks a column
     */
    Candle next() throws IOException {
        while (lines.next()) {
            try {
                String text = lines.text();
                if (text.isBlank()) {
                    continue;
                }
                if (format == null) {
                    format = detect(text);
                    if (format instanceof CsvRows) {
                        continue; // that line was the header
                    }
                }
                return parser.candle(format.fields(text));
            } catch (IllegalArgumentException e) {
                badLines.bad(lines.number(), e.getMessage());
            }
        }
        return null;
    }

    private RowFormat detect(String text) {
        if (text.stripLeading().startsWith("{")) {
            return new JsonRows();
        }
        if (CsvRows.looksLikeHeader(text)) {
            return new CsvRows(text, parser.defaults());
        }
        if (lines.number() >= MAX_LINES_BEFORE_FORMAT) {
            throw CommandException.usage(
                    "the input is neither JSON lines nor CSV with a header [lines read=" + lines.number() + "]");
        }
        throw new IllegalArgumentException("the line is neither a JSON object nor a CSV header");
    }

    /** The number of the line that the last candle stood on; the header counts as a line. */
    long line() {
        return lines.number();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
