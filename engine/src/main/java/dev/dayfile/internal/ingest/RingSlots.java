package dev.dayfile.internal.ingest;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Some slots of a ring, by their places: a full ring has tens of thousands, and a flyweight of each would be most of
 * what opening it costs.
 */
final class RingSlots<S extends Slot> {
    private final RingFile<S> ring;
    private int[] places = new int[16];
    private int size;

    RingSlots(RingFile<S> ring) {
        this.ring = ring;
    }

    void add(int place) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
        }
        places[size++] = place;
    }

    int size() {
        return size;
    }

    /** Shows each slot in the order of the places, by one flyweight that moves on. */
    void forEach(Consumer<? super S> action) {
        S slot = ring.flyweight();
        for (int i = 0; i < size; i++) {
            slot.moveTo(ring.offsetOf(places[i]));
            action.accept(slot);
        }
    }
}
