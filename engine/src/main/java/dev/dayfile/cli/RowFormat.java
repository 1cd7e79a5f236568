package dev.dayfile.cli;

import java.util.EnumMap;

/** How a line becomes fields. */
interface RowFormat {
    /**
     * The texts of a line by field; what is absent, empty or null has no entry.
     *
     * @throws IllegalArgumentException when the line does not have the format
     */
    EnumMap<Field, String> fields(String line);
}
