package dev.dayfile.cli;

/** How results are printed. */
enum Format {
    TABLE,
    CSV,
    JSON
}
