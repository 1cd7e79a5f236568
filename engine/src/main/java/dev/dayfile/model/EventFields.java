package dev.dayfile.model;

/** What single fields of an {@link ObjectEvent} may hold, whatever its action; what goes together is the event's matter. */
final class EventFields {
    private EventFields() {}

    static void requireGiven(String field, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("a create names its " + field + " [field=" + field + "]");
        }
    }

    static void requireFinite(String field, Double value) {
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException("a price is a finite number [" + field + "=" + value + "]");
        }
    }

    static void requireTime(String field, Long micros) {
        if (micros != null && (micros < IsoTime.MIN_MICROS || micros >= IsoTime.MAX_MICROS)) {
            throw new IllegalArgumentException(
                    field + " lies between the years 1900 and 2199 [" + field + "=" + micros + "]");
        }
    }

    /** @param sentence whether blanks are allowed, as in a reason */
    static void requireText(String field, String text, int maxBytes, boolean sentence) {
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(field + " may not be empty [field=" + field + "]");
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean isPlain = c > ' ' && c < 0x7F; // nearly all are, and every event that is read goes through here
            if (!isPlain
                    && (Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.SURROGATE
                            || !sentence && (Character.isWhitespace(c) || Character.isSpaceChar(c)))) {
                throw new IllegalArgumentException(field + " has a character that it may not have [" + field + "="
                        + Symbols.printable(text) + ", at=" + i + "]");
            }
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            i += Character.charCount(c);
        }
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(field + " has at most " + maxBytes + " bytes of UTF-8 [" + field + "="
                    + Symbols.printable(text) + ", bytes=" + bytes + "]");
        }
    }
}
