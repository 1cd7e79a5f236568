/** The grammar of every path and name of a store, written and parsed in one place. */
package dev.dayfile.internal.layout;
