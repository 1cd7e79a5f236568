/**
 * The one place that touches the file system: {@link dev.dayfile.internal.io.Disk} is every call that can fail, and so
 * the seam where tests inject faults; {@link dev.dayfile.internal.io.Publisher} is how a file comes into being.
 */
package dev.dayfile.internal.io;
