/**
 * Chart objects: what their events add up to, now or at an instant. {@link dev.dayfile.internal.object.Timeline} reads
 * the events back, {@link dev.dayfile.internal.object.ObjectBook} is the state inside the engine, and
 * {@link dev.dayfile.internal.object.StoredObjects} answers from the files alone.
 */
package dev.dayfile.internal.object;
