/**
 * The words of the domain: public and free of any dependency. All are immutable but the builders and the buffers that a
 * caller hands in. {@link dev.dayfile.model.Candle} and {@link dev.dayfile.model.ObjectEvent} go in, {@link
 * dev.dayfile.model.ViewportQuery} asks, {@link dev.dayfile.model.Viewport} answers; {@link
 * dev.dayfile.model.MarketClock} says which day an instant belongs to.
 */
package dev.dayfile.model;
