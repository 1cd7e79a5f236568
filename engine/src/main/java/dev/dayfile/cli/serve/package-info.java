/** The chart server of the command line: a store, live, in a browser. It reads only, and only the command line imports it. */
package dev.dayfile.cli.serve;
