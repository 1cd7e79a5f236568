package dev.dayfile.model;

/**
 * Checks that a text is one JSON value as RFC 8259 has it, and keeps nothing of it: a payload is stored and returned
 * byte for byte, so the library needs no JSON library for it.
 */
final class JsonText {
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * Returns the text when it is JSON.
     *
     * @throws IllegalArgumentException naming the field and the place otherwise
     */
    static String requireJson(String field, String text) {
        JsonText json = new JsonText(text);
        if (!json.isDocument()) {
            throw new IllegalArgumentException("the text is no JSON [" + field + "=" + Symbols.printable(text)
                    + ", wrong at character=" + json.at + "]");
        }
        return text;
    }

    private boolean isDocument() {
        skipBlanks();
        if (!value(0)) {
            return false;
        }
        skipBlanks();
        return at == text.length();
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private boolean value(int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> elements(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean word(String word) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    private boolean members(int depth) {
        at++;
        skipBlanks();
        if (take('}')) {
            return true;
        }
        do {
            skipBlanks();
            if (peek() != '"' || !string()) {
                return false;
            }
            skipBlanks();
            if (!take(':')) {
                return false;
            }
            skipBlanks();
            if (!value(depth + 1)) {
                return false;
            }
            skipBlanks();
        } while (take(','));
        return take('}');
    }

    private boolean elements(int depth) {
        at++;
        skipBlanks();
        if (take(']')) {
            return true;
        }
        do {
            skipBlanks();
            if (!value(depth + 1)) {
                return false;
            }
            skipBlanks();
        } while (take(','));
        return take(']');
    }

    private boolean string() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return true;
            }
            if (c < ' ' || Character.isSurrogate(c) && !isPair()) {
                return false;
            }
            at += Character.isSurrogate(c) ? 2 : 1;
            if (c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    /** Half a surrogate pair has no bytes in UTF-8, so it could not be given back as it was. */
    private boolean isPair() {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private boolean escape() {
        int c = peek();
        if (c == 'u') {
            for (int i = 1; i <= 4; i++) {
                if (at + i >= text.length() || "0123456789abcdefABCDEF".indexOf(text.charAt(at + i)) < 0) {
                    return false;
                }
            }
            at += 5;
            return true;
        }
        at++;
        return c >= 0 && "\"\\/bfnrt".indexOf(c) >= 0;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > from;
    }
}
