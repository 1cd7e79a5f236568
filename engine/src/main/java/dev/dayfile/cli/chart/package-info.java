/** Draws a viewport as a picture. Only the command line has use for it: embedders get no plotting library. */
package dev.dayfile.cli.chart;
