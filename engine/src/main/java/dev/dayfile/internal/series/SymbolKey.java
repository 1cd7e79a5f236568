package dev.dayfile.internal.series;

import dev.dayfile.model.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A symbol with its UTF-8 bytes, ordered by them as unsigned: the order of Parquet's statistics and of DuckDB, which
 * Java's own order of strings is not.
 */
public final class SymbolKey implements Comparable<SymbolKey> {
    /** {@code null} until somebody asks: a merge reads thousands of symbols and names none. */
    private String text;

    private final byte[] utf8;
    private final int hash;
    private final long digestStart;

    /** A guess of {@link SymbolTable}'s; whichever thread's another sees, it is a key of the same table. */
    private SymbolKey follower;

    private SymbolKey(String text, byte[] utf8) {
        this.text = text;
        this.utf8 = utf8;
        hash = Arrays.hashCode(utf8);
        digestStart = ContentDigest.start(utf8);
    }

    /**
     * The key of a symbol.
     *
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link Symbols}
     */
    public static SymbolKey of(String symbol) {
        return new SymbolKey(symbol, Symbols.requireValid(symbol));
    }

    /** A symbol as a file has it; its rule is not checked, since the file may be another writer's. */
    public static SymbolKey ofUtf8(byte[] bytes, int offset, int length) {
        byte[] utf8 = Arrays.copyOfRange(bytes, offset, offset + length);
        return new SymbolKey(null, utf8);
    }

    /** The bytes themselves, not a copy: nobody writes to them. */
    public byte[] utf8() {
        return utf8;
    }

    @Override
    public int compareTo(SymbolKey other) {
        return this == other ? 0 : Arrays.compareUnsigned(utf8, other.utf8);
    }

    @Override
    public boolean equals(Object o) {
        return this == o || o instanceof SymbolKey other && hash == other.hash && Arrays.equals(utf8, other.utf8);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The key that came after this one when a {@link SymbolTable} last looked, or {@code null}. */
    SymbolKey follower() {
        return follower;
    }

    void followedBy(SymbolKey key) {
        follower = key;
    }

    /** What a digest of a row begins with: the same for all rows of the symbol. */
    long digestStart() {
        return digestStart;
    }

    /** The symbol. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = new String(utf8, StandardCharsets.UTF_8);
            text = known; // whichever thread's: they are equal
        }
        return known;
    }
}
