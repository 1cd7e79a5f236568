package dev.dayfile.planted.internal.compact;

/** Breaks the silence of the library. */
public final class Prints {
    void print() {
        System.out.println("heard");
    }
}
