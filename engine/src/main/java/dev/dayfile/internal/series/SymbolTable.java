package dev.dayfile.internal.series;

import java.util.Arrays;

/**
 * Finds the one {@link SymbolKey} of some bytes without allocating, so that a symbol read a million times is one object
 * and comparing symbols is mostly comparing references. Not safe for use by several threads.
 */
public final class SymbolTable {
    private SymbolKey[] slots = new SymbolKey[64];
    private int size;

    /** The key of these bytes, made at their first appearance. */
    public SymbolKey intern(byte[] bytes, int offset, int length) {
        int at = find(bytes, offset, length);
        if (slots[at] == null) {
            slots[at] = SymbolKey.ofUtf8(bytes, offset, length);
            size++;
            if (size * 2 > slots.length) {
                grow();
                at = find(bytes, offset, length);
            }
        }
        return slots[at];
    }

    /** The table's own key that equals this one. */
    public SymbolKey intern(SymbolKey key) {
        return intern(key.utf8(), 0, key.utf8().length);
    }

    private int find(byte[] bytes, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int at = spread(hash) & (slots.length - 1);
        while (slots[at] != null
                && !Arrays.equals(slots[at].utf8(), 0, slots[at].utf8().length, bytes, offset, offset + length)) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }

    private void grow() {
        SymbolKey[] old = slots;
        slots = new SymbolKey[old.length * 2];
        for (SymbolKey key : old) {
            if (key != null) {
                slots[find(key.utf8(), 0, key.utf8().length)] = key;
            }
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }
}
