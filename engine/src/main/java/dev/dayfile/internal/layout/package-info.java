/**
 * The grammar of every path and name of a store, written and parsed in one place. Begin with {@link
 * dev.dayfile.internal.layout.StoreLayout}, whose comment draws the tree; {@link dev.dayfile.internal.layout.DayFamily} is
 * where everything of a day stands, be it one of candles or of chart objects.
 */
package dev.dayfile.internal.layout;
