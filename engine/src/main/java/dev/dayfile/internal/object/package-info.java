/**
 * Chart objects: what their events add up to, now or at an instant. Begin with {@code ObjectState}, which has the rules.
 * {@code Timeline} finds the files of events, {@link dev.dayfile.internal.object.ObjectBook} is the state inside the
 * engine, and {@link dev.dayfile.internal.object.StoredObjects} answers from the files alone. {@link
 * dev.dayfile.internal.object.EventLog} gives events in the order of their sequences, to who follows a store.
 */
package dev.dayfile.internal.object;
