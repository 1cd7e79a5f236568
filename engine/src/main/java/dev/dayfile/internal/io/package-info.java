/**
 * The one place that touches the file system: {@link dev.dayfile.internal.io.Disk} is every call that can fail, and so
 * the seam where tests inject faults; {@link dev.dayfile.internal.io.Publisher} is how a file comes into being, and {@link
 * dev.dayfile.internal.io.DayFolder} how a day's files are listed while others move them. Here too are the small files
 * that a store keeps about itself, such as {@link dev.dayfile.internal.io.StoreProperties}, and its lock.
 */
package dev.dayfile.internal.io;
