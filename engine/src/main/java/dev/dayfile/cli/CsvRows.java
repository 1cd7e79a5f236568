package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.dayfile.model.ImportDefaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/**
 * Reads CSV with a header, one line a row, so that a line with a stray quote spoils no other. The header's names may
 * stand in any order and letter case; the separator is the comma, semicolon or tab that the header has most of.
 */
final class CsvRows implements RowFormat {
    private final ObjectReader reader;
    private final char separator;
    private final Field[] columns;

    /**
     * Understands the header.
     *
     * @throws CommandException when a column is missing or there twice
     */
    CsvRows(String header, ImportDefaults defaults) {
        CsvMapper mapper = new CsvMapper();
        mapper.enable(CsvParser.Feature.WRAP_AS_ARRAY);
        separator = separatorOf(header);
        reader = mapper.readerFor(String[].class).with(CsvSchema.emptySchema().withColumnSeparator(separator));
        String[] names = split(header);
        columns = new Field[names.length];
        EnumMap<Field, Integer> chosen = new EnumMap<>(Field.class);
        for (int i = 0; i < names.length; i++) {
            Field.Name name = Field.named(names[i]);
            if (name == null) {
                continue;
            }
            Integer other = chosen.get(name.field());
            int otherRank = other == null
                    ? Integer.MAX_VALUE
                    : Field.named(names[other]).rank();
            if (name.rank() == otherRank) {
                throw CommandException.usage("the header names a column twice [column=" + names[i].strip() + "]");
            }
            if (name.rank() < otherRank) {
                if (other != null) {
                    columns[other] = null;
                }
                chosen.put(name.field(), i);
                columns[i] = name.field();
            }
        }
        for (Field field : new Field[] {Field.OPEN, Field.HIGH, Field.LOW, Field.CLOSE}) {
            require(chosen.containsKey(field), field.label(), "", header);
        }
        boolean hasTime =
                chosen.containsKey(Field.TS) || chosen.containsKey(Field.DATE) || chosen.containsKey(Field.TIME);
        require(hasTime, Field.TS.label(), "", header);
        require(defaults.symbol() != null || chosen.containsKey(Field.SYMBOL), "symbol", "import --symbol", header);
        require(
                defaults.timeframe() != null || chosen.containsKey(Field.TIMEFRAME),
                "timeframe",
                "import --timeframe",
                header);
    }

    /** Whether any of a line's cells is the name of a field. */
    static boolean looksLikeHeader(String line) {
        for (String cell : line.split("[,;\t]")) {
            if (Field.named(cell.replace("\"", "")) != null) {
                return true;
            }
        }
        return false;
    }

    private static void require(boolean holds, String column, String option, String header) {
        if (!holds) {
            String remedy = option.isEmpty() ? "" : "; '" + option + "' can name it";
            String shown = header.length() <= 120 ? header : header.substring(0, 120) + "…";
            throw CommandException.usage(
                    "the header has no column " + column + remedy + " [header=" + shown.strip() + "]");
        }
    }

    private static char separatorOf(String header) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    @Override
    public EnumMap<Field, String> fields(String line) {
        String[] cells = split(line);
        if (cells.length != columns.length) {
            throw new IllegalArgumentException("the line does not have the header's columns [columns=" + cells.length
                    + ", header=" + columns.length + "]");
        }
        EnumMap<Field, String> values = new EnumMap<>(Field.class);
        for (int i = 0; i < cells.length; i++) {
            if (columns[i] != null) {
                RowParser.put(values, columns[i], cells[i]);
            }
        }
        return values;
    }

    /** The cells of a line; one without a quote needs no parser, which takes ten times as long to set up as to read it. */
    String[] split(String line) {
        if (line.indexOf('"') >= 0 || line.indexOf('\r') >= 0) {
            return parse(line);
        }
        List<String> cells = new ArrayList<>();
        int from = 0;
        for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, from)) {
            cells.add(line.substring(from, end));
            from = end + 1;
        }
        cells.add(line.substring(from));
        return cells.toArray(new String[0]);
    }

    /** The same of any line. */
    String[] parse(String line) {
        try (MappingIterator<String[]> rows = reader.readValues(line)) {
            return rows.hasNextValue() ? rows.nextValue() : new String[0];
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the line is no CSV: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
