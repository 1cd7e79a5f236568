/**
 * Viewports in the form that Arrow's readers in Python, JavaScript and elsewhere take in without a copy: the one room
 * that knows Arrow, and needs two optional libraries. {@link dev.dayfile.internal.arrow.ArrowViewport} says which columns
 * there are, {@link dev.dayfile.internal.arrow.ArrowStreamWriter} puts them into a stream.
 */
package dev.dayfile.internal.arrow;
