package dev.dayfile.model;

import java.nio.charset.StandardCharsets;

/**
 * The rule for symbols. A symbol is an opaque name: {@code BTC/USDT}, {@code BRK.B}, {@code ^GSPC} and {@code ../x} are
 * just symbols, because a symbol never becomes part of a path or of an SQL text.
 */
public final class Symbols {
    /** The greatest length in bytes of UTF-8: a ring slot has this much room for it. */
    public static final int MAX_BYTES = 32;

    private Symbols() {}

    /**
     * Returns the symbol's bytes in UTF-8 if it keeps the rule: 1 to {@value #MAX_BYTES} bytes, no white space, no
     * control characters, no invisible format characters, no half of a surrogate pair.
     *
     * @throws IllegalArgumentException naming the field and the value otherwise
     */
    public static byte[] requireValid(String symbol) {
        if (symbol == null || symbol.isEmpty()) {
            throw new IllegalArgumentException("a symbol may not be empty [symbol=" + symbol + "]");
        }
        if (symbol.length() > MAX_BYTES) { // each char takes a byte at least: too long, and not worth encoding
            throw tooLong(symbol, "characters", symbol.length());
        }
        for (int i = 0; i < symbol.length(); ) {
            int c = symbol.codePointAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                throw new IllegalArgumentException(
                        "a symbol may not contain blanks [symbol=" + printable(symbol) + ", at=" + i + "]");
            }
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                throw new IllegalArgumentException(
                        "a symbol may not contain control characters [symbol=" + printable(symbol) + ", at=" + i + "]");
            }
            if (Character.getType(c) == Character.SURROGATE) {
                throw new IllegalArgumentException("a symbol may not contain half a surrogate pair [symbol="
                        + printable(symbol) + ", at=" + i + "]");
            }
            i += Character.charCount(c);
        }
        byte[] utf8 = symbol.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_BYTES) {
            throw tooLong(symbol, "bytes", utf8.length);
        }
        return utf8;
    }

    private static IllegalArgumentException tooLong(String symbol, String unit, int length) {
        return new IllegalArgumentException("a symbol has at most " + MAX_BYTES + " bytes of UTF-8 [symbol="
                + printable(symbol) + ", " + unit + "=" + length + "]");
    }

    /** The text as an error message may show it: what cannot be seen is escaped, and it is cut after 80 characters. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < 80; i++) {
            char c = text.charAt(i);
            boolean unseen = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.isSpaceChar(c) && c != ' '
                    || Character.isSurrogate(c) && !isPaired(text, i);
            if (unseen) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return text.length() > 80 ? shown + "… (" + text.length() + " characters)" : shown.toString();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
