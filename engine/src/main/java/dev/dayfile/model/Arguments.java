package dev.dayfile.model;

/** The rule that every public method holds: an argument that is missing is misuse, and is named. */
public final class Arguments {
    private Arguments() {}

    /**
     * Returns what is there.
     *
     * @param name the argument's
     * @throws IllegalArgumentException when it is {@code null}
     */
    public static <T> T require(T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("must not be null [".concat(name).concat("=null]"));
        }
        return value;
    }

    /**
     * As {@link #require}, of an array and all that is in it.
     *
     * @throws IllegalArgumentException when it or one of its elements is {@code null}
     */
    public static <T> T[] requireAll(T[] values, String name) {
        for (T value : require(values, name)) {
            require(value, name);
        }
        return values;
    }
}
