/**
 * Viewports in the form that Arrow's readers in Python, JavaScript and elsewhere take in without a copy: the one room
 * that knows Arrow, and needs two optional libraries.
 */
package dev.dayfile.internal.arrow;
