package dev.dayfile.internal.series;

/**
 * Finds the one {@link SymbolKey} of some bytes without allocating, so that a symbol read a million times is one object
 * and comparing symbols is mostly comparing references. Safe for use by several threads: a key that stands in the table
 * is found without a lock.
 */
public final class SymbolTable {
    /** Only ever filled; replaced by a larger one when half full. A reader of an old one finds less, and then waits. */
    private volatile SymbolKey[] slots = new SymbolKey[64];

    private int size;

    /** The key of these bytes, made at their first appearance. */
    public SymbolKey intern(byte[] bytes, int offset, int length) {
        SymbolKey[] known = slots;
        int at = home(bytes, offset, length) & (known.length - 1);
        for (SymbolKey key = known[at]; key != null; key = known[at]) {
            if (isKey(key, bytes, offset, length)) {
                return key;
            }
            at = (at + 1) & (known.length - 1);
        }
        return add(bytes, offset, length);
    }

    /**
     * As {@link #intern(byte[], int, int)}, for symbols that come one after the other in an order that was seen before: in
     * the parts of a day the same ones follow each other again and again, so one comparison mostly finds the key.
     *
     * @param before the key that came before, of this table; {@code null} for the first
     */
    public SymbolKey intern(byte[] bytes, int offset, int length, SymbolKey before) {
        SymbolKey guess = before == null ? null : before.follower();
        if (guess != null && isKey(guess, bytes, offset, length)) {
            return guess;
        }
        SymbolKey key = intern(bytes, offset, length);
        if (before != null) {
            before.followedBy(key);
        }
        return key;
    }

    private synchronized SymbolKey add(byte[] bytes, int offset, int length) {
        int at = find(slots, bytes, offset, length);
        if (slots[at] == null) { // and not another thread's meanwhile
            if (++size * 2 > slots.length) {
                grow();
                at = find(slots, bytes, offset, length);
            }
            slots[at] = SymbolKey.ofUtf8(bytes, offset, length); // its fields are final: seen whole or not at all
        }
        return slots[at];
    }

    /** The table's own key that equals this one. */
    public SymbolKey intern(SymbolKey key) {
        return intern(key.utf8(), 0, key.utf8().length);
    }

    /** Where the key of these bytes stands, or would; for who holds the lock. */
    private static int find(SymbolKey[] slots, byte[] bytes, int offset, int length) {
        int at = home(bytes, offset, length) & (slots.length - 1);
        while (slots[at] != null && !isKey(slots[at], bytes, offset, length)) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }

    private static int home(byte[] bytes, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return spread(hash);
    }

    private static boolean isKey(SymbolKey key, byte[] bytes, int offset, int length) {
        byte[] utf8 = key.utf8();
        if (utf8.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) { // a few bytes, for which a call takes longer than a loop
            if (utf8[i] != bytes[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        SymbolKey[] larger = new SymbolKey[slots.length * 2];
        for (SymbolKey key : slots) {
            if (key != null) {
                larger[find(larger, key.utf8(), 0, key.utf8().length)] = key;
            }
        }
        slots = larger;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }
}
